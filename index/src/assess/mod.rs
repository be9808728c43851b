//! Judgements: pure functions from facts and a given `now` to a verdict with
//! its reasons. One file per judgement.

mod credible;
mod elsewhere;
mod judgements;
mod kind;
mod licence;
mod maintenance;
mod moment;
mod natural_language;
mod notice;
pub mod open_by_default;
mod openness;
pub mod preservation;
pub mod publiccode;
pub mod publishing;
pub mod reading;
mod readme;
mod referral;
mod release;
mod release_rhythm;
mod responsiveness;
mod risk;
mod seeking;
mod stated;
mod theme;
mod vitality;
mod web;

use std::fmt;

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::observation::{Observation, Release};
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, NaiveDate, Utc};
pub(crate) use natural_language::language_of_text;
use readme::Outline;
pub(crate) use readme::{prose, visible_text};

pub(crate) use judgements::camel_case;
pub use judgements::{JUDGEMENTS, JudgementRow, Judgements, Verdicts};
pub use kind::RepositoryKind;
pub use licence::{LicenceAssessment, LicenceVerdict};
pub use maintenance::MaintenanceStatus;
pub use moment::Moment;
pub use notice::farewell::{Farewell, FarewellKind, FarewellPlace, Successor};
pub use openness::{
    CHECKS as OPENNESS_CHECKS, Openness, OpennessCheck, OpennessStep, Outcome as CheckOutcome,
};
pub(crate) use publiccode::language_of;
pub use publiccode::{
    Contact, Contractor, Dependency, DependencyKind, Description, Publiccode, PubliccodeVerdict,
};
pub use referral::{FoundIn, Mention, Referral, RegisterKind, is_register, normalise};
pub use release_rhythm::ReleaseRhythmVerdict;
pub use responsiveness::ResponsivenessVerdict;
pub use risk::RiskVerdict;
pub use seeking::{Seeking, skills};
pub use stated::Stated;
pub use theme::{Themed, Themes};
pub use vitality::{Points, VITALITY_DAYS, Vitality, VitalityParts};
pub use web::web_address;

/// A change of this number means that the same facts can give other verdicts.
pub const RULES_VERSION: u32 = 10;

/// All judgements of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What its publiccode.yml says; `None` without one, or when it is no YAML.
    pub declared: Option<Box<Publiccode>>,
    /// Whether it is kept up.
    pub maintenance: Verdict<MaintenanceStatus>,
    /// What its owner says of its end, in the README or the description.
    pub farewell: Option<Box<Farewell>>,
    /// What it publishes.
    pub kind: Verdict<RepositoryKind>,
    /// The judgements of the table.
    pub judgements: Judgements,
    /// How alive it is.
    pub vitality: Vitality,
    /// Whether it may be reused.
    pub licence: LicenceAssessment,
    /// Whether its publiccode.yml keeps to the standard.
    pub publiccode: Verdict<PubliccodeVerdict>,
    /// What the check of its publiccode.yml found; `None` without a whole file.
    pub publiccode_check: Option<publiccode::Check>,
    /// Which registers and standards it refers to.
    pub referrals: Vec<Referral>,
    /// What it is about.
    pub themes: Themes,
    /// How far it is along the steps of working openly.
    pub openness: Openness,
    /// Whether it seeks a maintainer.
    pub seeking: Verdict<Seeking>,
    /// The organisations that say here that they use it, beside the owner and those that its
    /// publiccode.yml names.
    pub stated_users: Vec<Slug>,
    /// What its README has; `None` when its text is not known.
    pub(crate) readme: Option<Outline>,
    /// The newest release or tag with a date that somebody decided on: none that follows the
    /// code by itself.
    pub latest_release: Option<Release>,
    /// The last commit by a person, or the newest release or tag when that is
    /// later. Where no commit by a person was counted, the last of any kind;
    /// without commits, the last push.
    pub last_activity_at: Option<DateTime<Utc>>,
}

impl Assessment {
    /// Whether the status rests on hardly any upkeep, or on that of a program.
    pub(crate) fn is_barely_kept_up(&self) -> bool {
        let mut reasons = self.maintenance.reasons.iter();
        let barely = [
            maintenance::BARELY,
            maintenance::BARELY_SINCE_MADE,
            maintenance::BY_PROGRAM,
        ];
        reasons.any(|reason| barely.contains(&reason.rule))
    }
}

/// What the judgements of the table rest on.
#[derive(Debug, Clone, Copy)]
struct Facts<'a> {
    observation: &'a Observation,
    publiccode: Option<&'a Publiccode>,
    status: MaintenanceStatus,
    kind: RepositoryKind,
    /// How many organisations say that they use it, beside those of its publiccode.yml.
    stated_users: u64,
    now: DateTime<Utc>,
}

/// A judgement and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<T> {
    /// The judgement.
    pub value: T,
    /// The rules that held; at least one.
    pub reasons: Vec<Reason>,
}

