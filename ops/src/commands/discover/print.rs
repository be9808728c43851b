//! Candidates as people and programs read them.

use std::collections::HashMap;
use std::io::Write;

use bronwijzer_crawler::organisation::{Organisation, Slug};
use bronwijzer_index::discover::{Clue, Proposal};
use serde_json::{Value, json};

use super::Findings;

/// Clues that are shown of one account.
const SHOWN: usize = 3;

/// Each organisation with its candidates, what else was found, and how far the search came.
pub(super) fn text(findings: &Findings, organisations: &[Organisation]) -> anyhow::Result<()> {
    let mut out = crate::terminal::stdout();
    let names = names(organisations);
    let mut last = None;
    for proposal in &findings.proposals {
        let slug = &proposal.organisation;
        if last != Some(slug) {
            writeln!(out, "{slug}  {}", names.get(slug).unwrap_or(&""))?;
            last = Some(slug);
        }
        let guess = if proposal.unconfirmed {
            " (in the registry, unconfirmed)"
        } else {
            ""
        };
        writeln!(
            out,
            "  {:<8} {}{guess}",
            proposal.strength.as_str(),
            proposal.account
        )?;
        for evidence in &proposal.evidence {
            writeln!(out, "           {evidence}")?;
        }
    }
    if !findings.others.is_empty() {
        writeln!(out, "\nAccounts of which it is not known whose they are:")?;
    }
    for candidate in &findings.others {
        writeln!(out, "{}", candidate.account)?;
        for clue in candidate.clues.iter().take(SHOWN) {
            writeln!(out, "  {}", in_words(clue))?;
        }
        let more = candidate.clues.len().saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "  and {more} more")?;
        }
    }
    let accounts = findings.proposals.len() + findings.others.len();
    let word = if accounts == 1 { "account" } else { "accounts" };
    writeln!(out, "{accounts} {word} to review.")?;
    if findings.unseen > 0 {
        writeln!(
            out,
            "{} accounts of lists were not looked at yet; nothing is said of them before",
            findings.unseen
        )?;
    }
    for forge in &findings.forges {
        let (host, answered, requests) = (&forge.host, forge.answered, forge.requests);
        write!(
            out,
            "{host}: {answered} questions answered, {requests} requests"
        )?;
        match forge.open {
            0 => writeln!(out, "; nothing left to ask")?,
            open => writeln!(out, "; {open} questions left for the next run")?,
        }
        for problem in &forge.problems {
            writeln!(out, "problem  {problem}")?;
        }
    }
    Ok(())
}

/// One document with the same.
pub(super) fn json(findings: &Findings, organisations: &[Organisation]) -> anyhow::Result<()> {
    let names = names(organisations);
    let candidates: Vec<Value> = findings
        .proposals
        .iter()
        .map(|proposal| candidate(proposal, names.get(&proposal.organisation).unwrap_or(&"")))
        .collect();
    let others: Vec<Value> = findings
        .others
        .iter()
        .map(|candidate| {
            let clues: Vec<String> = candidate.clues.iter().map(in_words).collect();
            json!({ "account": candidate.account, "evidence": clues })
        })
        .collect();
    let forges: Vec<Value> = findings
        .forges
        .iter()
        .map(|forge| {
            json!({
                "host": forge.host,
                "answered": forge.answered,
                "requests": forge.requests,
                "open": forge.open,
                "problems": forge.problems,
            })
        })
        .collect();
    let document = json!({
        "candidates": candidates,
        "others": others,
        "unseen": findings.unseen,
        "forges": forges,
    });
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

fn candidate(proposal: &Proposal, name: &str) -> Value {
    let evidence: Vec<Value> = proposal
        .evidence
        .iter()
        .map(|evidence| {
            let mut value = json!(evidence);
            value["text"] = json!(evidence.to_string());
            value
        })
        .collect();
    json!({
        "organisation": proposal.organisation,
        "name": name,
        "account": proposal.account,
        "strength": proposal.strength,
        "unconfirmed": proposal.unconfirmed,
        "evidence": evidence,
    })
}

fn names(organisations: &[Organisation]) -> HashMap<&Slug, &str> {
    let organisations = organisations.iter();
    organisations
        .map(|organisation| (&organisation.slug, organisation.name.as_str()))
        .collect()
}

fn in_words(clue: &Clue) -> String {
    match clue {
        Clue::Search { repository } => {
            format!("{repository} has a publiccode.yml that names a Dutch body")
        }
        Clue::Publiccode { repository, key } => {
            format!("the publiccode.yml of {repository} points there (`{key}`)")
        }
        Clue::ForkParent { repository } => format!("{repository} is a fork of its code"),
    }
}
