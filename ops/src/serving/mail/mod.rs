//! Mail to members: news of what they follow, once a day or a week, that somebody wrote to them
//! through the site, and whether an address is theirs.
//!
//! No mail comes twice: that it is sent is noted, durably, before it is handed over, and the
//! note is taken back only when the mail server said no. A process that is killed in between
//! has sent at most one mail too few; what it told stays on the member's own page.

mod links;
mod post;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use bronwijzer_index::community::member::{DigestFrequency, Member, MemberId};
use bronwijzer_index::{Catalogue, Community, CommunityError, MemberDigest};
use bronwijzer_ui::Mail;
use chrono::{DateTime, Utc};
use lettre::Address;
use metrics::{counter, gauge};
use url::Url;

use crate::config::Config;
pub(crate) use post::Post;
use post::PostError;

pub(super) use links::or_page;

/// How often is looked whether there is mail to send.
const EVERY: Duration = Duration::from_secs(60);

/// How long a mail that was refused waits at first, and at most, before it is tried again.
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// Sends what is due.
pub(crate) struct Mailer {
    catalogue: Catalogue,
    post: Post,
    site: Url,
    /// Who was refused, until when they wait, and how long they wait after that.
    waiting: Mutex<BTreeMap<MemberId, Waiting>>,
}

struct Waiting {
    until: DateTime<Utc>,
    then: ExponentialBackoff,
}

/// Something to send, with how that is noted.
struct Due {
    to: Address,
    /// Where such mail is ended; nothing for one that comes once.
    unsubscribe: Option<Url>,
    mail: Mail,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// News.
    Digest(MemberDigest),
    /// That there are messages until a moment.
    Messages { until: DateTime<Utc> },
    /// Whether an address is theirs.
    Confirmation { address: String },
}

impl What {
    fn note(&self, community: &Community, member: &MemberId) -> Result<(), CommunityError> {
        match self {
            Self::Digest(digest) => community.digest_sent(member, digest),
            Self::Messages { until } => community.message_told(member, *until),
            Self::Confirmation { address } => community.note_confirmation(member, address, true),
        }
    }

    fn take_back(&self, community: &Community, member: &MemberId) -> Result<(), CommunityError> {
        match self {
            Self::Digest(digest) => community.digest_not_sent(member, digest),
            Self::Messages { until } => community.message_not_told(member, *until),
            Self::Confirmation { address } => community.note_confirmation(member, address, false),
        }
    }
}

impl Mailer {
    /// By the configuration. `None` where no mail is configured, or the site has no address to
    /// put in it.
    pub(crate) fn new(
        config: &Config,
        site: Option<Url>,
        catalogue: Catalogue,
    ) -> anyhow::Result<Option<Self>> {
        let Some(setting) = &config.mail else {
            return Ok(None);
        };
        let site = site.context(
            "mail can't be sent while the site has no safe address: set public_url to one with \
             https://",
        )?;
        Ok(Some(Self {
            catalogue,
            post: Post::new(setting)?,
            site,
            waiting: Mutex::default(),
        }))
    }

    /// Sends what is due, again and again. Never comes back.
    pub(crate) async fn run(&self) {
        loop {
            if let Err(error) = self.send_due(Utc::now()).await {
                tracing::error!("mail was not sent: {error:#}; it is tried again");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                // Somebody waits for a mail in front of their screen.
                () = self.catalogue.community().mail_is_wanted() => {}
            }
        }
    }

    /// Sends what is due at a moment.
    async fn send_due(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        let members = self.community(Community::all_members).await?;
        let mut is_there = false;
        for member in members {
            let wants_mail = member.email.is_some() && member.digest != DigestFrequency::Never;
            let is_asked = member
                .unconfirmed
                .as_ref()
                .is_none_or(|email| email.is_asked);
            if !wants_mail && is_asked || self.waits(&member.id, now) {
                continue;
            }
            for due in self.due(member.clone(), now).await? {
                // Asked before anything is noted, and only when there is something to send.
                if !is_there {
                    self.post.is_there().await.inspect_err(|_| {
                        counter!("bronwijzer_mail_failed_total", "reason" => "unreachable")
                            .increment(1);
                    })?;
                    is_there = true;
                }
                if let Err(error) = self.send(&member, due, now).await {
                    tracing::warn!("mail to a member was not sent: {error:#}");
                }
            }
        }
        Ok(())
    }

