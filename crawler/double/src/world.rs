//! What is on the forge: accounts and repositories, made by a test.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// Everything on one forge.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Accounts, in no order that matters.
    pub accounts: Vec<Account>,
    /// Repositories, oldest first.
    pub repositories: Vec<Repository>,
    /// Whether what is private shows: to those with rights.
    pub shows_private: bool,
    /// Places of the repositories of each owner, once somebody asked.
    lists: Arc<Mutex<HashMap<String, Arc<Vec<usize>>>>>,
}

/// An organisation or user.
#[derive(Debug, Clone)]
pub struct Account {
    /// The forge's id; never changes.
    pub id: u64,
    /// Its name.
    pub login: String,
    /// Names that it had before.
    pub former: Vec<String>,
    /// Whether it is an organisation; else a user.
    pub is_organisation: bool,
    /// What it says of itself.
    pub profile: Profile,
}

/// What an account says of itself.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its name, as people read it.
    pub name: Option<String>,
    /// Its own words.
    pub description: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Where it says to be.
    pub location: Option<String>,
    /// Whether the forge has verified website and e-mail address.
    pub is_verified: bool,
    /// Whether only visitors with an account see it; GitHub has no such thing.
    pub is_limited: bool,
}

impl Account {
    /// An organisation whose id follows from its first name.
    #[must_use]
    pub fn organisation(login: &str) -> Self {
        Self {
            id: first_id(login),
            login: login.to_owned(),
            former: Vec::new(),
            is_organisation: true,
            profile: Profile::default(),
        }
    }

    /// The same account, which says this of itself.
    #[must_use]
    pub fn saying(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// A user whose id follows from its first name.
    #[must_use]
    pub fn user(login: &str) -> Self {
        Self {
            is_organisation: false,
            ..Self::organisation(login)
        }
    }
}

/// The id of an account that was never renamed: below two thousand million, as
/// GraphQL's integers are.
fn first_id(login: &str) -> u64 {
    let mut id: u64 = 5381;
    for byte in login.to_lowercase().bytes() {
        id = (id * 33 + u64::from(byte)) % 2_000_000_011;
    }
    id
}

/// A person or program that commits.
#[derive(Debug, Clone)]
pub struct Author {
    /// The name in git.
    pub name: String,
    /// The address in git.
    pub email: String,
    /// The account on the forge; programs have none.
    pub login: Option<String>,
}

/// A commit on the default branch.
#[derive(Debug, Clone, Copy)]
pub struct Commit {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Position in the repository's authors.
    pub author: u32,
}

/// A release or tag.
#[derive(Debug, Clone, Default)]
pub struct Release {
    /// The tag's name.
    pub name: String,
    /// When it was published; of a tag, when its commit was committed.
    pub at: DateTime<Utc>,
    /// Of an annotated tag: when it was written.
    pub tagged_at: Option<DateTime<Utc>>,
    /// Of a release: whether it is marked as not ready.
    pub prerelease: bool,
    /// Of a release: the login of who published it.
    pub author: Option<String>,
}

/// An issue or pull request.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its number in the repository.
    pub number: u64,
    /// Whether it is a pull request.
    pub request: bool,
    /// What it is called.
    pub title: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// The login of who opened it.
    pub author: String,
    /// Whether that is one of the owner's people.
    pub by_owner: bool,
    /// When it was opened.
    pub at: DateTime<Utc>,
    /// When it was closed or merged, and of a request by whom it was merged.
    pub closed: Option<(DateTime<Utc>, Option<String>)>,
    /// Whether somebody is assigned to it.
    pub assigned: bool,
    /// Whether only the owner's people see it, which GitLab has.
    pub confidential: bool,
    /// Who wrote below it and when, oldest first; with `true` as a review.
    pub comments: Vec<(String, DateTime<Utc>, bool)>,
}

impl Issue {
    /// An open issue of somebody from outside, without labels or comments.
    #[must_use]
    pub fn new(title: &str, at: DateTime<Utc>) -> Self {
        Self {
            number: 0,
            request: false,
            title: title.to_owned(),
            labels: Vec::new(),
            author: "barbara".to_owned(),
            by_owner: false,
            at,
            closed: None,
            assigned: false,
            confidential: false,
            comments: Vec::new(),
        }
    }

    /// The same with these labels.
    #[must_use]
    pub fn labelled(self, labels: &[&str]) -> Self {
        Self {
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            ..self
        }
    }

    /// The same with a comment of one of the owner's people.
    #[must_use]
    pub fn answered(mut self, at: DateTime<Utc>) -> Self {
        self.comments.push(("ada".to_owned(), at, false));
        self
    }

    /// The same as a pull request.
    #[must_use]
    pub fn as_request(self) -> Self {
        Self {
            request: true,
            ..self
        }
    }
}

