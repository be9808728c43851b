//! Who may do what, as pure functions over the two tables: what a member is to a statement,
//! whether that is enough, and whether the statement is in a state for it.

use std::collections::BTreeSet;

use bronwijzer_crawler::organisation::Slug;

use super::CommunityError;
use super::action::{Decision, Rule};
use super::kinds::{Field, StatementKind};
use super::member::{Member, Role, Viewer};
use super::statement::{Behalf, Statement, StatementEventKind, StatementState, Visibility};

/// What a member is to a statement, or to what a new one would be about: `owner` is the
/// organisation that the subject belongs to.
pub(crate) fn roles_of(
    member: &Member,
    statement: Option<&Statement>,
    owner: Option<&Slug>,
    behalf: &Behalf,
) -> BTreeSet<Role> {
    let speaks_for = |slug: &Slug| {
        member
            .represents
            .iter()
            .any(|one| one.organisation == *slug)
    };
    let speaks = match behalf {
        Behalf::Organisation(slug) => speaks_for(slug),
        Behalf::Own | Behalf::Supplier { .. } => false,
    };
    // Who no longer speaks for an organisation has no say in what they said for it.
    let may_still = speaks || !matches!(behalf, Behalf::Organisation(_));
    let is = |one: Option<&super::member::MemberId>| one == Some(&member.id);
    let claimant = statement.and_then(|one| one.claim.as_ref());
    let held = [
        (Role::Member, true),
        (
            Role::Author,
            may_still && statement.is_some_and(|one| is(one.author.as_ref())),
        ),
        (Role::Claimant, is(claimant.map(|claim| &claim.by))),
        (Role::OwnersRepresentative, owner.is_some_and(speaks_for)),
        (Role::Representative, speaks),
        (
            Role::Supplier,
            member.supplier.is_some() && matches!(behalf, Behalf::Supplier { .. }),
        ),
        (Role::Moderator, member.is_moderator),
    ];
    let held = held.into_iter().filter(|(_, holds)| *holds);
    held.map(|(role, _)| role).collect()
}

/// The roles of which one is enough.
pub(crate) fn roles_for(rule: Rule, kind: Option<StatementKind>) -> &'static [Role] {
    match (rule, kind) {
        (Rule::Make, Some(kind)) => kind.row().made_by,
        (Rule::Answer, Some(kind)) => kind.row().answered_by,
        _ => rule.permission().roles,
    }
}

/// Whether the way in which they came lets them do it: a session everything, an access token
/// what its scopes say.
pub(crate) fn has_scope(viewer: &Viewer, rule: Rule) -> bool {
    let in_session = viewer.csrf_token.is_some();
    match rule.permission().scope {
        None => in_session,
        Some(scope) => in_session || viewer.scopes.contains(&scope),
    }
}

/// Whether one of these roles is enough for a rule.
pub(crate) fn is_enough(rule: Rule, kind: Option<StatementKind>, roles: &BTreeSet<Role>) -> bool {
    roles_for(rule, kind)
        .iter()
        .any(|role| roles.contains(role))
}

/// The last thing that a moderator decided on a statement and that still stands.
pub(crate) fn standing_decision(
    statement: &Statement,
) -> Option<&super::statement::StatementEvent> {
    use StatementEventKind::{Accepted, Removed, Restored};
    let mut decisions = statement.history.iter().rev();
    let last = decisions.find(|event| matches!(event.kind, Accepted | Removed | Restored))?;
    (last.kind != Restored).then_some(last)
}

/// Whether a statement ended for no other reason than time.
pub(crate) fn has_expired(statement: &Statement) -> bool {
    let last = statement.history.last();
    statement.state == StatementState::Closed
        && last.is_some_and(|event| event.rule.as_deref() == Some(EXPIRED))
}

/// The rule by which time ends a statement.
pub(crate) const EXPIRED: &str = "expired";

/// Whether a statement is in a state in which a rule can be followed.
///
/// # Errors
/// [`CommunityError::WrongState`] with the reason.
pub(crate) fn fits(
    rule: Rule,
    statement: &Statement,
    member: &Member,
) -> Result<(), CommunityError> {
    let row = statement.kind.row();
    let is_own = statement.author.as_ref() == Some(&member.id);
    let is_over = statement.state == StatementState::Closed;
    let is_public = statement.is_public();
    let obstacles: &[(bool, &'static str)] = match rule {
        Rule::Change => &[
            (statement.is_example, "it is an example"),
            (is_over, "it is over"),
            (
                statement.visibility == Visibility::Removed,
                "a moderator removed it",
            ),
        ],
        Rule::Renew => &[
            (row.valid_days.is_none(), "it holds until somebody ends it"),
            (is_over && !has_expired(statement), "it is over"),
            (
                statement.visibility == Visibility::Removed,
                "a moderator removed it",
            ),
        ],
        Rule::Close => &[(is_over, "it is over")],
        Rule::Claim => &[
            (!is_public, "it is not public"),
            (!row.claimable, "nobody can take this up"),
            (
                statement.value(Field::Sought) == Some("nothing"),
                "nothing is sought",
            ),
            (
                statement.state != StatementState::Open,
                "somebody took it up, or it is over",
            ),
            (is_own, "it is your own"),
        ],
        Rule::GiveNews | Rule::Release => &[(
            statement.state != StatementState::Claimed,
            "nobody has taken it up",
        )],
        Rule::Support => &[
            (statement.is_example, "it is an example"),
            (!is_public, "it is not public"),
            (!row.supportable, "it can't be supported"),
            (is_over, "it is over"),
        ],
        Rule::Answer => &[
            (statement.is_example, "it is an example"),
            (!is_public, "it is not public"),
            (row.answered_by.is_empty(), "it asks for no answer"),
            (is_over, "it is over"),
        ],
        Rule::Contact => &[
            (statement.is_example, "it is an example"),
            (!is_public, "it is not public"),
            (statement.author.is_none(), "its author has left"),
        ],
        Rule::Report => &[(!is_public, "it is not public"), (is_own, "it is your own")],
        Rule::Decide => &[(statement.is_tombstone(), "its author deleted it")],
        _ => &[],
    };
    match obstacles.iter().find(|(stands, _)| *stands) {
        Some((_, why)) => Err(CommunityError::WrongState(why)),
        None => Ok(()),
    }
}

/// What a decision makes of who sees a statement.
///
/// # Errors
/// [`CommunityError::WrongState`] when there is nothing to decide.
pub(crate) fn decided(
    statement: &Statement,
    decision: Decision,
) -> Result<(Visibility, Option<StatementEventKind>), CommunityError> {
    use Visibility::{Held, Public, Removed};
    match (decision, statement.visibility) {
        (Decision::Accept, Held) => Ok((Public, Some(StatementEventKind::Accepted))),
        (Decision::Remove, Held | Public) => Ok((Removed, Some(StatementEventKind::Removed))),
        (Decision::Keep, Public) => Ok((Public, None)),
        (Decision::Undo, _) => {
            let event = standing_decision(statement)
                .ok_or(CommunityError::WrongState("no decision stands"))?;
            let before = event.was.unwrap_or(Held);
            Ok((before, Some(StatementEventKind::Restored)))
        }
        (Decision::Accept, Public | Removed) => Err(CommunityError::WrongState("it does not wait")),
        (Decision::Remove, Removed) => Err(CommunityError::WrongState("it is removed already")),
        (Decision::Keep, Held | Removed) => Err(CommunityError::WrongState("it is not public")),
    }
}
