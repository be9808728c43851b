# The report of an organisation, to print.
report-title = Report on open source code: { $name }
report-what = What source code { $name } publishes, how that stands beside others, and what it can do first.
report-how = This report is made from what everybody can see on the platforms. Use your browser's button to print it or save it as a PDF.
report-published = What is public
report-accounts = Where we look:
report-latest = Worked on most recently:
report-project = Project
report-verdicts = May you use it, is it alive?
report-more = { $count ->
    [one] And 1 other project.
   *[other] And { $count } other projects.
}
report-standing = How it stands
report-peers = We compare it with others of the same kind that publish code ({ $type }: { $count }).
report-peers-none = No others of the same kind ({ $type }) have code to compare it with.
report-others = Others together
report-place = Place
report-place-top = in the best quarter
report-place-above = above the middle
report-place-below = below the middle
report-place-bottom = in the lowest quarter
report-place-few = too few projects to compare
report-place-alone = too few organisations to compare
report-first = Start here
report-about = This concerns:
report-names = { $count ->
    [one] { $names } and 1 other
   *[other] { $names } and { $count } others
}
report-begin = How to begin
report-begin-why = Government source code is open unless there is a good reason for it not to be. You need not share everything at once.
report-begin-choose = Choose one project.
report-begin-choose-how = Take something that you had made yourself and that others can use. Remove passwords and personal data.
report-begin-publish = Put it on a public account.
report-begin-publish-how = Add an open licence, such as the EUPL, and a README that says what it is. In publiccode.yml you say whose it is and who answers questions.
report-begin-account = Tell us the account.
report-begin-account-how = The next day your code is in the catalogue. The page of your organisation says how to do so.
report-alike = See how these organisations do it:
report-sources = Sources
report-sources-what = The figures come from Bronwijzer, the open catalogue of government source code. The figures of every day are kept.
report-source-page = This organisation
report-source-figures = The figures of everybody
report-source-rules = How we count