/// A repository.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The forge's id; never changes.
    pub id: u64,
    /// The owner's name now.
    pub owner: String,
    /// Its name now.
    pub name: String,
    /// Names that it had before, as `owner/name`; they redirect.
    pub former: Vec<String>,
    /// Whether others can see it.
    pub public: bool,
    /// Whether it is blocked for legal reasons.
    pub blocked: bool,
    /// The owner's words.
    pub description: Option<String>,
    /// The owner's page.
    pub homepage: Option<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// Languages with sizes, largest first.
    pub languages: Vec<(String, u64)>,
    /// What the forge recognises: `None` without licence, `NOASSERTION` for one
    /// that it does not know.
    pub licence: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody last pushed.
    pub pushed_at: Option<DateTime<Utc>>,
    /// When anything last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was archived, if it was.
    pub archived_at: Option<DateTime<Utc>>,
    /// Switched off by the forge.
    pub disabled: bool,
    /// What it was forked from, by id.
    pub parent: Option<u64>,
    /// What it mirrors.
    pub mirror_url: Option<String>,
    /// Whether it is a template.
    pub template: bool,
    /// Whether it has a place for discussions.
    pub discussions: bool,
    /// Stars, forks and watchers.
    pub counts: (u64, u64, u64),
    /// Whether issues, and pull requests, are switched on; GitHub's are always
    /// counted.
    pub has_issues: bool,
    /// See `has_issues`.
    pub has_pull_requests: bool,
    /// Whether there is a place for code at all, which GitLab can switch off.
    pub has_repository: bool,
    /// Open and closed issues of the owner's people, all of them with an answer and more than
    /// a year old.
    pub issues: (u64, u64),
    /// Open, closed and merged pull requests of the same kind.
    pub pull_requests: (u64, u64, u64),
    /// Issues and requests beside those, in no order.
    pub reported: Vec<Issue>,
    /// Releases on the forge, newest first.
    pub releases: Vec<Release>,
    /// Tags, newest first.
    pub tags: Vec<Release>,
    /// The default branch; none when nothing was ever pushed.
    pub default_branch: Option<String>,
    /// Whether the default branch is named and not there: a mirror keeps the name
    /// when upstream changes it.
    pub lost_branch: bool,
    /// Commits on it, newest first.
    pub commits: Vec<Commit>,
    /// The moments of the commits that merge others.
    pub merges: BTreeSet<i64>,
    /// Who commits.
    pub authors: Arc<Vec<Author>>,
    /// Files by path; of a link, where it leads.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Which of the files are symbolic links.
    pub links: BTreeSet<String>,
}

impl Repository {
    /// A repository with a README, an EUPL licence, a tag, and a commit a week
    /// in the half year before `now`.
    #[must_use]
    pub fn new(id: u64, owner: &str, name: &str, now: DateTime<Utc>) -> Self {
        let weekly = |week: u32| Commit {
            at: (now - Duration::weeks(i64::from(week)) - Duration::hours(1)).timestamp(),
            author: week % 2,
        };
        let mut repository = Self {
            id,
            owner: owner.to_owned(),
            name: name.to_owned(),
            former: Vec::new(),
            public: true,
            blocked: false,
            description: Some(format!("What {name} is for")),
            homepage: None,
            topics: vec!["overheid".to_owned()],
            languages: vec![("Rust".to_owned(), 9000), ("Shell".to_owned(), 100)],
            licence: Some("EUPL-1.2".to_owned()),
            created_at: now - Duration::days(400),
            pushed_at: Some(now - Duration::hours(1)),
            updated_at: now - Duration::minutes(30),
            archived_at: None,
            disabled: false,
            parent: None,
            mirror_url: None,
            template: false,
            discussions: false,
            counts: (12, 3, 4),
            has_repository: true,
            has_issues: true,
            has_pull_requests: true,
            issues: (5, 6),
            pull_requests: (1, 2, 3),
            reported: Vec::new(),
            releases: Vec::new(),
            tags: vec![Release {
                name: "v1.0.0".to_owned(),
                at: now - Duration::days(40),
                ..Release::default()
            }],
            default_branch: Some("main".to_owned()),
            lost_branch: false,
            commits: (0..26).map(weekly).collect(),
            merges: BTreeSet::new(),
            authors: Arc::new(vec![person("ada"), person("grace")]),
            files: BTreeMap::new(),
            links: BTreeSet::new(),
        };
        repository.write("README.md", format!("# {name}\n\nRead me first.\n"));
        repository.write("LICENSE", "European Union Public Licence v. 1.2\n");
        repository
    }

    /// Puts a file in place.
    pub fn write(&mut self, path: &str, content: impl AsRef<[u8]>) {
        self.links.remove(path);
        self.files
            .insert(path.to_owned(), Arc::from(content.as_ref()));
    }

