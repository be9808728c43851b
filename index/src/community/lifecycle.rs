//! What becomes of a statement by itself, as time passes and facts change: pure functions of
//! the statement, what the catalogue knows of its subject, and the moment.

use bronwijzer_crawler::commits::CommitActivity;
use chrono::{DateTime, Days, TimeDelta, Utc};

use super::kinds::ClosedBy;
use super::permission::EXPIRED;
use super::statement::{
    Behalf, Statement, StatementEvent, StatementEventKind, StatementState, Visibility,
};

/// After how many days without news a claim ends.
pub const CLAIM_DAYS: i64 = 60;

/// In so many weeks somebody new has to commit before they are taken to look after it.
const WEEKS_OF_NEW_MAINTAINERS: usize = 3;

/// What the catalogue knows of what a statement is about. What is not known changes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Its repository is archived.
    pub(crate) archived: bool,
    /// Its repository left, and the forge says so.
    pub(crate) gone: bool,
    /// People who were not there when it was made look after its repository.
    pub(crate) new_maintainers: bool,
    /// What a request asks for is in the catalogue.
    pub(crate) released: bool,
    /// The catalogue has what a correction asks for.
    pub(crate) applied: bool,
    /// Whom it was made for is in the registry no longer.
    pub(crate) organisation_left: bool,
}

impl Facts {
    fn closes(self, by: ClosedBy) -> bool {
        match by {
            ClosedBy::Archived => self.archived,
            ClosedBy::Gone => self.gone,
            ClosedBy::NewMaintainers => self.new_maintainers,
            ClosedBy::Released => self.released,
            ClosedBy::Applied => self.applied,
        }
    }
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is over, by this rule.
    Close(&'static str),
    /// Nobody works on it any more, by this rule.
    Reopen(&'static str),
}

/// The rule by which a claim ends.
const NO_NEWS: &str = "no_news";
/// The rule by which a statement of an organisation ends that is there no longer.
const ORGANISATION_LEFT: &str = "organisation_left";

impl ClosedBy {
    /// The rule of the event.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Gone => "gone",
            Self::NewMaintainers => "new_maintainers",
            Self::Released => "released",
            Self::Applied => "applied",
        }
    }
}

/// What is due of a statement; `None` when it stays as it is.
pub(crate) fn due(statement: &Statement, facts: Facts, now: DateTime<Utc>) -> Option<Step> {
    let is_over = statement.state == StatementState::Closed;
    if is_over || statement.visibility == Visibility::Removed {
        return None;
    }
    let mut closing = statement.kind.row().closed_by.iter();
    if let Some(by) = closing.find(|by| facts.closes(**by)) {
        return Some(Step::Close(by.rule()));
    }
    if facts.organisation_left && matches!(statement.behalf, Behalf::Organisation(_)) {
        return Some(Step::Close(ORGANISATION_LEFT));
    }
    if statement.until.is_some_and(|until| until <= now) {
        return Some(Step::Close(EXPIRED));
    }
    let claim = statement.claim.as_ref()?;
    (claim.news_at + TimeDelta::days(CLAIM_DAYS) <= now).then_some(Step::Reopen(NO_NEWS))
}

/// Takes a step.
pub(crate) fn take(statement: &mut Statement, step: Step, now: DateTime<Utc>) {
    let (state, kind, rule) = match step {
        Step::Close(rule) => (StatementState::Closed, StatementEventKind::Closed, rule),
        Step::Reopen(rule) => (StatementState::Open, StatementEventKind::Reopened, rule),
    };
    statement.state = state;
    statement.claim = None;
    statement.history.push(StatementEvent {
        at: now,
        kind,
        by: None,
        rule: Some(rule.to_owned()),
        text: None,
        was: None,
        is_text_removed: false,
    });
}

/// Until when a statement of a kind holds that is made or renewed now.
pub(crate) fn until(statement: &Statement, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = statement.kind.row().valid_days?;
    now.checked_add_days(Days::new(days.into()))
}

