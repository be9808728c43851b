# The reports of crawls, and the crawl that is running.
crawls-title = Ophaalrondes
crawls-what = In een ophaalronde kijkt de Bronwijzer bij alle accounts van overheidsorganisaties wat er nieuw of veranderd is. Van elke ronde staat hier een verslag.
crawls-reports = Verslagen
crawls-count = { $count ->
    [one] 1 verslag, het nieuwste eerst.
   *[other] { $count } verslagen, het nieuwste eerst.
}
crawls-none = Er is nog geen ophaalronde geweest.
times-in-utc = Alle tijden zijn in UTC, de wereldtijd.

crawl-live-title = Wat er nu gebeurt
crawl-live-none = Er loopt nu geen ophaalronde.
crawl-live-started = Er loopt een ophaalronde. Die begon op { $moment } (UTC).
crawl-live-as-of = Zo stond het op { $moment } (UTC). Laad de pagina opnieuw om te zien hoe het nu staat.
crawl-live-accounts = Accounts bekeken
crawl-live-repositories = Repository's gelezen
crawl-live-part = { $done } van { $all }
crawl-live-found = Repository's gevonden: { $count }
crawl-live-problems = Problemen: { $count }
crawl-live-last-problem = Laatste probleem
crawl-live-say = De ronde loopt: { $listed } van { $accounts } accounts bekeken, { $stored } van { $toRead } repository's gelezen, problemen: { $problems }.
crawl-live-ended = De ophaalronde is afgelopen.
crawl-live-report = Laad de pagina opnieuw voor het verslag

crawl-title = Ophaalronde van { $moment }
crawl-all = Alle ophaalrondes
crawl-summary = In het kort
crawl-start = Begin
crawl-duration = Duur
crawl-scope = Wat is gelezen
crawl-full = alles, ook wat hetzelfde bleef
crawl-changes = wat nieuw of veranderd is
crawl-end = Hoe het afliep
crawl-done = afgemaakt
halted-stopped = eerder gestopt, door een mens of de computer
halted-deadline = eerder gestopt: de tijd was om
crawl-halted-next = De volgende ronde gaat verder met de accounts die het langst wachten.
crawl-requests = Verzoeken
crawl-points = Punten
crawl-problems = Problemen
tally-new = Nieuw
tally-changed = Veranderd
tally-unchanged = Hetzelfde
tally-gone = Weg
tally-failed = Niet gelukt
tally-what = De aantallen zijn repository's. Wat niet gelukt is, blijft staan zoals het was.

crawl-accounts = Per account
crawl-accounts-caption = Een verzoek voor meer accounts samen is over die accounts verdeeld.
crawl-account = Account
crawl-outcome = Uitkomst
crawl-size = Ontvangen
crawl-ended = Klaar op
crawl-not-done = niet klaar
outcome-complete = Alles gelezen
outcome-partial = Een deel is niet gelukt
outcome-failed = Niet te lezen; de oude gegevens blijven staan
outcome-skipped = Overgeslagen
outcome-interrupted = Onderbroken; de volgende ronde gaat verder

crawl-spending = Per platform
crawl-spending-caption = Een platform geeft per uur een aantal punten. Zijn ze op, dan wacht de Bronwijzer.
crawl-remaining = Punten over
crawl-waited = Gewacht

crawl-problems-title = { $count ->
    [0] Problemen
    [one] 1 probleem
   *[other] { $count } problemen
}
crawl-no-problems = Er waren geen problemen.
crawl-problems-language = De problemen zijn in het Engels beschreven, voor de beheerder van de Bronwijzer.
problem-what = Wat er gebeurde
problem-instead = Wat we in plaats daarvan deden
problem-advice = Wat eraan te doen is
