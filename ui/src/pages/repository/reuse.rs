//! "Can I use this?": four answers in plain sentences, what to watch out for, and why.

use chrono::{DateTime, Utc};

use super::answer::Repository;
use super::facts::linked;
use crate::place::Place;
use crate::texts::{Texts, capitalised, number, text};
use crate::verdict::{Judgement, JudgementView, Label, Reason, VerdictView};

/// Facts of so many days ago are old: the page says so.
const OLD_DAYS: i64 = 14;

/// The rule of a contract that ended, which may contradict what happens in the repository.
const CONTRACT_ENDED: &str = "publiccode_contract_ended";

/// The verdict of the table of the index on how many people it leans on.
const PEOPLE: &str = "risk";

/// The rule that one person makes nearly all changes, which many others beside them do not
/// contradict: the answer says both.
const ONE_PERSON: &str = "one_person_makes_most_commits";

/// The box at the top of the page.
pub(crate) struct ReuseView {
    /// Of which day the facts are.
    pub(crate) as_of: String,
    /// That this is long ago.
    pub(crate) old: Option<String>,
    pub(crate) answers: Vec<AnswerView>,
    /// What to watch out for.
    pub(crate) warnings: Vec<String>,
    /// What its owner says comes after it: its name and its address, where that is on the web.
    pub(crate) successor: Option<(String, Option<String>)>,
    /// Each verdict with its reasons.
    pub(crate) verdicts: Vec<ReasonsView>,
    /// Where the facts come from.
    pub(crate) source: String,
}

/// One of the answers.
pub(crate) struct AnswerView {
    /// What is asked.
    pub(crate) question: String,
    pub(crate) label: Label,
    pub(crate) text: String,
}

/// A verdict with why it was given.
pub(crate) struct ReasonsView {
    pub(crate) title: String,
    pub(crate) verdict: VerdictView,
    /// The text that leads to its rules, and where these are.
    pub(crate) explain: String,
    pub(crate) href: String,
}

impl ReuseView {
    /// `now` is the moment at which the catalogue was last assessed.
    pub(super) fn new(repository: &Repository, now: DateTime<Utc>, texts: Texts) -> Self {
        let observed = repository.observed_at;
        let date = || ("date", text(texts.day(observed)));
        let days = (now.date_naive() - observed.date_naive()).num_days();
        let source = texts.with(
            &format!("source-{}", repository.source.key()),
            [("host", text(&repository.forge.host))],
        );
        Self {
            as_of: texts.with("reuse-as-of", [date()]),
            old: u64::try_from(days)
                .ok()
                .filter(|_| days > OLD_DAYS)
                .map(|days| texts.count("reuse-old", days)),
            answers: vec![
                licence(repository, texts),
                upkeep(repository, texts),
                people(repository, texts),
                users(repository, texts),
            ],
            warnings: warnings(repository, texts),
            successor: repository
                .end
                .successor()
                .map(|(name, address)| (name, linked(&address).1)),
            verdicts: verdicts(repository, texts),
            source: texts.with("reuse-source", [("source", text(source)), date()]),
        }
    }
}

fn licence(repository: &Repository, texts: Texts) -> AnswerView {
    let licence = &repository.licence;
    let name = licence.spdx_id.as_deref();
    let words = format!("reuse-licence-{}", licence.verdict.key());
    AnswerView {
        question: texts.get("reuse-may-i"),
        label: VerdictView::of_licence(licence, texts).short,
        text: texts.with(
            &words,
            [
                ("known", text(if name.is_some() { "yes" } else { "no" })),
                ("licence", text(name.unwrap_or_default())),
            ],
        ),
    }
}

fn upkeep(repository: &Repository, texts: Texts) -> AnswerView {
    let status = &repository.maintenance.status;
    let mut words = texts.get(&format!("reuse-maintenance-{}", status.key()));
    if let Some(at) = repository.last_activity_at {
        let last = texts.with("last-change", [("date", text(texts.day(at)))]);
        words = format!("{words} {last}");
    }
    AnswerView {
        question: texts.get("reuse-is-it-kept-up"),
        label: VerdictView::of_maintenance(&repository.maintenance, texts).short,
        text: words,
    }
}

