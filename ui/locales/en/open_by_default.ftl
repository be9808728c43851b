# Open by default: the figures, the page, and what is left out.
nav-open-by-default = How open?
open-by-default-title = How open is government?
open-by-default-what = Government publishes its source code, unless there are good reasons not to. Here you see how far organisations have come, and which repositories are behind each figure.
open-by-default-all = How open are the projects?
open-by-default-more = More about these figures
open-by-default-summary = { $left ->
    [0] We count { $counted ->
        [one] 1 project.
       *[other] { $counted } projects.
    }
    [one] We count { $counted } of { $repositories } projects. There is 1 that does not count.
   *[other] We count { $counted } of { $repositories } projects. The other { $left } do not count.
}

figure-open-licence = Open licence
figure-valid-publiccode = Valid publiccode.yml
figure-explaining-readme = README that explains
figure-security-contact = Security contact
figure-named-owner = Named owner
figure-upkeep = Maintained
figure-share = { $share } ({ $passed } of { $known })
figure-of = { $passed } of { $known }
figure-known-of = { $known } of { $all } known
figure-not-enough-known = not enough known
figure-nothing-counts = –
few = few
figure-range = { $count ->
    [one] Not known for 1 project, so the figure is { $range }.
   *[other] Not known for { $count } projects, so the figure is { $range }.
}
figure-passed = { $count } yes
figure-failed = { $count } no
figure-unknown = { $count } unknown
outcome-of-figure-passed = yes
outcome-of-figure-failed = no
outcome-of-figure-unknown = unknown

change-plain = { $direction ->
    [same] { $day }: { $was } too.
    [up] { $day }: { $was }. Now { $points ->
        [one] 1 percentage point
       *[other] { $points } percentage points
    } higher.
   *[down] { $day }: { $was }. Now { $points ->
        [one] 1 percentage point
       *[other] { $points } percentage points
    } lower.
}
change-was = { $day }: { $was }.
change-rules = { $day }: { $was }, by other rules.
change-left-out = { $day }: { $was }. Other kinds counted then.
peers = The median of { $bodies } is { $median }; half of them are between { $lower } and { $upper }.

history-title = Over time
history-none = There are no earlier figures yet. Each time we collect data, we keep the figures of that day.
history-begins = We have tracked this since { $day }. Changes show from { $from }.
day-label = See the figures of another day
day-button = Show that day
day-now = To the current figures
day-is-past = These are the figures as they were then.
day-not-kept = We kept no figures of { $day }.
fresh-as-of = As of { $day }
fresh-old = ⚠ Note: the data are of { $day } ({ $count } days old).
fresh-days-old = ⚠ { $count } days old
cite-title = Cite this figure
cite-others = The other figures to cite
cite-open-licence = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer had an open licence.
cite-valid-publiccode = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer had a valid publiccode.yml.
cite-explaining-readme = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer had a README that explains what they are.
cite-security-contact = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer had a security contact.
cite-named-owner = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer named an owner.
cite-upkeep = On { $day }, { $share } ({ $passed } of { $known }) of the public projects of Dutch government in Bronwijzer were maintained.
cite-unknown = Not known for { $count }, so the figure is { $range }.
history-table = Show the earlier figures in a table
history-what = A day or week that is missing is a gap in the chart. A dashed line in the chart is a day on which we began to count otherwise.
history-table-caption = Earlier figures
history-day = Day
history-changed = other rules from here on
history-chart = Line chart of ‘{ $figure }’ from { $from } to { $to }, from 0% at the bottom to 100% at the top. The data are in the table below.

left-out-title = What does not count
left-out-none = All repositories count.
left-out-count = { $what }: { $count }
left-out-why = Why do these not count?
leaves-out = These kinds do not count here: { $what }.
leaves-out-nothing = Every kind of repository counts here.
left-out-fork = forks
left-out-mirror = mirrors
left-out-archived = archived repositories
left-out-template = templates
left-out-empty = empty repositories
left-out-profile = profile pages

league-types = By kind of organisation
league-bodies = Compare organisations
league-none = There are no projects yet.
league-organisation = Organisation
league-counted = Projects
league-type = Kind
league-all-types = All kinds
league-figure = Figure
league-button = Show
league-all-figures = show all figures
league-few = { $count ->
    [one] 1 organisation with fewer than 5 projects
   *[other] { $count } organisations with fewer than 5 projects
}
league-few-note = With so few projects, one of them decides. Do not compare these percentages.
league-unknown = unknown
league-unknown-note = Unknown means that we know it of fewer than half of the projects.
league-excel = Download for Excel
league-csv = Download as CSV
csv-day = Day
csv-organisation = Name in addresses
csv-name = Organisation
csv-type = Kind
csv-reading = What we know
csv-complete-at = Read on
csv-unreadable-since = Unreadable since
csv-repositories = Repositories
csv-counted = Count
csv-passed = yes
csv-failed = no
csv-unknown = unknown
csv-share = percentage
league-api = JSON

repository-left-out = This repository does not count in the figures. { $what }
explain-open-by-default = How we count

