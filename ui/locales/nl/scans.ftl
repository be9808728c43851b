# Wat programma's van anderen in een repository vonden.
section-scans = Controles door anderen
scans-note = Deze controles zijn van anderen. Wij kijken ze niet na. Ons eigen oordeel verandert er niet door.
scans-all = Alles van deze controles, als gegevens (JSON)
scan-by = Gecontroleerd door { $who } op { $day }
scan-former-organisation = een organisatie die niet meer in de catalogus staat
scan-incomplete = De controle is niet helemaal gelukt. Er kan meer zijn.
scan-failed = De controle is mislukt.
scan-vulnerabilities = { $count ->
    [0] Kwetsbaarheden: geen bekende gevonden.
    [one] Kwetsbaarheden: 1 bekende gevonden in wat de code gebruikt. Hoe ernstig:
   *[other] Kwetsbaarheden: { $count } bekende gevonden in wat de code gebruikt. Hoe ernstig:
}
scan-vulnerabilities-unknown = Kwetsbaarheden: niet bekend.
scan-severity-critical = Kritiek
scan-severity-high = Hoog
scan-severity-medium = Gemiddeld
scan-severity-low = Laag
scan-severity-none = Niet ernstig
scan-severity-unknown = Niet bekend
scan-findings = { $count ->
    [0] Regels van deze organisatie: geen regel overtreden.
    [one] Regels van deze organisatie: 1 regel overtreden.
   *[other] Regels van deze organisatie: { $count } regels overtreden.
}
scan-findings-unknown = Regels van deze organisatie: niet bekend.
scan-findings-which = Welke regels
scan-finding-error = Fout
scan-finding-warning = Waarschuwing
scan-finding-hint = Tip
scan-finding-unknown = Niet bekend hoe ernstig
scan-revision = Versie van de code: { $revision }
scan-tool = Programma: { $tool }
scan-sent-by = Ingestuurd door { $who }
scan-sent-by-supplier = Ingestuurd door { $who } van { $supplier }
scan-revisions = Deze bron controleerde { $count } versies van de code. Dit is de nieuwste controle.
