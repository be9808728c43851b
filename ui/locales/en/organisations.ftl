# The list of organisations, and the page of one.
organisations-title = Organisations
organisations-what = All government organisations that we know of. See who shares code, and of whom we do not know yet.
organisations-count = { $count ->
    [one] 1 organisation
   *[other] { $count } organisations
}
organisations-found = { $count ->
    [0] No organisation in our registry matches this.
    [one] 1 organisation found
   *[other] { $count } organisations found
}
organisations-search = Name or abbreviation
organisations-by-name = Sort from A to Z
organisations-all = See all organisations
reading-projects = { $count ->
    [one] 1 project
   *[other] { $count } projects
}
reading-code-not-read = { $projects }, not all checked yet
reading-code-unreadable = { $projects }, cannot be read since { $since }
reading-not-read = not checked yet
reading-unreadable = cannot be read since { $since }
reading-read-on = read on { $day }
type-heading-ministry = Ministries
type-heading-agency = Agencies
type-heading-zbo = Independent administrative bodies (zbo)
type-heading-municipality = Municipalities
type-heading-province = Provinces
type-heading-water-board = Water boards
type-heading-cooperation = Partnerships
type-heading-public-body = Public bodies in the Caribbean Netherlands
type-heading-foundation = Foundations
type-heading-other = Other government organisations
organisation-facts = Details and accounts
organisation-type = Kind of organisation
organisation-tooi = Number in the government register (TOOI)
organisation-accounts = Accounts, and when we read them
organisation-page-title = { $name }: open source
crumbs = Breadcrumbs
organisation-projects = { $count ->
    [one] Project (1)
   *[other] Projects ({ $count })
}
organisation-maintained = { $count ->
    [one] 1 is maintained
   *[other] { $count } are maintained
}
organisation-not-read = We have not read { $accounts } yet, so we do not know what is there.
organisation-read-in-part = We have not read all of { $accounts } yet, so we do not know what is there.
organisation-unreadable = Since { $since } we cannot read all of { $accounts }, so we do not know what is there now.
organisation-describes = { $count ->
    [one] 1 public project of { $name }: { $share } with an open licence.
   *[other] { $count } public projects of { $name }: { $share } with an open licence.
}
organisation-describes-count = { $count ->
    [one] 1 public project of { $name }.
   *[other] { $count } public projects of { $name }.
}
organisation-describes-none = Public code of { $name }: { $state }.
organisation-news = What changed
news-version = version { $name }
peers-column = { $type } without this one ({ $count })
figures-more = More about these figures
few-explained = ‘Few’ means fewer than 5 projects. Do not compare that percentage.
organisation-first = Start here (for the owner)
step-open-licence = { $count ->
    [one] 1 project has no open licence
   *[other] { $count } projects have no open licence
}
step-open-licence-advice = Choose a licence, such as the EUPL, and put its text in a file LICENSE.
step-valid-publiccode = { $count ->
    [one] 1 project has no valid publiccode.yml
   *[other] { $count } projects have no valid publiccode.yml
}
step-valid-publiccode-advice = That file says what it is, whose it is and who uses it.
step-explaining-readme = { $count ->
    [one] 1 project has no README that explains what it is
   *[other] { $count } projects have no README that explains what they are
}
step-explaining-readme-advice = Write in a few sentences what it does, for whom, and how to use it.
step-security-contact = { $count ->
    [one] 1 project has no security contact
   *[other] { $count } projects have no security contact
}
step-security-contact-advice = Say in a file SECURITY.md where to report a leak. You can do so once for the whole account.
step-named-owner = { $count ->
    [one] 1 project names no owner
   *[other] { $count } projects name no owner
}
step-named-owner-advice = Name the organisation and a contact in publiccode.yml.
step-upkeep = { $count ->
    [one] 1 project is not maintained
   *[other] { $count } projects are not maintained
}
step-upkeep-advice = Look for a maintainer, or archive what is finished, so that everybody knows where they stand.

