//! The GraphQL documents that are sent to GitHub. Those for several accounts or
//! histories at once are put together from one selection per alias.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// The texts that are asked for with each repository, by their usual names. A
/// path costs no points, and some time; what has another name, or is a link to
/// another place, is asked for afterwards by [`texts`].
pub(super) const TEXTS: &[&str] = &[
    "README.md",
    "readme.md",
    "Readme.md",
    "README.MD",
    "README.rst",
    "README.adoc",
    "README.markdown",
    "README.txt",
    "README",
    "README.org",
    "README.nl.md",
    "LEESMIJ.md",
    ".github/README.md",
    "docs/README.md",
    "REUSE.toml",
    "publiccode.yml",
    "publiccode.yaml",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE",
    "LICENCE.md",
    "LICENCE.txt",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "COPYING",
    "COPYING.LESSER",
    "UNLICENSE",
    "LICENTIE.md",
    "license",
    "license.md",
    "license.txt",
];

const REPOSITORY: &str = include_str!("repository.graphql");
const COMMITS: &str = include_str!("commits.graphql");
const FILES: &str = include_str!("files.graphql");

/// What tells whether a repository changed, and the numbers that move no date.
const LISTED: &str = "id databaseId url pushedAt updatedAt stargazerCount forkCount";

/// Who an owner is. The number is in REST too, and of one form for all.
const OWNER: &str = "id login ... on Organization { databaseId } ... on User { databaseId }";

/// Which repositories of an account are listed. In order of creation, so that
/// what changes during the crawl doesn't move between pages.
const ORDER: &str = "privacy: PUBLIC, ownerAffiliations: [OWNER], \
    orderBy: { field: CREATED_AT, direction: ASC }";

/// Asks for repositories by node id. Variables: `ids`, `since`, and whether the
/// `history` and the `texts` come too.
pub(super) static REPOSITORIES: LazyLock<String> = LazyLock::new(|| {
    let mut texts = String::new();
    for (i, path) in TEXTS.iter().enumerate() {
        // Writing to a String can't fail.
        let _ = writeln!(
            texts,
            "  text{i}: object(expression: \"HEAD:{path}\") {{ __typename ...Text }}"
        );
    }
    format!(
        "query CatalogueRepositories($ids: [ID!]!, $since: GitTimestamp!, $history: Boolean!, $texts: Boolean!) {{\n\
         \x20 rateLimit {{ cost limit remaining resetAt }}\n\
         \x20 nodes(ids: $ids) {{ __typename ...CatalogueRepository ...CatalogueTexts @include(if: $texts) }}\n\
         }}\n{REPOSITORY}\nfragment CatalogueTexts on Repository {{\n{texts}}}\n{COMMITS}{FILES}"
    )
});

/// Lists `count` accounts at once, a page of each from the front and, where
/// `back0` says so, one from the back. Variables: `login0`, `after0`,
/// `before0`, `back0`, …. Aliases: `account0`, ….
pub(super) fn list_accounts(count: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..count {
        let _ = write!(
            variables,
            "$login{i}: String!, $after{i}: String, $before{i}: String, $back{i}: Boolean!, "
        );
        let _ = writeln!(
            fields,
            "  account{i}: repositoryOwner(login: $login{i}) {{ __typename {OWNER} \
             repositories(first: 100, after: $after{i}, {ORDER}) {{ \
             totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {LISTED} }} }} \
             back: repositories(last: 100, before: $before{i}, {ORDER}) @include(if: $back{i}) {{ \
             pageInfo {{ hasPreviousPage startCursor }} nodes {{ {LISTED} }} }} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!(
        "query ListRepositories({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n"
    )
}

/// Looks up `count` repositories by address. Variables: `owner0`, `name0`, ….
/// Aliases: `repository0`, ….
pub(super) fn find_repositories(count: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..count {
        let _ = write!(variables, "$owner{i}: String!, $name{i}: String!, ");
        let _ = writeln!(
            fields,
            "  repository{i}: repository(owner: $owner{i}, name: $name{i}, followRenames: true) \
             {{ {LISTED} isPrivate owner {{ {OWNER} }} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!(
        "query FindRepositories({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n"
    )
}

/// Asks where repositories are now, by node id. Variable: `ids`.
pub(super) static LOCATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "query LocateRepositories($ids: [ID!]!) {{\n  rateLimit {{ cost limit remaining resetAt }}\n\
         \x20 nodes(ids: $ids) {{ __typename ... on Repository {{ {LISTED} isPrivate owner {{ {OWNER} }} }} }}\n}}\n"
    )
});

