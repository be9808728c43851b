# Mail to members.
mail-digest-subject = { $count ->
    [one] One update on what you follow
   *[other] { $count } updates on what you follow
}
mail-digest-lead = This is what happened to what you follow on Bronwijzer.
mail-news-went_quiet = Nobody has worked on it for a long time.
mail-news-revived = It is being worked on again.
mail-news-archived = Its owner has archived it.
mail-news-left = It is no longer public.
mail-news-new_owner = It has a different owner.
mail-news-licence_changed = Its licence has changed.
mail-news-seeking = Its owner is looking for a maintainer, help or partners.
mail-news-farewell = Its owner explains why it was stopped.
mail-news-statement = Somebody has said something about it.
mail-news-new_repository = It is new on Bronwijzer.
mail-because-used = Your organisation uses it.
mail-because-repository = You follow this repository.
mail-because-organisation = You follow this organisation.
mail-because-theme = You follow this theme.
mail-because-search = You follow a search that finds it.
mail-message-subject = You have a message on Bronwijzer
mail-message-from = { $name } has sent you a message. You can read it on your own page. Nobody sees your e-mail address.
mail-message = You have received a message. You can read it on your own page. Nobody sees your e-mail address.
mail-confirm-subject = Is this your e-mail address?
mail-confirm-lead = { $name } gave this address to Bronwijzer, to receive news about software. If that was you, please confirm it within 7 days. If it was not, do nothing, and you will get no more e-mail.
mail-confirm = Confirm your e-mail address
mail-own = Your own page: messages, what you follow, and how often you get e-mail
mail-unsubscribe = Stop receiving e-mail
