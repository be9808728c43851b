//! A site over a catalogue in a temporary folder.

use std::sync::LazyLock;

use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
use bronwijzer_crawler::crawl::{Event, Progress};
use bronwijzer_crawler::halt::HaltReason;
use bronwijzer_crawler::observation::{FileKind, Gap, KnownFile, Observation, TextFile};
use bronwijzer_crawler::organisation::Organisation;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::run::{AccountOutcome, Cost, CrawlRun, Outcome, Problem, Spending, Tally};
use bronwijzer_crawler::sink::{Batch, Departure, DepartureKind, Sink};
use bronwijzer_graphql::{CatalogueSchema, Operator};
use bronwijzer_index::{Catalogue, Contents, SAMPLE};
pub(crate) use bronwijzer_testing::now;
use bronwijzer_testing::repository;
use chrono::TimeDelta;
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, StatusCode};
use poem::test::TestClient;

/// The organisations with an account in the registry that ships with the program.
pub(crate) fn organisations() -> Vec<Organisation> {
    static READ: LazyLock<Vec<Organisation>> = LazyLock::new(|| {
        let hosts = [ForgeHost::new("github.com"), ForgeHost::new("gitlab.com")];
        let mut organisations = Registry::built_in(&hosts).organisations;
        organisations.retain(|organisation| !organisation.accounts.is_empty());
        // No run of these tests has read it: see `run`.
        for organisation in &mut organisations {
            organisation
                .accounts
                .retain(|account| account.path() != "openstad");
        }
        organisations
    });
    READ.clone()
}

pub(crate) struct Site {
    pub(crate) schema: CatalogueSchema,
    pub(crate) catalogue: Catalogue,
    pub(crate) client: TestClient<BoxEndpoint<'static>>,
    _dir: tempfile::TempDir,
}

