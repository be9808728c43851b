# Where moderators work.
moderation-title = Moderatie
moderation-lead = Hier beslist u over wat mensen zeggen. Wie iets schreef, leest waarom u het weghaalt.
moderation-done = Het is gedaan, en staat in het logboek.
moderation-queue-count = { $count ->
    [0] Niets wacht
    [one] 1 bericht wacht
   *[other] { $count } berichten wachten
}
moderation-queue-none = Er wacht niets op u.
moderation-reports-count = { $count ->
    [0] Geen meldingen
    [one] 1 melding
   *[other] { $count } meldingen
}
moderation-reports-none = Niemand meldde iets.
moderation-reason = Waarom?
moderation-reason-hint = Wie dit schreef, leest uw reden.
moderation-members = Leden
moderation-members-search = Zoek een lid op naam
moderation-members-none = We vonden geen lid met deze naam.
moderation-grant-organisation = Voor welke organisatie mag dit lid spreken?
moderation-grant-hint = De hele naam, of de korte naam uit het adres van haar pagina.
moderation-grant = Laat dit lid ervoor spreken
moderation-withdraw = Trek dat in
moderation-log = Logboek
moderation-log-what = Hier staat wat beheerders deden. Niemand kan dit veranderen.
moderation-log-older = Toon wat er eerder gebeurde
moderation-corrections = Verbeteringen
moderation-corrections-what = Wat u goedkeurt over eigenaren en accounts, geldt meteen. Wilt u het ook in het register van organisaties zetten? Dit bestand heeft de regels daarvoor.
moderation-corrections-file = Download de verbeteringen (TOML)
moderation-discussion-close = Sluit dit gesprek
moderation-discussion-open = Open dit gesprek weer
act-decide = Beslis als beheerder
act-decide-what = Wie dit schreef, leest uw besluit en uw reden. Het komt in het logboek.
act-decide-text = Waarom?
decision-accept = Keur goed
decision-remove = Haal weg
decision-undo = Neem het laatste besluit terug
decision-keep = Laat staan
audit-accept = keurde goed
audit-remove = haalde weg
audit-undo = kwam terug op een besluit over
audit-keep = liet staan
audit-remove-text = haalde een tekst weg bij
audit-close-discussion = sloot het gesprek over
audit-close-discussion-not = opende het gesprek over
audit-grant = laat { $name } spreken voor
audit-grant-not = laat { $name } niet meer spreken voor
