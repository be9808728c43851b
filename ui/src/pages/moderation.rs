//! Where moderators work: what waits, what was reported, who is who, and what was done.

use askama::Template;
use chrono::{DateTime, Utc};
use poem::http::{StatusCode, header};
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::render;
use crate::assets;
use crate::community::answer::{Member, Named, Repository, Statement};
use crate::community::deed::{CLOSE_DISCUSSION, DECIDE, GRANT, Refusal};
use crate::community::view::StatementView;
use crate::community::words;
use crate::enums::Decision;
use crate::form::organisations::{by_name, by_slug};
use crate::place::Place;
use crate::schema;
use crate::session::Submitted;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};

#[derive(cynic::QueryVariables)]
struct Wanted {
    query: Option<String>,
    after: Option<cynic::Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    moderation: Option<Moderation>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "Wanted")]
struct Moderation {
    #[arguments(first: 50)]
    queue: Vec<Statement>,
    reports: Vec<Report>,
    #[arguments(query: $query, first: 20)]
    members: Vec<Known>,
    #[arguments(after: $after, first: 50)]
    audit_log: Vec<AuditEntry>,
}

#[derive(cynic::QueryFragment)]
struct Report {
    at: DateTime<Utc>,
    by: Option<Member>,
    statement: Option<Statement>,
    text: String,
}

/// A member as moderators see them.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Member")]
struct Known {
    id: cynic::Id,
    name: String,
    represents: Vec<Named>,
}

#[derive(cynic::QueryFragment)]
struct AuditEntry {
    id: cynic::Id,
    at: DateTime<Utc>,
    by: Option<Member>,
    rule: String,
    decision: Option<Decision>,
    statement: Option<Statement>,
    repository: Option<Repository>,
    organisation: Option<Named>,
    member: Option<Member>,
    is_on: Option<bool>,
    reason: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Overlaid {
    moderation: Option<Overlay>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Moderation")]
struct Overlay {
    registry_overlay: String,
}

#[derive(Template)]
#[template(path = "moderation.html")]
struct ModerationPage {
    frame: Frame,
    script: String,
    action: String,
    csrf: String,
    done: bool,
    refused: Option<String>,
    waiting: String,
    queue: Vec<StatementView>,
    reported: String,
    reports: Vec<ReportView>,
    query: String,
    members: Vec<MemberView>,
    log: Vec<LogView>,
    /// Where the log goes on.
    older: Option<String>,
    /// The file with accepted corrections.
    corrections: String,
}

struct ReportView {
    by: String,
    text: String,
    statement: Option<StatementView>,
}

struct MemberView {
    id: String,
    name: String,
    represents: Vec<(String, String)>,
}

struct LogView {
    when: String,
    who: String,
    what: String,
    /// What it was done with: its name and its page.
    with: Option<(String, String)>,
    reason: String,
}

/// How many entries of the log are on a page.
const LOG: usize = 50;

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    if site.viewer.is_none() {
        let sign_in = Redirect::see_other(site.sign_in_for(&site.here));
        return Ok(sign_in.into_response());
    }
    let parameter = |wanted: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let found = parameters.find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| value.into_owned())
    };
    let wanted = Wanted {
        query: parameter("q"),
        after: parameter("after").map(cynic::Id::new),
    };
    let page = page(site, wanted, parameter("done").is_some(), None).await?;
    Ok(render(StatusCode::OK, &page))
}