/// Whether somebody commits in several weeks who had not committed before a moment. Who is
/// counted by no name is told apart by the weeks of their commits; where not every commit
/// before the moment was counted, nobody can be told to be new.
pub(crate) fn has_new_maintainers(commits: &CommitActivity, since: DateTime<Utc>) -> bool {
    let Some(authors) = &commits.author_weeks else {
        return false;
    };
    // Half a year before shows who was there.
    if commits.counted_since > since - TimeDelta::days(180) {
        return false;
    }
    let day = since.date_naive();
    let monday = |week: u16| commits.weeks.get(usize::from(week)).map(|week| week.monday);
    authors.iter().any(|weeks| {
        let mondays = weeks.iter().filter_map(|(week, _)| monday(*week));
        let mut mondays = mondays.peekable();
        mondays.peek().is_some()
            && weeks.len() >= WEEKS_OF_NEW_MAINTAINERS
            && mondays.all(|monday| monday > day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::kinds::StatementKind;
    use crate::community::member::MemberId;
    use crate::community::statement::{Claim, StatementId, Subject};
    use bronwijzer_testing::now;

    fn statement(kind: StatementKind) -> Statement {
        let mut statement = Statement {
            id: StatementId("1".to_owned()),
            kind,
            subject: Subject::General,
            reply_to: None,
            author: Some(MemberId("a".to_owned())),
            behalf: Behalf::Organisation("rvig".parse().unwrap()),
            text: String::new(),
            fields: std::collections::BTreeMap::new(),
            since: now(),
            until: None,
            visibility: Visibility::Public,
            state: StatementState::Open,
            claim: None,
            supporters: Vec::new(),
            is_example: false,
            history: Vec::new(),
            number: 1,
            written_at: None,
            shown_number: None,
        };
        statement.until = until(&statement, now());
        statement
    }

    #[test]
    fn time_and_facts_end_what_they_should() {
        use StatementKind::{Correction, Farewell, Offer, ReleaseRequest, Seeking, Use};
        let none = Facts::default();
        let archived = Facts {
            archived: true,
            ..none
        };
        let gone = Facts { gone: true, ..none };
        let new = Facts {
            new_maintainers: true,
            ..none
        };
        let released = Facts {
            released: true,
            ..none
        };
        let applied = Facts {
            applied: true,
            ..none
        };
        let left = Facts {
            organisation_left: true,
            ..none
        };
        let cases = [
            (Seeking, none, 364, None),
            (Seeking, none, 365, Some("expired")),
            (Seeking, archived, 1, Some("archived")),
            (Seeking, gone, 1, Some("gone")),
            (Seeking, new, 1, Some("new_maintainers")),
            (Seeking, released, 1, None),
            (Seeking, left, 1, Some("organisation_left")),
            (Offer, archived, 1, None),
            (Offer, gone, 1, Some("gone")),
            (Use, gone, 1, None),
            (Use, none, 729, None),
            (Use, none, 730, Some("expired")),
            (ReleaseRequest, released, 1, Some("released")),
            (ReleaseRequest, none, 9_999, None),
            (Correction, applied, 1, Some("applied")),
            (Farewell, gone, 9_999, None),
        ];
        for (kind, facts, days, rule) in cases {
            let step = due(&statement(kind), facts, now() + TimeDelta::days(days));
            assert_eq!(step, rule.map(Step::Close), "{kind:?} {facts:?} {days}");
        }
    }

    #[test]
    fn claim_without_news_opens_again() {
        let mut seeking = statement(StatementKind::Seeking);
        seeking.state = StatementState::Claimed;
        seeking.claim = Some(Claim {
            by: MemberId("b".to_owned()),
            since: now() - TimeDelta::days(90),
            news_at: now(),
        });
        let day = |days| now() + TimeDelta::days(days);
        assert_eq!(due(&seeking, Facts::default(), day(59)), None);
        let step = due(&seeking, Facts::default(), day(60)).unwrap();
        assert_eq!(step, Step::Reopen("no_news"));
        take(&mut seeking, step, day(60));
        assert_eq!(
            (seeking.state, &seeking.claim),
            (StatementState::Open, &None)
        );
        assert_eq!(due(&seeking, Facts::default(), day(61)), None);
    }

    #[test]
    fn new_maintainers_were_not_there_before() {
        let week = |days: u64| {
            bronwijzer_testing::repository("o/r")
                .commits(&[(1, "old", days)])
                .build()
        };
        assert!(!has_new_maintainers(
            week(3).commits.as_ref().unwrap(),
            now() - TimeDelta::days(30)
        ));
        let both = |old: &[u64], new: &[u64]| {
            let old = old.iter().map(|days| (1, "old", *days));
            let commits: Vec<_> = old
                .chain(new.iter().map(|days| (1, "new", *days)))
                .collect();
            let observation = bronwijzer_testing::repository("o/r")
                .commits(&commits)
                .build();
            has_new_maintainers(&observation.commits.unwrap(), now() - TimeDelta::days(60))
        };
        assert!(both(&[100, 90], &[40, 30, 20]));
        assert!(!both(&[100, 90], &[40, 30]), "too short");
        assert!(!both(&[100, 90, 40, 30, 20], &[]), "who was there");
    }
}
