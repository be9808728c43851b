//! Community health files: a repository's own, or those of the public repository
//! `.github` of its owner.

use async_graphql::SimpleObject;

use super::scalars::Uri;
use crate::world::World;

#[derive(SimpleObject)]
pub(crate) struct CodeOfConduct {
    key: String,
    name: String,
    url: Option<Uri>,
}

#[derive(SimpleObject)]
pub(crate) struct ContributingGuidelines {
    url: Option<Uri>,
}

impl CodeOfConduct {
    pub(crate) fn of(world: &World, at: usize) -> Option<Self> {
        // Whose text it is, the double does not recognise.
        Some(Self {
            key: "other".to_owned(),
            name: "Other".to_owned(),
            url: Some(shown(world, at, "code_of_conduct")?),
        })
    }
}

impl ContributingGuidelines {
    pub(crate) fn of(world: &World, at: usize) -> Option<Self> {
        let url = Some(shown(world, at, "contributing")?);
        Some(Self { url })
    }
}

/// Where the file of this name is that GitHub shows at the repository.
pub(crate) fn shown(world: &World, at: usize, name: &str) -> Option<Uri> {
    let owner = &world.repositories[at].owner;
    let defaults = world.by_path(&format!("{owner}/.github"), false);
    let defaults = defaults.filter(|at| world.repositories[*at].public);
    [Some(at), defaults].into_iter().flatten().find_map(|at| {
        let repository = &world.repositories[at];
        let branch = repository.branch()?;
        let path = repository.files.keys().find(|path| {
            let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
            let stem = file.split('.').next().unwrap_or(file);
            matches!(folder, "" | ".github" | "docs") && stem.eq_ignore_ascii_case(name)
        })?;
        let address = repository.path();
        Some(Uri(format!(
            "https://github.com/{address}/blob/{branch}/{path}"
        )))
    })
}
