# The help about what can be typed, and notes on how a query was read.
search-help-title = How to search
search-help-words-example = case handling
search-help-words = You find projects with all your words. In Dutch, type ‘zaak’ rather than ‘zaaksysteem’.
search-help-phrase-example = "contact tracing"
search-help-phrase = In quotes: exactly these words, in this order.
search-help-not-example = case -docker
search-help-not = Put - before a word that you do not want.
search-help-field-example = licence:EUPL-1.2
search-help-field = A field, a colon and a value. If you name a field more than once, one of the values is enough.
search-help-quoted-example = organisation:"gemeente utrecht"
search-help-quoted = Put a value with a space in quotes. Capitals make no difference.
search-help-fields = You can use these fields: { $fields }.

query-note-unknown-field = ‘{ $text }’ looks like a field, but there is no such field. It is searched as words.
query-note-empty-value = There is no value after ‘{ $text }’. It is searched as a word. Put the value directly after the colon.
query-note-unclosed-quote = The second quote is missing in ‘{ $text }’. What follows is searched as separate words.
query-note-unknown-value = ‘{ $text }’: no repository has this value.
query-note-too-long = Your query is too long. Everything from ‘{ $text }’ on is ignored.
query-note-missing-words = { $count ->
    [0] No project has all your words. Below are projects with some of them.
    [one] 1 project has all your words. Below are projects with some of them.
   *[other] { $count } projects have all your words. Below are projects with some of them.
}
query-note-also-searched = Also searched: { $text }. These words mean about the same. Put a word in quotes to search for it alone.