# States, choices, and who organisations have to do with.
state-publishes = Publishes
state-publishes-what = We know public code of these organisations.
state-declared-closed = Closed, with a reason
state-declared-closed-what = These organisations told us which software they do not share, and why. We know no public code of theirs.
state-nothing-known = Nothing found
state-nothing-known-what = We read all accounts that we know of these organisations. On that day they had no public code.
state-not-read = Not checked yet
state-not-read-what = We know accounts of these organisations but have not read all of them yet, so we do not know what is there.
state-no-account = No account known
state-no-account-what = We know no account of these organisations. That does not mean that they share no code. Do you know one? The page of the organisation says how to tell us.
state-ended = No longer exists
state-ended-what = This organisation was closed down or merged with another.
state-since = so since { $day }
explain-states = What do these words mean?
organisations-by-state = Put those that publish first
organisations-query = Name: ‘{ $query }’
organisations-chosen = Chosen filters
organisations-letters = Go to a letter
organisations-kinds-what = Each kind shows how many organisations publish code, and how many there are.
choose-type = Kind of organisation
choose-type-any = All kinds
choose-province = Province
choose-province-any = All provinces
choose-state = Does it publish code?
choose-state-any = Any
choose-has = Has at least one project with
has-open-licence = an open licence
has-upkeep = maintenance
has-valid-publiccode = a valid publiccode.yml
province-groningen = Groningen
province-fryslan = Fryslân
province-drenthe = Drenthe
province-overijssel = Overijssel
province-flevoland = Flevoland
province-gelderland = Gelderland
province-utrecht = Utrecht
province-noord-holland = North Holland
province-zuid-holland = South Holland
province-zeeland = Zeeland
province-noord-brabant = North Brabant
province-limburg = Limburg
reading-declared-closed = it says itself what stays closed, and why
reading-nothing-known = no public code found on { $day }
reading-no-account = we know no account
organisation-declared-closed = This organisation told us which software it does not share, and why. We know no public code of it.
organisation-nothing-known = On { $day } we read { $accounts }. There was no public code then.
organisation-no-account = We know no account of this organisation. That does not mean that it shares no code.
organisation-ended-alone = { $name } has not existed since { $day }.
organisation-ended-one = { $name } has not existed since { $day }. Its work went to:
organisation-ended-several = { $name } has not existed since { $day }. Its work went to these organisations:
organisation-ended-history = Below is what we knew until then.
organisation-listed = Should there be code here?
organisation-listed-looked = We looked in our register of accounts, on platforms such as GitHub, GitLab and code.overheid.nl. An account is added only when it is clear whose it is.
organisation-listed-how = Does this organisation have a public account? Tell us. The next day everything public there is in the catalogue.
organisation-alike = These do publish
organisation-alike-more = See them all
organisation-contact = Questions about code
organisation-websites = Website
organisation-report = Report to print (two pages)
contact-missing = We do not know yet where to ask this organisation about its code. Does it name a contact or a policy itself? Tell us.
contact-ospo = Open source programme office (OSPO)
contact-contact-point = Contact point for code
contact-policy = Open source policy
contact-seen = seen on { $day } at
hand-in-register = How to propose a change to the register
hand-in-contributing = Explained for those who want to add it themselves
hand-in-email = Or send us an e-mail:
hand-in-page = Or ask whoever runs this site
kin-parent = Part of
kin-predecessors = Succeeds
kin-until = until { $day }
kin-children = { $count ->
    [one] Part (1)
   *[other] Parts ({ $count })
}
kin-members = { $count ->
    [one] Member (1)
   *[other] Members ({ $count })
}
kin-member-of = Works together in ({ $count })
kin-show = Show the list
figures-of = Figures of:
figures-alone = this organisation alone
figures-with-children = { $count ->
    [one] together with 1 part
   *[other] together with { $count } parts
}
