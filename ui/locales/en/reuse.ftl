# The box at the top of a repository's page, whom to ask, and "we use this".
reuse-title = Can I use this?
reuse-as-of = As of { $date }
reuse-old = { $count ->
    [one] These facts are 1 day old.
   *[other] These facts are { $count } days old.
} Anything that has changed since is not shown.
reuse-may-i = May I use it?
reuse-licence-open = { $known ->
    [yes] Yes, under { $licence }. You may use, change and share the code.
   *[no] Yes. All licences are open: you may use, change and share the code.
}
reuse-licence-open-content = Texts and data, yes ({ $licence }). This licence is not meant for code.
reuse-licence-not-open = Not freely: { $licence } is not an open licence.
reuse-licence-missing = Ask first. Without a licence you may not use the code.
reuse-licence-contradictory = Ask the owner which licence applies.
reuse-licence-unknown = We don’t know. Check the code for a licence.
reuse-is-it-kept-up = Is it being worked on?
reuse-maintenance-archived = No, the owner has closed it.
reuse-maintenance-seeking-maintainer = The owner is looking for a maintainer.
reuse-maintenance-active = Yes, often in recent months.
reuse-maintenance-maintained = Yes, in the last year.
reuse-maintenance-dormant = Not for more than a year.
reuse-maintenance-unmaintained = No, not for a long time.
reuse-maintenance-unknown = We don’t know.
last-change = Last change: { $date }.
reuse-how-many-people = How many people work on it?
reuse-people = { $people ->
    [0] Nobody since { $since }.
    [one] 1 person since { $since }.
   *[other] { $people } people since { $since }.
}
reuse-people-one = One person made { $percent }% of the changes in the last year. { $people ->
    [0] Nobody else has worked on it since { $since }.
    [one] Nobody else has worked on it since { $since }.
   *[other] { $people } people have worked on it since { $since }.
}
reuse-people-unknown = We don’t know.
reuse-who-uses-it = Who uses it?
users-named = Users known
users-unknown = Users unknown
reuse-users = { $count ->
    [0] We know of no users.
    [one] As far as we know, 1 organisation uses it.
   *[other] As far as we know, { $count } organisations use it.
}
reuse-warnings = Note
reuse-other-kind = This is not software. Kind of content: { $kind }.
reuse-yet-worked-on = { $what }. It is still being worked on.
reuse-no-security = It does not say how to report a vulnerability.
reuse-no-publiccode = There is no publiccode.yml, so we know less about this software.
reuse-reasons = Why we say so
reuse-source = Source: { $source }, seen on { $date }.
explain-kind = How we determine the kind

asking-title = Ask or get involved
asking-question = Ask a question or report a bug
asking-issues = issues on { $host }
asking-contact = Contact
asking-contractor = Maintenance
asking-contract-until = contract until { $date }
asking-contract-ended = contract ended on { $date }
asking-support = Where to get help
asking-contributing = How to contribute
asking-security = Report a vulnerability
asking-codeowners = Who reviews which code
asking-governance = Who decides and how
asking-no-file = not given
asking-from = These names are in the owner’s publiccode.yml.
asking-nobody = The owner names no contact.

users-title = Who uses it and what belongs with it
users-by-owner = According to the owner’s publiccode.yml:
users-none = We don’t know who uses this. The owner can say so in publiccode.yml.
use-source-publiccode = named in the owner’s publiccode.yml
use-source-statement = says so itself
use-stage-production = works with it
use-stage-trial = is trying it out
usage-title = We use this
usage-lead = Does your organisation use this? Tell the owner, so that others see it here too. We store nothing of what you do here.
usage-publiccode = Put your name in publiccode.yml
usage-lines = Add your organisation under usedBy. The platform sends it to the owner as a proposal.
usage-lines-new = There is no publiccode.yml yet, or we have not seen it. These lines are a start:
usage-your-name = Name of your organisation
usage-edit = Edit publiccode.yml on { $host }
usage-make = Create publiccode.yml on { $host }
usage-tell = Or tell the owner
usage-mail = Write an e-mail to { $who }
usage-mail-subject = We use { $title }
usage-mail-body =
    Dear maintainer,

    Our organisation uses { $title } ({ $url }).
    Could you add us to ‘usedBy’ in publiccode.yml?

    Name of the organisation:
    What we use it for:
usage-ask = Write it in the
usage-nobody = We know no address of the owner.

mending-title = Something wrong here?
mending-facts = The text, the licence or the contact
mending-facts-how = These come from the repository, where the owner can correct them. You can propose it:
mending-publiccode = publiccode.yml on { $host }
mending-owner = Which organisation it belongs to
mending-owner-how = That is in our registry of organisations. Let us know.
mending-verdict = A verdict, or anything else on this page
mending-verdict-how = Let us know, and we will look into it.
mending-contact = Get in touch

preview-organisation = Software that you can reuse: what it does, whether you may use it and whom to ask.
