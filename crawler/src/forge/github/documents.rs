//! The GraphQL documents that are sent to GitHub. Those for several accounts or
//! histories at once are put together from one selection per alias.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// A text that is asked for with each repository.
pub(super) struct TextPath {
    /// Alias in the query and key in the answer.
    pub(super) alias: &'static str,
    /// Which text of the observation it is.
    pub(super) role: TextRole,
    /// Path in the repository.
    pub(super) path: &'static str,
}

/// Which text of the observation a path holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextRole {
    Readme,
    Publiccode,
    Licence,
}

/// Declares the table; the alias keeps the answer's keys apart.
macro_rules! texts {
    ($($alias:ident $role:ident $path:literal),+ $(,)?) => {
        /// Where texts are looked for. GitHub gives no pattern search within one
        /// query, so each spelling is asked for by name; the first that exists
        /// counts. A path costs no points.
        pub(super) const TEXTS: &[TextPath] = &[
            $(TextPath { alias: stringify!($alias), role: TextRole::$role, path: $path }),+
        ];
    };
}

texts! {
    readme1 Readme "README.md",
    readme2 Readme "readme.md",
    readme3 Readme "Readme.md",
    readme4 Readme "README.MD",
    readme5 Readme "README.nl.md",
    readme6 Readme "README.en.md",
    readme7 Readme "README.rst",
    readme8 Readme "README.adoc",
    readme9 Readme "README.markdown",
    readme10 Readme "README.txt",
    readme11 Readme "README",
    readme12 Readme "LEESMIJ.md",
    readme13 Readme ".github/README.md",
    readme14 Readme "docs/README.md",
    publiccode1 Publiccode "publiccode.yml",
    publiccode2 Publiccode "publiccode.yaml",
    licence1 Licence "LICENSE",
    licence2 Licence "LICENSE.md",
    licence3 Licence "LICENSE.txt",
    licence4 Licence "LICENCE",
    licence5 Licence "LICENCE.md",
    licence6 Licence "LICENCE.txt",
    licence7 Licence "LICENSE.TXT",
    licence8 Licence "LICENSE.MD",
    licence9 Licence "COPYING",
    licence10 Licence "LICENTIE.md",
    licence11 Licence "license",
    licence12 Licence "license.md",
    licence13 Licence "license.txt",
}

const REPOSITORY: &str = include_str!("repository.graphql");
const COMMITS: &str = include_str!("commits.graphql");

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
    for text in TEXTS {
        // Writing to a String can't fail.
        let _ = writeln!(
            texts,
            "  {}: object(expression: \"HEAD:{}\") {{ __typename ...Text }}",
            text.alias, text.path
        );
    }
    format!(
        "query CatalogueRepositories($ids: [ID!]!, $since: GitTimestamp!, $history: Boolean!, $texts: Boolean!) {{\n\
         \x20 rateLimit {{ cost limit remaining resetAt }}\n\
         \x20 nodes(ids: $ids) {{ __typename ...CatalogueRepository ...CatalogueTexts @include(if: $texts) }}\n\
         }}\n{REPOSITORY}\nfragment CatalogueTexts on Repository {{\n{texts}}}\n{COMMITS}"
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
