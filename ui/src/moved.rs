//! Addresses that pages had before: they lead to where the page stands now, for good.

use poem::endpoint::make_sync;
use poem::web::Redirect;
use poem::{Request, Route};

use crate::language::Language;
use crate::place::{Place, path_in};

/// Former addresses, in Dutch and in English, and the page that took their place. A browser
/// keeps the fragment, so that page has every anchor that the former one had.
const MOVED: &[(&[&str], Place)] = &[(&["/uitleg", "/explanation"], Place::Help)];

/// Serves the former addresses in this language.
pub(crate) fn mount(route: Route, language: Language) -> Route {
    MOVED.iter().fold(route, |route, (paths, place)| {
        let target = place.path(language);
        let redirect = move |request: Request| {
            let query = request.uri().query();
            Redirect::permanent(match query {
                Some(query) => format!("{target}?{query}"),
                None => target.clone(),
            })
        };
        route.at(path_in(language, paths), make_sync(redirect))
    })
}