/// Reads `count` stretches of history at once. Variables: `id0`, `since0`,
/// `until0`, `after0`, …. Aliases: `history0`, ….
pub(super) fn histories(count: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..count {
        let _ = write!(
            variables,
            "$id{i}: ID!, $since{i}: GitTimestamp!, $until{i}: GitTimestamp!, $after{i}: String, "
        );
        let _ = writeln!(
            fields,
            "  history{i}: node(id: $id{i}) {{ __typename ... on Repository {{ defaultBranchRef {{ target {{ __typename ... on Commit {{ \
             committedDate history(first: 100, since: $since{i}, until: $until{i}, after: $after{i}) {{ ...Commits }} }} }} }} }} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!(
        "query Histories({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n{COMMITS}"
    )
}

/// Asks for so many folders, with what is in the folders of each, and files of each
/// repository. Variables: `id0`, and
/// `at0_0`, … for what is asked, as `HEAD:path`. Aliases: `texts0` for the
/// repository, `object0`, … in it.
pub(super) fn texts(counts: &[usize]) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for (i, count) in counts.iter().enumerate() {
        let _ = write!(variables, "$id{i}: ID!, ");
        let _ = write!(
            fields,
            "  texts{i}: node(id: $id{i}) {{ __typename ... on Repository {{ isPrivate"
        );
        for j in 0..*count {
            let _ = write!(variables, "$at{i}_{j}: String!, ");
            let _ = write!(
                fields,
                " object{j}: object(expression: $at{i}_{j}) {{ __typename ...Folders ...Text }}"
            );
        }
        fields.push_str(" } }\n");
    }
    let variables = variables.trim_end_matches(", ");
    format!(
        "query Texts({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n{FILES}"
    )
}

/// Which lists of issues are asked for of a repository: each costs a hundredth of a point, and
/// the tasks with their labels four.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct IssueLists {
    /// Open issues that ask for help, with their labels.
    pub(super) tasks: bool,
    /// The oldest open issues.
    pub(super) oldest: bool,
    /// The newest issues.
    pub(super) newest: bool,
    /// The newest pull requests.
    pub(super) requests: bool,
}

impl IssueLists {
    /// What they cost, in hundredths of a point.
    pub(super) fn cost(self) -> usize {
        let lists = [self.oldest, self.newest, self.requests];
        lists.iter().filter(|asked| **asked).count() + usize::from(self.tasks) * TASKS_COST
    }
}

/// What the tasks of a repository cost, in hundredths of a point: a list, and the labels
/// of each of three.
pub(super) const TASKS_COST: usize = 4;

/// The lists, as they are written in a selection, and their fragments.
const ISSUE_LISTS: [(&str, &str); 4] = [
    (
        "...Tasks",
        "fragment Tasks on Repository { tasks: issues(first: 3, states: OPEN, labels: $labels, \
         filterBy: { assignee: null }, orderBy: { field: CREATED_AT, direction: DESC }) { \
         nodes { title url createdAt labels(first: 10) { nodes { name } } } } }\n",
    ),
    (
        "...Oldest",
        "fragment Oldest on Repository { oldest: issues(first: 10, states: OPEN, \
         orderBy: { field: CREATED_AT, direction: ASC }) { nodes { title url createdAt \
         authorAssociation author { __typename login } participants { totalCount } \
         comments { totalCount } } } }\n",
    ),
    (
        "...Newest",
        "fragment Newest on Repository { newest: issues(first: 15, filterBy: { since: $since }, \
         orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id number createdAt closedAt \
         authorAssociation author { __typename login } comments { totalCount } } } }\n",
    ),
    (
        "...Requests",
        "fragment Requests on Repository { requests: pullRequests(first: 15, \
         orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id number createdAt closedAt \
         mergedAt mergedBy { login } authorAssociation author { __typename login } \
         comments { totalCount } reviews { totalCount } } } }\n",
    ),
];

