# Pages that say what went wrong, and what the visitor can do.
not-found-title = This page does not exist
not-found-page = There is no page here. Check the address, or search below.
not-found-repository = We know no repository with the address { $address }. Check the address, or search below for its name.
not-found-organisation = We know no organisation ‘{ $slug }’. See the list of organisations, or search below.
not-found-crawl = We know no crawl with this address. See the list of crawls, by the link at the bottom.
mistake-title = We do not understand this search
mistake-query-too-long = The search is too long: { $length } characters. Use at most { $limit }.
mistake-unknown-value = ‘{ $value }’ is no choice for the filter ‘{ $facet }’.
mistake-unknown-sort = There is no order ‘{ $value }’. You can choose from: { $orders }.
mistake-too-many-values = You chose { $count } filters. Use at most { $limit }.
mistake-cursor = This link to a next page no longer works. Start again from the first results.
mistake-refused = The catalogue can't answer this question. Search again.
mistake-again = Search again without this mistake
unavailable-title = Something went wrong
unavailable-text = The catalogue can't answer now. It is not your fault. Try again in a few minutes.
