# The page of one repository.
repository-visit = View on { $host }
repository-gone-not-found = This repository is no longer found on { $host }. We noticed on { $date }. Its owner deleted it or made it private. We no longer show any data of it.
repository-gone-blocked = This repository is blocked on { $host } for legal reasons. We noticed on { $date }. We no longer show any data of it.
repository-gone-made-private = This repository on { $host } was made private by its owner. We noticed on { $date }. We no longer show any data of it.
repository-gone-transferred = This repository has another owner on { $host }. We noticed on { $date }. The new owner is not in this catalogue. We no longer show any data of it.
repository-gone-removed = The operator of this website removed the repository from the catalogue on { $date }. We no longer show any data of it.
repository-gone-address = This used to be { $address }.
repository-gone-title = This repository is gone
source-forge = the data of { $host }
source-git-history = the public history of the code (git)
source-sample = the sample that ships with Bronwijzer
explain-status = How we determine the status
explain-licence = How we judge the licence

successor = Successor, according to the owner
section-maintenance = Maintenance
section-licence = Licence
section-facts = All facts
section-releases = Versions
section-files = Files for users and contributors
section-gaps = What we could not read
section-history = History
section-former = Former addresses

fact-organisation = Organisation
fact-generic-name = Kind of software, according to the owner
fact-address = Address
fact-homepage = Website
fact-topics = Topics
fact-created = Date of creation
fact-pushed = Last push
fact-updated = Last change on the platform
fact-archived = Archived on
fact-last-activity = Last activity
fact-first-seen = In Bronwijzer since
fact-stars = Stars
fact-forks = Forks
fact-watchers = Watchers
fact-issues = Issues
fact-pull-requests = Pull requests
fact-open-closed = { $open } open, { $closed } closed
fact-open = { $open } open
fact-closed = { $closed } closed
fact-branch = Default branch
fact-fork-of = Fork of
fact-mirror-of = Mirror of
fact-kind = Kind
kind-fork = fork of another repository
kind-mirror = mirror of another repository
kind-template = template to start from
kind-empty = empty
kind-disabled = switched off by the platform
facts-unknown = This source says nothing about: { $what }.

event-first-seen = Seen for the first time
event-renamed = Renamed; the address was { $from }
event-transferred = Transferred to another owner; the address was { $from }
event-archived = Archived by its owner
event-unarchived = Unarchived by its owner
event-emptied = Emptied
event-not-found = No longer found
event-made-private = Made private
event-blocked = Blocked for legal reasons
event-removed = Removed from the catalogue by its operator
event-returned = Back again
event-status-changed = Status changed
event-licence-changed = Licence changed
event-licence-changed-from = Licence changed from { $from } to { $to }
event-licence-none = no licence
event-status-world = From ‘{ $from }’ to ‘{ $to }’: something happened in the repository
event-status-time = From ‘{ $from }’ to ‘{ $to }’: nothing changed for a while
event-status-rules = From ‘{ $from }’ to ‘{ $to }’: the rules of the catalogue changed

languages-share = { $share }%
languages-less = less than 1%

activity-summary = { $authors ->
    [0] { $human ->
        [0] Since { $since } nobody worked on the code.
        [one] Since { $since } there was 1 change by a person.
       *[other] Since { $since } there were { $human } changes by people.
    }
    [one] { $human ->
        [one] Since { $since } 1 person made 1 change (commit).
       *[other] Since { $since } 1 person made { $human } changes (commits).
    }
   *[other] Since { $since }, { $authors } people made { $human } changes (commits).
}
activity-incomplete = We could not count everything: only the changes since { $since } count, of { $total } in all.
activity-human = by people
activity-bot = by bots
activity-none = We have no data about changes to the code.

releases-total = { $count ->
    [0] No versions have been released yet.
    [one] 1 version has been released.
   *[other] { $count } versions have been released. The newest:
}
tags-total = { $count ->
    [0] No versions have been marked (tags).
    [one] 1 version has been marked (tag).
   *[other] { $count } versions have been marked (tags). The newest:
}
releases-none = We have no data about versions.

file-present = present
file-absent = missing
file-unknown = not known
files-unknown = This source does not say which files there are.
file-readme = README: what it is and how to start
file-licence = Licence
file-reuse-licence = REUSE: a folder LICENSES with every licence
file-publiccode = publiccode.yml: data about the software
file-contributing = How to contribute
file-code-of-conduct = Code of conduct
file-security = How to report a security problem
file-governance = Who decides, and how
file-support = Where to get help
file-codeowners = Who reviews which code
file-changelog = What has changed
file-citation = How to cite it
file-codemeta = CodeMeta: data for research
file-tests = Automated tests
file-ci = Automated checks (CI)

gap-line = { $field }: { $reason }
readme-truncated = The README is long. This is the beginning.
readme-plain = We cannot format this README because of the way it is built. We show the text as it is.
readme-from = From the owner’s file:
readme-none = There is no README.
readme-unknown = We do not have the text of this README.
section-about = What it is
about-from = This is what the owner says in publiccode.yml.
about-features = What you can do with it
about-more = Read on
about-needs = What it needs
about-optional = optional
about-screenshots = Screenshots, on the owner’s platform
about-screenshot = Screenshot { $number }: { $name }
about-documentation = Documentation on { $host }
about-roadmap = Roadmap on { $host }
readme-rest = Read the rest of the README
readme-read = Read the README

breadcrumb = Breadcrumb
repository-title = { $title } by { $owner }: open source
repository-title-alone = { $title }: open source
repository-licence = Licence { $licence }
repository-last-change = last change { $date }
repository-of = By
repository-for = for { $audience }
repository-website = Website
repository-documentation = Documentation
repository-no-summary = The owner did not write down what this is.

work-title = How it is being developed
activity-bots = { $count ->
    [one] Bots made 1 of them.
   *[other] Bots made { $count }.
}
activity-chart = Bar chart of changes per month, from { $from } to { $to }. The table below has the numbers.
activity-caption = Changes per month
activity-table = Show the numbers in a table
activity-table-caption = Changes per month; months without changes are left out
chart-month = Month

brief-title = In brief
fact-version = Newest version
fact-exists-since = Exists since
fact-languages = Programming languages

owner-title = For the owner
citation-title = How to cite it
citation-kind = software
citation-file = How the owner wants it to be cited (CITATION.cff)
repository-data = These facts for programs
repository-rest = These facts from the API (JSON)
repository-all-data = All data of Bronwijzer
fact-other-names = Other names
summary-publiccode = The owner says so in publiccode.yml.
summary-forge = The owner says so on { $host }.
summary-catalogue = This description is ours.
summary-readme = It is in the README.
