# What people say: the kinds, their forms, and what can be done with it.
kind-seeking = Call for help
kind-offer = Offer of help
kind-use = In use
kind-support = Services of a supplier
kind-release-request = Release request
kind-declared-closed = Stays closed
kind-correction = Correction
kind-farewell = Stopped
kind-post = Post

say-about = This is about:
say-back = Go back
say-cancel = Cancel
say-then = What happens when you send this
say-then-public = Everybody can read it, with your name. If you are new here, somebody who looks after this site reads it first.
say-then-moderated = Somebody who looks after this site always reads it first. After that everybody can read it, with your name.
say-then-year = It stays for a year. You can renew it then.
say-then-years = It stays for { $years } years. You can renew it then.
behalf = On whose behalf do you say this?
behalf-oneself = Only for myself
behalf-organisation = On behalf of { $name }
behalf-supplier = As the supplier { $name }

say-seeking-title = Ask for a maintainer or for help
say-seeking-lead = Are you looking for somebody to take over this software, or to help? Say what you need. Or say that no help is needed.
say-seeking-text = Explanation
say-seeking-text-hint = What does the software do, what has to be done, and how will you help somebody get started?
say-seeking-button = Publish the call
say-seeking-then = Your call appears with the software, and on the page ‘Get involved’. Anybody who wants to help can take it up or send you a message.
say-seeking-who = Only those who speak for the owner of this software can ask for a maintainer. If you do, sign in with your work address, or ask whoever runs this site.

say-offer-title = Offer help
say-offer-lead = You need not be a programmer. Say what you can do and how much time you have.
say-offer-text = What would you like to do?
say-offer-text-hint = A few sentences will do. Leave out telephone numbers and e-mail addresses: people who need you send a message through this site.
say-offer-button = Offer help
say-offer-then = People who look for help see your offer and can send you a message. Nobody sees your e-mail address.
say-offer-who = You cannot offer help now.

say-use-title = Say that you use this
say-use-lead = Does your organisation use this software? Say so. Then others know whom to ask how it works out.
say-use-text = Explanation
say-use-text-hint = What do you use it for, and how do you like it?
say-use-button = Say that we use this
say-use-then = Your organisation appears under ‘Who uses it’, and counts in the figures.
say-use-who = You say this on behalf of an organisation, and you do not speak for one yet. Sign in with your work address, or ask whoever runs this site.

say-support-title = Say what you do as a supplier
say-support-lead = Do you sell services for this software? Let public bodies find you.
say-support-text = Explanation
say-support-text-hint = Say what you do and for whom. Do not advertise.
say-support-button = Send it in
say-support-then = Your company appears with the software, with a link.
say-support-who = This is for suppliers. First fill in on your page which company you are.

say-release-request-title = Ask for software to be released
say-release-request-lead = Does a public body have software that is not open yet? Ask it to release the source code.
say-release-request-text = Why do you ask?
say-release-request-text-hint = What could you or others do with the source code?
say-release-request-button = Publish the request
say-release-request-then = Your request appears in the list. Others can support it. Those who speak for the organisation can answer here.
say-release-request-who = You cannot make a request now.

say-declared-closed-title = Say what stays closed
say-declared-closed-lead = Does your organisation keep certain software closed? Say which, and on which ground. Then everybody knows where they stand.
say-declared-closed-text = Explanation
say-declared-closed-text-hint = Explain why this ground applies.
say-declared-closed-button = Publish the declaration
say-declared-closed-then = The declaration appears on your organisation's page. It is counted apart, and never as open software.
say-declared-closed-who = Only those who speak for this organisation can say this. Sign in with your work address, or ask whoever runs this site.

say-correction-title = Report something that is wrong
say-correction-lead = Is something in Bronwijzer wrong? Say what it is and what it should be.
say-correction-text = What is wrong?
say-correction-text-hint = Say how we can check it, for example with a link.
say-correction-button = Report it
say-correction-then = A moderator of this site looks at it and lets you know what happens with it.
say-correction-who = You cannot report anything now.

