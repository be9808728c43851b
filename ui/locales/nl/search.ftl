# Searching: the form, the filters and the results.
search-label = Zoek op een woord, naam of onderwerp
search-button = Zoeken
search-organisation-label = Zoek in de repository's van deze organisatie

filters = Filters
filters-chosen = gekozen
filters-apply = Toon resultaten
to-results = Direct naar de resultaten
filters-active = Gekozen filters
filter-remove = verwijder filter
filters-clear = Wis alle filters
facet-more = Toon nog { $count }
facet-count = { $count ->
    [one] 1 project
   *[other] { $count } projecten
}
facet-counted = { $count ->
    [one] project
   *[other] projecten
}
facet-cut = Hier staan de { $count } waarden die het meest voorkomen.
facet-organisation = Van wie
facet-organisation-type = Soort organisatie
facet-forge = Platform
facet-language = Programmeertaal
facet-licence = Licentie
facet-maintenance = Onderhoud
facet-language-none = Onbekend
facet-licence-none = Geen of onbekend
facet-organisation-none = Onbekend
facet-organisation-type-none = Onbekend

sort-label = Volgorde
sort-button = Sorteer
sort-relevance = Past het best
sort-last-activity = Laatste activiteit
sort-longest-quiet = Langst geen activiteit
sort-name = Naam (A tot Z)
sort-name-descending = Naam (Z tot A)
sort-stars = Meeste sterren
sort-created = Nieuwste repository
sort-oldest = Oudste repository
sort-latest-release = Nieuwste versie
sort-first-seen = Nieuw in deze catalogus
sort-status-changed = Status pas veranderd

results = Resultaten
results-count = { $count ->
    [0] Geen projecten gevonden
    [one] 1 project gevonden
   *[other] { $count } projecten gevonden
}
results-count-for = { $count ->
    [0] Niets gevonden voor ‘{ $query }’
    [one] 1 project gevonden voor ‘{ $query }’
   *[other] { $count } projecten gevonden voor ‘{ $query }’
}
paging = Bladeren
paging-start = Terug naar het begin
paging-next = Volgende

card-owner = Van
card-owner-unknown = Organisatie onbekend
empty-title = Dit kunt u proberen
empty-spelling = Controleer de spelling, of gebruik een korter of algemener woord.
empty-remove-filters = Zoek zonder filters
empty-everything = Bekijk alle projecten
empty-organisations = Bekijk alle organisaties
catalogue-empty-title = De catalogus is nog leeg
catalogue-empty-text = Er zijn nog geen gegevens opgehaald of ingelezen. Beheert u deze Bronwijzer? Haal gegevens op met ‘bronwijzer crawl’ of lees een bestand in met ‘bronwijzer import’.
search-title-all = { $count ->
    [0] Open broncode van de overheid
    [one] 1 project van de overheid
   *[other] { $count } projecten van de overheid
}
search-title-for = { $count ->
    [0] Niets gevonden voor ‘{ $query }’
    [one] 1 project voor ‘{ $query }’
   *[other] { $count } projecten voor ‘{ $query }’
}
results-found = { $count ->
    [0] Niets gevonden
    [one] 1 gevonden
   *[other] { $count } gevonden
}
results-found-one = 1 gevonden
results-found-other = # gevonden
results-partial = Hieronder staan projecten met een deel van uw woorden.
results-files = Download deze lijst:
results-excel = voor Excel
filters-more = Meer filters
facet-search = Zoek in deze lijst
view-table = Toon als tabel
view-cards = Toon als lijst
paging-shown = { $first }–{ $last } van { $total }
paging-previous = Vorige
paging-page = Pagina
paging-cut = U ziet de eerste 10.000 projecten. Zoek op meer woorden of kies een filter.
card-users = { $count ->
    [one] gebruikt door 1 ander
   *[other] gebruikt door { $count } anderen
}
card-no-summary = De eigenaar schreef niet op wat dit is.
card-changed = Laatste wijziging
card-changed-unknown = Laatste wijziging: onbekend
card-compare = Vergelijk
card-hit = Past op
card-hit-name = adres
card-hit-also-known-as = andere naam
card-hit-description = omschrijving
card-hit-short-description = omschrijving
card-hit-fallback-sentence = omschrijving
card-hit-readme = README
card-stale = Niet meer gelezen sinds { $day }
card-publiccode-invalid = Er zit een fout in publiccode.yml
table-name = Naam
table-owner = Van wie
table-verdicts = Onderhoud en licentie
table-language = Taal
compare-picked = Vergelijk wat u koos
compare-most = Kies 2 tot 4 projecten.
empty-found = Hiermee vindt u wel iets
empty-theme = Projecten voor ‘{ $theme }’
card-gone = Niet meer te vinden op het platform
