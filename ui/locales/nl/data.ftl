# Feeds, bestanden, badges en andere gegevens voor programma's.
feed-new = Nieuwe repository's
feed-own = Wat u volgt
feed-own-what = Nieuws over wat u volgt, en over wat uw organisatie gebruikt.
feed-new-what = Wat er voor het eerst in de catalogus staat.
feed-status = Veranderde statussen
feed-status-what = Waar drukker aan gewerkt wordt, wat stil werd, gearchiveerd is of iets anders.
feed-seeking = Zoekt een beheerder
feed-seeking-what = Software waarvoor de eigenaar een beheerder zoekt.
feed-query = ‘{ $query }’
feed-licence = Licentie: { $licence }.
feed-licence-unknown = Geen licentie bekend.
follow = Blijf op de hoogte met een feed:
follow-explained = Wat is een feed?

footer-data = Gegevens om zelf te gebruiken
data-title = Gegevens
data-lead = Alles wat u in de Bronwijzer ziet, kunt u ook met een programma lezen.
data-feeds = Op de hoogte blijven met feeds
data-feeds-what = Een feed is een lijst met nieuws voor een feedlezer. De feedlezer haalt het nieuws op en laat u zien wat u nog niet las. Onze feeds zijn in Atom.
data-feeds-search = Elke feed kan ook één zoekopdracht of organisatie volgen. Onder de zoekresultaten en bij elke organisatie staan de adressen. Een voorbeeld:
data-files = De hele catalogus als bestand
data-files-what = De bestanden worden gemaakt op het moment dat u ze ophaalt.
data-count = { $count ->
    [one] In de zoekresultaten staat nu 1 repository.
   *[other] In de zoekresultaten staan nu { $count } repository's.
}
data-ndjson = Alle repository's als JSON
data-ndjson-what = Voor programma's: elke regel is één repository. Ingepakt met zstd.
data-excel = Alle repository's voor Excel
data-excel-what = Voor Excel zoals het in Nederland staat ingesteld.
data-csv = Alle repository's als CSV
data-csv-what = Voor andere rekenprogramma's. Komt in Excel alles in één kolom? Kies dan ‘voor Excel’.
data-technical = Technisch
data-technical-what = De bestanden zijn in UTF-8. In CSV staat er een komma tussen de vakken, in het bestand voor Excel een puntkomma. Heeft een vak meer waarden, dan staat er | tussen. Begint een tekst als een formule, dan staat er een ' voor.
data-files-twice = In de bestanden staan ook spiegels, die we op de pagina's niet apart tonen (shown_as_url). Wat niet meer openbaar is, staat er niet in. Verandert een repository terwijl u het bestand ophaalt, dan kan die er twee keer in staan. De laatste keer geldt.
data-columns = De velden
data-columns-what = De velden heten zoals in het schema van de API. Daar staat ook wat ze betekenen.
data-schema = Bekijk het schema
data-bodies = Alle organisaties als bestand
data-bodies-what = Een rij per organisatie: of zij code publiceert en sinds wanneer, haar accounts, cijfers en contact. In elke rij staat van welke dag zij is.
data-bodies-csv = Alle organisaties als CSV
data-bodies-json = Alle organisaties als JSON
data-bodies-day = Zet er een dag achter voor de stand van toen. Bijvoorbeeld:
data-bodies-figures = Achter deze velden staan de cijfers: hoeveel projecten het wel hebben, niet hebben, en van hoeveel we het niet weten.
data-badges-what = Elke repository heeft badges: een voor de status, een voor de openheid en een die zegt of Software Heritage de code bewaart. Op de pagina van de repository staat de tekst die u in uw README plakt.
data-linked = Linked data
data-linked-what = De beschrijvingen zijn in JSON-LD.
data-codemeta = een repository in de vorm van CodeMeta en schema.org
data-dcat = De catalogus zelf, beschreven met DCAT
data-software = Elk project met een geldige publiccode.yml, beschreven met DCAT
data-api = API (GraphQL)
data-apis = API: GraphQL en REST
data-api-what = Met de API vraagt u precies wat u nodig hebt, en wat er veranderd is sinds de vorige keer.
data-api-try = Probeer de API
data-rest-what = Liever een gewoon webadres? Dan is er een REST-API, volgens de Nederlandse API Design Rules.
data-rest-openapi = De beschrijving in OpenAPI
data-opensearch = Voeg de Bronwijzer toe als zoekmachine (OpenSearch)
data-sitemap = Lijst van alle pagina's voor zoekmachines (sitemap)
data-operator = Van wie deze gegevens zijn
data-publisher = Deze catalogus is van:
data-licence = U mag de gegevens gebruiken volgens deze licentie:
data-licence-of-code = Die licentie geldt voor de catalogus zelf. De broncode heeft per repository een eigen licentie.
data-contact-email = Hebt u een vraag? Mail naar:
data-contact-url = Zo stelt u een vraag:
opensearch-what = Zoek in de open broncode van de Nederlandse overheid

section-badges = Badges
badges-what = Laat in uw README zien wat wij zien. Plak deze Markdown:
badge-status = status
badge-openness = openheid
badge-gone = niet meer te vinden
repository-linked = Deze gegevens als CodeMeta (JSON-LD)

dcat-repositories = Open broncode van de Nederlandse overheid
dcat-repositories-what = De openbare repository's van Nederlandse overheden, met feiten van de platforms waar ze staan en oordelen over onderhoud, licentie, openheid en risico.
