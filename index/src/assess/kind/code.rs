//! How much of a repository is programs, and how much is what publishes texts.

use bronwijzer_crawler::observation::LanguageSize;

/// Languages in which texts and data are built, tested, queried and shown. A
/// repository of nothing else is software; beside a clear sign they say nothing.
const SUPPORT: &[&str] = &[
    "Batchfile",
    "Dockerfile",
    "Jupyter Notebook",
    "Liquid",
    "Makefile",
    "PLSQL",
    "PLpgSQL",
    "PowerShell",
    "SQLPL",
    "Shell",
    "TSQL",
    "XSLT",
];

/// The language in which ReSpec documents and pages of documentation are
/// configured and shown: a `.js` there is no program.
const OF_PAGES: &str = "JavaScript";

/// A share of programs below one of so many is small.
const SMALL_SHARE: u64 = 4;

/// A share of JavaScript below one of so many is what a page of texts needs.
const SHARE_OF_PAGES: u64 = 10;

/// How much code there is, in bytes, or in ten-thousandths where the forge tells
/// shares alone (GitLab).
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    programs: u64,
    pages: u64,
    support: u64,
    markup: u64,
    /// Whether the sizes are shares: then how much there is, is not known.
    are_shares: bool,
}

impl Code {
    pub(super) fn of(languages: &[LanguageSize]) -> Self {
        let mut code = Self {
            programs: 0,
            pages: 0,
            support: 0,
            markup: 0,
            are_shares: false,
        };
        for language in languages {
            let part = match language.name.as_str() {
                OF_PAGES => &mut code.pages,
                name if SUPPORT.contains(&name) => &mut code.support,
                _ if language.is_code() => &mut code.programs,
                _ => &mut code.markup,
            };
            *part = part.saturating_add(language.bytes);
        }
        code.are_shares = (9_990..=10_010).contains(&code.whole());
        code
    }

    fn all(self) -> u64 {
        let parts = [self.programs, self.pages, self.support];
        parts.into_iter().fold(0, u64::saturating_add)
    }

    fn whole(self) -> u64 {
        self.all().saturating_add(self.markup)
    }

    /// Whether there is code in any language.
    pub(super) fn is_any(self) -> bool {
        self.all() > 0
    }

    /// Whether there is code of programs; what pages need is none.
    pub(super) fn has_programs(self) -> bool {
        self.programs > 0
    }

    /// Whether there are at most so many bytes of programs, or a small share beside
    /// markup and what pages need.
    pub(super) fn is_within(self, bytes: u64) -> bool {
        let shown = self.pages.saturating_add(self.markup);
        self.is_below(bytes) || self.programs < shown / (SMALL_SHARE - 1)
    }

    /// Whether there are at most so many bytes of programs.
    pub(super) fn is_below(self, bytes: u64) -> bool {
        self.programs <= if self.are_shares { 0 } else { bytes }
    }

    /// Whether there are at most so many bytes of code in any language, or more
    /// markup than code.
    pub(super) fn is_minor(self, bytes: u64) -> bool {
        self.all() < self.markup || self.all() <= if self.are_shares { 0 } else { bytes }
    }

    /// Whether there is markup with no more code than pages need.
    pub(super) fn is_markup(self) -> bool {
        self.programs == 0 && self.support == 0 && self.pages < self.markup / SHARE_OF_PAGES
    }

    /// Whether the forge tells how many bytes there are.
    pub(super) fn has_bytes(self) -> bool {
        !self.are_shares
    }
}
