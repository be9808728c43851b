# Pages of a link that somebody got: an invitation, and ending mail.
invitation-title = You have been invited
invitation-lead = This link signs you in to Bronwijzer. It works once, and for one day at most. Has it expired? Ask whoever invited you for another.
invitation-button = Sign in
unsubscribe-title = Stop e-mail
unsubscribe-lead = You will get no more e-mail about what you follow. Everything you follow stays on your own page.
unsubscribe-button = Stop sending me e-mail
unsubscribed-title = You will get no more e-mail
unsubscribed-lead = We no longer send you e-mail about what you follow. You can turn it on again on your own page.
