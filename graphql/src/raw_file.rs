//! The addresses at which forges give out the text of a file. They differ in the path, and
//! a repository's address tells which kind of forge it is on.

use bronwijzer_index::{Card, PubliccodeVerdict};
use url::Url;

/// The usual name, for a source that tells that there is one and not where.
const PUBLICCODE: &str = "publiccode.yml";

/// The file that the verdict on publiccode.yml is about; `None` where there is none.
pub(crate) fn publiccode_of(card: &Card) -> Option<String> {
    match card.publiccode {
        PubliccodeVerdict::Valid | PubliccodeVerdict::Invalid => {}
        PubliccodeVerdict::Missing | PubliccodeVerdict::Unknown => return None,
    }
    let branch = card.default_branch.as_deref().unwrap_or("HEAD");
    let file = card.publiccode_path.as_deref().unwrap_or(PUBLICCODE);
    raw(&card.url.to_string(), branch, file)
}

/// The text of a file in the repository at a web address.
fn raw(repository: &str, branch: &str, file: &str) -> Option<String> {
    let mut url = Url::parse(repository).ok()?;
    let before = match url.host_str()? {
        "github.com" => {
            url.set_host(Some("raw.githubusercontent.com")).ok()?;
            ""
        }
        host if host.starts_with("gitlab.") => "-/raw",
        "bitbucket.org" => "raw",
        // Gitea and Forgejo.
        _ => "raw/branch",
    };
    let parts = [before, branch, file];
    let segments = parts.iter().flat_map(|part| part.split('/'));
    // Nothing leads out of the repository.
    let segments = segments.filter(|part| !matches!(*part, "" | "." | ".."));
    url.path_segments_mut()
        .ok()?
        .pop_if_empty()
        .extend(segments);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_gives_files_out_at_its_own_address() {
        for (repository, expected) in [
            (
                "https://github.com/o/r",
                "https://raw.githubusercontent.com/o/r/release/1/docs/a%20b.yml",
            ),
            (
                "https://gitlab.example/g/o/r",
                "https://gitlab.example/g/o/r/-/raw/release/1/docs/a%20b.yml",
            ),
            (
                "https://code.overheid.nl/o/r",
                "https://code.overheid.nl/o/r/raw/branch/release/1/docs/a%20b.yml",
            ),
        ] {
            let found = raw(repository, "release/1", "docs/../a b.yml");
            assert_eq!(found.unwrap(), expected);
        }
    }
}
