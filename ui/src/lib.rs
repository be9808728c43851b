//! The catalogue's pages: rendered on the server, in Dutch and English, and
//! complete without JavaScript.
//!
//! Every page asks the public GraphQL schema, as any other client would, and
//! reads nothing else. [`routes`] serves all of them.

mod api;
mod assets;
mod badges;
mod cached;
mod exports;
mod feeds;
mod findable;
mod finding;
mod headers;
mod home;
mod language;
mod linked;
mod operator;
mod pages;
mod place;
mod readme;
mod search;
mod texts;
mod twins;
mod verdict;
mod xml;

use bronwijzer_graphql::CatalogueSchema;
use poem::{Endpoint, EndpointExt, Response, Route, get};
use url::Url;

use crate::api::Api;
use crate::findable::{opensearch, robots, sitemap};
use crate::home::Home;
use crate::language::Language;
use crate::pages::Site;
use crate::readme::Renderer;

pub use crate::finding::{FindingWords, finding_in_words};

/// Every page and the files that they need, to be mounted at `/`.
///
/// Dutch pages stand at `/`, the same pages in English at `/en`; styles and
/// scripts at `/assets`. What is not there answers 404 with a page that helps
/// to find it. Every answer carries headers that allow nothing from elsewhere.
///
/// What is read elsewhere (feeds, badges, the sitemap) has whole addresses: they
/// begin with those by which a request came. See [`routes_at`].
#[must_use]
pub fn routes(schema: CatalogueSchema) -> impl Endpoint<Output = Response> {
    routes_at(schema, None)
}

/// The same for a site that is known to stand at `address`, of which scheme,
/// host and port count: whole addresses begin with them whatever a request says.
#[must_use]
pub fn routes_at(
    schema: CatalogueSchema,
    address: Option<Url>,
) -> impl Endpoint<Output = Response> {
    let api = Api::new(schema);
    let home = Home::new(address);
    // A README is the same in every language.
    let readmes = Renderer::new();
    let dutch = Site::new(api.clone(), Language::Dutch, home.clone(), readmes.clone());
    let mut route = for_programs(&dutch).at("/assets/:name", get(assets::asset));
    for language in Language::ALL {
        let site = Site::new(api.clone(), language, home.clone(), readmes.clone());
        let prefix = language.prefix();
        let explanation = place::Place::Explanation.path(language);
        let open_by_default = place::Place::OpenByDefault.path(language);
        route = route
            .at(
                format!("{prefix}/"),
                get(pages::overview::serve).data(site.clone()),
            )
            .at(
                place::Place::Suggestions.path(language),
                get(pages::suggestions::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/repositories/*address"),
                get(pages::repository::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/organisations"),
                get(pages::organisations::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/organisations/:slug"),
                get(pages::organisation::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/crawls"),
                get(pages::crawls::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/crawls/:id"),
                get(pages::crawls::report::serve).data(site.clone()),
            )
            .at(
                place::Place::Check.path(language),
                get(pages::check::serve)
                    .post(pages::check::check)
                    .data(site.clone()),
            )
            .at(
                explanation,
                get(pages::explanation::serve).data(site.clone()),
            )
            .at(
                format!("{open_by_default}.csv"),
                get(pages::open_by_default::csv::serve).data(site.clone()),
            )
            .at(
                open_by_default,
                get(pages::open_by_default::serve).data(site.clone()),
            )
            .at(
                place::Place::SeekingMaintainer.path(language),
                get(pages::seeking::serve).data(site.clone()),
            )
            .at(
                place::Place::Data.path(language),
                get(pages::data::serve).data(site.clone()),
            )
            .at(
                format!("{prefix}/feeds/:file"),
                get(feeds::serve).data(site.clone()),
            )
            .at(
                opensearch::path(language),
                get(opensearch::serve).data(site.clone()),
            );
        if !prefix.is_empty() {
            route = route.at(prefix, get(pages::overview::serve).data(site));
        }
    }
    route
        .around(pages::problem::with_not_found_page)
        .around(headers::with_security_headers)
}

/// What is the same in every language, and for programs alone.
fn for_programs(site: &Site) -> Route {
    let parts = sitemap::Parts::default();
    let turns = exports::Turns::new();
    Route::new()
        .at(
            exports::NDJSON,
            get(exports::ndjson).data(site.clone()).data(turns.clone()),
        )
        .at(
            exports::CSV,
            get(exports::csv).data(site.clone()).data(turns),
        )
        .at(
            linked::dcat::PATH,
            get(linked::dcat::serve).data(site.clone()),
        )
        .at("/robots.txt", get(robots::serve).data(site.clone()))
        .at(
            sitemap::INDEX,
            get(sitemap::serve_index)
                .data(site.clone())
                .data(parts.clone()),
        )
        .at(
            "/sitemaps/:file",
            get(sitemap::serve_part).data(site.clone()).data(parts),
        )
}
