//! The table of checks. A new check is one line here, with its name and its
//! advice in both languages among the page's texts.

use bronwijzer_crawler::observation::{FileKind, FilePresence, Observation, Releases, Source};
use chrono::Days;

use super::OpennessStep::{Context, Conversation, Documentation, ForWhom, Fun, Responsible, Where};
use super::{Facts, OpennessCheck, OpennessStep, Outcome};
use crate::assess::release::newest_release;
use crate::assess::{LicenceVerdict, MaintenanceStatus, PubliccodeVerdict, web_address};

/// A description of fewer letters says little.
const SHORTEST_DESCRIPTION: usize = 20;
/// A README explains something from this many words on.
const EXPLAINING_WORDS: usize = 100;
/// Issues and pull requests are dealt with when this share is closed, in per
/// cent.
const CLOSED_SHARE: u64 = 50;
/// A version or commit this many days ago or less is recent.
const RECENT_DAYS: u64 = 90;

const fn check(
    id: &'static str,
    step: OpennessStep,
    fact: &'static str,
    weight: u32,
    judge: fn(&Facts<'_>) -> Outcome,
) -> OpennessCheck {
    OpennessCheck {
        id,
        step,
        fact,
        weight,
        judge,
    }
}

/// Every check, in the order of the steps.
#[rustfmt::skip]
pub static CHECKS: &[OpennessCheck] = &[
    check("described", ForWhom, "description", 3, described),
    check("audience", ForWhom, "readme", 1, audience),
    check("two_languages", ForWhom, "publiccode", 1, two_languages),
    check("users_named", ForWhom, "publiccode", 1, users_named),
    check("topics", Where, "topics", 1, |facts| Outcome::number(facts.observation.topics.as_ref().map(|topics| topics.len() as u64), 1)),
    check("homepage", Where, "homepage", 1, homepage),
    check("publiccode_present", Where, "files", 2, publiccode_present),
    check("publiccode_valid", Where, "publiccode", 2, publiccode_valid),
    check("open_licence", Context, "licence", 4, open_licence),
    check("explained", Context, "readme", 3, explained),
    check("owner_named", Context, "publiccode", 1, |facts| facts.declared(|file| file.owner.clone().or_else(|| file.copyright_owner.clone()))),
    check("state_told", Context, "publiccode", 1, state_told),
    check("readme", Documentation, "files", 3, |facts| facts.file(FileKind::Readme)),
    check("installation", Documentation, "readme", 2, |facts| facts.heading(INSTALLATION)),
    check("documentation", Documentation, "readme", 1, documentation),
    check("changelog", Documentation, "files", 1, changelog),
    check("versions", Documentation, "releases", 1, versions),
    check("tests", Documentation, "files", 1, |facts| facts.file(FileKind::Tests)),
    check("ci", Documentation, "files", 1, |facts| facts.file(FileKind::Ci)),
    check("contributing", Conversation, "files", 3, |facts| facts.file(FileKind::Contributing).or(|| facts.heading(CONTRIBUTING))),
    check("code_of_conduct", Conversation, "files", 2, |facts| facts.file(FileKind::CodeOfConduct)),
    check("help", Conversation, "files", 1, |facts| facts.file(FileKind::Support).or(|| facts.heading(HELP))),
    check("issues_dealt_with", Conversation, "closedIssues", 1, |facts| facts.dealt_with(facts.observation.counts.open_issues, facts.observation.counts.closed_issues)),
    check("pull_requests_dealt_with", Conversation, "closedPullRequests", 1, |facts| facts.dealt_with(facts.observation.counts.open_pull_requests, facts.observation.counts.closed_pull_requests)),
    check("security", Responsible, "files", 3, |facts| facts.file(FileKind::Security)),
    check("contact", Responsible, "publiccode", 2, contact),
    check("governance", Responsible, "files", 1, |facts| facts.file(FileKind::Governance)),
    check("codeowners", Responsible, "files", 1, |facts| facts.file(FileKind::Codeowners)),
    check("kept_up", Responsible, "maintenance", 2, kept_up),
    check("several_people", Fun, "commits", 2, |facts| Outcome::number(facts.observation.commits.as_ref().map(|commits| commits.per_author.len() as u64), 2)),
    check("interest", Fun, "stars", 1, interest),
    check("contributions", Fun, "closedPullRequests", 1, |facts| Outcome::number(facts.observation.counts.closed_pull_requests, 1)),
    check("thanks", Fun, "readme", 1, |facts| facts.heading(THANKS)),
    check("lively", Fun, "commits", 1, lively),
];

// Words in headings, in Dutch and English; with a `*` the beginning of one.
#[rustfmt::skip]
const AUDIENCE: &[&str] = &[
    "audience", "doelgroep*", "for whom", "gebruikers", "users", "voor wie", "who is", "who should",
];
#[rustfmt::skip]
const USERS: &[&str] = &[
    "adopters", "deelnemers", "gebruikt door", "in gebruik bij", "used by", "users of", "who uses",
    "wie gebruikt",
];
#[rustfmt::skip]
const INSTALLATION: &[&str] = &[
    "aan de slag", "bouwen", "build", "building", "deploy", "deploying", "deployment", "draaien",
    "gebruik", "gebruiken", "getting started", "how to", "install*", "local development", "lokaal",
    "lokale", "opstarten", "prerequi*", "quick start", "quickstart", "requirements", "run",
    "running", "set up", "setup", "snel starten", "starten", "usage", "use", "using", "vereisten",
];
#[rustfmt::skip]
const DOCUMENTATION: &[&str] = &[
    "api", "apis", "architectu*", "docs", "documentati*", "handleiding*", "manual", "meer informatie",
    "more information", "reference",
];
#[rustfmt::skip]
const CONTRIBUTING: &[&str] = &[
    "bijdrag*", "contribute", "contributie", "contributies", "contributing", "contribution",
    "contributions", "meedoen", "meewerken",
];
#[rustfmt::skip]
const HELP: &[&str] = &[
    "community", "contact", "contact us", "contactgegevens", "contactpersonen", "get in touch", "help", "hulp",
    "ondersteuning", "questions", "support", "vragen",
];
#[rustfmt::skip]
const STATE: &[&str] = &[
    "planning", "project status", "roadmap", "routekaart", "standaard in ontwikkeling", "status",
];
#[rustfmt::skip]
const THANKS: &[&str] = &[
    "acknowledg*", "auteurs", "author", "authors", "contributors", "credits", "dank", "dankwoord",
    "medewerkers", "team", "thanks", "with thanks",
];

impl Facts<'_> {
    /// A description that is not there: a forge that was asked has none, other sources
    /// don't know it.
    fn not_given(&self) -> Outcome {
        match self.observation.source {
            Source::Forge { .. } => Outcome::Failed,
            Source::GitHistory | Source::Sample => Outcome::Unknown,
        }
    }

    /// Whether an address is that of the repository itself, which is no page of its own.
    fn is_repository(&self, address: &str) -> bool {
        let own = self.observation.url.to_string();
        let plain = |address: &str| {
            let (_, rest) = address
                .trim()
                .split_once("://")
                .unwrap_or(("", address.trim()));
            let rest = rest.strip_prefix("www.").unwrap_or(rest);
            rest.trim_end_matches('/')
                .trim_end_matches(".git")
                .to_lowercase()
        };
        plain(address) == plain(&own)
    }

    /// Whether there is a file of this kind, in the repository or given by its
    /// owner for all repositories.
    fn file(&self, kind: FileKind) -> Outcome {
        match self.observation.find_file(kind) {
            FilePresence::Own(file) => Outcome::text(Some(file.path.clone())),
            FilePresence::GivenByOwner => Outcome::GivenByOwner,
            FilePresence::Shown => Outcome::Passed(None),
            FilePresence::Absent => Outcome::Failed,
            FilePresence::Unlisted | FilePresence::OwnerNotAsked => Outcome::Unknown,
        }
    }

    /// Whether the README has a heading about this.
    fn heading(&self, words: &[&str]) -> Outcome {
        match &self.assessment.readme {
            Some(readme) => Outcome::text(readme.heading_about(words)),
            None => self.without_readme(),
        }
    }

    /// Without a README, everything that should stand in it is missing; where
    /// nobody looked, it is not known.
    fn without_readme(&self) -> Outcome {
        match self.file(FileKind::Readme) {
            Outcome::Failed => Outcome::Failed,
            _ => Outcome::Unknown,
        }
    }

    /// What publiccode.yml says. Where there is none it says nothing.
    fn declared<T: Into<String>>(
        &self,
        says: impl FnOnce(&crate::assess::Publiccode) -> Option<T>,
    ) -> Outcome {
        match (
            self.assessment.declared.as_deref(),
            self.assessment.publiccode.value,
        ) {
            (Some(file), _) => match says(file) {
                None if file.is_partial => Outcome::Unknown,
                said => Outcome::text(said),
            },
            (None, PubliccodeVerdict::Unknown) => Outcome::Unknown,
            (None, _) => Outcome::Failed,
        }
    }

    /// Whether at least half is closed. Without any there is nothing to judge.
    fn dealt_with(&self, open: Option<u64>, closed: Option<u64>) -> Outcome {
        match (open, closed) {
            (Some(open), Some(closed)) if open + closed > 0 => {
                Outcome::holds(Some(100 * closed >= CLOSED_SHARE * (open + closed)))
            }
            _ => Outcome::Unknown,
        }
    }
}

fn described(facts: &Facts<'_>) -> Outcome {
    let on_forge = match &facts.observation.description {
        Some(text) => Outcome::holds(Some(text.chars().count() >= SHORTEST_DESCRIPTION)),
        None => facts.not_given(),
    };
    on_forge.or(|| {
        facts.declared(|file| {
            let mut texts = file.descriptions.iter();
            texts.find_map(|text| text.short.clone())
        })
    })
}

fn audience(facts: &Facts<'_>) -> Outcome {
    let declared = facts.declared(|file| file.audience.first().cloned());
    declared.or(|| facts.heading(AUDIENCE))
}

fn two_languages(facts: &Facts<'_>) -> Outcome {
    facts.declared(|file| {
        let short = file.descriptions.iter().filter(|text| text.short.is_some());
        let tags: Vec<&str> = short.map(|text| text.language.as_str()).collect();
        let has = |language| {
            tags.iter()
                .any(|tag| tag.to_lowercase().starts_with(language))
        };
        (has("nl") && has("en")).then(|| tags.join(", "))
    })
}

fn users_named(facts: &Facts<'_>) -> Outcome {
    let declared = facts.declared(|file| {
        let others = file.used_by_others(facts.observation);
        (!others.is_empty()).then(|| others.join(", "))
    });
    declared.or(|| facts.heading(USERS))
}

fn homepage(facts: &Facts<'_>) -> Outcome {
    let on_forge = match facts.observation.homepage.as_deref() {
        Some(homepage) => {
            let is_page = web_address(homepage).is_some() && !facts.is_repository(homepage);
            Outcome::text(Some(homepage.trim()).filter(|_| is_page))
        }
        // GitLab has no field for it.
        None if !facts.observation.tells_homepage() => Outcome::Unknown,
        None => Outcome::Failed,
    };
    let landing = |page: &String| web_address(page).is_some() && !facts.is_repository(page);
    on_forge.or(|| facts.declared(|file| file.landing_url.clone().filter(landing)))
}

fn publiccode_present(facts: &Facts<'_>) -> Outcome {
    let read = facts.observation.publiccode.as_ref();
    match read {
        Some(file) => Outcome::text(Some(file.path.clone())),
        None => facts.file(FileKind::Publiccode),
    }
}

fn publiccode_valid(facts: &Facts<'_>) -> Outcome {
    Outcome::holds(match facts.assessment.publiccode.value {
        PubliccodeVerdict::Valid => Some(true),
        PubliccodeVerdict::Invalid | PubliccodeVerdict::Missing => Some(false),
        PubliccodeVerdict::Unknown => None,
    })
}

fn open_licence(facts: &Facts<'_>) -> Outcome {
    Outcome::holds(match facts.assessment.licence.verdict.value {
        LicenceVerdict::Open | LicenceVerdict::OpenContent => Some(true),
        LicenceVerdict::NotOpen | LicenceVerdict::Missing | LicenceVerdict::Contradictory => {
            Some(false)
        }
        LicenceVerdict::Unknown => None,
    })
}

fn explained(facts: &Facts<'_>) -> Outcome {
    match &facts.assessment.readme {
        Some(readme) => Outcome::number(Some(readme.words as u64), EXPLAINING_WORDS as u64),
        None => facts.without_readme(),
    }
}

fn state_told(facts: &Facts<'_>) -> Outcome {
    let declared = facts.declared(|file| {
        file.development_status
            .clone()
            .or_else(|| file.roadmap.clone())
    });
    declared.or(|| facts.heading(STATE))
}

fn documentation(facts: &Facts<'_>) -> Outcome {
    let declared = facts.declared(|file| file.documentation.first().cloned());
    declared.or(|| facts.heading(DOCUMENTATION))
}

/// Releases on a forge have notes of their own; tags have none.
fn changelog(facts: &Facts<'_>) -> Outcome {
    facts.file(FileKind::Changelog).or(|| {
        let releases = facts.observation.releases.as_ref();
        Outcome::number(releases.map(|releases| releases.total), 1)
    })
}

fn versions(facts: &Facts<'_>) -> Outcome {
    let Observation { releases, tags, .. } = facts.observation;
    let count = |releases: &Option<Releases>| {
        Outcome::number(releases.as_ref().map(|releases| releases.total), 1)
    };
    count(releases).or(|| count(tags))
}

fn contact(facts: &Facts<'_>) -> Outcome {
    facts.declared(|file| {
        let contacts = file.contacts.iter().map(|contact| contact.name.clone());
        let contractors = file
            .contractors
            .iter()
            .map(|contractor| contractor.name.clone());
        contacts.chain(contractors).flatten().next()
    })
}

fn kept_up(facts: &Facts<'_>) -> Outcome {
    Outcome::holds(match facts.assessment.maintenance.value {
        MaintenanceStatus::Active | MaintenanceStatus::Maintained => Some(true),
        MaintenanceStatus::Unknown => None,
        _ => Some(false),
    })
}

fn interest(facts: &Facts<'_>) -> Outcome {
    let counts = &facts.observation.counts;
    Outcome::number(counts.stars, 1).or(|| Outcome::number(counts.forks, 1))
}

fn lively(facts: &Facts<'_>) -> Outcome {
    let since = facts.now - Days::new(RECENT_DAYS);
    let commits = facts.observation.commits.as_ref();
    let commit = Outcome::holds(commits.map(|commits| commits.last_human_at >= Some(since)));
    commit.or(|| {
        let is_known = facts.observation.releases.is_some() || facts.observation.tags.is_some();
        let release = newest_release(facts.observation);
        Outcome::holds(is_known.then(|| release.is_some_and(|release| release.at >= Some(since))))
    })
}