/// What a visitor gets.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Site {
    /// A site over a catalogue with nothing in it.
    pub(crate) fn empty() -> Self {
        Self::run_by(Operator::default())
    }

    /// The same, which tells who runs it.
    pub(crate) fn run_by(operator: Operator) -> Self {
        Self::of(operator, organisations())
    }

    /// A site over a catalogue of these organisations, with nothing in it.
    pub(crate) fn over(organisations: Vec<Organisation>) -> Self {
        Self::of(Operator::default(), organisations)
    }

    fn of(operator: Operator, organisations: Vec<Organisation>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(dir.path(), organisations, now())
            .unwrap()
            .catalogue;
        let schema = bronwijzer_graphql::schema_run_by(operator, catalogue.clone());
        Self {
            client: TestClient::new(crate::member::pages(&catalogue, &schema)),
            schema,
            catalogue,
            _dir: dir,
        }
    }

    /// A site over the sample that ships with the program.
    pub(crate) fn sample() -> Self {
        let site = Self::empty();
        site.catalogue.import(SAMPLE, Contents::Sample).unwrap();
        site
    }

    /// A site as it is when the program first starts: the sample, and every organisation of the
    /// registry, with an account or without.
    pub(crate) fn first_start() -> Self {
        let hosts = [ForgeHost::new("github.com"), ForgeHost::new("gitlab.com")];
        let site = Self::over(Registry::built_in(&hosts).organisations);
        site.catalogue.import(SAMPLE, Contents::Sample).unwrap();
        site
    }

    /// A site over one repository as a forge shows it: see [`portal`].
    pub(crate) async fn crawled() -> Self {
        let site = Self::empty();
        site.accept(portal()).await;
        site
    }

    /// A site over one repository and two reports of crawls: see [`run`]. The
    /// newer one ended early.
    pub(crate) async fn with_runs() -> Self {
        let site = Self::crawled().await;
        let mut done = run("20260831T020000.000Z");
        done.full = true;
        done.halted = None;
        done.accounts.truncate(1);
        site.finish(&done).await;
        site.finish(&run("20260901T020000.000Z")).await;
        site
    }

    /// Stores the report of a crawl.
    pub(crate) async fn finish(&self, run: &CrawlRun) {
        self.catalogue.sink().finish(run).await.unwrap();
    }

    /// Stores what a crawl found in the municipality of Nijmegen.
    pub(crate) async fn accept(&self, observation: Observation) {
        self.accept_under("https://github.com/GemeenteNijmegen", observation)
            .await;
    }

    /// Stores what a crawl found under `account`.
    pub(crate) async fn accept_under(&self, account: &str, observation: Observation) {
        self.accept_all(account, vec![observation]).await;
    }

    /// Stores all that a crawl found under `account`.
    pub(crate) async fn accept_all(&self, account: &str, observations: Vec<Observation>) {
        let account: AccountUrl = account.parse().unwrap();
        let observations = observations.into_iter();
        let batch = Batch {
            observations: observations
                .map(|observation| (account.clone(), observation))
                .collect(),
            ..Batch::default()
        };
        self.catalogue.sink().accept(batch).await.unwrap();
    }

    /// Stores that a crawl no longer found it.
    pub(crate) async fn depart(&self, observation: &Observation, kind: DepartureKind) {
        let departure = Departure {
            to: None,
            id: observation.id.clone(),
            kind,
            noticed_at: now(),
        };
        let batch = Batch {
            departures: vec![departure],
            ..Batch::default()
        };
        self.catalogue.sink().accept(batch).await.unwrap();
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        let response = self.client.get(address).send().await.0;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().into_bytes().await.unwrap();
        Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// What is no text, with its status and headers.
    pub(crate) async fn file(&self, address: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let response = self.client.get(address).send().await.0;
        let (parts, body) = response.into_parts();
        let bytes = body.into_vec().await.unwrap();
        (parts.status, parts.headers, bytes)
    }

    /// What a program gets that sends these headers.
    pub(crate) async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.0;
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.into_body().into_string().await.unwrap(),
        }
    }

    /// An answer of which nothing was read yet.
    pub(crate) async fn open(&self, address: &str) -> poem::Response {
        self.client.get(address).send().await.0
    }

    /// What a file that is no text holds.
    pub(crate) async fn bytes(&self, address: &str) -> Vec<u8> {
        let response = self.open(address).await;
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        response.into_body().into_vec().await.unwrap()
    }

    /// What a visitor gets who sends a form.
    pub(crate) async fn send(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = self.client.post(address);
        let response = request.body(form.finish()).send().await.0;
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.into_body().into_string().await.unwrap(),
        }
    }

    /// The names of a type's values or fields in the schema.
    pub(crate) async fn names(&self, of: &str, what: &str) -> Vec<String> {
        let query = format!("{{ __type(name: \"{of}\") {{ {what} {{ name }} }} }}");
        let data = self.schema.execute(query).await.data.into_json().unwrap();
        let names = data["__type"][what].as_array().unwrap();
        assert!(!names.is_empty(), "{of}");
        names
            .iter()
            .map(|entry| entry["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The page at `address`, which must be there.
    pub(crate) async fn page(&self, address: &str) -> String {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        let lacks = answer.body.contains("Unknown localization key");
        assert!(!lacks, "{address} lacks a text: {}", answer.body);
        answer.body
    }
}

/// A repository with every fact that a forge can give.
pub(crate) fn portal() -> Observation {
    let mut portal = repository("GemeenteNijmegen/portaal")
        .id("42")
        .from_github()
        .commits(&[
            (1, "author 0", 1),
            (1, "author 1", 8),
            (1, "author 0", 15),
            (1, "author 1", 22),
            (1, "bot", 29),
            (1, "author 1", 36),
            (1, "author 0", 43),
            (1, "author 1", 50),
            (1, "author 0", 57),
        ])
        .description("Portaal voor inwoners & bedrijven <b>")
        .languages(&[("TypeScript", 75_000), ("CSS", 25_000)])
        .licence("EUPL-1.2")
        .created(1000)
        .stars(1234)
        .build();
    portal.homepage = Some("javascript:alert(1)".to_owned());
    portal.topics = Some(vec!["portaal".to_owned(), "zaakgericht".to_owned()]);
    portal.default_branch = Some("main".to_owned());
    portal.counts.open_issues = Some(3);
    portal.counts.closed_issues = Some(17);
    portal.files = Some(vec![
        KnownFile {
            kind: FileKind::Readme,
            path: "README.md".to_owned(),
        },
        KnownFile {
            kind: FileKind::Security,
            path: "SECURITY.md".to_owned(),
        },
    ]);
    portal.readme = Some(TextFile::capped(
        "README.md",
        "# Portaal\n\n[Handleiding](docs/start.md) Standaard: <https://www.forumstandaardisatie.nl/open-standaarden/stuf?a=1&b=2> ![Schermafbeelding](https://example.org/x.png)\n\n<script>alert(1)</script>\n".to_owned(),
        100,
        false,
    ));
    portal.gaps = vec![Gap {
        field: "publiccode".to_owned(),
        reason: "the file is no YAML".to_owned(),
        unread: None,
    }];
    portal
}

/// The report of a crawl that ended early, with an account for each way in
/// which that goes.
pub(crate) fn run(id: &str) -> CrawlRun {
    let account = |path: &str, organisation: &str, outcome, reason: Option<&str>| AccountOutcome {
        forge_id: None,
        account: format!("https://github.com/{path}").parse().unwrap(),
        organisation: organisation.parse().unwrap(),
        outcome,
        reason: reason.map(str::to_owned),
        tally: Tally::default(),
        cost: Cost::default(),
        ended_at: None,
        validator: None,
    };
    let mut complete = account("Amsterdam", "gemeente-amsterdam", Outcome::Complete, None);
    complete.tally = Tally {
        new: 2,
        changed: 3,
        unchanged: 1400,
        gone: 1,
        failed: 0,
    };
    complete.cost = Cost {
        requests: 12.25,
        points: 31.0,
        bytes: 1_234_567.0,
    };
    complete.ended_at = Some(now() + TimeDelta::minutes(5));
    CrawlRun {
        id: id.to_owned(),
        started_at: now(),
        ended_at: now() + TimeDelta::minutes(65),
        full: false,
        halted: Some(HaltReason::Deadline),
        accounts: vec![
            complete,
            account(
                "GemeenteNijmegen",
                "gemeente-nijmegen",
                Outcome::Failed,
                Some("the forge answered 502"),
            ),
            account(
                "weg",
                "niet-meer-in-het-register",
                Outcome::Interrupted,
                Some("the time for the crawl was up"),
            ),
        ],
        spending: vec![Spending {
            host: ForgeHost::new("github.com"),
            requests: 40,
            points: 1031,
            bytes: 2_500_000,
            remaining: Some(3969),
            waited_seconds: 90,
        }],
        problems: vec![Problem {
            subject: "https://github.com/GemeenteNijmegen".to_owned(),
            what: "the forge answered 502".to_owned(),
            instead: "what is known of it stays".to_owned(),
            advice: "Look at the forge's status page".to_owned(),
        }],
    }
}

/// Listens to a crawl and says nothing.
pub(crate) struct Silent;

impl Progress for Silent {
    fn event(&self, _: Event) {}
}

/// The part of a page from `start` up to the first `end` after it.
pub(crate) fn part<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let from = page
        .find(start)
        .unwrap_or_else(|| panic!("`{start}` is not on the page: {page}"));
    let length = page[from..]
        .find(end)
        .unwrap_or_else(|| panic!("no `{end}` after `{start}`: {page}"));
    &page[from..from + length + end.len()]
}