    /// What there is to tell a member.
    async fn due(&self, member: Member, now: DateTime<Utc>) -> anyhow::Result<Vec<Due>> {
        let (catalogue, site) = (self.catalogue.clone(), self.site.clone());
        let due = tokio::task::spawn_blocking(move || words::due(&catalogue, &site, &member, now));
        due.await?
    }

    async fn send(&self, member: &Member, due: Due, now: DateTime<Utc>) -> anyhow::Result<()> {
        let Due {
            to,
            unsubscribe,
            mail,
            what,
        } = due;
        let (id, noted) = (member.id.clone(), what.clone());
        match self
            .community(move |community| noted.note(community, &id))
            .await
        {
            Ok(()) => {}
            // Somebody else sends it, or did.
            Err(MailProblem::Refused(CommunityError::Conflict)) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        match self.post.send(&mail, to, unsubscribe.as_ref()).await {
            Ok(()) => {
                let mut waiting = self.waiting();
                waiting.remove(&member.id);
                show_queue(&waiting);
                drop(waiting);
                counter!("bronwijzer_mail_sent_total").increment(1);
                tracing::info!("mail was sent to a member");
                Ok(())
            }
            Err(error @ PostError::Refused(_)) => {
                counter!("bronwijzer_mail_failed_total", "reason" => "refused").increment(1);
                let id = member.id.clone();
                self.community(move |community| what.take_back(community, &id))
                    .await?;
                self.wait(&member.id, now);
                Err(error.into())
            }
            // Somebody has to look after the server.
            Err(error @ PostError::Unreachable { .. }) => {
                counter!("bronwijzer_mail_failed_total", "reason" => "unreachable").increment(1);
                let id = member.id.clone();
                self.community(move |community| what.take_back(community, &id))
                    .await?;
                Err(error.into())
            }
            Err(error @ PostError::Unknown(_)) => {
                counter!("bronwijzer_mail_failed_total", "reason" => "unknown").increment(1);
                Err(error.into())
            }
        }
    }

    fn waits(&self, member: &MemberId, now: DateTime<Utc>) -> bool {
        let waiting = self.waiting();
        waiting
            .get(member)
            .is_some_and(|waiting| now < waiting.until)
    }

    fn wait(&self, member: &MemberId, now: DateTime<Utc>) {
        let mut all = self.waiting();
        let waiting = all.entry(member.clone()).or_insert_with(|| Waiting {
            until: now,
            then: ExponentialBuilder::default()
                .with_min_delay(FIRST_WAIT)
                .with_max_delay(LONGEST_WAIT)
                .without_max_times()
                .build(),
        });
        waiting.until = now + waiting.then.next().unwrap_or(LONGEST_WAIT);
        show_queue(&all);
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, BTreeMap<MemberId, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works with the community on a thread that may block.
    async fn community<T, F>(&self, work: F) -> Result<T, MailProblem>
    where
        F: FnOnce(&Community) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        let done = tokio::task::spawn_blocking(move || work(catalogue.community())).await;
        Ok(done??)
    }
}

fn show_queue(waiting: &BTreeMap<MemberId, Waiting>) {
    gauge!("bronwijzer_mail_queued").set(crate::metrics::number(waiting.len() as u64));
}

/// Why the community did not do it.
#[derive(Debug, thiserror::Error)]
enum MailProblem {
    #[error(transparent)]
    Refused(#[from] CommunityError),
    #[error("the task did not finish: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
}
