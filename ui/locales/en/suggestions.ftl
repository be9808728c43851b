# Suggestions, other spellings and ways out.
suggestions-label = Suggestions
suggestions-count = { $count ->
    [0] No suggestions
    [one] 1 suggestion. Choose with arrow down and arrow up.
   *[other] { $count } suggestions. Choose with arrow down and arrow up.
}
suggestion-repository = Repository
suggestion-organisation = Organisation
suggestion-topic = Topic
did-you-mean = Did you mean:
way-out-filter = Search without the filter ‘{ $filter }’
way-out-spelling = Search without filters for ‘{ $query }’
way-out-part = Search for ‘{ $query }’
