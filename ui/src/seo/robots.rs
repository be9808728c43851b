//! What programs that read every page may read.

use poem::web::Data;
use poem::{Request, Response, handler};

use super::sitemap;
use crate::cached;
use crate::language::Language;
use crate::place::Place;
use crate::site::Site;

#[handler]
pub(crate) fn serve(request: &Request, Data(site): Data<&Site>) -> Response {
    let base_url = site.base_url.of(request);
    let text = text(&base_url);
    cached::answer(request, "text/plain; charset=utf-8", text)
}

/// Each choice of filters, and each comparison, has an address of its own, and there are more of them
/// than anybody can read: the sitemap has every page once. Patterns are as in
/// RFC 9309.
fn text(base_url: &str) -> String {
    let mut lines = vec!["User-agent: *".to_owned()];
    for language in Language::ALL {
        let search = Place::Search.path(language);
        let organisations = Place::Organisations.path(language);
        let compare = Place::Compare.path(language);
        lines.push(format!("Disallow: {search}?"));
        lines.push(format!("Disallow: {search}."));
        lines.push(format!("Disallow: {compare}?"));
        lines.push(format!("Disallow: {organisations}?"));
        lines.push(format!("Disallow: {organisations}/*?"));
        lines.push(format!("Disallow: {}/feeds/", language.prefix()));
    }
    lines.push("Disallow: /graphql".to_owned());
    lines.push("Disallow: /data/".to_owned());
    lines.push(format!("Sitemap: {base_url}{}", sitemap::INDEX));
    lines.join("\n") + "\n"
}
