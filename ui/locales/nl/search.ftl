# Searching: the form, the filters and the results.
search-title = Zoeken in alle projecten
search-label = Zoek op een woord, naam of onderwerp
search-button = Zoeken
search-organisation-label = Zoek in de repository's van deze organisatie

filters = Filters
filters-chosen = { $count ->
    [one] Filters ({ $count } gekozen)
   *[other] Filters ({ $count } gekozen)
}
filters-apply = Filters toepassen
to-results = Naar de resultaten
filters-at-once = Een keuze werkt meteen: de pagina laadt dan opnieuw.
filters-active = Gekozen filters
filter-remove = verwijder filter
filters-clear = Wis alle filters
facet-more = Toon nog { $count }
facet-count = { $count ->
    [one] 1 repository
   *[other] { $count } repository's
}
facet-organisation = Organisatie
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
sort-stars = Meeste sterren
sort-created = Nieuwste repository
sort-oldest = Oudste repository
sort-first-seen = Nieuw in deze catalogus
sort-status-changed = Status pas veranderd

results = Resultaten
results-count = { $count ->
    [0] Geen repository's gevonden
    [one] 1 repository gevonden
   *[other] { $count } repository's gevonden
}
results-count-for = { $count ->
    [0] Geen repository's gevonden voor ‘{ $query }’
    [one] 1 repository gevonden voor ‘{ $query }’
   *[other] { $count } repository's gevonden voor ‘{ $query }’
}
paging = Bladeren
paging-start = Terug naar het begin
paging-next = Volgende resultaten

card-owner = Van
card-owner-unknown = Organisatie onbekend
card-licence = Licentie
card-language = Taal
card-activity = Laatste activiteit
card-readme = Uit de README:
card-gone = Niet meer te vinden op het platform
verdict-why = { $verdict }: { $reason }

empty-title = Niets gevonden? Dit kunt u proberen:
empty-spelling = Controleer de spelling, of gebruik een korter of algemener woord.
empty-remove-filters = Zoek zonder filters
empty-everything = Bekijk alle repository's
empty-organisations = Bekijk alle organisaties
catalogue-empty-title = De catalogus is nog leeg
catalogue-empty-text = Er zijn nog geen gegevens opgehaald of ingelezen. Beheert u deze Bronwijzer? Haal gegevens op met ‘bronwijzer crawl’ of lees een bestand in met ‘bronwijzer import’.
