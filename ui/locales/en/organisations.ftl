# The list of organisations, and the page of one.
organisations-title = Organisations
organisations-what = We list the open source code of these government organisations.
organisations-count = { $count ->
    [one] 1 organisation
   *[other] { $count } organisations
}
organisation-repositories = { $count ->
    [0] no repositories
    [one] 1 repository
   *[other] { $count } repositories
}
organisations-none = There are no organisations in the registry yet.
type-heading-ministry = Ministries
type-heading-agency = Agencies
type-heading-zbo = Independent administrative bodies (zbo)
type-heading-municipality = Municipalities
type-heading-province = Provinces
type-heading-water-board = Water boards
type-heading-cooperation = Partnerships
type-heading-foundation = Foundations
type-heading-other = Other government organisations
organisation-facts = About this organisation
organisation-type = Kind of organisation
organisation-short-names = Abbreviation
organisation-tooi = Number in the government register (TOOI)
organisation-accounts = { $count ->
    [one] Account on a platform
   *[other] Accounts on platforms
}
organisation-its-repositories = Repositories
