# The home page.
home-title = Find software that government already has
home-lead = See what it does, whether you may use it, whether it is maintained and whom to ask.
home-search-label = What do you need software for?
home-for-example = For example:
home-examples = case management, forms, login, maps, accessibility
home-only-open = Only what you may use
home-only-maintained = Only what is maintained
home-figures = The catalogue in figures
home-repositories = { $count ->
    [one] project
   *[other] projects
}
home-organisations = of { $all } organisations publish code
home-municipalities = of { $all } municipalities publish code
home-open-licence = with an open licence
home-not-enough = Not enough known
home-seeking = { $count ->
    [one] may need a maintainer
   *[other] may need a maintainer
}
home-when = When we gather data
home-ways = I want to …
home-use = Use software
home-use-what = Choose what you need it for:
home-use-more = See all projects
home-open = Know how open government is
home-figure-open-licence = { $share } has an open licence ({ $passed } of { $known })
home-figure-open-licence-unknown = We know the licence of too few projects.
home-figure-upkeep = { $share } is maintained ({ $passed } of { $known })
home-figure-upkeep-unknown = We know of too few projects whether anyone maintains them.
home-open-more = See each organisation
home-help = Get involved
home-help-what = Choose a programming language you know:
home-help-more = See where to begin
home-newest-title = New projects
home-newest-more = More new projects
home-released-title = New versions
home-released-more = More new versions
home-seeking-title = Looking for help
home-seeking-more = Everything that looks for help
home-whose = Whose is it?
home-whose-more = See all organisations
