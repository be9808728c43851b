# Searching: the form, the filters and the results.
search-title = Search all projects
search-label = Search for a word, name or topic
search-button = Search
search-organisation-label = Search the repositories of this organisation

filters = Filters
filters-chosen = { $count ->
    [one] Filters ({ $count } chosen)
   *[other] Filters ({ $count } chosen)
}
filters-apply = Apply filters
to-results = Go to the results
filters-at-once = Filters apply immediately: the page then reloads.
filters-active = Active filters
filter-remove = remove filter
filters-clear = Clear all filters
facet-more = Show { $count } more
facet-count = { $count ->
    [one] 1 repository
   *[other] { $count } repositories
}
facet-organisation = Organisation
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
sort-stars = Most stars
sort-created = Newest repository
sort-oldest = Oldest repository
sort-first-seen = New in this catalogue
sort-status-changed = Status changed recently

results = Results
results-count = { $count ->
    [0] No repositories found
    [one] 1 repository found
   *[other] { $count } repositories found
}
results-count-for = { $count ->
    [0] No repositories found for ‘{ $query }’
    [one] 1 repository found for ‘{ $query }’
   *[other] { $count } repositories found for ‘{ $query }’
}
paging = Pages
paging-start = Back to the start
paging-next = Next results

card-owner = By
card-owner-unknown = Organisation unknown
card-licence = Licence
card-language = Language
card-activity = Last activity
card-readme = From the README:
card-gone = No longer found on the platform
verdict-why = { $verdict }: { $reason }

empty-title = Nothing found? You can try this:
empty-spelling = Check the spelling, or use a shorter or more general word.
empty-remove-filters = Search without filters
empty-everything = See all repositories
empty-organisations = See all organisations
catalogue-empty-title = The catalogue is still empty
catalogue-empty-text = No data has been crawled or imported yet. Do you run this site? Start a crawl with ‘bronwijzer crawl’ or import a file with ‘bronwijzer import’.
