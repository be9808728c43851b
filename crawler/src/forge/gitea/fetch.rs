//! Reading one repository whole.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Datelike, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Gitea;
use super::response::{Content, ReleaseRow, Row, TagRow};
use crate::forge::findings::{Findings, FolderEntries, known_files};
use crate::forge::rest::segment;
use crate::forge::{Fetched, Forge, ForgeError, Wanted};
use crate::observation::{
    Counts, FileKind, Flags, ForgeLicence, KnownFile, LanguageSize, Observation, Release, Releases,
    Source, TextFile,
};

/// Releases and tags that are kept.
const NEWEST: usize = 10;

/// Folders beside the root in which well-known files stand.
const FOLDERS: &[&str] = &[".gitea", ".forgejo", ".github", "docs"];

impl Gitea {
    /// Reads one repository, from the row of its list where there is one.
    pub(super) async fn read(&self, wanted: &Wanted) -> Result<Fetched, ForgeError> {
        let listed = wanted
            .handle
            .parse()
            .ok()
            .and_then(|id: u64| self.rows().remove(&id));
        let row = match listed {
            Some(row) => row,
            None => match self
                .row_at(&format!("repositories/{}", segment(&wanted.handle)))
                .await?
            {
                Ok(row) => row,
                Err(kind) => return Ok(Fetched::Gone(kind)),
            },
        };
        let path = match row.full_name.split_once('/') {
            Some((owner, name)) => format!("repos/{}/{}", segment(owner), segment(name)),
            None => {
                return Err(self
                    .rest
                    .unreadable(format!("`{}` names no repository", row.full_name)));
            }
        };
        let mut found = Findings::about(row.html_url.to_string());
        let mut observation = self.facts_of(&row);
        if row.empty == Some(true) || row.default_branch.is_none() {
            found.note(
                "default_branch",
                "the repository has no commits",
                "it is in the catalogue without commits and files",
                "Push a first commit",
            );
        } else {
            self.read_code(&path, &row, &mut observation, &mut found)
                .await?;
        }
        observation.gaps = found.gaps;
        Ok(Fetched::Seen(Box::new(observation), found.problems))
    }

    /// What the row tells.
    fn facts_of(&self, row: &Row) -> Observation {
        let listed = row.listed(self.host());
        let mut observation = Observation::bare(
            listed.id,
            listed.url,
            Utc::now(),
            Source::Forge {
                api: self.rest.address().to_owned(),
            },
        );
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        observation.handle = Some(listed.handle);
        observation.description = text(&row.description);
        observation.homepage = text(&row.website);
        observation.topics.clone_from(&row.topics);
        observation.created_at = row.created_at;
        observation.updated_at = row.updated_at;
        observation.archived_at = row
            .archived_at
            .filter(|at| row.archived == Some(true) && at.year() > 1970);
        observation.parent = row.parent.as_ref().map(|parent| parent.html_url.clone());
        observation.mirror_url = row
            .original_url
            .clone()
            .filter(|url| row.mirror == Some(true) && !url.is_empty());
        observation.default_branch = row
            .default_branch
            .clone()
            .filter(|_| row.empty != Some(true));
        observation.flags = Flags {
            archived: row.archived,
            disabled: None,
            empty: row.empty,
            fork: row.fork,
            mirror: row.mirror,
            template: row.template,
        };
        observation.counts = Counts {
            stars: row.stars_count,
            forks: row.forks_count,
            watchers: row.watchers_count,
            open_issues: row
                .open_issues_count
                .filter(|_| row.has_issues != Some(false)),
            closed_issues: None,
            open_pull_requests: row
                .open_pr_counter
                .filter(|_| row.has_pull_requests != Some(false)),
            closed_pull_requests: None,
        };
        observation.licence = match row.licenses.as_deref() {
            Some([id]) => Some(ForgeLicence::Spdx { id: id.clone() }),
            Some([_, ..]) => Some(ForgeLicence::Unrecognised),
            Some([]) => Some(ForgeLicence::Missing),
            None => None,
        };
        observation
    }