fn people(repository: &Repository, texts: Texts) -> AnswerView {
    let judgements = JudgementView::all(&repository.judgements, texts);
    let risk = judgements.into_iter().find(|row| row.name == PEOPLE);
    let leans = |judgement: &Judgement| judgement.fact(ONE_PERSON, "percent").map(text);
    let percent = repository.judgements.iter().find_map(leans);
    let words = match &repository.commits {
        Some(commits) => {
            let people = ("people", number(commits.distinct_authors));
            let since = ("since", text(texts.day(commits.counted_since)));
            match percent {
                Some(percent) => {
                    texts.with("reuse-people-one", [people, since, ("percent", percent)])
                }
                None => texts.with("reuse-people", [people, since]),
            }
        }
        None => texts.get("reuse-people-unknown"),
    };
    AnswerView {
        question: texts.get("reuse-how-many-people"),
        label: risk.map_or_else(
            || Label::new("risk-unknown", &[], texts),
            |risk| risk.verdict.short,
        ),
        text: words,
    }
}

fn users(repository: &Repository, texts: Texts) -> AnswerView {
    let count = repository.users();
    AnswerView {
        question: texts.get("reuse-who-uses-it"),
        label: Label::new(
            if count > 0 {
                "users-named"
            } else {
                "users-unknown"
            },
            &[],
            texts,
        ),
        text: texts.count("reuse-users", count),
    }
}

fn warnings(repository: &Repository, texts: Texts) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(kind) = VerdictView::of_other_kind(&repository.kind, texts) {
        let values = [("kind", text(kind.label.to_lowercase()))];
        warnings.push(texts.with("reuse-other-kind", values));
    }
    let ended = |reason: &&Reason| reason.rule == CONTRACT_ENDED;
    if let Some(reason) = repository.maintenance.reasons.iter().find(ended) {
        let words = reason.words(texts);
        let words = words
            .split_once(": ")
            .map_or(words.as_str(), |(_, rest)| rest);
        let words = capitalised(words);
        let is_kept_up = matches!(
            repository.maintenance.status.key().as_str(),
            "active" | "maintained"
        );
        warnings.push(if is_kept_up {
            texts.with("reuse-yet-worked-on", [("what", text(words))])
        } else {
            format!("{words}.")
        });
    }
    for (kind, warning) in [
        ("security", "reuse-no-security"),
        ("publiccode", "reuse-no-publiccode"),
    ] {
        if repository.lacks_file(kind) {
            warnings.push(texts.get(warning));
        }
    }
    warnings
}

fn verdicts(repository: &Repository, texts: Texts) -> Vec<ReasonsView> {
    let explanation = Place::Help.path(texts.language());
    let view = |title: String, verdict: VerdictView, explain: &str| ReasonsView {
        href: format!("{explanation}#{}", verdict.anchor),
        explain: texts.get(explain),
        title,
        verdict,
    };
    let mut licence = VerdictView::of_licence(&repository.licence, texts);
    if let Some(spdx) = &repository.licence.spdx_id {
        licence.label = format!("{spdx} – {}", licence.label);
    }
    let maintenance = VerdictView::of_maintenance(&repository.maintenance, texts);
    let mut verdicts = vec![
        view(texts.get("section-licence"), licence, "explain-licence"),
        view(
            texts.get("section-maintenance"),
            maintenance,
            "explain-status",
        ),
    ];
    for row in JudgementView::all(&repository.judgements, texts) {
        verdicts.push(view(row.title, row.verdict, &row.explain));
    }
    if let Some(kind) = VerdictView::of_other_kind(&repository.kind, texts) {
        verdicts.push(view(texts.get("facet-kind"), kind, "explain-kind"));
    }
    verdicts
}

impl Repository {
    /// How many say that they use it.
    fn users(&self) -> u64 {
        self.used_by.total
    }

    /// Whether it is known to have no file of this kind, by its key.
    pub(super) fn lacks_file(&self, kind: &str) -> bool {
        let Some(files) = &self.files else {
            return false;
        };
        let known = files.iter().map(|file| &file.kind);
        let mut possible = known.chain(&self.unknown_files);
        !possible.any(|one| one.key() == kind) && !self.openness.is_given_by_owner(kind)
    }
}
