# Pages of a link that somebody got: an invitation, and ending mail.
invitation-title = You have been invited
invitation-lead = This link signs you in to Bronwijzer. It works once, and for one day at most. Has it expired? Ask whoever invited you for another.
invitation-button = Sign in
unsubscribe-title = Stop e-mail
unsubscribe-lead = You will get no more e-mail about what you follow. Everything you follow stays on your own page.
unsubscribe-button = Stop sending me e-mail
unsubscribed-title = You will get no more e-mail
unsubscribed-lead = We no longer send you e-mail about what you follow. You can turn it on again on your own page.
confirm-email-title = Confirm your e-mail address
confirm-email-lead = Is this your e-mail address? If so, we will send news about what you follow there from now on.
confirm-email-button = Yes, this is my e-mail address
email-confirmed-title = Your e-mail address is confirmed
email-confirmed-lead = From now on, e-mail about what you follow goes to this address. You choose how often you get it on your own page.
email-expired-title = This link no longer works
email-expired-lead = The link is older than 7 days, has already been used, or you have entered another address since. Enter your address again on your own page.
