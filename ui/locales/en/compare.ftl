# Repositories side by side.
compare-title = Compare projects
compare-title-of = Comparison: { $names }
compare-how = Choose 2 to 4 projects. Tick ‘Compare’ in the search results, or enter an address below.
compare-one = Add at least one more project to see the differences.
compare-differences = { $count ->
    [0] Everything we know is the same.
    [one] There is 1 difference, marked ≠.
   *[other] There are { $count } differences, marked ≠.
}
compare-differs = differs
compare-table = Comparison
compare-scroll = Does the table not fit your screen? Scroll it sideways.
compare-remove = Remove
compare-full = You are comparing 4 projects, the maximum.
compare-add = Add a project
compare-search = Search for a project to add
compare-address = Or enter the address of a repository
compare-add-button = Add
compare-unknown = This address is not in the catalogue: { $address }
compare-gone = This project is no longer public: { $address }
compare-double = You chose this project more than once: { $address }
compare-too-many = You chose { $count } projects. Here are the first { $limit }.
compare-what = What is it?
compare-summary = In one sentence
compare-use = May you use it?
compare-licence = Which licence
compare-users = Used by
compare-upkeep = Is it maintained?
compare-why = Why we say so
compare-commits = Changes by people in a year
compare-authors = People in two years
compare-version = Newest version
compare-version-of = { $name } ({ $day })
compare-no-version = No version yet
compare-order = Is it in good order?
compare-openness = { $count } out of 100
compare-figures = Figures
compare-issues = Open issues
compare-seen = Read on
