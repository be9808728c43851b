# Pages that say what went wrong, and what the visitor can do.
not-found-title = This page does not exist
not-found-page = There is nothing at this address. Check it, or search below.
not-found-repository = No repository at { $address }. Check the address, or search for its name below.
not-found-organisation = No organisation is called ‘{ $slug }’. See the list of organisations, or search below.
not-found-crawl = No crawl at this address. Follow the link at the bottom to see all crawls.
mistake-title = This search is not possible
mistake-query-too-long = The search is too long: { $length } characters. Use at most { $limit }.
mistake-unknown-value = ‘{ $value }’ is not an option of the filter ‘{ $facet }’.
mistake-unknown-sort = This order does not exist. You can choose from: { $orders }.
mistake-too-many-values = You chose { $count } filters. The maximum is { $limit }.
mistake-refused = The catalogue can't answer this query. Please search again.
mistake-again = Search again without this error
unavailable-title = Something went wrong
unavailable-text = The catalogue can't respond right now. This is not your fault. Please try again in a few minutes.
mistake-link-title = This link no longer works
mistake-no-such-page = This page of results does not exist (any more). Start again from the first results.
