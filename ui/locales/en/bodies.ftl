# Figures over organisations: how many publish, by type and province, and over time.
bodies-coverage = { $when ->
    [then] On this day { $count } of { $all } government organisations published code, as far as we know.
   *[now] { $count } of { $all } government organisations publish code, as far as we know.
}
bodies-municipalities = { $when ->
    [then] Of the { $all } municipalities, { $count } did.
   *[now] Of the { $all } municipalities, { $count } do.
}
cite-bodies = On { $day }, { $bodies } of { $everything } Dutch government organisations published code according to Bronwijzer, among them { $count } of { $all } municipalities.
bodies-title = Which organisations publish code?
bodies-what = Each number leads to the list behind it. An organisation counts for a figure when at least one of its projects has it. ‘No account known’ does not mean that there is no code.
bodies-types = Organisations by kind
bodies-provinces = Municipalities by province
bodies-provinces-table = Show the provinces in a table
bodies-all = Organisations
bodies-total = All kinds together
bodies-of = { $count } of { $all }
bodies-list = See the list
bodies-csv = All organisations (CSV)
bodies-json = All organisations (JSON)
trend-title = How many publish, over time
trend-table = Show the earlier numbers in a table
trend-table-caption = How many organisations there were
trend-chart = Line chart of ‘{ $what }’ from { $from } to { $to }, from 0 at the bottom to { $top } organisations at the top. The table below has the numbers.
bodies-cite = Cite how many organisations publish code
map-says = Map of the provinces: how many municipalities publish code. The table after it says the same.
map-legend = Share of the municipalities that publish code:
map-none = none
map-between = { $from }–{ $to }%
map-more = more than { $from }%
map-tile = { $province }: { $count } of { $all } municipalities publish code
open-by-default-title-of = How open was government on { $day }?
open-by-default-what-of = The figures on open source code of government as we kept them on { $day }.
day-nearest = These are the nearest days with figures:
