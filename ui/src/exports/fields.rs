//! What files hold of a repository, or of another type of the schema: a table of fields,
//! from which the question to the schema, the order of the JSON and the columns follow.

use std::borrow::Cow;
use std::sync::LazyLock;

use async_graphql::{Name, Value};
use bronwijzer_graphql::JUDGEMENTS;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Fields of the schema's `Repository`. A new one goes to the end, so that columns keep their place; behind it stand the judgements
/// of the table of the index that are not here.
const NAMED: &[&str] = &[
    "id",
    "url",
    "forge.host",
    "owner",
    "name",
    "organisation.slug",
    "organisation.name",
    "organisation.type",
    "organisation.tooi",
    "description",
    "homepage",
    "topics",
    "primaryLanguage",
    "languages.name",
    "languages.bytes",
    "licence.verdict",
    "licence.spdxId",
    "maintenance.status",
    "kind.kind",
    "risk.verdict",
    "vitality.score",
    "openness.score",
    "maintainerSearch.seeking",
    "publiccodeVerdict.verdict",
    "publiccodeVerdict.errors",
    "publiccodeVerdict.warnings",
    "themes.softwareType.value",
    "themes.categories.value",
    "themes.platforms.value",
    "themes.audience.value",
    "openByDefault.leftOut",
    "lastActivityAt",
    "createdAt",
    "pushedAt",
    "archivedAt",
    "archived",
    "empty",
    "fork",
    "mirror",
    "template",
    "parentUrl",
    "stars",
    "forks",
    "watchers",
    "openIssues",
    "closedIssues",
    "openPullRequests",
    "closedPullRequests",
    "releases.total",
    "tags.total",
    "shownAs.url",
    "formerUrls",
    "gone.kind",
    "gone.noticedAt",
    "observedAt",
    "firstSeenAt",
    "descriptions.language",
    "descriptions.name",
    "descriptions.genericName",
    "descriptions.shortDescription",
    "descriptions.longDescription",
    "descriptions.features",
    "maintenance.farewell.kind",
    "maintenance.farewell.successor.url",
    "title",
    "alsoKnownAs",
    "summary.text",
    "summary.language",
    "summary.source",
    "uuid",
    "archive.state",
    "archive.swhid",
    "archive.revisionSwhid",
    "archive.visitedAt",
    "archive.saveRequestedAt",
    "archive.url",
    "scorecard.state",
    "scorecard.score",
    "scorecard.day",
    "scorecard.url",
];

/// What the files hold of a repository.
pub(crate) static REPOSITORY: LazyLock<Fields> = LazyLock::new(|| Fields::new(named()));

/// The same with texts that are too long for a cell, for the file of programs.
pub(super) static WITH_TEXTS: LazyLock<Fields> = LazyLock::new(|| {
    let mut fields = named();
    fields.extend(TEXTS.iter().map(|path| (*path).to_owned()));
    Fields::new(fields)
});

const TEXTS: &[&str] = &["publiccode.path", "publiccode.text"];

/// Where a repository is, and nothing else.
pub(super) static ADDRESS: LazyLock<Fields> = LazyLock::new(|| Fields::new(vec!["url".to_owned()]));

fn named() -> Vec<String> {
    let mut fields: Vec<String> = NAMED.iter().map(|path| (*path).to_owned()).collect();
    let judgements = JUDGEMENTS
        .iter()
        .map(|row| format!("{}.verdict", row.field()));
    fields.extend(judgements.filter(|path| !NAMED.contains(&path.as_str())));
    fields
}

/// What stands between the values of a cell that has several.
const BETWEEN: &str = "|";

/// Fields of a type of the schema, with a dot before one of a field, in the order in which
/// a file has them.
pub(crate) struct Fields {
    paths: Vec<String>,
    tree: Vec<Branch>,
}

/// A field, and what is asked of it.
struct Branch {
    name: String,
    below: Vec<Branch>,
}

impl Fields {
    pub(crate) fn new(paths: Vec<String>) -> Self {
        let mut tree = Vec::new();
        for path in &paths {
            let mut level = &mut tree;
            for name in path.split('.') {
                let at = level.iter().position(|branch: &Branch| branch.name == name);
                let at = at.unwrap_or_else(|| {
                    level.push(Branch {
                        name: name.to_owned(),
                        below: Vec::new(),
                    });
                    level.len() - 1
                });
                level = &mut level[at].below;
            }
        }
        Self { paths, tree }
    }

    /// The fields, as a query asks for them.
    pub(crate) fn selection(&self) -> String {
        fn write(tree: &[Branch]) -> String {
            let fields = tree.iter().map(|branch| match branch.below.as_slice() {
                [] => branch.name.clone(),
                below => format!("{} {{ {} }}", branch.name, write(below)),
            });
            fields.collect::<Vec<_>>().join(" ")
        }
        write(&self.tree)
    }

    /// The entry with its fields in the order of the table: the schema answers them in the
    /// order in which they were found.
    pub(crate) fn in_order<'a>(&'a self, entry: &'a Value) -> impl Serialize + use<'a> {
        InOrder {
            tree: &self.tree,
            value: entry,
        }
    }

    /// The names of the columns.
    pub(crate) fn headers(&self) -> Vec<String> {
        self.paths.iter().map(|path| header(path)).collect()
    }

    /// The cells of an entry. What is not known is empty.
    pub(crate) fn cells(&self, entry: &Value) -> Vec<String> {
        let cell = |path: &String| {
            let mut cell = None;
            find(entry, path, &mut cell);
            cell.unwrap_or_default()
        };
        self.paths.iter().map(cell).collect()
    }
}

/// A value with the fields of each object in the order of a table.
struct InOrder<'a> {
    tree: &'a [Branch],
    value: &'a Value,
}

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(fields) if !self.tree.is_empty() => {
                let mut object = serializer.serialize_map(None)?;
                for branch in self.tree {
                    if let Some(value) = fields.get(branch.name.as_str()) {
                        let tree = &branch.below;
                        object.serialize_entry(&branch.name, &Self { tree, value })?;
                    }
                }
                object.end()
            }
            Value::List(values) => serializer.collect_seq(values.iter().map(|value| Self {
                tree: self.tree,
                value,
            })),
            value => value.serialize(serializer),
        }
    }
}

/// `licence.spdxId` is `licence_spdx_id`.
fn header(path: &str) -> String {
    let mut header = String::with_capacity(path.len() + 4);
    for c in path.chars() {
        match c {
            '.' => header.push('_'),
            c if c.is_ascii_uppercase() => {
                header.push('_');
                header.push(c.to_ascii_lowercase());
            }
            c => header.push(c),
        }
    }
    header
}

/// Puts what is at a path into a cell, which is `None` as long as nothing was found.
fn find(value: &Value, path: &str, cell: &mut Option<String>) {
    let text = match value {
        Value::Null => return,
        Value::List(values) => {
            values.iter().for_each(|value| find(value, path, cell));
            return;
        }
        Value::Object(fields) => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(value) = fields.get(name) {
                find(value, rest, cell);
            }
            return;
        }
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Enum(name) => Cow::Borrowed(Name::as_str(name)),
        // Counts that are larger than the schema's whole numbers come with a
        // point.
        value => Cow::Owned(value.to_string().trim_end_matches(".0").to_owned()),
    };
    match cell {
        Some(cell) => {
            cell.push_str(BETWEEN);
            cell.push_str(&text);
        }
        None => *cell = Some(text.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_have_the_names_of_the_schema() {
        assert_eq!(header("licence.spdxId"), "licence_spdx_id");
        let mut headers = REPOSITORY.headers();
        headers.sort();
        headers.dedup();
        assert_eq!(headers.len(), REPOSITORY.paths.len());
    }

    #[test]
    fn a_field_of_a_field_is_asked_for_within_it() {
        let asked = REPOSITORY.selection();
        assert!(asked.starts_with("id url forge { host } owner"), "{asked}");
        assert!(asked.contains("themes { softwareType { value } categories { value }"));
    }

    #[test]
    fn lists_and_absent_facts_have_their_cells() {
        let repository = Value::from_json(json!({
            "url": "https://example.org/a/b",
            "stars": 3,
            "languages": [{ "bytes": 7.0, "name": "Rust" }, { "name": "Go", "bytes": 5 }],
            "id": "1",
            "archived": null,
            "organisation": null,
        }));
        let repository = repository.unwrap();
        let cells = REPOSITORY.cells(&repository);
        let of = |name: &str| {
            let at = REPOSITORY
                .headers()
                .iter()
                .position(|header| header == name)
                .unwrap();
            cells[at].as_str()
        };
        assert_eq!(of("languages_name"), "Rust|Go");
        assert_eq!(of("languages_bytes"), "7|5");
        assert_eq!(of("stars"), "3");
        assert_eq!(of("archived"), "");
        assert_eq!(of("organisation_name"), "");
        assert_eq!(
            serde_json::to_string(&REPOSITORY.in_order(&repository)).unwrap(),
            r#"{"id":"1","url":"https://example.org/a/b","organisation":null,"languages":[{"name":"Rust","bytes":7.0},{"name":"Go","bytes":5}],"archived":null,"stars":3}"#
        );
    }
}
