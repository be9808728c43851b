//! What there is to tell a member, and the mail that tells it.

use bronwijzer_index::community::action::Followed;
use bronwijzer_index::community::member::{MailLanguage, Member};
use bronwijzer_index::community::statement::Subject;
use bronwijzer_index::{Catalogue, News};
use bronwijzer_ui::{About, Envelope, NewsItem, confirmation_mail, digest_mail, message_mail};
use chrono::{DateTime, Utc};
use lettre::Address;
use url::Url;

use super::{Due, What};

/// What is due to a member: news, that somebody wrote to them, and whether an address is theirs.
/// Blocks.
pub(super) fn due(
    catalogue: &Catalogue,
    site: &Url,
    member: &Member,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Due>> {
    let community = catalogue.community();
    let envelope = Envelope {
        language: match member.language {
            MailLanguage::Dutch => "nl",
            MailLanguage::English => "en",
        },
        origin: &site.origin().ascii_serialization(),
        secret: &community.unsubscribe_secret(&member.id)?,
    };
    let mut all: Vec<Due> = confirmation(catalogue, envelope, member)?
        .into_iter()
        .collect();
    let Some(to) = address(member.email.as_deref()) else {
        return Ok(all);
    };
    let unsubscribe = Url::parse(&envelope.unsubscribe())?;
    let due = |mail, what| Due {
        to: to.clone(),
        unsubscribe: Some(unsubscribe.clone()),
        mail,
        what,
    };
    if let Some(message) = community.untold_message(member, now)? {
        let from = message.from.as_ref();
        let from = from.and_then(|member| community.public_member(member));
        let mail = message_mail(envelope, from.as_ref().map(|from| from.name.as_str()));
        all.push(due(mail, What::Messages { until: message.at }));
    }
    if let Some(digest) = community.digest_for(&member.id, now)? {
        let mut items = Vec::new();
        for news in &digest.news {
            items.extend(item(catalogue, news)?);
        }
        if !items.is_empty() {
            let mail = digest_mail(envelope, &items);
            all.push(due(mail, What::Digest(digest)));
        }
    }
    Ok(all)
}

/// The mail that asks whether an address is theirs, unless it was sent.
fn confirmation(
    catalogue: &Catalogue,
    envelope: Envelope<'_>,
    member: &Member,
) -> anyhow::Result<Option<Due>> {
    let waiting = member.unconfirmed.as_ref().filter(|email| !email.is_asked);
    let to = waiting.and_then(|email| address(Some(&email.address)));
    let secret = catalogue.community().confirmation_secret(member)?;
    let (Some(email), Some(to), Some(secret)) = (waiting, to, secret) else {
        return Ok(None);
    };
    Ok(Some(Due {
        to,
        unsubscribe: None,
        mail: confirmation_mail(envelope, &secret, &member.name),
        what: What::Confirmation {
            address: email.address.clone(),
        },
    }))
}

fn address(email: Option<&str>) -> Option<Address> {
    email.and_then(|email| email.parse().ok())
}

/// A piece of news with the names in it. `None` where what it is about is no longer here.
fn item(catalogue: &Catalogue, news: &News) -> anyhow::Result<Option<NewsItem>> {
    let about = if let Some(id) = &news.repository {
        catalogue.entry(id)?.map(|entry| About::Repository {
            url: entry.observation.url.to_string(),
            name: entry.observation.url.path(),
        })
    } else {
        let mut organisations = catalogue.organisations().iter();
        let slug = news.organisation.as_ref();
        let found = organisations.find(|organisation| Some(&organisation.slug) == slug);
        found.map(|organisation| About::Organisation {
            slug: organisation.slug.to_string(),
            name: organisation.name.clone(),
        })
    };
    Ok(about.map(|about| NewsItem {
        at: news.at,
        what: news.kind.into(),
        about,
        because: match &news.because {
            None => "used",
            Some(Followed::Subject(Subject::Organisation(_))) => "organisation",
            Some(Followed::Subject(_)) => "repository",
            Some(Followed::Theme(_)) => "theme",
            Some(Followed::Search(_)) => "search",
        },
    }))
}