    /// What stands in the code and beside it.
    async fn read_code(
        &self,
        path: &str,
        row: &Row,
        observation: &mut Observation,
        found: &mut Findings,
    ) -> Result<(), ForgeError> {
        observation.languages = self
            .ask::<Map<String, Value>>(&format!("{path}/languages"))
            .await?
            .map(|(languages, _)| by_size(&languages));
        if row.release_counter == Some(0) {
            observation.releases = Some(Releases::default());
        } else {
            let path = format!("{path}/releases?draft=false&limit={NEWEST}");
            let answer = self.ask::<Vec<ReleaseRow>>(&path).await?;
            observation.releases = answer.map(|(releases, total)| {
                let public = releases.into_iter().filter(|release| !release.draft);
                newest(
                    total.or(row.release_counter),
                    public.map(|release| (release.tag_name, release.published_at)),
                )
            });
        }
        let tags = format!("{path}/tags?limit={NEWEST}");
        observation.tags = self.ask::<Vec<TagRow>>(&tags).await?.map(|(tags, total)| {
            let rows = tags.into_iter();
            newest(
                total,
                rows.map(|tag| (tag.name, tag.commit.and_then(|commit| commit.created))),
            )
        });
        observation.commits = self
            .begin_history(path)
            .await?
            .map(|history| self.count(history));

        let Some((root, _)) = self
            .ask::<Vec<Content>>(&format!("{path}/contents"))
            .await?
        else {
            return Ok(());
        };
        let mut folders = vec![entries("", &root)];
        for &folder in FOLDERS {
            let is_there = |entry: &Content| entry.name == folder && entry.kind == "dir";
            if root.iter().any(is_there)
                && let Some((inside, _)) = self
                    .ask::<Vec<Content>>(&format!("{path}/contents/{folder}"))
                    .await?
            {
                folders.push(entries(folder, &inside));
            }
        }
        let files = known_files(folders);
        observation.readme = self
            .text(path, &files, FileKind::Readme, "readme", found)
            .await?;
        observation.publiccode = self
            .text(path, &files, FileKind::Publiccode, "publiccode", found)
            .await?;
        observation.licence_text = self
            .text(path, &files, FileKind::Licence, "licence_text", found)
            .await?;
        if observation.licence == Some(ForgeLicence::Missing)
            && files.iter().any(|file| file.kind == FileKind::Licence)
        {
            observation.licence = Some(ForgeLicence::Unrecognised);
        }
        observation.files = Some(files);
        found.check_readme(observation);
        found.check_publiccode(observation);
        Ok(())
    }

    /// The text of the well-known file of this kind.
    async fn text(
        &self,
        path: &str,
        files: &[KnownFile],
        kind: FileKind,
        field: &str,
        found: &mut Findings,
    ) -> Result<Option<TextFile>, ForgeError> {
        let Some(file) = files.iter().find(|file| file.kind == kind) else {
            return Ok(None);
        };
        let place: Vec<String> = file.path.split('/').map(segment).collect();
        let asked = format!("{path}/contents/{}", place.join("/"));
        let Some((content, _)) = self.ask::<Content>(&asked).await? else {
            return Ok(None);
        };
        let bytes = content
            .content
            .and_then(|text| STANDARD.decode(text.replace(['\n', '\r'], "")).ok());
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(found.keep_text(field, &file.path, text, content.size, false))
    }

    /// One answer, and how many there are in all where it is a page of many.
    /// `None` when the forge has none: the feature is off, or there is no code.
    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Option<(T, Option<u64>)>, ForgeError> {
        let reply = self.rest.get(&self.rest.url(path)?, None).await?;
        match reply.status {
            200..300 => {
                let total = reply.number("x-total-count");
                Ok(Some((self.rest.read(&reply)?, total)))
            }
            403 | 404 | 409 => Ok(None),
            _ => Err(ForgeError::Refused {
                host: self.host().clone(),
                message: reply.message(),
            }),
        }
    }
}

fn entries(path: &'static str, contents: &[Content]) -> FolderEntries {
    let rows = contents.iter();
    FolderEntries {
        path,
        entries: rows
            .map(|entry| (entry.name.clone(), entry.kind == "dir"))
            .collect(),
    }
}

fn by_size(languages: &Map<String, Value>) -> Vec<LanguageSize> {
    let mut sizes: Vec<LanguageSize> = languages
        .iter()
        .filter_map(|(name, bytes)| {
            Some(LanguageSize {
                name: name.clone(),
                bytes: bytes.as_u64()?,
            })
        })
        .collect();
    sizes.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    sizes
}

fn newest(
    total: Option<u64>,
    rows: impl Iterator<Item = (String, Option<DateTime<Utc>>)>,
) -> Releases {
    let newest: Vec<Release> = rows
        .take(NEWEST)
        .map(|(name, at)| Release { name, at })
        .collect();
    Releases {
        total: total.unwrap_or(newest.len() as u64),
        newest,
    }
}
