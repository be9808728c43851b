# The help about what can be typed, and notes on how a query was read.
search-help-title = Zo zoekt u
search-help-words-example = zaken behandelen
search-help-words = U vindt projecten met al uw woorden. Typ liever ‘zaak’ dan ‘zaaksysteem’.
search-help-phrase-example = "zaakgericht werken"
search-help-phrase = Zet woorden tussen aanhalingstekens. Dan zoekt u ze precies zo, in deze volgorde.
search-help-not-example = zaak -docker
search-help-not = Zet - voor een woord dat u niet wilt zien.
search-help-field-example = licentie:EUPL-1.2
search-help-field = Een veld, een dubbele punt en een waarde. Noemt u een veld vaker, dan is één van de waarden genoeg.
search-help-quoted-example = organisatie:"gemeente utrecht"
search-help-quoted = Een waarde met een spatie zet u tussen aanhalingstekens. Hoofdletters maken niet uit.
search-help-fields = U kunt deze velden gebruiken: { $fields }.

query-note-unknown-field = ‘{ $text }’ lijkt op een veld, maar dat veld kennen we niet. We zoeken het als woorden.
query-note-empty-value = Na ‘{ $text }’ staat geen waarde. We zoeken het als een woord. Zet de waarde direct na de dubbele punt.
query-note-unclosed-quote = Bij ‘{ $text }’ ontbreekt het tweede aanhalingsteken. We zoeken wat erna komt als losse woorden.
query-note-unknown-value = ‘{ $text }’: geen enkele repository heeft deze waarde.
query-note-too-long = Uw vraag is te lang. Vanaf ‘{ $text }’ telt hij niet mee.
query-note-missing-words = { $count ->
    [0] Geen enkel project heeft al uw woorden. Hieronder staan projecten met een deel ervan.
    [one] 1 project heeft al uw woorden. Daaronder staan projecten met een deel ervan.
   *[other] { $count } projecten hebben al uw woorden. Daaronder staan projecten met een deel ervan.
}
query-note-also-searched = Ook gezocht: { $text }. Deze woorden betekenen ongeveer hetzelfde. Zet een woord tussen aanhalingstekens om alleen dat woord te zoeken.
