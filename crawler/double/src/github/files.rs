//! Git objects that a repository's files make: trees and blobs.

use std::sync::Arc;

use async_graphql::{ID, Interface, Object};

use super::history::{Commit, Tag};
use super::scalars::GitObjectId;
use crate::world::World;

/// Blobs over this size come cut off.
const TRUNCATED_OVER: usize = 512_000;

/// Something in git.
#[derive(Interface)]
#[graphql(field(name = "oid", ty = "GitObjectId"), field(name = "id", ty = "ID"))]
pub(crate) enum GitObject {
    Blob(Blob),
    Commit(Commit),
    Tag(Tag),
    Tree(Tree),
}

pub(crate) struct Blob {
    content: Arc<[u8]>,
}

impl Blob {
    fn text_of(&self) -> Option<&str> {
        let end = self.content.len().min(TRUNCATED_OVER);
        match std::str::from_utf8(&self.content[..end]) {
            Ok(text) => Some(text),
            // A cut in the middle of a character is no reason to call it binary.
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&self.content[..error.valid_up_to()]).ok()
            }
            Err(_) => None,
        }
    }
}

#[Object]
impl Blob {
    pub(crate) async fn id(&self) -> ID {
        ID(format!("B_{:x}", self.content.len()))
    }

    pub(crate) async fn oid(&self) -> GitObjectId {
        GitObjectId(format!("{:040x}", self.content.len()))
    }

    async fn byte_size(&self) -> usize {
        self.content.len()
    }

    async fn is_binary(&self) -> Option<bool> {
        Some(self.text_of().is_none())
    }

    async fn is_truncated(&self) -> bool {
        self.content.len() > TRUNCATED_OVER
    }

    async fn text(&self) -> Option<&str> {
        self.text_of()
    }
}

pub(crate) struct Tree {
    entries: Vec<TreeEntry>,
}

#[Object]
impl Tree {
    pub(crate) async fn id(&self) -> ID {
        ID(format!("T_{:x}", self.entries.len()))
    }

    pub(crate) async fn oid(&self) -> GitObjectId {
        GitObjectId(format!("{:040x}", self.entries.len()))
    }

    async fn entries(&self) -> Option<Vec<TreeEntry>> {
        Some(self.entries.clone())
    }
}

#[derive(Clone)]
pub(crate) struct TreeEntry {
    name: String,
    kind: &'static str,
    mode: i32,
    /// Where it is: the world, the repository in it, and the path.
    world: Arc<World>,
    at: usize,
    path: String,
}

#[Object]
impl TreeEntry {
    async fn name(&self) -> &str {
        &self.name
    }

    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        self.kind
    }

    async fn mode(&self) -> i32 {
        self.mode
    }

    async fn path(&self) -> Option<&str> {
        Some(&self.path)
    }

    async fn object(&self) -> Option<GitObject> {
        object_at(&self.world, self.at, &format!("HEAD:{}", self.path))
    }
}

/// The modes of git, which GitHub gives as plain numbers.
const FOLDER: i32 = 0o040_000;
const FILE: i32 = 0o100_644;
const LINK: i32 = 0o120_000;

/// What `HEAD:path` names.
pub(crate) fn object_at(world: &Arc<World>, at: usize, expression: &str) -> Option<GitObject> {
    let repository = &world.repositories[at];
    repository.default_branch.as_ref()?;
    let path = expression.strip_prefix("HEAD:")?;
    if let Some(content) = repository.files.get(path) {
        return Some(GitObject::Blob(Blob {
            content: Arc::clone(content),
        }));
    }
    let folder = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let mut entries: Vec<TreeEntry> = Vec::new();
    for file in repository.files.keys() {
        let Some(rest) = file.strip_prefix(&folder) else {
            continue;
        };
        let (name, kind) = match rest.split_once('/') {
            Some((name, _)) => (name, "tree"),
            None => (rest, "blob"),
        };
        if entries.iter().all(|entry| entry.name != name) {
            let mode = match kind {
                "tree" => FOLDER,
                _ if repository.links.contains(file) => LINK,
                _ => FILE,
            };
            entries.push(TreeEntry {
                name: name.to_owned(),
                kind,
                mode,
                world: Arc::clone(world),
                at,
                path: format!("{folder}{name}"),
            });
        }
    }
    let exists = path.is_empty() || !entries.is_empty();
    exists.then_some(GitObject::Tree(Tree { entries }))
}
