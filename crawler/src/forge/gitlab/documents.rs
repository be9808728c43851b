//! The GraphQL documents that are sent to GitLab.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// Where the README is looked for; the first that exists counts. GitLab takes
/// one point of complexity for each path.
pub(super) const READMES: &[&str] = &[
    "README.md",
    "readme.md",
    "Readme.md",
    "README.MD",
    "README.nl.md",
    "README.en.md",
    "README.rst",
    "README.adoc",
    "README.txt",
    "README",
    "LEESMIJ.md",
    "docs/README.md",
];

/// Where `publiccode.yml` is looked for.
pub(super) const PUBLICCODES: &[&str] = &["publiccode.yml", "publiccode.yaml"];

/// Where the licence is looked for.
pub(super) const LICENCES: &[&str] = &[
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE",
    "LICENCE.md",
    "LICENCE.txt",
    "COPYING",
    "LICENTIE.md",
    "license",
    "license.md",
    "license.txt",
];

/// Asks for projects by global id. Variables: `ids`, `count` (how many ids),
/// `paths`, and whether the `texts` come too.
pub(super) const PROJECTS: &str = include_str!("projects.graphql");

/// Every path that [`PROJECTS`] asks for.
pub(super) static PATHS: LazyLock<Vec<&str>> =
    LazyLock::new(|| [READMES, PUBLICCODES, LICENCES].concat());

/// Lists `count` groups at once, a page of each with the projects of their
/// subgroups. Variables: `path0`, `after0`, …. Aliases: `account0`, ….
pub(super) fn list_groups(count: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..count {
        // Writing to a String can't fail.
        let _ = write!(variables, "$path{i}: ID!, $after{i}: String, ");
        let _ = writeln!(
            fields,
            "  account{i}: group(fullPath: $path{i}) {{ id fullPath \
             projects(includeSubgroups: true, first: 100, after: $after{i}) {{ \
             pageInfo {{ hasNextPage endCursor }} \
             nodes {{ id webUrl visibility updatedAt lastActivityAt \
             starCount forksCount openIssuesCount }} }} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!("query ListGroups({variables}) {{\n{fields}}}\n")
}