say-farewell-title = Tell that this software stops
say-farewell-lead = Stopping is part of the work. Tell why, and what you learned, so that others need not find it out again.
say-farewell-text = Why does it stop?
say-farewell-text-hint = It may be short. Honesty helps others most.
say-farewell-button = Publish the message
say-farewell-then = Your message appears with the software, and in the list of software that stopped. Bronwijzer no longer looks for a maintainer for it.
say-farewell-who = Only those who speak for the owner of this software can say this. If you do, sign in with your work address, or ask whoever runs this site.

say-post-title = Write a post
say-post-lead = Ask a question or share what you know. Bugs are better reported with the software itself.
say-post-text = Your post
say-post-text-hint = You can use Markdown for emphasis, lists and links. Images are shown as links.
say-post-button = Publish the post
say-post-then = Your post appears in the discussion. Others can reply.
say-post-who = You cannot take part now.

say-change-title = Change what you said
say-change-lead = What you change shows at once. The history says that it was changed.
say-change-button = Save
say-answer-title = Answer this request
say-answer-lead = You answer on behalf of the organisation.
say-answer-text = Explanation
say-answer-text-hint = Explain what you decided, and why.
say-answer-button = Publish the answer
say-answer-then = Everybody can read your answer. Those who support or follow the request hear of it.

field-sought = What are you looking for?
field-help = What kind of help?
field-help-hint = You may choose more than one.
field-offer-help = What can you help with?
field-skills = What should somebody know?
field-skills-hint = For example a programming language, or a subject.
field-offer-skills = What are you good at?
field-hours = How many hours a week?
field-stage = How do you use it?
field-since-day = Since when?
field-service = What do you do for this software?
field-name = What is the software called?
field-organisation = Which organisation does it belong to?
field-organisation-hint = Fill in a part of the name and search.
field-purpose = What does the software do?
field-answer = What is the answer?
field-ground = On which ground?
field-ground-hint = Choose at least one ground if you keep the software closed. The first ones are from the Dutch Open Government Act (Woo).
field-by-day = From which day?
field-by-day-hint = Fill this in if you will release the software.
field-repository = Where is the source code?
field-repository-hint = Fill this in if the source code is there already. Paste the whole address.
field-wrong = What is wrong?
field-should-be = What should it be?
field-learned = What did you learn?
field-replaced-by = What replaces it?
field-replaced-by-hint = A name or an address.
field-url = Where can one read more?
field-url-hint = A whole address, with https://.

said-sought = Sought
said-help = Kind of help
said-skills = Skills
said-hours = Time
said-hours-count = { $count } hours a week
said-stage = Use
said-since-day = Since
said-service = Services
said-name = Name
said-purpose = What it does
said-answer = Answer
said-ground = Ground
said-by-day = From
said-repository = Source code
said-wrong = What is wrong
said-should-be = What it should be
said-learned = What was learned
said-replaced-by = Replaced by
said-url = Read more

