//! What it is: what the owner says of it in publiccode.yml, at length, and the README.

use std::sync::Arc;

use super::answer::{Description, Repository};
use super::facts::linked;
use crate::forge_pages::ForgePages;
use crate::language::Language;
use crate::readme::{AS_MARKDOWN, Location, Rendered};
use crate::site::Site;
use crate::summary::best;
use crate::texts::{Texts, text};

/// What it does, in one language or two: an owner may have told more in another.
#[derive(Default)]
pub(crate) struct AboutView {
    /// The long description and its language.
    pub(crate) long: Option<(String, Arc<Rendered>)>,
    /// The features and their language.
    pub(crate) features: Option<(String, Vec<String>)>,
    /// Pictures on the forge or elsewhere: what to call each, and where it is.
    pub(crate) screenshots: Vec<(String, String)>,
    /// What it needs to run: the name, and how far.
    pub(crate) needs: Vec<(String, Option<String>)>,
    /// Pages about it: the words of the link, and its address.
    pub(crate) pages: Vec<(String, String)>,
    pub(crate) readme: Option<ReadmeView>,
}

pub(crate) struct ReadmeView {
    /// The file on the forge.
    pub(crate) href: Option<String>,
    pub(crate) path: String,
    pub(crate) rendered: Arc<Rendered>,
    pub(crate) is_truncated: bool,
}

impl AboutView {
    pub(crate) fn says_anything(&self) -> bool {
        self.long.is_some() || self.features.is_some()
    }
}

/// The part of the owner's texts that a visitor reads, and its language.
pub(super) fn part<'a, T>(
    descriptions: &'a [Description],
    language: Language,
    of: impl Fn(&'a Description) -> Option<T>,
) -> Option<(String, T)> {
    let parts = descriptions
        .iter()
        .filter_map(|described| Some((described.language.clone(), of(described)?)));
    best(parts, |(tag, _)| tag, language)
}

pub(super) async fn about(repository: &Repository, site: &Site) -> AboutView {
    let texts = site.texts;
    let descriptions = &repository.descriptions;
    let long = part(descriptions, texts.language(), |described| {
        described.long_description.as_ref()
    });
    let long = match long {
        Some((tag, long)) => Some((tag, render(repository, site, AS_MARKDOWN, long).await)),
        None => None,
    };
    let features = part(descriptions, texts.language(), |described| {
        (!described.features.is_empty()).then(|| described.features.clone())
    });
    AboutView {
        long,
        features,
        screenshots: screenshots(repository, texts),
        needs: needs(repository, texts),
        pages: pages(repository, texts),
        readme: readme(repository, site).await,
    }
}

async fn render(repository: &Repository, site: &Site, path: &str, text: &str) -> Arc<Rendered> {
    let location = Location {
        repository: repository.url.clone(),
        branch: repository.default_branch.clone(),
        path: path.to_owned(),
    };
    site.readmes
        .render(repository.id.inner(), text, location)
        .await
}

async fn readme(repository: &Repository, site: &Site) -> Option<ReadmeView> {
    let file = repository.readme.as_ref()?;
    let rendered = render(repository, site, &file.path, &file.text).await;
    let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
    Some(ReadmeView {
        href: pages
            .and_then(|pages| pages.file(&file.path))
            .map(String::from),
        path: file.path.clone(),
        is_truncated: file.truncated || rendered.is_cut,
        rendered,
    })
}

/// A picture may stand in the repository, or anywhere on the web.
fn screenshots(repository: &Repository, texts: Texts) -> Vec<(String, String)> {
    let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
    let address = |picture: &String| {
        if picture.contains("://") {
            return linked(picture).1;
        }
        Some(pages.as_ref()?.file(picture)?.into())
    };
    let addresses = repository
        .declaration
        .screenshots
        .iter()
        .filter_map(address);
    let named = addresses.enumerate().map(|(at, address): (usize, String)| {
        let name = address.rsplit('/').next().unwrap_or_default().to_owned();
        let name = texts.with(
            "about-screenshot",
            [("number", text((at + 1).to_string())), ("name", text(name))],
        );
        (name, address)
    });
    named.collect()
}

fn needs(repository: &Repository, texts: Texts) -> Vec<(String, Option<String>)> {
    let dependencies = repository.declaration.depends_on.iter();
    let in_words = dependencies.map(|one| {
        let optional = one.optional.then(|| texts.get("about-optional"));
        let details: Vec<String> = one.versions.clone().into_iter().chain(optional).collect();
        let details = (!details.is_empty()).then(|| details.join(", "));
        (one.name.clone(), details)
    });
    in_words.collect()
}

fn pages(repository: &Repository, texts: Texts) -> Vec<(String, String)> {
    let declared = &repository.declaration;
    let documentation = declared.documentation.iter();
    // The first has a button of its own.
    let documentation = documentation
        .skip(1)
        .map(|page| ("about-documentation", page));
    let roadmap = declared.roadmap.iter().map(|page| ("about-roadmap", page));
    let named = documentation.chain(roadmap).map(|(key, page)| {
        let host = crate::place::without_scheme(page).split('/').next();
        let host = host.unwrap_or_default().to_owned();
        (texts.with(key, [("host", text(host))]), page.clone())
    });
    named.collect()
}
