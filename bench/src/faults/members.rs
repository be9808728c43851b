//! Who makes statements: moderators, whose statements everybody sees at once, each with an
//! access token.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::{Identity, Scope, SignIn};
use bronwijzer_index::{Catalogue, Done};
use chrono::Utc;
use serde_json::{Value, json};

/// So many statements of one member are taken in an hour.
const AN_HOUR: usize = 20;

/// How many statements are made in a round at most.
pub(super) const A_ROUND: usize = 8;

/// One who may.
#[derive(Debug)]
pub(super) struct Member {
    name: String,
    token: String,
    said: usize,
}

/// How many are needed for so many rounds, if all of them take less than an hour.
pub(super) fn needed(kills: usize) -> usize {
    (kills * A_ROUND).div_ceil(AN_HOUR).clamp(1, 100)
}

/// As the configuration names them.
pub(super) fn names(members: usize) -> Vec<String> {
    (0..members)
        .map(|number| format!("invite:member-{number}"))
        .collect()
}

/// Signs them in, in a new catalogue in `data`.
pub(super) fn sign_in(data: &Path, members: usize) -> anyhow::Result<Vec<Member>> {
    let catalogue = Catalogue::open(data, Vec::new(), Utc::now())?.catalogue;
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

/// Makes a statement about a repository over the API of the server at `address`. Gives back
/// its text, which no other has, once it is acknowledged; `None` when the server is gone.
pub(super) async fn speak(
    client: &reqwest::Client,
    address: &str,
    members: &mut [Member],
    repository: &str,
) -> anyhow::Result<Option<String>> {
    let member = members
        .iter_mut()
        .min_by_key(|member| member.said)
        .context("there are no members")?;
    member.said += 1;
    let text = format!("Bericht {} van {}.", member.said, member.name);
    let body = json!({
        "query": "mutation($url: String!, $text: String!) { makeStatement(input: \
                  { kind: POST, repository: $url, text: $text }) { statement { id } } }",
        "variables": { "url": repository, "text": text },
    });
    let asked = client.post(format!("{address}/graphql"));
    let answer = asked.bearer_auth(&member.token).json(&body).send().await;
    let Ok(answer) = answer else {
        return Ok(None);
    };
    let Ok(answer) = answer.json::<Value>().await else {
        return Ok(None);
    };
    let id = &answer["data"]["makeStatement"]["statement"]["id"];
    anyhow::ensure!(id.is_string(), "a statement was refused: {answer}");
    Ok(Some(text))
}
