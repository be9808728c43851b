//! What members do: the mutations of the schema, and why one is refused.

use async_graphql::Value;
use serde_json::Value as Json;

use crate::site::{Problem, Site};
use crate::texts::{Texts, number};

/// A mutation: its name, its arguments with their types, and what is asked of its answer.
pub(crate) struct Deed {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [(&'static str, &'static str)],
    pub(crate) answer: &'static str,
}

const fn deed(
    name: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    answer: &'static str,
) -> Deed {
    Deed {
        name,
        arguments,
        answer,
    }
}

const ID: (&str, &str) = ("id", "ID!");
const TEXT: (&str, &str) = ("text", "String!");
const FIELDS: (&str, &str) = ("fields", "[StatementFieldInput!]!");
const REASON: (&str, &str) = ("reason", "String!");
const STATEMENT: &str = "statement { id visibility }";
const NOTHING: &str = "__typename";

pub(crate) const MAKE: Deed = deed("makeStatement", &[("input", "StatementInput!")], STATEMENT);
pub(crate) const CHANGE: Deed = deed("changeStatement", &[ID, TEXT, FIELDS], STATEMENT);
pub(crate) const ANSWER: Deed = deed("answerStatement", &[ID, TEXT, FIELDS], STATEMENT);
pub(crate) const RENEW: Deed = deed("renewStatement", &[ID], STATEMENT);
pub(crate) const CLOSE: Deed = deed("closeStatement", &[ID, TEXT], STATEMENT);
pub(crate) const CLAIM: Deed = deed("claimStatement", &[ID, TEXT], STATEMENT);
pub(crate) const NEWS: Deed = deed("giveNews", &[ID, TEXT], STATEMENT);
pub(crate) const RELEASE: Deed = deed("releaseClaim", &[ID, TEXT], STATEMENT);
pub(crate) const SUPPORT: Deed = deed(
    "supportStatement",
    &[ID, ("supports", "Boolean!")],
    STATEMENT,
);
pub(crate) const CONTACT: Deed = deed("contactAuthor", &[ID, TEXT], STATEMENT);
pub(crate) const REPORT: Deed = deed("reportStatement", &[ID, TEXT], STATEMENT);
pub(crate) const DECIDE: Deed = deed(
    "decide",
    &[ID, ("decision", "Decision!"), REASON],
    STATEMENT,
);
pub(crate) const CLOSE_DISCUSSION: Deed = deed(
    "closeDiscussion",
    &[
        ("repository", "String"),
        ("organisation", "String"),
        ("closed", "Boolean!"),
        REASON,
    ],
    NOTHING,
);
pub(crate) const GRANT: Deed = deed(
    "grant",
    &[
        ("member", "ID!"),
        ("organisation", "String!"),
        ("granted", "Boolean!"),
        REASON,
    ],
    NOTHING,
);
pub(crate) const FOLLOW: Deed = deed(
    "follow",
    &[
        ("repository", "String"),
        ("organisation", "String"),
        ("theme", "String"),
        ("search", "String"),
        ("follows", "Boolean!"),
    ],
    NOTHING,
);
pub(crate) const CHANGE_PROFILE: Deed = deed(
    "changeProfile",
    &[
        ("name", "String!"),
        ("email", "String"),
        ("digest", "DigestFrequency!"),
        ("language", "MailLanguage!"),
        ("supplier", "SupplierInput"),
    ],
    NOTHING,
);
pub(crate) const RENEW_FEED: Deed = deed("renewFeed", &[], NOTHING);
pub(crate) const REMOVE_TEXT: Deed =
    deed("removeText", &[ID, ("event", "Int!"), REASON], STATEMENT);
pub(crate) const SIGN_OUT_EVERYWHERE: Deed = deed("signOutEverywhere", &[], NOTHING);
pub(crate) const MAKE_TOKEN: Deed = deed(
    "makeToken",
    &[("name", "String!"), ("scopes", "[Scope!]!")],
    "secret",
);
pub(crate) const REVOKE_TOKEN: Deed = deed("revokeToken", &[ID], NOTHING);
pub(crate) const DELETE_ME: Deed = deed("deleteMe", &[], NOTHING);

/// Why something could not be done. Nothing was changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refusal {
    /// The code, as texts have it: `invalid-field`.
    pub(crate) code: String,
    /// The name of the field that it is about, as forms have it.
    pub(crate) field: Option<String>,
    /// How long it may be.
    longest: Option<u64>,
}

impl Deed {
    fn document(&self) -> String {
        let list = |part: fn(&(&str, &str)) -> String| {
            let parts: Vec<String> = self.arguments.iter().map(part).collect();
            match parts.is_empty() {
                true => String::new(),
                false => format!("({})", parts.join(", ")),
            }
        };
        let declared = list(|(name, kind)| format!("${name}: {kind}"));
        let given = list(|(name, _)| format!("{name}: ${name}"));
        let Self { name, answer, .. } = self;
        format!("mutation{declared} {{ done: {name}{given} {{ {answer} }} }}")
    }

    /// Its own arguments among all that may have been given.
    pub(crate) fn given(&self, all: &Json) -> Json {
        let names = self.arguments.iter().map(|(name, _)| *name);
        names.map(|name| (name, all[name].clone())).collect()
    }

    /// Does it in the name of who asks, and gives what was asked of the answer.
    pub(crate) async fn act(
        &self,
        site: &Site,
        variables: Json,
    ) -> Result<Result<Json, Refusal>, Problem> {
        let response = site.api.execute(&self.document(), variables).await;
        let Some(error) = response.errors.first() else {
            let data = response.data.into_json();
            let mut data = data.map_err(|error| Problem::Unavailable(error.to_string()))?;
            return Ok(Ok(data["done"].take()));
        };
        let extension = |name: &str| error.extensions.as_ref()?.get(name);
        let word = |name: &str| match extension(name) {
            Some(Value::String(word)) => Some(word.to_lowercase()),
            _ => None,
        };
        let longest = match extension("longest") {
            Some(Value::Number(longest)) => longest.as_u64(),
            _ => None,
        };
        let code = word("code").unwrap_or_default().replace('_', "-");
        if code.is_empty() || matches!(code.as_str(), "internal" | "timeout" | "too-busy") {
            return Err(Problem::Unavailable(error.message.clone()));
        }
        Ok(Err(Refusal {
            field: word("field"),
            code,
            longest,
        }))
    }
}

impl Refusal {
    /// What to tell who wanted to.
    pub(crate) fn words(&self, texts: Texts) -> String {
        let key = format!("community-error-{}", self.code);
        let longest = [("longest", number(self.longest.unwrap_or_default()))];
        let known = texts.find_with(&key, longest);
        known.unwrap_or_else(|| texts.get("community-error-other"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_declares_and_gives_each_argument() {
        assert_eq!(
            CLOSE.document(),
            "mutation($id: ID!, $text: String!) { done: closeStatement(id: $id, text: $text) { \
             statement { id visibility } } }"
        );
        assert_eq!(
            DELETE_ME.document(),
            "mutation { done: deleteMe { __typename } }"
        );
    }
}
