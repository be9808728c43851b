//! Pages of a repository on its forge: a file, the editor, the issues. Forges differ in these
//! paths and in nothing else that the pages lead to.

use url::Url;

/// Where a kind of forge has its pages, behind the repository's address; `{branch}` and
/// `{file}` are put in.
struct Paths {
    /// The folder of the files of a branch.
    files: &'static str,
    /// The editor of a file.
    edit: &'static str,
    /// The editor of a new file, and the parameter that has its name.
    new: &'static str,
    name_parameter: &'static str,
    /// The parameter that has its text, where there is one.
    text_parameter: Option<&'static str>,
    issues: &'static str,
    /// Its discussions, of a forge that has them.
    discussions: Option<&'static str>,
}

const GITHUB: Paths = Paths {
    files: "blob",
    edit: "edit",
    new: "new",
    name_parameter: "filename",
    text_parameter: Some("value"),
    issues: "issues",
    discussions: Some("discussions"),
};

/// Its editor takes no text (<https://gitlab.com/gitlab-org/gitlab/-/work_items/594214>).
const GITLAB: Paths = Paths {
    files: "-/blob",
    edit: "-/edit",
    new: "-/new",
    name_parameter: "file_name",
    text_parameter: None,
    issues: "-/issues",
    discussions: None,
};

/// Gitea and Forgejo (<https://github.com/go-gitea/gitea/pull/16556>).
const GITEA: Paths = Paths {
    files: "src/branch",
    edit: "_edit",
    new: "_new",
    name_parameter: "filename",
    text_parameter: Some("value"),
    issues: "issues",
    discussions: None,
};

/// The longest address that is made, in bytes: servers refuse more.
const LONGEST: usize = 8_000;

/// The editor of a file that is yet to be made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewFile {
    pub(crate) href: String,
    /// Whether the text is in it; else people paste it.
    pub(crate) has_text: bool,
}

/// The pages of one repository.
pub(crate) struct ForgePages {
    repository: Url,
    branch: Option<String>,
    paths: &'static Paths,
}

impl ForgePages {
    /// Those of the repository at this web address; `None` when it is no web address. Without a
    /// branch, `HEAD` stands for the one that visitors see first.
    pub(crate) fn of(repository: &str, branch: Option<&str>) -> Option<Self> {
        let repository = Url::parse(repository).ok()?;
        let is_web = matches!(repository.scheme(), "https" | "http");
        let paths = match repository.host_str().filter(|_| is_web)? {
            "github.com" => &GITHUB,
            host if host.starts_with("gitlab.") => &GITLAB,
            _ => &GITEA,
        };
        Some(Self {
            repository,
            branch: branch.map(str::to_owned),
            paths,
        })
    }

    /// The folder of files at the repository's root.
    pub(crate) fn root(&self) -> Option<Url> {
        self.at(self.paths.files, self.branch_or_head(), "/")
    }

    /// A file.
    pub(crate) fn file(&self, path: &str) -> Option<Url> {
        self.at(self.paths.files, self.branch_or_head(), path)
    }

    /// The editor of a file; `None` without a branch, as nobody edits `HEAD`.
    pub(crate) fn edit(&self, path: &str) -> Option<Url> {
        self.at(self.paths.edit, self.branch.as_deref()?, path)
    }

    /// The editor of a new file with this name and, where the forge takes it from an address,
    /// this text; `None` without a branch.
    pub(crate) fn new_file(&self, name: &str, text: &str) -> Option<NewFile> {
        let mut url = self.at(self.paths.new, self.branch.as_deref()?, "")?;
        url.query_pairs_mut()
            .append_pair(self.paths.name_parameter, name);
        let whole = self.paths.text_parameter.map(|parameter| {
            let mut whole = url.clone();
            whole.query_pairs_mut().append_pair(parameter, text);
            whole
        });
        let whole = whole.filter(|whole| whole.as_str().len() <= LONGEST);
        Some(NewFile {
            has_text: whole.is_some(),
            href: whole.unwrap_or(url).into(),
        })
    }

    /// The list of issues.
    pub(crate) fn issues(&self) -> Option<Url> {
        self.at(self.paths.issues, "", "")
    }

    /// Its discussions; `None` of a forge that has none.
    pub(crate) fn discussions(&self) -> Option<Url> {
        self.at(self.paths.discussions?, "", "")
    }

    fn branch_or_head(&self) -> &str {
        self.branch.as_deref().unwrap_or("HEAD")
    }

    /// What is no segment of its own is left out: nothing leads out of the repository.
    fn at(&self, page: &str, branch: &str, file: &str) -> Option<Url> {
        let mut url = self.repository.clone();
        let parts = [page, branch, file];
        let segments = parts.iter().flat_map(|part| part.split('/'));
        let segments = segments.filter(|part| !matches!(*part, "" | "." | ".."));
        let mut path = url.path_segments_mut().ok()?;
        path.pop_if_empty().extend(segments);
        if file.ends_with('/') {
            path.push("");
        }
        drop(path);
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(repository: &str, branch: Option<&str>) -> ForgePages {
        ForgePages::of(repository, branch).unwrap()
    }

    #[test]
    fn each_forge_has_its_own_paths() {
        let path = |url: Option<Url>| url.map(|url| url[url::Position::BeforePath..].to_owned());
        for (host, file, edit, new, issues) in [
            (
                "github.com",
                "/o/r/blob/main/a/b.md",
                "/o/r/edit/main/a/b.md",
                "/o/r/new/main?filename=p.yml&value=a%3A+b",
                "/o/r/issues",
            ),
            (
                "gitlab.example",
                "/o/r/-/blob/main/a/b.md",
                "/o/r/-/edit/main/a/b.md",
                "/o/r/-/new/main?file_name=p.yml",
                "/o/r/-/issues",
            ),
            (
                "code.overheid.nl",
                "/o/r/src/branch/main/a/b.md",
                "/o/r/_edit/main/a/b.md",
                "/o/r/_new/main?filename=p.yml&value=a%3A+b",
                "/o/r/issues",
            ),
        ] {
            let pages = pages(&format!("https://{host}/o/r"), Some("main"));
            assert_eq!(path(pages.file("a/b.md")).as_deref(), Some(file));
            assert_eq!(path(pages.edit("a/b.md")).as_deref(), Some(edit));
            let file = pages.new_file("p.yml", "a: b").unwrap();
            assert_eq!(path(file.href.parse().ok()).as_deref(), Some(new));
            assert_eq!(file.has_text, new.contains("value"));
            assert_eq!(path(pages.issues()).as_deref(), Some(issues));
        }
    }

    #[test]
    fn nothing_leads_out_of_the_repository() {
        let pages = pages("https://github.com/o/r", None);
        let file = pages.file("/../../x/../y z").unwrap();
        assert_eq!(file.as_str(), "https://github.com/o/r/blob/HEAD/x/y%20z");
        assert_eq!(pages.edit("a"), None);
        assert!(ForgePages::of("javascript:alert(1)", None).is_none());
    }

    #[test]
    fn a_long_text_is_not_put_in_an_address() {
        let pages = pages("https://github.com/o/r", Some("main"));
        let file = pages.new_file("p.yml", &"a".repeat(LONGEST)).unwrap();
        assert!(!file.has_text && file.href.ends_with("?filename=p.yml"));
    }
}