/// Asks for the issues of repositories. Variables: `labels`, `since` where the newest are asked
/// for, and `id0`, …. Aliases: `repository0`, …; in each `wanted`, how many tasks there are, which
/// costs nothing, and the lists by their names.
pub(super) fn issues(lists: &[IssueLists]) -> String {
    let mut variables = "$labels: [String!]!".to_owned();
    let (mut fields, mut fragments) = (String::new(), String::new());
    for (i, lists) in lists.iter().enumerate() {
        let _ = write!(variables, ", $id{i}: ID!");
        let _ = write!(
            fields,
            "  repository{i}: node(id: $id{i}) {{ __typename ... on Repository {{ isPrivate \
             wanted: issues(states: OPEN, labels: $labels, filterBy: {{ assignee: null }}) {{ totalCount }}"
        );
        let asked = [lists.tasks, lists.oldest, lists.newest, lists.requests];
        for ((spread, fragment), _) in ISSUE_LISTS.iter().zip(asked).filter(|(_, asked)| *asked) {
            let _ = write!(fields, " {spread}");
            if !fragments.contains(fragment) {
                fragments.push_str(fragment);
            }
        }
        fields.push_str(" } }\n");
    }
    if lists.iter().any(|lists| lists.newest) {
        variables.push_str(", $since: DateTime!");
    }
    format!(
        "query Issues({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n{fragments}"
    )
}

/// Who wrote something and when.
const WRITTEN: &str = "createdAt author { __typename login }";

/// Asks for the tasks of so many repositories, and for the first answers to issues and pull
/// requests (`true`). Variables: `labels` where there are tasks, `id0`, …, and
/// `answer0`, …. Aliases: `repository0`, … and `answer0`, ….
pub(super) fn issue_details(tasks: usize, answers: &[bool]) -> String {
    let mut variables = Vec::new();
    let (mut fields, mut fragment) = (String::new(), "");
    if tasks > 0 {
        variables.push("$labels: [String!]!".to_owned());
        fragment = ISSUE_LISTS[0].1;
    }
    for i in 0..tasks {
        variables.push(format!("$id{i}: ID!"));
        let _ = writeln!(
            fields,
            "  repository{i}: node(id: $id{i}) {{ __typename ... on Repository {{ isPrivate ...Tasks }} }}"
        );
    }
    for (i, is_request) in answers.iter().enumerate() {
        variables.push(format!("$answer{i}: ID!"));
        let answers = if *is_request {
            format!(
                "... on PullRequest {{ answers: timelineItems(first: 10, \
                 itemTypes: [ISSUE_COMMENT, PULL_REQUEST_REVIEW]) {{ nodes {{ __typename \
                 ... on IssueComment {{ {WRITTEN} }} ... on PullRequestReview {{ {WRITTEN} }} }} }} }}"
            )
        } else {
            format!("... on Issue {{ answers: comments(first: 10) {{ nodes {{ {WRITTEN} }} }} }}")
        };
        let _ = writeln!(
            fields,
            "  answer{i}: node(id: $answer{i}) {{ __typename {answers} }}"
        );
    }
    let variables = variables.join(", ");
    format!(
        "query IssueDetails({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n{fragment}"
    )
}

/// What an organisation says of itself.
const PROFILE: &str = "__typename ... on Organization { login name description websiteUrl \
    email location isVerified }";

/// Looks for organisations: `searches` times by words, and `logins` of them by login.
/// Variables: `query0`, …, `login0`, …. Aliases: `search0`, …, `account0`, ….
pub(super) fn search_accounts(searches: usize, logins: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..searches {
        let _ = write!(variables, "$query{i}: String!, ");
        let _ = writeln!(
            fields,
            "  search{i}: search(query: $query{i}, type: USER, first: 20) {{ userCount nodes {{ {PROFILE} }} }}"
        );
    }
    for i in 0..logins {
        let _ = write!(variables, "$login{i}: String!, ");
        let _ = writeln!(
            fields,
            "  account{i}: repositoryOwner(login: $login{i}) {{ {PROFILE} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!(
        "query SearchAccounts({variables}) {{\n  rateLimit {{ cost limit remaining resetAt }}\n{fields}}}\n"
    )
}
