# How fresh the data of an account are.
account-read = – laatst gelezen op { $date }
account-never-read = – nog niet gelezen
account-failed-title = Niet te lezen
account-failed = Sinds { $date } kunnen we dit account niet lezen. De gegevens kunnen verouderd zijn.
repository-unread-title = Misschien verouderd
repository-unread = Sinds { $date } kunnen we { $account } niet lezen. De gegevens hieronder kunnen verouderd zijn.
repository-unregistered-title = Niet meer bijgewerkt
repository-unregistered = { $account } staat niet meer in ons register van organisaties. We werken de gegevens hieronder sinds { $date } niet meer bij.
why = Reden
