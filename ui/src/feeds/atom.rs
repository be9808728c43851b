//! News as an Atom document (RFC 4287).

use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text, WriteConfig};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::news::Item;
use crate::texts::Texts;
use crate::xml::plain;

/// What ids are made in. Ids must never change, so neither may this.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1c_3a52_5f0e_5c1d_9b0e_2d1a_7c44_81ab);

/// What a feed says of itself; addresses are whole.
pub(super) struct About {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) itself: String,
    /// The same feed in the other language.
    pub(super) translated: String,
    /// The page that shows about the same.
    pub(super) page: String,
    /// What the feed is known by, wherever the site stands.
    pub(super) name: String,
    /// When everything was last judged: the feed is as of then.
    pub(super) judged_at: DateTime<Utc>,
}

/// An id that is the same wherever the site stands and whatever it runs on.
fn id(name: &str) -> String {
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).urn().to_string()
}

/// The document.
///
/// # Errors
/// When it can't be written, which memory alone could cause.
pub(super) fn write(
    about: &About,
    items: Vec<Item>,
    texts: Texts,
) -> Result<String, atom_syndication::Error> {
    let language = texts.language();
    let newest = items.first().map(|item| item.at);
    let feed = Feed {
        title: plain(&about.title).into(),
        subtitle: Some(about.subtitle.clone().into()),
        id: id(&about.name),
        updated: newest.unwrap_or(about.judged_at).fixed_offset(),
        authors: vec![person(&texts.get("site-name"))],
        generator: Some(Generator {
            value: "Bronwijzer".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        links: vec![
            link(
                "self",
                &about.itself,
                Some("application/atom+xml"),
                language.tag(),
            ),
            link("alternate", &about.page, Some("text/html"), language.tag()),
            link(
                "alternate",
                &about.translated,
                Some("application/atom+xml"),
                language.other().tag(),
            ),
        ],
        lang: Some(language.tag().to_owned()),
        entries: items.into_iter().map(|item| entry(item, texts)).collect(),
        ..Feed::default()
    };
    let config = WriteConfig {
        write_document_declaration: true,
        indent_size: Some(1),
    };
    let bytes = feed.write_with_config(Vec::new(), config)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn entry(item: Item, texts: Texts) -> Entry {
    let tag = texts.language().tag();
    let (term, label) = item.category;
    let forge = item.forge.map(|forge| Link {
        hreflang: None,
        ..link("related", &forge, None, "")
    });
    let page = link("alternate", &item.page, Some("text/html"), tag);
    Entry {
        // The words differ by language, so they are entries of their own.
        id: id(&format!("{tag} {}", item.name)),
        title: Text::plain(plain(&item.title)),
        summary: Some(Text::plain(plain(&item.summary))),
        updated: item.at.fixed_offset(),
        published: Some(item.at.fixed_offset()),
        authors: vec![person(&item.owner)],
        links: [page].into_iter().chain(forge).collect(),
        categories: vec![Category {
            term,
            scheme: None,
            label: Some(label),
        }],
        ..Entry::default()
    }
}

fn link(rel: &str, href: &str, kind: Option<&str>, language: &str) -> Link {
    Link {
        href: plain(href),
        rel: rel.to_owned(),
        mime_type: kind.map(str::to_owned),
        hreflang: Some(language.to_owned()),
        ..Link::default()
    }
}

fn person(name: &str) -> Person {
    Person {
        name: plain(name),
        ..Person::default()
    }
}
