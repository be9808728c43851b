//! The GraphQL documents that are sent to GitLab.

use std::fmt::Write as _;

/// The texts that are asked for with each project, by their usual names. GitLab
/// takes a point of complexity for each path; what has another name, or is a
/// link, is asked for by REST.
pub(super) const PATHS: &[&str] = &[
    "README.md",
    "readme.md",
    "Readme.md",
    "README.rst",
    "README.adoc",
    "README.txt",
    "README",
    "docs/README.md",
    "publiccode.yml",
    "publiccode.yaml",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE",
    "LICENCE.md",
    "COPYING",
    "COPYING.LESSER",
    "LICENTIE.md",
];

/// Asks for projects by global id. Variables: `ids`, `count` (how many ids),
/// `paths`, and whether the `texts` come too.
pub(super) const PROJECTS: &str = include_str!("projects.graphql");

/// Lists `count` groups at once, a page of each with the projects of their
/// subgroups, and how many there are, which GitLab tells since 15.1. Variables: `path0`, `after0`, …. Aliases: `account0`, ….
pub(super) fn list_groups(count: usize) -> String {
    let (mut variables, mut fields) = (String::new(), String::new());
    for i in 0..count {
        // Writing to a String can't fail.
        let _ = write!(variables, "$path{i}: ID!, $after{i}: String, ");
        let _ = writeln!(
            fields,
            "  account{i}: group(fullPath: $path{i}) {{ id fullPath \
             projects(includeSubgroups: true, first: 100, after: $after{i}) {{ \
             count pageInfo {{ hasNextPage endCursor }} \
             nodes {{ id webUrl visibility updatedAt lastActivityAt \
             starCount forksCount openIssuesCount }} }} }}"
        );
    }
    let variables = variables.trim_end_matches(", ");
    format!("query ListGroups({variables}) {{\n{fields}}}\n")
}