option-sought-orphaned = Somebody to take it over entirely
option-sought-orphaned-help = Nobody maintains it any more.
option-sought-adoption = A new maintainer
option-sought-adoption-help = We maintain it until there is one.
option-sought-help = People to help
option-sought-help-help = We go on maintaining it.
option-sought-partners = Organisations to join in
option-sought-partners-help = To share the costs or the decisions.
option-sought-nothing = Nothing: no help is needed
option-sought-nothing-help = Bronwijzer may have thought otherwise. It was wrong then.
option-help-maintenance = Maintenance
option-help-code = Programming
option-help-design = Design
option-help-text = Writing
option-help-translation = Translation
option-help-testing = Testing
option-help-research = User research
option-help-community = Bringing people together
option-help-hosting = Hosting
option-help-security = Security
option-stage-production = We work with it
option-stage-trial = We are trying it out
option-stage-stopped = We used it, and stopped
option-service-hosting = Hosting
option-service-implementation = Implementation
option-service-maintenance = Maintenance
option-service-training = Training
option-service-advice = Advice
option-answer-will-release = Will be released
option-answer-released = Released
option-answer-not-now = Not now
option-answer-no = Will not be released
option-wrong-owner = The owner
option-wrong-missing-account = An account or an organisation is missing
option-wrong-kind = What kind of project it is
option-wrong-finished = It is finished, not abandoned
option-wrong-personal-data = It shows somebody's personal data
option-wrong-status = Whether it is being worked on
option-wrong-licence = The licence
option-wrong-other = Something else
option-ground-woo-5-1-1-a = The unity of the Crown (Woo 5.1 (1) a)
option-ground-woo-5-1-1-b = The security of the state (Woo 5.1 (1) b)
option-ground-woo-5-1-1-c = Confidential business data (Woo 5.1 (1) c)
option-ground-woo-5-1-1-d = Special categories of personal data (Woo 5.1 (1) d)
option-ground-woo-5-1-1-e = Personal identification numbers (Woo 5.1 (1) e)
option-ground-woo-5-1-2-a = Relations with other countries (Woo 5.1 (2) a)
option-ground-woo-5-1-2-b = Economic or financial interests of the state (Woo 5.1 (2) b)
option-ground-woo-5-1-2-c = Detecting and prosecuting crime (Woo 5.1 (2) c)
option-ground-woo-5-1-2-d = Inspection and supervision (Woo 5.1 (2) d)
option-ground-woo-5-1-2-e = People's private lives (Woo 5.1 (2) e)
option-ground-woo-5-1-2-f = Other business data (Woo 5.1 (2) f)
option-ground-woo-5-1-2-g = The environment (Woo 5.1 (2) g)
option-ground-woo-5-1-2-h = The security of people and companies (Woo 5.1 (2) h)
option-ground-woo-5-1-2-i = The functioning of government (Woo 5.1 (2) i)
option-ground-woo-5-1-4 = Those concerned have to know first (Woo 5.1 (4))
option-ground-woo-5-1-5 = Disproportionate harm to somebody (Woo 5.1 (5))
option-ground-woo-5-2 = Personal views in internal consultation (Woo 5.2)
option-ground-security = Security of the software itself
option-ground-contract = A contract
option-ground-third-party-rights = Rights of others

statement-title-seeking = Sought: { $what }
statement-title-offer = Offered: { $what }
statement-title-use = { $who }: { $what }
statement-title-support = { $who }: { $what }
statement-title-release-request = { $what } by { $owner }
statement-title-declared-closed = { $what } stays closed
statement-title-correction = Correction: { $what }
statement-title-farewell = Why this stopped
statement-title-post = Post by { $who }
statement-by = { $name }, { $day }
statement-by-behalf = { $name }, on behalf of { $behalf }, { $day }
statement-by-example = An example, of { $day }
statement-example-short = Example
statement-example = Example: this request comes with Bronwijzer. Nobody made it here.
statement-state-open = Open
statement-state-claimed = Taken up
statement-state-answered = Answered
statement-state-closed = Closed
statement-state-release-request-open = Waiting for an answer
statement-state-use-open = In use
statement-state-correction-open = Waiting for a moderator
statement-state-farewell-open = Stopped
statement-state-post-open = Post
statement-state-declared-closed-open = Declared closed
statement-held = Only you and the moderators of this site see this. Somebody will look at it.
statement-removed = A moderator of this site removed this. Only you and the moderators still see it.
statement-claim = { $name } took this up on { $day }. The latest news is of { $news }.
statement-supporters = { $count ->
    [one] 1 person supports this
   *[other] { $count } people support this
}
statement-until = It stays until { $day }.
statement-state = State
statement-answer = Answer
statement-history = What happened
statement-subject = About
statement-actions = What you can do
statement-sign-in = Sign in to do something
statement-removed-why = Why: { $reason }

event-of-statement-made = { $name } said this
event-of-statement-changed = { $name } changed the text
event-of-statement-renewed = { $name } renewed it
event-of-statement-claimed = { $name } took it up
event-of-statement-news = { $name } told how it goes
event-of-statement-reopened = { $name } gave it up again
event-of-statement-answered = { $name } answered
event-of-statement-accepted = A moderator accepted it
event-of-statement-removed = A moderator removed it
event-of-statement-restored = A moderator took a decision back
event-of-statement-closed = { $name } closed it
event-of-statement-text-removed = (A moderator removed this text.)
act-remove-text = Remove this text
rule-of-statement-expired = It expired
rule-of-statement-no-news = There was no news for a long time. It is open again
rule-of-statement-archived = The repository was archived
rule-of-statement-gone = The repository is gone
rule-of-statement-new-maintainers = Others work on the code now
rule-of-statement-released = The source code is in Bronwijzer
rule-of-statement-applied = Bronwijzer was corrected
rule-of-statement-organisation-left = The organisation is no longer in Bronwijzer
rule-of-statement-claimant-left = Whoever took this up has left. It is open again
rule-of-statement-other = It changed of itself

