//! A catalogue in a temporary folder with three repositories of two
//! organisations, and a schema over it.

use async_graphql::Request;
use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::observation::{FileKind, KnownFile, Observation};
use bronwijzer_crawler::organisation::{Organisation, OrganisationType, TooiUri};
use bronwijzer_crawler::run::{AccountOutcome, Cost, CrawlRun, Outcome, Problem, Spending, Tally};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_graphql::CatalogueSchema;
use bronwijzer_index::Catalogue;
pub(crate) use bronwijzer_testing::now;
use serde_json::Value;

pub(crate) struct Fixture {
    pub(crate) schema: CatalogueSchema,
    pub(crate) catalogue: Catalogue,
    _dir: tempfile::TempDir,
}

pub(crate) async fn fixture() -> Fixture {
    fixture_beside(None).await
}

/// The same, with others in the registry, of which nothing is known.
pub(crate) async fn fixture_beside(others: impl IntoIterator<Item = Organisation>) -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let mut organisations = vec![
        organisation(
            "gemeente-nijmegen",
            "Gemeente Nijmegen",
            Some("https://identifier.overheid.nl/tooi/id/gemeente/gm0268"),
            "https://github.com/GemeenteNijmegen",
        ),
        organisation(
            "stichting-ictu",
            "Stichting ICTU",
            None,
            "https://github.com/ICTU",
        ),
    ];
    organisations.extend(others);
    let catalogue = Catalogue::open(dir.path(), organisations, now())
        .unwrap()
        .catalogue;
    let sink = catalogue.sink();
    let nijmegen: AccountUrl = "https://github.com/GemeenteNijmegen".parse().unwrap();
    let ictu: AccountUrl = "https://github.com/ICTU".parse().unwrap();
    sink.accept(Batch {
        observations: vec![
            (
                ictu.clone(),
                repository(
                    "1",
                    "ICTU/quality-time",
                    3,
                    "Measures the quality of software",
                ),
            ),
            (
                nijmegen.clone(),
                repository(
                    "2",
                    "GemeenteNijmegen/mijn-nijmegen",
                    500,
                    "Portaal voor inwoners",
                ),
            ),
            (
                nijmegen,
                repository(
                    "3",
                    "GemeenteNijmegen/irma-issue-app",
                    900,
                    "Issues attributes",
                ),
            ),
        ],
        ..Batch::default()
    })
    .await
    .unwrap();
    sink.finish(&run("20260901T020000.000Z")).await.unwrap();
    sink.finish(&run("20260831T020000.000Z")).await.unwrap();
    Fixture {
        schema: bronwijzer_graphql::schema(catalogue.clone()),
        catalogue,
        _dir: dir,
    }
}

pub(crate) fn organisation(
    slug: &str,
    name: &str,
    tooi: Option<&str>,
    account: &str,
) -> Organisation {
    let tooi: Option<TooiUri> = tooi.map(|tooi| tooi.parse().unwrap());
    let organisation_type = tooi
        .as_ref()
        .map_or(OrganisationType::Foundation, TooiUri::organisation_type);
    Organisation {
        tooi,
        accounts: vec![account.parse().unwrap()],
        ..Organisation::new(slug.parse().unwrap(), name, organisation_type)
    }
}

/// A repository whose last human commit was `days` ago, with one commit a week
/// in the ten weeks before.
pub(crate) fn repository(id: &str, path: &str, days: u64, description: &str) -> Observation {
    bronwijzer_testing::repository(path)
        .id(id)
        .from_github()
        .weekly_commits(days)
        .created(1500)
        .description(description)
        .licence("EUPL-1.2")
        .languages(&[("Python", 5_000_000_000)])
        .stars(days)
        .readme(&format!("# {path}\n"))
        .with(|observation| {
            observation.handle = Some(format!("R_{id}"));
            observation.default_branch = Some("main".to_owned());
            observation.flags.archived = Some(false);
            observation.files = Some(vec![KnownFile {
                kind: FileKind::Readme,
                path: "README.md".to_owned(),
            }]);
        })
        .build()
}

fn run(id: &str) -> CrawlRun {
    CrawlRun {
        id: id.to_owned(),
        started_at: now(),
        ended_at: now(),
        full: false,
        halted: None,
        accounts: vec![AccountOutcome {
            forge_id: None,
            account: "https://github.com/ICTU".parse().unwrap(),
            organisation: "stichting-ictu".parse().unwrap(),
            outcome: Outcome::Partial,
            reason: Some("1 repositories could not be read".to_owned()),
            tally: Tally {
                new: 1,
                failed: 1,
                ..Tally::default()
            },
            cost: Cost {
                requests: 2.0,
                points: 2.0,
                bytes: 1000.0,
            },
            ended_at: Some(now()),
            validator: None,
        }],
        spending: vec![Spending {
            waited_seconds: 0,
            host: bronwijzer_crawler::address::ForgeHost::new("github.com"),
            requests: 2,
            points: 2,
            bytes: 1000,
            remaining: Some(4998),
        }],
        problems: vec![Problem {
            subject: "https://github.com/ICTU/empty".to_owned(),
            what: "the repository has no README".to_owned(),
            instead: "it is listed without one".to_owned(),
            advice: "Add a README.md".to_owned(),
        }],
    }
}

impl Fixture {
    /// Asks, and expects an answer without errors.
    pub(crate) async fn ask(&self, query: &str) -> Value {
        let response = self.schema.execute(query).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// Asks, and expects one error: its message and its code.
    pub(crate) async fn refusal(&self, query: impl Into<Request>) -> (String, Option<String>) {
        let query = query.into();
        let asked = query.query.clone();
        let response = self.schema.execute(query).await;
        let error = response
            .errors
            .first()
            .unwrap_or_else(|| panic!("no error for {asked}"));
        let code = error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"))
            .map(|code| {
                code.clone()
                    .into_json()
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned()
            });
        (error.message.clone(), code)
    }
}
