//! Addresses that pages had before: they lead to where the page stands now, for good.

use poem::endpoint::make_sync;
use poem::web::Redirect;
use poem::{Request, Route};

use crate::language::Language;
use crate::place::Place;

/// Former addresses, each in a language, and the page that took their place; what follows
/// the one follows the other. A browser keeps the fragment, so that page has every anchor
/// that the former one had.
const MOVED: &[(Language, &str, Place)] = &[
    (Language::Dutch, "/uitleg", Place::Help),
    (Language::English, "/explanation", Place::Help),
    (Language::Dutch, "/organisations", Place::Organisations),
    (Language::Dutch, "/zoekt-beheerder", Place::HelpOut),
    (Language::English, "/seeking-maintainer", Place::HelpOut),
];

/// Serves the former addresses in this language.
pub(crate) fn mount(route: Route, language: Language) -> Route {
    let moved = MOVED.iter().filter(|(moved, ..)| *moved == language);
    moved.fold(route, |route, (_, path, place)| {
        let former = format!("{}{path}", language.prefix());
        let target = place.path(language);
        let start = former.clone();
        let redirect = move |request: Request| {
            let uri = request.uri();
            let rest = uri.path().strip_prefix(&start).unwrap_or_default();
            let query = uri.query().map(|query| format!("?{query}"));
            Redirect::permanent(format!("{target}{rest}{}", query.unwrap_or_default()))
        };
        route
            .at(&former, make_sync(redirect.clone()))
            .at(format!("{former}/*rest"), make_sync(redirect))
    })
}
