# How fresh the data of an account are.
account-read = – last read on { $date }
account-never-read = – not read yet
account-failed-title = Can't be read
account-failed = Since { $date } we can't read this account. The data may be old.
repository-unread-title = Maybe old
repository-unread = Since { $date } we can't read { $account }. The data below may be old.
repository-unregistered-title = No longer updated
repository-unregistered = { $account } is no longer in our register of organisations. Since { $date } we don't update the data below.
why = Reason
