//! Who makes statements: moderators, whose statements everybody sees at once, each with an
//! access token.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::{Identity, Scope, SignIn};
use bronwijzer_index::{Catalogue, Done};
use chrono::Utc;
use serde_json::{Value, json};

/// So many statements of one member are taken in an hour.
const AN_HOUR: usize = 20;

/// How many statements are made in a round at most.
pub(crate) const A_ROUND: usize = 8;

/// One who may.
#[derive(Debug)]
pub(crate) struct Member {
    name: String,
    token: String,
    said: usize,
}

/// How many are needed for so many rounds, if all of them take less than an hour.
pub(crate) fn needed(kills: usize) -> usize {
    needed_for(kills * A_ROUND).min(100)
}

/// How many are needed for so many statements within an hour.
pub(crate) fn needed_for(statements: usize) -> usize {
    statements.div_ceil(AN_HOUR).max(1)
}

/// As the configuration names them.
pub(crate) fn names(members: usize) -> Vec<String> {
    (0..members)
        .map(|number| format!("invite:member-{number}"))
        .collect()
}

/// Signs them in, in a new catalogue.
pub(crate) fn sign_in(catalogue: &Catalogue, members: usize) -> anyhow::Result<Vec<Member>> {
    let community = catalogue.community();
    let mut signed_in = Vec::new();
    for name in names(members) {
        let (provider, subject) = name.split_once(':').context("a name has a provider")?;
        let sign_in = SignIn {
            identity: Identity {
                provider: provider.to_owned(),
                subject: subject.to_owned(),
            },
            suggested_name: Some(subject.to_owned()),
            verified_email: None,
            represents: BTreeSet::new(),
            moderator_as: Some(name.clone()),
        };
        let now = Utc::now();
        let session = community.sign_in(&sign_in, now)?;
        let viewer = community.viewer_of_session(&session.token, now)?;
        let viewer = viewer.context("who signed in is nobody")?;
        let make = Action::MakeToken {
            name: "faults".to_owned(),
            scopes: vec![Scope::Write],
        };
        let Done::Token { secret, .. } = community.act(&viewer, make, now)? else {
            bail!("no access token was made");
        };
        signed_in.push(Member {
            name,
            token: secret.into(),
            said: 0,
        });
    }
    Ok(signed_in)
}

/// What became of a statement.
#[derive(Debug)]
pub(crate) enum Spoken {
    /// It is acknowledged; its text, which no other has.
    Acknowledged(String),
    /// It was refused for now, as when the store can't be reached: with this answer.
    Refused(Value),
    /// The server is gone, and nobody knows.
    Unanswered,
}

/// Makes a statement about a repository over the API of the server at `address`.
pub(crate) async fn speak(
    client: &reqwest::Client,
    address: &str,
    member: &mut Member,
    repository: &str,
) -> anyhow::Result<Spoken> {
    member.said += 1;
    let text = format!("Bericht {} van {}.", member.said, member.name);
    let body = json!({
        "query": "mutation($url: String!, $text: String!) { makeStatement(input: \
                  { kind: POST, repository: $url, text: $text }) { statement { id } } }",
        "variables": { "url": repository, "text": text },
    });
    let asked = client.post(format!("{address}graphql"));
    let answer = asked.bearer_auth(&member.token).json(&body).send().await;
    let Ok(answer) = answer else {
        return Ok(Spoken::Unanswered);
    };
    let Ok(answer) = answer.json::<Value>().await else {
        return Ok(Spoken::Unanswered);
    };
    if answer["data"]["makeStatement"]["statement"]["id"].is_string() {
        return Ok(Spoken::Acknowledged(text));
    }
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    let is_passing = matches!(code, Some("UNAVAILABLE" | "TIMEOUT" | "TOO_BUSY"));
    anyhow::ensure!(is_passing, "a statement was refused: {answer}");
    Ok(Spoken::Refused(answer))
}

/// Whoever said least: each may say little in an hour.
pub(crate) fn quietest(members: &mut [Member]) -> anyhow::Result<&mut Member> {
    let quietest = members.iter_mut().min_by_key(|member| member.said);
    quietest.context("there are no members")
}
