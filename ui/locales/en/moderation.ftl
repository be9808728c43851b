# Where moderators work.
moderation-title = Moderation
moderation-lead = Decide here on what people say. Whoever wrote something reads why you remove it.
moderation-done = It is done, and in the log.
moderation-queue-count = { $count ->
    [0] Nothing is waiting
    [one] 1 message is waiting
   *[other] { $count } messages are waiting
}
moderation-queue-none = Nothing is waiting for you.
moderation-reports-count = { $count ->
    [0] No reports
    [one] 1 report
   *[other] { $count } reports
}
moderation-reports-none = Nobody has reported anything.
moderation-reason = Why?
moderation-reason-hint = Whoever wrote this reads your reason.
moderation-members = Members
moderation-members-search = Find a member by name
moderation-members-none = We found no member by this name.
moderation-grant-organisation = Which organisation may this member speak for?
moderation-grant-hint = Its whole name, or the short name in the address of its page.
moderation-grant = Let this member speak for it
moderation-withdraw = Withdraw that
moderation-log = Log
moderation-log-what = This is what moderators did. Nobody can change it.
moderation-log-older = Show what happened earlier
moderation-corrections = Corrections
moderation-corrections-what = What you accept about owners and accounts takes effect at once. To put it in the register of organisations as well, use the lines in this file.
moderation-corrections-file = Download the corrections (TOML)
moderation-discussion-close = Close this discussion
moderation-discussion-open = Open this discussion again
act-decide = Decide as a moderator
act-decide-what = Whoever wrote this reads your decision and your reason. It is put in the log.
act-decide-text = Why?
decision-accept = Accept
decision-remove = Remove
decision-undo = Take the last decision back
decision-keep = Keep
audit-accept = accepted
audit-remove = removed
audit-undo = took back a decision on
audit-keep = kept
audit-remove-text = removed a text from
audit-close-discussion = closed the discussion about
audit-close-discussion-not = opened the discussion about
audit-grant = lets { $name } speak for
audit-grant-not = no longer lets { $name } speak for
