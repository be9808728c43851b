//! What organisations have to do with each other, once all are read: parents, members,
//! successors and former slugs. A reference that can't hold becomes a problem and is left out.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::draft::{Draft, Drafts, Place, Reference};
use crate::organisation::{Ended, Slug};

/// Resolves all references of the drafts into their organisations, and gives what those own
/// that have ended by `today` to who came after them.
pub(super) fn resolve(drafts: &mut Drafts<'_>, today: NaiveDate) {
    parents(drafts);
    members(drafts);
    successors(drafts);
    former_slugs(drafts);
    accounts_of_ended(drafts, today);
    not_government(drafts);
}

/// The number of the organisation that a reference is to. `None`, after a problem, when
/// there is none; `what` says what it is, as in `parent`.
fn known(drafts: &mut Drafts<'_>, what: &str, (slug, place): &Reference) -> Option<usize> {
    let number = drafts.by_slug.get(slug.as_str()).copied();
    if number.is_none() {
        let message = format!("the {what} `{slug}` is not in the registry");
        let advice = "It is left out. Correct the slug, or add the organisation";
        drafts.problem(*place, message, advice);
    }
    number
}

fn parents(drafts: &mut Drafts<'_>) {
    let mut accepted: HashMap<usize, usize> = HashMap::new();
    for child in 0..drafts.all.len() {
        let Some(reference) = drafts.all[child].parent.take() else {
            continue;
        };
        let Some(parent) = known(drafts, "parent", &reference) else {
            continue;
        };
        // What was accepted has no cycle, so the way up ends.
        let mut above = Some(parent);
        while let Some(at) = above.filter(|at| *at != child) {
            above = accepted.get(&at).copied();
        }
        let (slug, place) = reference;
        if above.is_some() {
            let own = &drafts.all[child].organisation.slug;
            let what = format!("with the parent `{slug}`, `{own}` would be a part of itself");
            drafts.problem(
                place,
                what,
                "It is left out. Remove one of the parents in the circle",
            );
            continue;
        }
        accepted.insert(child, parent);
        drafts.all[child].organisation.parent = Some(slug);
    }
}

fn members(drafts: &mut Drafts<'_>) {
    for number in 0..drafts.all.len() {
        let references = std::mem::take(&mut drafts.all[number].members);
        let mut members: Vec<Slug> = Vec::new();
        for reference in references {
            let Some(member) = known(drafts, "member", &reference) else {
                continue;
            };
            let (slug, place) = reference;
            if member == number || members.contains(&slug) {
                let what =
                    format!("the member `{slug}` is the organisation itself, or is named twice");
                drafts.problem(place, what, "Remove it; it is left out");
                continue;
            }
            members.push(slug);
        }
        drafts.all[number].organisation.members = members;
    }
}

fn successors(drafts: &mut Drafts<'_>) {
    let mut accepted: HashMap<usize, Vec<usize>> = HashMap::new();
    for number in 0..drafts.all.len() {
        let references = std::mem::take(&mut drafts.all[number].successors);
        let Some(on) = drafts.all[number].ended else {
            continue;
        };
        let mut successors: Vec<Slug> = Vec::new();
        for reference in references {
            let Some(successor) = known(drafts, "successor", &reference) else {
                continue;
            };
            let (slug, place) = reference;
            if reaches(&accepted, successor, number) {
                let own = &drafts.all[number].organisation.slug;
                let what = format!("with the successor `{slug}`, `{own}` would come after itself");
                let advice = "It is left out. Remove one of the successors in the circle";
                drafts.problem(place, what, advice);
            } else if !successors.contains(&slug) {
                accepted.entry(number).or_default().push(successor);
                successors.push(slug);
            }
        }
        drafts.all[number].organisation.ended = Some(Ended { on, successors });
    }
}

/// Whether one organisation is another, or leads to it.
fn reaches(edges: &HashMap<usize, Vec<usize>>, from: usize, to: usize) -> bool {
    let mut seen = HashSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        let next = edges.get(&at).into_iter().flatten();
        open.extend(next.copied().filter(|next| seen.insert(*next)));
    }
    false
}

fn former_slugs(drafts: &mut Drafts<'_>) {
    let mut taken: HashMap<Slug, usize> = HashMap::new();
    for number in 0..drafts.all.len() {
        let references = std::mem::take(&mut drafts.all[number].former_slugs);
        let mut former: Vec<Slug> = Vec::new();
        for (slug, place) in references {
            let current = drafts.by_slug.get(slug.as_str());
            if let Some(owner) = current.or_else(|| taken.get(&slug)).copied() {
                let owner: &Draft = &drafts.all[owner];
                let whose = &owner.organisation.slug;
                let seen = drafts.seen_from(place, owner.at);
                let what = format!("the former slug `{slug}` is that of `{whose}` {seen}");
                drafts.problem(place, what, "Remove it; it is left out");
                continue;
            }
            taken.insert(slug.clone(), number);
            former.push(slug);
        }
        drafts.all[number].organisation.former_slugs = former;
    }
}

/// What an ended organisation owns goes along to who came after it. A person has to write
/// it there some day, and is told.
fn accounts_of_ended(drafts: &mut Drafts<'_>, today: NaiveDate) {
    for number in 0..drafts.all.len() {
        let Some(heir) = heir(drafts, number, today) else {
            continue;
        };
        let organisation = &mut drafts.all[number].organisation;
        let accounts = std::mem::take(&mut organisation.accounts);
        let repositories = std::mem::take(&mut organisation.repositories);
        let slug = organisation.slug.clone();
        let successor = drafts.all[heir].organisation.slug.clone();
        for unconfirmed in &mut drafts.unconfirmed {
            if unconfirmed.organisation == slug {
                unconfirmed.organisation = successor.clone();
            }
        }
        if accounts.is_empty() && repositories.is_empty() {
            continue;
        }
        let at: Place = drafts.all[number].entry.unwrap_or(drafts.all[number].at);
        let what = format!("`{slug}` has ended, and has accounts or repositories");
        let advice = format!("They count as those of `{successor}`. Move them to its entry");
        drafts.problem(at, what, advice);
        let heir = &mut drafts.all[heir].organisation;
        heir.accounts.extend(accounts);
        heir.repositories.extend(repositories);
    }
}

/// The first organisation after an ended one that still exists; `None` when it exists
/// itself or nobody came after it.
fn heir(drafts: &Drafts<'_>, number: usize, today: NaiveDate) -> Option<usize> {
    let mut at = number;
    // Successors have no cycle.
    while let Some(ended) = &drafts.all[at].organisation.ended
        && ended.on <= today
    {
        let Some(next) = ended.successors.first() else {
            break;
        };
        at = *drafts.by_slug.get(next.as_str())?;
    }
    (at != number).then_some(at)
}

/// An account can't be an organisation's and nobody's.
fn not_government(drafts: &mut Drafts<'_>) {
    let all = std::mem::take(&mut drafts.not_government);
    let mut kept = Vec::new();
    for account in all {
        match drafts.accounts.get(&account.key()).cloned() {
            None => kept.push(account),
            Some((owner, place)) => {
                let what = format!("{account} of `{owner}` is in `not_government` too");
                drafts.problem(
                    place,
                    what,
                    "Remove it from one of the two; it counts as an account of the organisation",
                );
            }
        }
    }
    drafts.not_government = kept;
}