/// A rule that held, with the facts it used. Words are the reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule's identifier.
    pub rule: &'static str,
    /// The facts, by name.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Reason {
    pub(crate) fn new<const N: usize>(
        rule: &'static str,
        facts: [(&'static str, Fact); N],
    ) -> Self {
        Self {
            rule,
            facts: facts.into(),
        }
    }
}

/// A fact that a rule used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A number of things.
    Number(i64),
    /// A day, in UTC.
    Date(NaiveDate),
    /// A name or an identifier.
    Text(String),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Judges one repository as of `now`. Times that a committer's clock gave count
/// for no later than the forge's own dates allow.
#[must_use]
pub fn assess(observation: &Observation, now: DateTime<Utc>) -> Assessment {
    judged(observation, &[], &Stated::default(), now)
}

fn judged(
    observation: &Observation,
    former: &[RepositoryUrl],
    stated: &Stated,
    now: DateTime<Utc>,
) -> Assessment {
    let observation = &*credible::credible(observation, now);
    let publiccode_yml = Publiccode::of(observation);
    let publiccode_yml = publiccode_yml.map(|file| file.of_owner(stated.owner_names()));
    let declared = publiccode_yml.as_ref();
    let readme = observation.readme.as_ref().map(Outline::of);
    let kind = kind::judge(observation, declared, readme.as_ref());
    let farewell = notice::farewell::find(observation);
    let signals = maintenance::Signals {
        publiccode: declared,
        farewell: farewell.as_ref(),
        kind: &|| kind.value,
    };
    let mut maintenance = maintenance::judge(observation, signals, now);
    elsewhere::forget_former(&mut maintenance.reasons, former);
    let (publiccode, publiccode_check) = publiccode::judge(observation, now.date_naive());
    let stated_users = stated.users_beside(declared, observation);
    let facts = Facts {
        observation,
        publiccode: declared,
        status: maintenance.value,
        kind: kind.value,
        stated_users: stated_users.len() as u64,
        now,
    };
    let mut assessment = Assessment {
        judgements: Judgements::of(&facts),
        vitality: vitality::judge(observation, now),
        maintenance,
        farewell: farewell.map(Box::new),
        kind,
        licence: licence::judge(observation, declared),
        publiccode,
        publiccode_check,
        referrals: referral::find(observation),
        themes: theme::judge(observation, declared),
        openness: Openness::default(),
        seeking: Verdict {
            value: Seeking::No,
            reasons: Vec::new(),
        },
        stated_users,
        readme,
        latest_release: release::newest_release(observation).cloned(),
        last_activity_at: last_activity(observation),
        declared: publiccode_yml.map(Box::new),
    };
    // These rest on the judgements above.
    assessment.openness = openness::judge(observation, &assessment, now);
    assessment.seeking = seeking::judge(observation, &assessment, stated);
    assessment
}

/// Judges a repository that had the addresses `former` before and of which people said
/// `stated`, as of when somebody last looked at it.
#[must_use]
pub fn assess_moved(
    observation: &Observation,
    former: &[RepositoryUrl],
    stated: &Stated,
    moment: Moment,
) -> Assessment {
    let mut assessment = judged(observation, former, stated, moment.as_of);
    assessment.unknown_since(moment);
    assessment
}

/// The maintenance status alone as of any moment, for telling how it changed.
pub(crate) fn maintenance_status(
    observation: &Observation,
) -> impl Fn(DateTime<Utc>) -> MaintenanceStatus {
    let declared = Publiccode::of(observation);
    let farewell = notice::farewell::find(observation);
    move |now| {
        let kind = || {
            let readme = observation.readme.as_ref().map(Outline::of);
            kind::judge(observation, declared.as_ref(), readme.as_ref()).value
        };
        let observation = credible::credible(observation, now);
        let signals = maintenance::Signals {
            publiccode: declared.as_ref(),
            farewell: farewell.as_ref(),
            kind: &kind,
        };
        maintenance::judge(&observation, signals, now).value
    }
}

/// The licence where it is certain: an SPDX expression, or none. `None` where sources differ or
/// nobody knows.
pub(crate) fn known_licence(observation: &Observation) -> Option<Option<String>> {
    let declared = Publiccode::of(observation);
    let licence = licence::judge(observation, declared.as_ref());
    match licence.verdict.value {
        LicenceVerdict::Missing => Some(None),
        LicenceVerdict::Contradictory => None,
        _ => licence.spdx_id.map(Some),
    }
}

fn last_activity(observation: &Observation) -> Option<DateTime<Utc>> {
    let commits = observation.commits.as_ref();
    let commit = commits.and_then(|commits| commits.last_human_at.or(commits.last_at));
    let release = release::newest_release(observation).and_then(|release| release.at);
    commit.max(release).or(observation.pushed_at)
}
