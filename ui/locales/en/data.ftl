# Feeds, files, badges and other data for programs.
feed-new = New repositories
feed-own = What you follow
feed-own-what = News about what you follow, and about what your organisation uses.
feed-new-what = Repositories that are new in the catalogue.
feed-status = Changed statuses
feed-status-what = Repositories that became busy, quiet, archived or something else.
feed-seeking = Needs a maintainer
feed-seeking-what = Software whose owner is looking for a maintainer.
feed-query = ‘{ $query }’
feed-licence = Licence: { $licence }.
feed-licence-unknown = No licence known.
follow = Follow with a feed:
follow-explained = What is a feed?

footer-data = Data for your own use
data-title = Data
data-lead = Programs can read everything you see in Bronwijzer.
data-feeds = Follow with feeds
data-feeds-what = A feed is a list of news for a feed reader. The feed reader fetches the news and shows you what you have not read yet. Our feeds are in Atom.
data-feeds-search = A feed can also follow one search or one organisation. The addresses are below the search results and on each organisation's page. An example:
data-files = The whole catalogue as a file
data-files-what = The files are generated when you download them.
data-count = { $count ->
    [one] The search results hold 1 repository now.
   *[other] The search results hold { $count } repositories now.
}
data-ndjson = All repositories as JSON
data-ndjson-what = For programs: one repository on each line. Compressed with zstd.
data-excel = All repositories for Excel
data-excel-what = For Excel as it is set up in the Netherlands.
data-csv = All repositories as CSV
data-csv-what = For other spreadsheets. All in one column in Excel? Choose ‘for Excel’.
data-technical = Technical details
data-technical-what = The files are in UTF-8. CSV has a comma between cells, the file for Excel a semicolon. Where a cell has several values, | stands between them. A text that begins like a formula has a ' before it.
data-files-twice = The files include mirrors, which the pages do not show separately (shown_as_url). Repositories that are no longer public are not included. A repository that changes during the download may appear twice; the last one counts.
data-columns = The fields
data-columns-what = The fields have the names of the API's schema, which explains them too.
data-schema = See the schema
data-bodies = All organisations as a file
data-bodies-what = A row for each organisation: whether it publishes code and since when, its accounts, figures and contacts. Each row says of which day it is.
data-bodies-csv = All organisations as CSV
data-bodies-json = All organisations as JSON
data-bodies-day = Add a day for how things were then. For example:
data-bodies-figures = Behind these fields are the figures: how many projects pass, fail, and are unknown.
data-badges-what = Each repository has badges: one for its status, one for its openness, and one that says whether Software Heritage archived it. The repository's page has the text to paste into your README.
data-linked = Linked data
data-linked-what = The descriptions are in JSON-LD.
data-codemeta = a repository, described with CodeMeta and schema.org
data-dcat = The catalogue itself, described with DCAT
data-software = Every project with a valid publiccode.yml, described by DCAT
data-api = API (GraphQL)
data-apis = API: GraphQL and REST
data-api-what = With the API you get exactly what you need, and what has changed since last time.
data-api-try = Try the API
data-rest-what = Do you prefer plain web addresses? There is also a REST API that follows the Dutch API Design Rules.
data-rest-openapi = Its description in OpenAPI
data-opensearch = Add Bronwijzer as a search engine (OpenSearch)
data-sitemap = List of all pages for search engines (sitemap)
data-operator = About this catalogue
data-publisher = This catalogue is published by:
data-licence = You may use the data under this licence:
data-licence-of-code = That licence is for the catalogue itself. Code has a licence of its own in each repository.
data-contact-email = Questions? Send an e-mail to:
data-contact-url = How to ask a question:
opensearch-what = Search the open source code of the Dutch government

section-badges = Badges
badges-what = Show in your README what we see. Paste this Markdown:
badge-status = status
badge-openness = openness
badge-gone = no longer found
repository-linked = These data as CodeMeta (JSON-LD)

dcat-repositories = Open source code of the Dutch government
dcat-repositories-what = The public repositories of Dutch government organisations, with facts from the platforms they are on and verdicts on maintenance, licence, openness and risk.