act-support = I support this
act-support-not = I no longer support this
act-support-what = Your support is counted. Your name is not shown.
act-answer = Answer
act-answer-what = You answer on behalf of the organisation.
act-claim = Take this up
act-claim-what = Everybody sees that you are working on it. Tell how it goes within 60 days, or it is free for others again.
act-claim-text = What will you do?
act-give-news = Tell how it goes
act-give-news-what = Everybody can read your news.
act-give-news-text = How is it going?
act-release = Give this up
act-release-what = Somebody else can take it up then.
act-release-text = Why?
act-renew = Renew
act-renew-what = You say that this still holds. It stays for another while.
act-change = Change the text
act-change-what = What you change shows at once.
act-close = Close this
act-close-what = It leaves the lists. Everybody can still read how it ended.
act-close-text = How did it end?
act-contact = Send a message
act-contact-what = Only whoever wrote this or took it up reads your message. Nobody sees an e-mail address.
act-contact-text = Your message
act-report = Report abuse
act-report-what = Only the moderators of this site read your report.
act-report-text = What is wrong?
act-send = Send

done-make = It has been published. Everybody can read it now.
done-held = We have received it. Somebody who looks after this site reads it first. Until then only you see it.
done-change = It has been changed.
done-answer = Your answer has been published.
done-claim = You have taken this up.
done-give-news = Your news has been published.
done-release = Somebody else can take this up now.
done-renew = It has been renewed.
done-close = It has been closed.
done-contact = Your message has been sent.
done-report = Thank you. The moderators of this site will look at it.
done-support = Your choice has been saved.
done-decide = The decision has been made.
done-remove-text = The text has been removed.

said-seeking-title = What the owner asks for
said-offers-title = Who offers help
said-offers-count = { $count ->
    [one] 1 offer of help fits this
   *[other] { $count } offers of help fit this
}
said-support-title = Suppliers
said-do = Do something
said-do-use = Say that you use this
said-do-offer = Offer help
said-do-seeking = Ask for a maintainer
said-do-correction = Something wrong here?
said-do-support = Say what you do as a supplier
said-do-farewell = Tell that this stops
said-do-declared-closed = Say what stays closed
said-do-release-request = Ask for software to be released
said-needs-owners-representative = only for those who speak for the owner
said-needs-representative = only for those who speak for an organisation
said-needs-supplier = only for suppliers; add your company on your own page
discussion-title = Discussion
discussion-on-forge = Join the discussions on { $host }
discussion-issues-on-forge = Report bugs and wishes on { $host }
discussion-none = Nobody has written anything here yet.
discussion-closed = This discussion is closed. You can still read it.
discussion-write = Write a post
discussion-reply = Reply
discussion-more = View, report or change
discussion-sign-in = Sign in to take part
organisation-declared-title = What stays closed, and why
organisation-declared-what = The organisation says this itself. It does not count as open software.
organisation-requests-title = Requests to release software
organisation-says-uses = The organisation itself says that it uses this

release-requests-title = Software that could be released
footer-release-requests = Release requests
release-requests-lead = People ask public bodies to release source code here. The body can answer, and you can support a request.
release-requests-count = { $count ->
    [0] No requests
    [one] 1 request
   *[other] { $count } requests
}
release-requests-none = There are no requests yet.
release-requests-none-found = We found no request with these words.
release-requests-search = Search the requests
release-requests-found = Not open yet, but asked for
release-requests-all = All requests to release software
farewells-title = Software that stopped
footer-farewells = Software that stopped
farewells-lead = Stopping is part of the work. Owners tell here why something stopped and what they learned.
farewells-count = { $count ->
    [0] Nothing yet
    [one] 1 story
   *[other] { $count } stories
}
farewells-repository = The repository
farewells-none = Nobody has told yet why software stopped. Did something of yours stop? Say so on the page of that repository.
seeking-group-said = { $count ->
    [one] The owner asks here (1)
   *[other] The owner asks here ({ $count })
}
seeking-what-said = Somebody who speaks for the owner put this call on Bronwijzer. You can take it up.
seeking-offers-title = People who offer help
seeking-offers-what = Are you looking for help? Send one of them a message.
