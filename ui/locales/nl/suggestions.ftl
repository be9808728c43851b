# Suggestions, other spellings and ways out.
suggestions-label = Suggesties
suggestions-count = { $count ->
    [0] Geen suggesties
    [one] 1 suggestie. Kies met pijl omlaag en pijl omhoog.
   *[other] { $count } suggesties. Kies met pijl omlaag en pijl omhoog.
}
suggestion-repository = Repository
suggestion-organisation = Organisatie
suggestion-topic = Onderwerp
did-you-mean = Bedoelt u misschien:
way-out-filter = Zoek zonder het filter ‘{ $filter }’
way-out-spelling = Zoek zonder filters op ‘{ $query }’
way-out-part = Zoek op ‘{ $query }’
