# The list of organisations, and the page of one.
organisations-title = Organisations
organisations-what = Choose a government organisation and see the code that it shares.
organisations-count = { $count ->
    [one] 1 organisation
   *[other] { $count } organisations
}
organisations-found = { $count ->
    [0] No organisation in our registry matches this.
    [one] 1 organisation found
   *[other] { $count } organisations found
}
organisations-with-code = { $count ->
    [one] 1 with public code
   *[other] { $count } with public code
}
organisations-search = Name or abbreviation
organisations-by = Order
organisations-by-type = By kind
organisations-by-name = From A to Z
organisations-all = See all organisations
organisations-without-code = Of whom we know no code
organisations-without-code-what = That we know no code does not always mean that there is none. That is why we give the reason.
group-nothing-found = { $count ->
    [one] Read: no public code found (1)
   *[other] Read: no public code found ({ $count })
}
group-nothing-found-what = We read all accounts that we know of these organisations. On that day they had no public code.
group-nothing-found-count = { $count ->
    [one] 1 without public code
   *[other] { $count } without public code
}
group-not-read = { $count ->
    [one] Not checked yet (1)
   *[other] Not checked yet ({ $count })
}
group-not-read-what = We have not read all accounts of these organisations yet, so we do not know what is there.
group-not-read-count = { $count ->
    [one] 1 not checked yet
   *[other] { $count } not checked yet
}
group-unreadable = { $count ->
    [one] Cannot be read now (1)
   *[other] Cannot be read now ({ $count })
}
group-unreadable-what = We tried to read the accounts of these organisations, and failed.
group-unreadable-count = { $count ->
    [one] 1 cannot be read now
   *[other] { $count } cannot be read now
}
reading-projects = { $count ->
    [one] 1 project
   *[other] { $count } projects
}
reading-code-not-read = { $projects }, not all checked yet
reading-code-unreadable = { $projects }, cannot be read since { $since }
reading-nothing-found = no public code found on { $day }
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
organisation-nothing-found = On { $day } we read { $accounts }. There was no public code then.
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
