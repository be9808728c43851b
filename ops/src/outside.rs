//! Asks the sources beside the forges, after a crawl: Software Heritage and OpenSSF Scorecard,
//! as far as they are configured.

use std::fmt;
use std::time::Duration;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::forge::ForgeError;
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::outside::{
    Looked, OutsideFacts, OutsideSource, Question, Round, SaveOutcome, Scorecards,
    SoftwareHeritage, SourceAnswer,
};
use bronwijzer_index::preservation::{is_archive_due, is_due, is_to_save};
use bronwijzer_index::{Candidate, Catalogue};
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::config::{ArchiveSetting, OutsideSettings, SourceSetting};
use crate::parts::blocking;

/// How long one source is asked after a crawl. A wait for its quota that lasts longer ends
/// it; the next crawl goes on from there.
const TIME: Duration = Duration::from_secs(30 * 60);

/// Repositories that are asked about before what was said is stored.
const BATCH: usize = 25;

/// What came of asking one source.
#[derive(Debug)]
pub(crate) struct SourceReport {
    name: &'static str,
    host: String,
    requests: u64,
    answered: usize,
    /// That were due, and were not answered.
    waiting: usize,
    saves: Option<Saves>,
    problem: Option<String>,
}

/// Requests to archive something.
#[derive(Debug, Default)]
struct Saves {
    taken: usize,
    rejected: usize,
}

impl fmt::Display for SourceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, host, .. } = self;
        write!(
            f,
            "{name} ({host}): {} answered, {} waiting, {} requests",
            self.answered, self.waiting, self.requests
        )?;
        if let Some(saves) = &self.saves {
            let Saves { taken, rejected } = saves;
            write!(
                f,
                "; asked to archive {}, of which {rejected} rejected",
                taken + rejected
            )?;
        }
        writeln!(f)?;
        match &self.problem {
            Some(problem) => writeln!(
                f,
                "problem  {name}: {problem}; the answers of before stay. The next crawl asks again"
            ),
            None => Ok(()),
        }
    }
}

/// Asks each source that is configured about what is due, and keeps what it says. A source
/// that fails is no error: it is in the report.
///
/// # Errors
/// When the catalogue fails.
pub(crate) async fn ask(
    settings: &OutsideSettings,
    catalogue: &Catalogue,
    stop: &CancellationToken,
) -> anyhow::Result<Vec<SourceReport>> {
    let mut reports = Vec::new();
    let has_any = settings.software_heritage.is_some() || settings.scorecard.is_some();
    if !has_any || stop.is_cancelled() {
        return Ok(reports);
    }
    let candidates = blocking(catalogue, Catalogue::outside_candidates).await?;
    let mut asking = Asking {
        catalogue,
        candidates,
    };
    let halt = || Halt::new(stop.clone(), Some(TIME));
    if let Some(setting) = &settings.software_heritage {
        let report = SourceReport::of("Software Heritage", &setting.source);
        reports.push(
            match SoftwareHeritage::connect(&setting.source.config, &halt()) {
                Ok(client) => asking.archive(&client, setting, report).await?,
                Err(error) => report.with_problem(&error),
            },
        );
    }
    if let Some(setting) = &settings.scorecard {
        let report = SourceReport::of("OpenSSF Scorecard", setting);
        reports.push(match Scorecards::connect(&setting.config, &halt()) {
            Ok(client) => asking.scorecards(&client, setting, report).await?,
            Err(error) => report.with_problem(&error),
        });
    }
    Ok(reports)
}

impl SourceReport {
    fn of(name: &'static str, setting: &SourceSetting) -> Self {
        Self {
            name,
            host: setting.config.host().to_string(),
            requests: 0,
            answered: 0,
            waiting: 0,
            saves: None,
            problem: None,
        }
    }

    fn with_problem(mut self, error: &ForgeError) -> Self {
        self.problem = Some(error.to_string());
        self
    }
}

/// The repositories that are asked about, with what is known of them by now.
struct Asking<'a> {
    catalogue: &'a Catalogue,
    candidates: Vec<Candidate>,
}