    /// Puts a symbolic link in place.
    pub fn link(&mut self, path: &str, target: &str) {
        self.write(path, target);
        self.links.insert(path.to_owned());
    }

    /// Takes a file or link away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.links.remove(path);
    }

    /// Adds an issue or request, which moves no date.
    pub fn report(&mut self, issue: Issue) {
        let (open, closed) = self.issues;
        let (waiting, refused, merged) = self.pull_requests;
        let before = open + closed + waiting + refused + merged + self.reported.len() as u64;
        self.reported.push(Issue {
            number: before + 1,
            ..issue
        });
    }

    /// Takes away the label, assigns, closes or answers an issue: what `change` does to it.
    ///
    /// # Panics
    /// When there is none of this title: the test is wrong.
    pub fn change_issue(&mut self, title: &str, change: impl FnOnce(&mut Issue)) {
        let mut reported = self.reported.iter_mut();
        let issue = reported.find(|issue| issue.title == title);
        change(issue.unwrap_or_else(|| panic!("no issue is called {title}")));
    }

    /// Every issue, or every pull request, in no order. Those that are only counted are made
    /// up here, so that a large world takes no room for them.
    #[must_use]
    pub fn every_issue(&self, request: bool) -> Vec<Issue> {
        let (open, closed) = self.issues;
        let (waiting, refused, merged) = self.pull_requests;
        let (from, open, ended) = match request {
            false => (0, open, closed),
            true => (open + closed, waiting, refused + merged),
        };
        let at = self.created_at - Duration::days(400);
        let counted = (0..open + ended).map(|place| Issue {
            number: from + place + 1,
            request,
            author: "ada".to_owned(),
            by_owner: true,
            closed: (place >= open).then_some((at, None)),
            comments: vec![("grace".to_owned(), at, false)],
            ..Issue::new(&format!("Counted {place}"), at)
        });
        let reported = self
            .reported
            .iter()
            .filter(|issue| issue.request == request);
        counted.chain(reported.cloned()).collect()
    }

    /// How many issues are open and how many closed.
    #[must_use]
    pub fn issue_counts(&self) -> (u64, u64) {
        let reported = |open: bool| {
            let of = |issue: &&Issue| !issue.request && issue.closed.is_none() == open;
            self.reported.iter().filter(of).count() as u64
        };
        (
            self.issues.0 + reported(true),
            self.issues.1 + reported(false),
        )
    }

    /// How many pull requests are open, closed and merged.
    #[must_use]
    pub fn request_counts(&self) -> (u64, u64, u64) {
        let (mut open, mut closed, mut merged) = self.pull_requests;
        for request in self.reported.iter().filter(|issue| issue.request) {
            match &request.closed {
                None => open += 1,
                Some((_, None)) => closed += 1,
                Some((_, Some(_))) => merged += 1,
            }
        }
        (open, closed, merged)
    }

    /// A new commit, which moves the dates too.
    pub fn push(&mut self, at: DateTime<Utc>) {
        let commit = Commit {
            at: at.timestamp(),
            author: 0,
        };
        self.commits.insert(0, commit);
        self.pushed_at = Some(at);
        self.updated_at = at;
    }

    /// The default branch, where it is there.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.default_branch.as_deref().filter(|_| !self.lost_branch)
    }

    /// `owner/name`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// The identifier in GraphQL.
    #[must_use]
    pub fn node_id(&self) -> String {
        format!("R_double{:08}", self.id)
    }
}

/// A person with an account.
#[must_use]
pub fn person(login: &str) -> Author {
    Author {
        name: login.to_uppercase(),
        email: format!("{login}@example.org"),
        login: Some(login.to_owned()),
    }
}

/// A program that commits.
#[must_use]
pub fn bot(name: &str) -> Author {
    Author {
        name: format!("{name}[bot]"),
        email: format!("49699333+{name}[bot]@users.noreply.github.com"),
        login: None,
    }
}

impl World {
    /// An empty world with these organisations.
    #[must_use]
    pub fn with_organisations(logins: &[&str]) -> Self {
        let organisation = |login: &&str| Account::organisation(login);
        Self {
            accounts: logins.iter().map(organisation).collect(),
            ..Self::default()
        }
    }

    /// Adds a repository.
    #[must_use]
    pub fn with(mut self, repository: Repository) -> Self {
        self.repositories.push(repository);
        self
    }

    /// The repository that is now at `owner/name`.
    ///
    /// # Panics
    /// When there is none: the test is wrong.
    pub fn repository(&mut self, path: &str) -> &mut Repository {
        self.repositories
            .iter_mut()
            .find(|repository| repository.path() == path)
            .unwrap_or_else(|| panic!("the world has no repository {path}"))
    }

    /// Renames or transfers a repository; the old name redirects.
    pub fn rename(&mut self, path: &str, owner: &str, name: &str, at: DateTime<Utc>) {
        let repository = self.repository(path);
        repository.former.push(path.to_owned());
        owner.clone_into(&mut repository.owner);
        name.clone_into(&mut repository.name);
        repository.updated_at = at;
    }