/// Corrections that were accepted, to put into the registry's file.
#[handler]
pub(crate) async fn corrections(Data(site): Data<&Site>) -> poem::Result<Response> {
    let answer: Overlaid = site.api.query(()).await.map_err(Problem::from)?;
    let seen = answer.moderation.ok_or(Problem::NotAllowed)?;
    let disposition = "attachment; filename=\"corrections.toml\"";
    Ok(Response::builder()
        .content_type("application/toml; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, disposition)
        .body(seen.registry_overlay))
}

#[handler]
pub(crate) async fn act(sent: Submitted, Data(site): Data<&Site>) -> poem::Result<Response> {
    let reason = sent.one("reason");
    let (deed, variables) = match sent.one("do") {
        "decide" => (
            &DECIDE,
            json!({
                "id": sent.one("id"),
                "decision": sent.one("decision"),
                "reason": reason,
            }),
        ),
        "grant" => {
            let asked = sent.one("organisation");
            let found = match by_slug(site, asked).await? {
                Some(organisation) => Some(organisation),
                None => by_name(site, asked).await?.0,
            };
            let slug = found.map_or_else(|| asked.to_owned(), |one| one.slug);
            let variables = json!({
                "member": sent.one("member"),
                "organisation": slug,
                "granted": sent.one("granted") != "false",
                "reason": reason,
            });
            (&GRANT, variables)
        }
        "discussion" => (
            &CLOSE_DISCUSSION,
            json!({
                "repository": sent.some("repository"),
                "organisation": sent.some("about"),
                "closed": sent.one("closed") != "false",
                "reason": reason,
            }),
        ),
        _ => return Err(Problem::NoPage.into()),
    };
    match deed.act(site, variables).await? {
        Ok(_) => {
            let path = Place::Moderation.path(site.texts.language());
            Ok(Redirect::see_other(format!("{path}?done=1")).into_response())
        }
        Err(refusal) => {
            let all = Wanted {
                query: None,
                after: None,
            };
            let page = page(site, all, false, Some(refusal)).await?;
            Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn page(
    site: &Site,
    wanted: Wanted,
    done: bool,
    refused: Option<Refusal>,
) -> Result<ModerationPage, Problem> {
    let texts = site.texts;
    let action = Place::Moderation.path(texts.language());
    let query = wanted.query.clone().unwrap_or_default();
    let answer: Answer = site.api.query(wanted).await?;
    let seen = answer.moderation.ok_or(Problem::NotAllowed)?;
    let title = texts.get("moderation-title");
    let last = seen
        .audit_log
        .last()
        .filter(|_| seen.audit_log.len() == LOG);
    let older = last.map(|entry| {
        let after = form_urlencoded::Serializer::new(String::new())
            .append_pair("after", entry.id.inner())
            .finish();
        format!("{action}?{after}#log")
    });
    let contents = Some(&answer.catalogue);
    Ok(ModerationPage {
        frame: Frame::new(site, &Place::Moderation, None, title, contents).unindexed(),
        script: assets::address("count.js"),
        csrf: site.csrf(),
        done,
        refused: refused.map(|refusal| refusal.words(texts)),
        waiting: texts.count("moderation-queue-count", seen.queue.len() as u64),
        queue: seen
            .queue
            .iter()
            .map(|statement| StatementView::new(statement, texts))
            .collect(),
        reported: texts.count("moderation-reports-count", seen.reports.len() as u64),
        reports: seen.reports.iter().map(|one| one.view(texts)).collect(),
        query,
        members: seen.members.iter().map(Known::view).collect(),
        log: seen.audit_log.iter().map(|one| one.view(texts)).collect(),
        older,
        corrections: Place::Corrections.path(texts.language()),
        action,
    })
}

impl Report {
    fn view(&self, texts: Texts) -> ReportView {
        let values = [
            ("name", text(words::name(self.by.as_ref(), texts))),
            ("day", text(texts.day(self.at))),
        ];
        let statement = self.statement.as_ref();
        ReportView {
            by: texts.with("statement-by", values),
            text: self.text.clone(),
            statement: statement.map(|one| StatementView::new(one, texts)),
        }
    }
}

impl Known {
    fn view(&self) -> MemberView {
        let represents = self.represents.iter();
        MemberView {
            id: self.id.inner().to_owned(),
            name: self.name.clone(),
            represents: represents
                .map(|one| (one.slug.clone(), one.name.clone()))
                .collect(),
        }
    }
}

impl AuditEntry {
    fn view(&self, texts: Texts) -> LogView {
        let language = texts.language();
        let rule = self.rule.replace('_', "-");
        let key = match (&self.decision, self.is_on) {
            (Some(decision), _) => format!("audit-{}", decision.key()),
            (None, Some(false)) => format!("audit-{rule}-not"),
            (None, _) => format!("audit-{rule}"),
        };
        let member = self.member.as_ref().map(|member| member.name.clone());
        let statement = self.statement.as_ref().map(|statement| {
            let view = StatementView::new(statement, texts);
            (view.title, view.href)
        });
        let repository = || {
            let one = self.repository.as_ref()?;
            let page = Place::of_repository(&one.url).path(language);
            Some((one.title.clone(), page))
        };
        let organisation = || {
            let one = self.organisation.as_ref()?;
            let page = Place::Organisation(one.slug.clone()).path(language);
            Some((one.name.clone(), page))
        };
        LogView {
            when: texts.moment(self.at),
            who: words::name(self.by.as_ref(), texts),
            what: texts.with(&key, [("name", text(member.unwrap_or_default()))]),
            with: statement.or_else(repository).or_else(organisation),
            reason: self.reason.clone(),
        }
    }
}
