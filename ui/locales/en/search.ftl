# Searching: the form, the filters and the results.
search-label = Search for a word, name or topic
search-button = Search
search-organisation-label = Search the repositories of this organisation

filters = Filters
filters-chosen = chosen
filters-apply = Show results
to-results = Skip to the results
filters-active = Active filters
filter-remove = remove filter
filters-clear = Clear all filters
facet-more = Show { $count } more
facet-count = { $count ->
    [one] 1 project
   *[other] { $count } projects
}
facet-counted = { $count ->
    [one] project
   *[other] projects
}
facet-cut = These are the { $count } most frequent values.
facet-organisation = Owner
facet-organisation-type = Kind of organisation
facet-forge = Platform
facet-language = Programming language
facet-licence = Licence
facet-maintenance = Maintenance
facet-language-none = Unknown
facet-licence-none = None or unknown
facet-organisation-none = Unknown
facet-organisation-type-none = Unknown

sort-label = Order
sort-button = Sort
sort-relevance = Best match
sort-last-activity = Last activity
sort-longest-quiet = Longest without activity
sort-name = Name (A to Z)
sort-name-descending = Name (Z to A)
sort-stars = Most stars
sort-created = Newest repository
sort-oldest = Oldest repository
sort-latest-release = Latest release
sort-first-seen = New in this catalogue
sort-status-changed = Status changed recently

results = Results
results-count = { $count ->
    [0] No projects found
    [one] 1 project found
   *[other] { $count } projects found
}
results-count-for = { $count ->
    [0] Nothing found for ‘{ $query }’
    [one] 1 project found for ‘{ $query }’
   *[other] { $count } projects found for ‘{ $query }’
}
paging = Pages
paging-start = Back to the start
paging-next = Next

card-owner = By
card-owner-unknown = Organisation unknown
empty-title = You can try this
empty-spelling = Check the spelling, or use a shorter or more general word.
empty-remove-filters = Search without filters
empty-everything = See all projects
empty-organisations = See all organisations
catalogue-empty-title = The catalogue is still empty
catalogue-empty-text = No data has been crawled or imported yet. Do you run this site? Start a crawl with ‘bronwijzer crawl’ or import a file with ‘bronwijzer import’.
search-title-all = { $count ->
    [0] Open source code of the Dutch government
    [one] 1 government project
   *[other] { $count } government projects
}
search-title-for = { $count ->
    [0] Nothing found for ‘{ $query }’
    [one] 1 project for ‘{ $query }’
   *[other] { $count } projects for ‘{ $query }’
}
results-found = { $count ->
    [0] Nothing found
    [one] 1 found
   *[other] { $count } found
}
results-found-one = 1 found
results-found-other = # found
results-partial = Projects below have some of your words.
results-files = Download this list:
results-excel = for Excel
filters-more = More filters
facet-search = Search this list
view-table = Show as a table
view-cards = Show as a list
paging-shown = { $first }–{ $last } of { $total }
paging-previous = Previous
paging-page = Page
paging-cut = These are the first 10,000 projects. Add words or choose a filter to narrow the list.
card-users = { $count ->
    [one] used by 1 other
   *[other] used by { $count } others
}
card-no-summary = The owner has not said what this is.
card-changed = Last change
card-changed-unknown = Last change: unknown
card-compare = Compare
card-hit = Matches
card-hit-name = address
card-hit-also-known-as = another name
card-hit-description = description
card-hit-short-description = description
card-hit-fallback-sentence = description
card-hit-readme = README
card-stale = Not read since { $day }
card-publiccode-invalid = publiccode.yml has an error
table-name = Name
table-owner = Owner
table-verdicts = Maintenance and licence
table-language = Language
compare-picked = Compare your selection
compare-most = Choose 2 to 4 projects.
empty-found = These searches do find something
empty-theme = Projects for ‘{ $theme }’
card-gone = No longer found on the platform