    /// Takes a repository away.
    pub fn delete(&mut self, path: &str) {
        self.repositories
            .retain(|repository| repository.path() != path);
    }

    /// Renames an account; its repositories move along and redirect. Whether
    /// the account's own name does depends on the forge.
    pub fn rename_account(&mut self, login: &str, new: &str) {
        for account in &mut self.accounts {
            if account.login == login {
                account.former.push(login.to_owned());
                new.clone_into(&mut account.login);
            }
        }
        for repository in &mut self.repositories {
            if repository.owner == login {
                repository.former.push(repository.path());
                new.clone_into(&mut repository.owner);
            }
        }
    }

    /// Takes an account away with all that it holds.
    pub fn delete_account(&mut self, login: &str) {
        self.accounts.retain(|account| account.login != login);
        self.repositories
            .retain(|repository| repository.owner != login);
    }

    /// Somebody makes a new organisation under a name that is free. It has
    /// another id than whoever had the name before.
    pub fn take_name(&mut self, login: &str) {
        let mut account = Account::organisation(login);
        account.id += 1 + self.accounts.len() as u64;
        self.accounts.push(account);
    }

    /// The id of an account; one that is in no list of accounts has the id of
    /// its name.
    #[must_use]
    pub fn account_id(&self, login: &str) -> u64 {
        self.account(login)
            .map_or_else(|| first_id(login), |account| account.id)
    }

    /// Takes every commit and file out of a repository.
    pub fn empty(&mut self, path: &str, at: DateTime<Utc>) {
        let repository = self.repository(path);
        repository.commits.clear();
        repository.files.clear();
        repository.tags.clear();
        repository.default_branch = None;
        repository.pushed_at = Some(at);
        repository.updated_at = at;
    }

    pub(crate) fn forget_lists(&mut self) {
        // Not cleared: a copy of this world may still use it.
        self.lists = Arc::default();
    }

    /// Whether a visitor sees the repository at this place.
    pub(crate) fn shows(&self, at: usize) -> bool {
        let repository = &self.repositories[at];
        (repository.public || self.shows_private) && !repository.blocked
    }

    /// The places of the repositories of an account, those of which a visitor
    /// sees anything, oldest first.
    pub(crate) fn listed(&self, login: &str) -> Arc<Vec<usize>> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let list = lists.entry(login.to_lowercase()).or_insert_with(|| {
            let owned = |at: &usize| {
                let owner = &self.repositories[*at].owner;
                owner.eq_ignore_ascii_case(login) && self.shows(*at)
            };
            Arc::new((0..self.repositories.len()).filter(owned).collect())
        });
        Arc::clone(list)
    }

    /// The place of a repository by its number, whether it shows or not.
    pub(crate) fn by_id(&self, id: u64) -> Option<usize> {
        let is_it = |at: &usize| {
            let repository = self.repositories.get(*at);
            repository.is_some_and(|repository| repository.id == id)
        };
        // Generated worlds give out ids in order, so that none is looked for.
        let guess = usize::try_from(id).ok()?;
        Some(guess)
            .filter(is_it)
            .or_else(|| (0..self.repositories.len()).find(is_it))
    }

    /// Organisations, by login as a list has them.
    pub(crate) fn organisations(&self) -> Vec<&Account> {
        let accounts = self.accounts.iter();
        let mut found: Vec<&Account> = accounts.filter(|account| account.is_organisation).collect();
        found.sort_by_key(|account| account.login.to_lowercase());
        found
    }

    pub(crate) fn account(&self, login: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .find(|account| account.login.eq_ignore_ascii_case(login))
    }

    /// The place of a public repository, by its identifier in GraphQL.
    pub(crate) fn by_node_id(&self, id: &str) -> Option<usize> {
        let number: u64 = id.strip_prefix("R_double")?.parse().ok()?;
        self.by_id(number).filter(|at| self.shows(*at))
    }

    /// The place of a public repository, by `owner/name`.
    pub(crate) fn by_path(&self, path: &str, follow_renames: bool) -> Option<usize> {
        let (owner, name) = path.rsplit_once('/')?;
        // Of the owner's alone: a crawl asks for one of each, and there may be many.
        let owned = self.listed(owner);
        let current = |at: &usize| self.repositories[*at].name.eq_ignore_ascii_case(name);
        let former = |at: &usize| {
            let former = &self.repositories[*at].former;
            former.iter().any(|name| name.eq_ignore_ascii_case(path))
        };
        owned.iter().copied().find(current).or_else(|| {
            let all = (0..self.repositories.len()).filter(|_| follow_renames);
            all.filter(|at| self.shows(*at)).find(former)
        })
    }
}
