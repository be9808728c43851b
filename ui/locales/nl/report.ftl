# The report of an organisation, to print.
report-title = Rapport over open broncode: { $name }
report-what = Wat { $name } aan broncode publiceert, hoe dat staat naast anderen, en wat zij het eerst kan doen.
report-how = Dit rapport is gemaakt uit wat iedereen op de platforms kan zien. Gebruik de knop van uw browser om het te printen of als PDF te bewaren.
report-published = Wat openbaar is
report-accounts = Wij kijken bij:
report-latest = Hieraan is het laatst gewerkt:
report-project = Project
report-verdicts = Mag het, leeft het?
report-more = { $count ->
    [one] En nog 1 ander project.
   *[other] En nog { $count } andere projecten.
}
report-standing = Hoe het ervoor staat
report-peers = We vergelijken met anderen van dezelfde soort die code publiceren ({ $type }: { $count }).
report-peers-none = Er zijn geen anderen van dezelfde soort ({ $type }) met code om mee te vergelijken.
report-others = Anderen samen
report-place = Plaats
report-place-top = bij het beste kwart
report-place-above = boven het midden
report-place-below = onder het midden
report-place-bottom = bij het laagste kwart
report-place-few = te weinig projecten om te vergelijken
report-place-alone = te weinig organisaties om te vergelijken
report-first = Begin hiermee
report-about = Het gaat om:
report-names = { $count ->
    [one] { $names } en nog 1 ander
   *[other] { $names } en nog { $count } andere
}
report-begin = Zo begint u
report-begin-why = Broncode van de overheid is open, tenzij er een goede reden is om dat niet te doen. U hoeft niet alles in één keer te delen.
report-begin-choose = Kies één project.
report-begin-choose-how = Neem iets dat u zelf liet maken en dat anderen kunnen gebruiken. Haal wachtwoorden en gegevens van mensen eruit.
report-begin-publish = Zet het op een openbaar account.
report-begin-publish-how = Voeg een open licentie toe, zoals de EUPL, en een README die vertelt wat het is. In publiccode.yml zet u van wie het is en wie vragen beantwoordt.
report-begin-account = Geef het account door.
report-begin-account-how = Dan staat uw code de volgende dag in de catalogus. Op de pagina van uw organisatie leest u hoe dat gaat.
report-alike = Bij deze organisaties kunt u kijken hoe zij het doen:
report-sources = Bronnen
report-sources-what = De cijfers komen uit de Bronwijzer, de open catalogus van broncode van de overheid. De cijfers van elke dag blijven bewaard.
report-source-page = Deze organisatie
report-source-figures = De cijfers van iedereen
report-source-rules = Zo tellen we
