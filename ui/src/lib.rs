//! The catalogue's pages: rendered on the server, in Dutch and English, and
//! complete without JavaScript.
//!
//! Every page asks the public GraphQL schema, as any other client would, and
//! reads nothing else. [`routes`] serves all of them.

mod alternates;
mod api;
mod assets;
mod badges;
mod base_url;
mod cached;
mod chart;
mod community;
mod declared;
mod direction;
mod enums;
mod exports;
mod facts;
mod feeds;
mod finding;
mod forge_pages;
mod form;
mod freshness;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod headers;
mod language;
mod linked;
mod mail;
mod moved;
mod operator;
mod page_cache;
mod pages;
mod place;
mod preview;
mod publishing;
mod readme;
mod search;
mod seo;
mod session;
mod site;
mod summary;
mod texts;
mod theme;
mod variables;
mod verdict;
mod xml;

/// The public schema, by which every query is checked when it is compiled.
#[cynic::schema("catalogue")]
#[allow(unreachable_pub, reason = "cynic writes what is in it")]
mod schema {}

use std::sync::Arc;

use bronwijzer_graphql::CatalogueSchema;
use bronwijzer_graphql::methods::get;
use poem::{Endpoint, EndpointExt, IntoResponse, Response, Route};
use url::Url;

use crate::api::Api;
use crate::base_url::BaseUrl;
use crate::exports::european;
use crate::language::Language;
use crate::page_cache::PageCache;
use crate::pages::bodies::files as bodies;
use crate::place::{path_in, with_places};
use crate::seo::{llms, opensearch, robots, sitemap};
use crate::site::Site;

pub use crate::theme::{Theme, ThemeError};

pub use crate::page_cache::Warmer;

pub use crate::readme::Renderer;

pub use crate::exports::cells::{line as csv_line, text_of as csv_text};
pub use crate::exports::publishers::{Publisher, list as publishers_yml};
pub use crate::finding::{FindingWords, finding_in_words};
pub use crate::mail::{
    About, Envelope, Mail, NewsItem, confirmation_mail, digest_mail, message_mail,
};

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
    routes_at(schema, None, None)
}

/// The same for a site that is known to stand at `address`, of which scheme,
/// host and port count: whole addresses begin with them whatever a request says. The
/// pages wear `theme`, if there is one.
#[must_use]
pub fn routes_at(
    schema: CatalogueSchema,
    address: Option<Url>,
    theme: Option<Theme>,
) -> impl Endpoint<Output = Response> {
    routes_and_warmer(schema, address, theme, Renderer::new()).0
}

/// The same with READMEs rendered by `readmes`, which may keep them and
/// [follow](Renderer::follow) the catalogue; and what [renders](Warmer::run) the pages that are asked
/// for most anew when the catalogue changed.
#[must_use]
pub fn routes_and_warmer(
    schema: CatalogueSchema,
    address: Option<Url>,
    theme: Option<Theme>,
    readmes: Renderer,
) -> (impl Endpoint<Output = Response>, Warmer) {
    let base_url = BaseUrl::new(address);
    let kept = PageCache::new(schema.clone(), base_url.clone(), readmes.visitors());
    let dutch = Site::new(Api::new(schema), Language::Dutch, base_url.clone(), readmes);
    let mut sites = Vec::new();
    let mut route = for_programs(&dutch).at("/assets/:name", get(assets::asset));
    let theme_address = theme.as_ref().map(|theme| theme.address().to_owned());
    if let Some(theme) = theme {
        route = route.at(theme::PATH, get(theme::serve).data(theme));
    }
    for language in Language::ALL {
        let site = Site {
            theme: theme_address.clone(),
            ..dutch.in_language(language)
        };
        route = moved::mount(mount(route, &site), language);
        sites.push(site.clone());
        let prefix = language.prefix();
        if !prefix.is_empty() {
            let home = get(pages::home::serve);
            route = route.at(format!("{prefix}/"), of_site(home, site));
        }
    }
    let pages = Arc::new(route);
    let warmer = Warmer::new(kept.clone(), Arc::clone(&pages));
    let routes = pages
        .around(move |endpoint, request| kept.clone().serve(endpoint, request))
        .around(move |endpoint, request| {
            pages::problem::with_problem_pages(endpoint, request, sites.clone())
        })
        .around(move |endpoint, request| {
            headers::with_headers(endpoint, request, base_url.clone())
        });
    (routes, warmer)
}

macro_rules! mount {
    ($($(#[$doc:meta])* $place:ident $(($part:ident))?, $($path:literal),+ => $serve:expr
        $(, menu $menu:literal)? $(, footer $footer:literal)?;)+) => {
        /// Serves every row of the table of addresses, in the language of `site`.
        fn mount(route: Route, site: &Site) -> Route {
            let language = site.texts.language();
            route$(.at(path_in(language, &[$($path),+]), of_site($serve, site.clone())))+
        }
    };
}
with_places!(mount);

/// A page of the site: its handler finds the site as the request came to it. What a member
/// gets is for them alone.
fn of_site(page: impl Endpoint + 'static, site: Site) -> impl Endpoint + 'static {
    page.around(move |page, mut request| {
        let site = site.at(&request);
        async move {
            let site = site.with_sign_in().await;
            request.extensions_mut().insert(site.clone());
            let response = page.call(request).await?.into_response();
            Ok(site.given(response))
        }
    })
}

macro_rules! for_programs {
    ($($path:expr => $serve:expr;)+) => {
        /// Where that is.
        fn addresses_for_programs() -> Vec<&'static str> {
            vec![$($path),+]
        }

        /// Serves what is the same in every language, and for programs alone.
        fn for_programs(site: &Site) -> Route {
            let parts = sitemap::Parts::default();
            Route::new()$(.at($path, get($serve).data(site.clone()).data(parts.clone())))+
        }
    };
}
for_programs! {
    exports::NDJSON => exports::ndjson;
    exports::CSV => exports::csv;
    european::PROJECTS.path => european::projects;
    european::PUBLICCODE.path => european::publiccode;
    european::SOFTWARE.path => european::software;
    exports::ADDRESSES => exports::addresses;
    exports::ADDRESSES_JSON => exports::addresses_json;
    exports::publishers::PATH => exports::publishers::serve;
    bodies::CSV => bodies::csv;
    bodies::JSON => bodies::json;
    linked::dcat::PATH => linked::dcat::serve;
    "/robots.txt" => robots::serve;
    llms::PATH => llms::serve;
    sitemap::INDEX => sitemap::serve_index;
    "/sitemaps/:file" => sitemap::serve_part;
}

macro_rules! addresses {
    ($($(#[$doc:meta])* $place:ident $(($part:ident))?, $($path:literal),+ => $serve:expr
        $(, menu $menu:literal)? $(, footer $footer:literal)?;)+) => {
        /// Every address that is served, with `:part` for a segment and `*rest` for several that
        /// may be any: for tests of what holds for all of them.
        #[must_use]
        pub fn addresses() -> Vec<String> {
            let pages = Language::ALL
                .into_iter()
                .flat_map(|language| [$(path_in(language, &[$($path),+])),+]);
            let others = addresses_for_programs().into_iter();
            let others = others.chain(["/assets/:name", theme::PATH]);
            pages.chain(others.map(str::to_owned)).collect()
        }
    };
}
with_places!(addresses);
