# Pages that say what went wrong, and what the visitor can do.
not-found-title = Deze pagina bestaat niet
not-found-page = Er is hier geen pagina. Controleer het adres, of zoek hieronder.
not-found-repository = We kennen geen repository met het adres { $address }. Controleer het adres, of zoek hieronder op de naam.
not-found-organisation = We kennen geen organisatie ‘{ $slug }’. Bekijk de lijst van organisaties, of zoek hieronder.
not-found-crawl = We kennen geen ophaalronde met dit adres. Bekijk de lijst van ophaalrondes, via de link onderaan.
mistake-title = Deze zoekvraag kunnen we niet uitvoeren
mistake-query-too-long = De zoekvraag is te lang: { $length } tekens. Gebruik er hoogstens { $limit }.
mistake-unknown-value = ‘{ $value }’ is geen keuze bij het filter ‘{ $facet }’.
mistake-unknown-sort = Deze volgorde bestaat niet. U kunt kiezen uit: { $orders }.
mistake-too-many-values = U koos { $count } filters. Gebruik er hoogstens { $limit }.
mistake-refused = De catalogus kan deze vraag niet beantwoorden. Zoek opnieuw.
mistake-again = Zoek opnieuw zonder deze fout
unavailable-title = Er ging iets mis
unavailable-text = De catalogus kan nu niet antwoorden. Dat ligt niet aan u. Probeer het over een paar minuten opnieuw.
mistake-link-title = Deze link werkt niet meer
mistake-no-such-page = Deze pagina met resultaten bestaat niet (meer). Begin opnieuw bij de eerste resultaten.