explanation-open-by-default-title = How we count ‘open by default’
explanation-open-by-default = We look at six things in each repository. Every day we keep the figures of each organisation, so that you can see whether they improve.
explanation-open-by-default-share = A percentage is a part of the projects that we know this of. If our source does not say, the answer is ‘unknown’, and the project is not in that figure. We do show how many there are. If we know it of fewer than half, we give no percentage and say ‘not enough known’.
explanation-open-by-default-compare = We compare an organisation with the others of the same kind. Where it says ‘few’, we know it of fewer than five projects: do not compare that percentage. That an organisation has no public code we say only when we read all of it. Otherwise it says ‘not checked yet’ or ‘cannot be read’. When the rules change, or what counts, we say so and show no difference with the past.
explanation-figure-open-licence = The licence is open. It may be a licence for code, or one for texts and data.
explanation-figure-valid-publiccode = There is a publiccode.yml and it keeps to the standard.
explanation-figure-explaining-readme = The README has at least 50 words of running text and a heading about what it is, what it is for or how to use it. Or the README has at least 150 words of running text. We do not count code, headings and pictures.
explanation-figure-security-contact = There is a file SECURITY or security.txt. It tells how to report a security problem.
explanation-figure-named-owner = The repository says who is responsible: an organisation or contacts in publiccode.yml, or a file CODEOWNERS. The account is in our registry of organisations too.
explanation-figure-upkeep = The status is ‘busy’ or ‘maintained’.
explanation-left-out = Some repositories hold no work of the organisation itself, or nobody works on them on purpose. Those do not count. A repository is listed under the first kind that fits. Whoever runs a Bronwijzer can choose other kinds.
explanation-left-out-fork = It is a copy of another repository on the same platform.
explanation-left-out-mirror = It is a mirror of a repository somewhere else.
explanation-left-out-archived = The repository is archived or switched off, or obsolete by its publiccode.yml.
explanation-left-out-template = It is a template to start a new repository with.
explanation-left-out-empty = There is nothing in it yet.
explanation-left-out-profile = It is the profile page of an account, such as the repository ‘.github’. There is no software in it.

reason-publiccode_is_valid = publiccode.yml keeps to the standard
reason-publiccode_is_invalid = publiccode.yml does not keep to the standard
reason-publiccode_is_missing = there is no publiccode.yml
reason-publiccode_is_unknown = we do not know whether there is a valid publiccode.yml
reason-security_file = the file { $path } tells how to report a security problem
reason-security_policy_of_owner = the owner gives a security policy for all its repositories
reason-security_policy_on_forge = the platform shows a security policy
reason-owners_security_policy_unknown = the repository has no file SECURITY or security.txt, and we do not know whether the owner gives one for all its repositories
reason-no_security_file = there is no file SECURITY or security.txt
reason-files_not_listed = this source does not tell which files there are
reason-account_not_in_registry = the account is no longer in the registry of organisations
reason-owner_in_publiccode = publiccode.yml names { $owner }
reason-contacts_in_publiccode = { $count ->
    [one] publiccode.yml names 1 contact
   *[other] publiccode.yml names { $count } contacts
}
reason-codeowners_file = the file { $path } names who looks after the code
reason-no_owner_named = publiccode.yml names no owner or contact, and there is no file CODEOWNERS
reason-owner_not_looked_for = this source does not tell whether an owner is named
reason-no_readme = there is no README
reason-readme_not_read = we do not have the text of the README
reason-readme_with_heading = the README has { $count } words of running text and the heading ‘{ $heading }’
reason-readme_long = the README has { $count } words of running text
reason-readme_without_heading = the README has { $count } words of running text, but no heading about what it is or how to use it
reason-readme_short = { $count ->
    [one] the README has only 1 word of running text
   *[other] the README has only { $count } words of running text
}

facet-open-by-default = Open by default
counts-as-open-licence-passed = Open licence: yes
counts-as-open-licence-failed = Open licence: no
counts-as-open-licence-unknown = Open licence: unknown
counts-as-valid-publiccode-passed = Valid publiccode.yml: yes
counts-as-valid-publiccode-failed = Valid publiccode.yml: no
counts-as-valid-publiccode-unknown = Valid publiccode.yml: unknown
counts-as-explaining-readme-passed = README that explains: yes
counts-as-explaining-readme-failed = README that explains: no
counts-as-explaining-readme-unknown = README that explains: unknown
counts-as-security-contact-passed = Security contact: yes
counts-as-security-contact-failed = Security contact: no
counts-as-security-contact-unknown = Security contact: unknown
counts-as-named-owner-passed = Named owner: yes
counts-as-named-owner-failed = Named owner: no
counts-as-named-owner-unknown = Named owner: unknown
counts-as-upkeep-passed = Maintained: yes
counts-as-upkeep-failed = Maintained: no
counts-as-upkeep-unknown = Maintained: unknown
counts-as-left-out-fork = Does not count: forks
counts-as-left-out-mirror = Does not count: mirrors
counts-as-left-out-archived = Does not count: archived repositories
counts-as-left-out-template = Does not count: templates
counts-as-left-out-empty = Does not count: empty repositories
counts-as-left-out-profile = Does not count: profile pages
