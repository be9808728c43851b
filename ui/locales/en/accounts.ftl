# How fresh the data of an account are.
account-read = – last read on { $date }
account-never-read = – not read yet
account-failed-title = Cannot be read
account-failed = We have not been able to read this account since { $date }. The data may be out of date.
repository-unread-title = May be out of date
repository-unread = We have not been able to read { $account } since { $date }. The data below may be out of date.
repository-unregistered-title = No longer updated
repository-unregistered = { $account } is no longer in our register of organisations. We have not updated the data below since { $date }.
why = Reason
