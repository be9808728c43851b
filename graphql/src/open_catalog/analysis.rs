//! Analysis: our verdicts with the rules that held, under a name of our own.

use poem::Response;
use serde_json::{Map, Value, json};

use bronwijzer_index::{JUDGEMENTS, JudgementRow};

use super::problem::Problem;
use super::software::no_software;
use super::{Served, as_json};

/// The namespace of what we tell, and the version of its form.
const NAMESPACE: &str = "bronwijzer";
const VERSION: u32 = 1;

/// What is given of a repository: the verdicts, with those of the table of judgements.
pub(super) fn selection() -> String {
    let fields = JUDGEMENTS.iter().map(JudgementRow::field);
    let fields: String = fields
        .map(|field| format!("  {field} {{ verdict reasons {{ rule facts {{ name value }} }} }}\n"))
        .collect();
    include_str!("analysis.graphql").replace("  # judgements\n", &fields)
}

/// The namespace with these facts, as they held at a moment.
pub(super) fn namespace(at: &Value, facts: Map<String, Value>) -> Value {
    let mut all = Map::new();
    all.insert("v".to_owned(), VERSION.into());
    all.insert("t".to_owned(), at.clone());
    all.extend(facts);
    json!({ NAMESPACE: all })
}

impl Served {
    pub(super) async fn software_analysis(&self, id: &str) -> Result<Response, Problem> {
        let found = self
            .repository::<Map<String, Value>>(id, &self.analysis)
            .await?;
        let mut facts = found.ok_or_else(no_software)?;
        if facts.remove("gone").is_some_and(|gone| !gone.is_null()) {
            return Err(no_software());
        }
        let judged: Value = self
            .ask("{ found: catalogue { assessedAt } }".into())
            .await?;
        Ok(as_json(&namespace(&judged["assessedAt"], facts)))
    }
}