impl Asking<'_> {
    async fn archive(
        &mut self,
        client: &SoftwareHeritage,
        setting: &ArchiveSetting,
        mut report: SourceReport,
    ) -> anyhow::Result<SourceReport> {
        let now = Utc::now();
        let again_after = setting.source.again_after;
        let is_archive_due = |candidate: &Candidate| {
            let OutsideFacts { archive, save, .. } = &candidate.outside;
            is_archive_due(archive.as_ref(), save.as_ref(), again_after, now)
        };
        let due = self.due(is_archive_due, |candidate| {
            // What should be archived now comes first, then what was asked longest ago.
            let at = candidate.outside.archive.as_ref().and_then(Looked::at);
            (candidate.why_save.is_none(), candidate.why_save, at)
        });
        self.look(client, &setting.source, due, &mut report, |outside| {
            &mut outside.archive
        })
        .await?;
        if report.problem.is_none() {
            self.save(client, setting, &mut report).await?;
        }
        report.requests = client.spending().requests;
        Ok(report)
    }

    async fn scorecards(
        &mut self,
        client: &Scorecards,
        setting: &SourceSetting,
        mut report: SourceReport,
    ) -> anyhow::Result<SourceReport> {
        let now = Utc::now();
        let is_scorecard_due = |candidate: &Candidate| {
            let looked = candidate.outside.scorecard.as_ref();
            client.covers(&candidate.url) && is_due(looked, setting.again_after, now)
        };
        let due = self.due(is_scorecard_due, |candidate| {
            candidate.outside.scorecard.as_ref().and_then(Looked::at)
        });
        self.look(client, setting, due, &mut report, |outside| {
            &mut outside.scorecard
        })
        .await?;
        report.requests = client.spending().requests;
        Ok(report)
    }

    /// The places of candidates that are due, in the order of `key`.
    fn due<K: Ord>(
        &self,
        is_due: impl Fn(&Candidate) -> bool,
        key: impl Fn(&Candidate) -> K,
    ) -> Vec<usize> {
        let all = 0..self.candidates.len();
        let mut due: Vec<usize> = all.filter(|at| is_due(&self.candidates[*at])).collect();
        due.sort_by_key(|at| key(&self.candidates[*at]));
        due
    }

    /// Asks a source about the candidates at these places, and keeps what it says.
    async fn look<S: OutsideSource>(
        &mut self,
        source: &S,
        setting: &SourceSetting,
        mut due: Vec<usize>,
        report: &mut SourceReport,
        part: impl Fn(&mut OutsideFacts) -> &mut Option<Looked<S::Found>>,
    ) -> anyhow::Result<()> {
        let all_due = due.len();
        // Each takes a request at least.
        due.truncate(usize::try_from(setting.requests).unwrap_or(usize::MAX));
        let mut round = Round::new(source, setting.requests);
        for places in due.chunks(BATCH) {
            let questions = places.iter().map(|at| {
                let candidate = &mut self.candidates[*at];
                let known = part(&mut candidate.outside).as_ref();
                Question {
                    known: known.and_then(Looked::found).cloned(),
                    id: candidate.id.clone(),
                    url: candidate.url.clone(),
                }
            });
            let questions: Vec<Question<S::Found>> = questions.collect();
            let answers = round.ask(&questions).await;
            let now = Utc::now();
            let mut changed = Vec::new();
            for (at, (_, asked)) in places.iter().zip(answers) {
                report.answered += usize::from(asked.is_ok());
                let candidate = &mut self.candidates[*at];
                if take(part(&mut candidate.outside), asked, source.source(), now) {
                    changed.push((candidate.id.clone(), candidate.outside.clone()));
                }
            }
            self.keep(changed).await?;
        }
        report.waiting = all_due - report.answered;
        report.problem = round.ended_by().map(str::to_owned);
        Ok(())
    }

    /// Asks for what should be archived now and is not.
    async fn save(
        &mut self,
        client: &SoftwareHeritage,
        setting: &ArchiveSetting,
        report: &mut SourceReport,
    ) -> anyhow::Result<()> {
        let now = Utc::now();
        let again_after = setting.source.again_after;
        let is_wanted = |candidate: &Candidate| {
            let OutsideFacts { archive, save, .. } = &candidate.outside;
            let found = archive.as_ref().and_then(Looked::found);
            found.zip(candidate.why_save).is_some_and(|(found, why)| {
                let last = save.as_ref();
                is_to_save(why, found, candidate.last_change, last, again_after, now)
            })
        };
        let wanted = self.due(is_wanted, |candidate| candidate.why_save);
        let limit = usize::try_from(setting.saves).unwrap_or(usize::MAX);
        let mut saves = Saves::default();
        for at in wanted.into_iter().take(limit) {
            let candidate = &mut self.candidates[at];
            let archive = candidate.outside.archive.as_ref().and_then(Looked::found);
            let Some((archive, reason)) = archive.zip(candidate.why_save) else {
                continue;
            };
            match client.save(&archive.origin, reason, now).await {
                Ok(Some(request)) => {
                    match request.outcome {
                        SaveOutcome::Rejected => saves.rejected += 1,
                        SaveOutcome::Accepted | SaveOutcome::Pending => saves.taken += 1,
                    }
                    candidate.outside.save = Some(request);
                    let changed = vec![(candidate.id.clone(), candidate.outside.clone())];
                    self.keep(changed).await?;
                }
                // It takes no more for now.
                Ok(None) => break,
                Err(error) => {
                    report.problem = Some(error.to_string());
                    break;
                }
            }
        }
        report.saves = Some(saves);
        Ok(())
    }

    async fn keep(&self, changed: Vec<(RepositoryId, OutsideFacts)>) -> anyhow::Result<()> {
        if changed.is_empty() {
            return Ok(());
        }
        blocking(self.catalogue, move |catalogue| {
            catalogue.keep_outside(&changed)
        })
        .await
    }
}

/// Takes up what a source said. Gives back whether there is anything to store: that it still
/// can't be asked is no news.
fn take<T>(
    looked: &mut Option<Looked<T>>,
    asked: SourceAnswer<T>,
    source: &str,
    now: DateTime<Utc>,
) -> bool {
    let is_news = asked.is_ok() || looked.as_ref().is_none_or(|one| one.failed.is_none());
    *looked = Some(Looked::after(looked.take(), asked, source, now));
    is_news
}
