//! Programs that commit: told from people by login, name and e-mail address.
//!
//! It goes by a commit's author, never by its committer: who edits a file on
//! GitHub's pages is the author, and GitHub's own `web-flow` the committer.

use std::sync::Arc;

use wildmatch::WildMatch;

/// Programs that commit under a name of their own, as [`plain`] writes names. A
/// name or login that ends in `[bot]` needs no place here.
const NAMES: &[&str] = &[
    "allcontributors",
    "auto-commit-bot",
    "azure-pipelines",
    "bors",
    "changeset-bot",
    "circleci",
    "codecov-io",
    "copilot",
    "copilot-swe-agent",
    "crowdin-bot",
    "deepsource-autofix",
    "depfu",
    "dependabot",
    "dependabot-preview",
    "fossabot",
    "forgejo-actions",
    "gitea-actions",
    "github-action",
    "github-actions",
    "github-actions-bot",
    "github-classroom",
    "gitlab-bot",
    "gitlab-ci",
    "gitlocalize-app",
    "google-labs-jules",
    "greenkeeper",
    "hosted-weblate",
    "imgbot",
    "jenkins",
    "lokalise",
    "mend-bolt-for-github",
    "mergify",
    "pre-commit-ci",
    "pyup-bot",
    "release-please",
    "renovate",
    "renovate-bot",
    "scala-steward",
    "semantic-release-bot",
    "snyk",
    "snyk-bot",
    "snyk-io",
    "teabot",
    "the-gitter-badger",
    "transifex-integration",
    "travis-ci",
    "weblate",
    "weblate-bot",
    "web-flow",
    "whitesource-bolt-for-github",
];

/// Addresses that programs commit under whatever their name is.
const ADDRESSES: &[&str] = &[
    "action@github.com",
    "actions@github.com",
    "badger@gitter.im",
    "bot@renovateapp.com",
    "builds@travis-ci.com",
    "hosted@weblate.org",
    "noreply@weblate.org",
    "snyk-test@snyk.io",
    "support+bot@crowdin.com",
    "support@dependabot.com",
    "travis@travis-ci.org",
];

/// Which authors are programs: those that everybody knows, and those of one's
/// own. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct BotList {
    own: Arc<[Pattern]>,
}

#[derive(Debug)]
struct Pattern {
    text: WildMatch,
    /// Whether it is for a whole address.
    of_address: bool,
}

impl BotList {
    /// The known programs and these. Each is a login, a name, a mailbox (what
    /// stands before the `@`) or a whole e-mail address, in any case; `*` stands
    /// for any characters.
    pub fn with(own: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let pattern = |text: &str| Pattern {
            text: WildMatch::new(&plain(text)),
            of_address: text.contains('@'),
        };
        Self {
            own: own.into_iter().map(|text| pattern(text.as_ref())).collect(),
        }
    }

    /// Whether an author is a program, judged by login, name and e-mail address
    /// as far as the forge gives them.
    #[must_use]
    pub fn is_bot(&self, login: Option<&str>, name: Option<&str>, email: Option<&str>) -> bool {
        let named = |text: &str| self.names(&plain(text));
        let mailbox = |address: &str| {
            let address = plain(address);
            let local = address.split('@').next().unwrap_or_default();
            let local = without_number(local);
            self.names(local)
                || is_gitlab_token(local)
                || ADDRESSES.contains(&address.as_str())
                || self.own_matches(true, &address)
        };
        login.is_some_and(named) || name.is_some_and(named) || email.is_some_and(mailbox)
    }

    fn names(&self, name: &str) -> bool {
        name.ends_with("[bot]") || NAMES.contains(&name) || self.own_matches(false, name)
    }

    fn own_matches(&self, of_address: bool, text: &str) -> bool {
        let mut own = self.own.iter();
        own.any(|pattern| pattern.of_address == of_address && pattern.text.matches(text))
    }
}

/// A name in one spelling: `GitHub Actions` and `github-actions` are one.
fn plain(text: &str) -> String {
    let text = text.trim().to_lowercase();
    if text.contains('@') {
        return text;
    }
    text.replace([' ', '_', '.'], "-")
}

/// GitHub writes `49699333+dependabot[bot]@users.noreply.github.com`: a number,
/// and then the login. A person's `jan+renovate@…` stays whole.
fn without_number(mailbox: &str) -> &str {
    match mailbox.split_once('+') {
        Some((number, login)) if number.bytes().all(|byte| byte.is_ascii_digit()) => login,
        _ => mailbox,
    }
}

/// Whether a mailbox is of an access token of a project or group, as GitLab
/// names them: `project_123_bot_4ffca233`.
fn is_gitlab_token(mailbox: &str) -> bool {
    let rest = mailbox
        .strip_prefix("project_")
        .or_else(|| mailbox.strip_prefix("group_"));
    rest.and_then(|rest| rest.split_once("_bot"))
        .is_some_and(|(id, _)| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Author = (
        Option<&'static str>,
        Option<&'static str>,
        Option<&'static str>,
    );

    fn login(text: &'static str) -> Author {
        (Some(text), None, None)
    }

    fn name(text: &'static str) -> Author {
        (None, Some(text), None)
    }

    fn email(text: &'static str) -> Author {
        (None, None, Some(text))
    }

    #[test]
    fn bots_are_told_from_people() {
        let bots = [
            login("dependabot[bot]"),
            login("any-app-of-github[bot]"),
            login("web-flow"),
            name("Renovate"),
            name("Renovate Bot"),
            name("GitHub Actions"),
            name("GitHub Action"),
            name("pre-commit-ci[bot]"),
            name("Hosted Weblate"),
            name("Weblate (bot) [bot]"),
            name("Snyk bot"),
            name("snyk.io"),
            name("Forgejo Actions"),
            (None, Some("GitHub-Actions"), Some("x@example.org")),
            (None, Some("CI"), Some("action@github.com")),
            email("49699333+dependabot[bot]@users.noreply.github.com"),
            email("198982749+Copilot@users.noreply.github.com"),
            email("snyk-bot@snyk.io"),
            email("bot@renovateapp.com"),
            email("teabot@gitea.io"),
            email("project_12_bot_4ffc@noreply.gitlab.com"),
            email("group_7_bot@noreply.gitlab.com"),
        ];
        let people = [
            (
                Some("abbott"),
                Some("Bot Jansen"),
                Some("bot.jansen@example.org"),
            ),
            name("Jan (renovate fan)"),
            // A person who edits on the forge's own page.
            (Some("jan"), Some("Jan"), Some("noreply@github.com")),
            email("jan+github-actions@example.org"),
            email("123+jan@users.noreply.github.com"),
            email("project_manager_bot@example.org"),
            name("project_12_bot"),
            (None, None, None),
        ];
        let list = BotList::default();
        for author in bots {
            assert!(list.is_bot(author.0, author.1, author.2), "{author:?}");
        }
        for author in people {
            assert!(!list.is_bot(author.0, author.1, author.2), "{author:?}");
        }
    }

    #[test]
    fn a_list_of_ones_own_comes_on_top() {
        let list = BotList::with(["Our Release-Robot", "*-bot", "ci@*.example.org", "deploy"]);
        let bots = [
            login("our-release-robot"),
            name("Our Release Robot"),
            login("minvws-bot"),
            email("deploy@example.org"),
            email("CI@build.example.org"),
            login("dependabot[bot]"),
        ];
        let people = [
            login("ci"),
            login("our-release-robots"),
            email("jan@build.example.org"),
            login("talbot"),
        ];
        for author in bots {
            assert!(list.is_bot(author.0, author.1, author.2), "{author:?}");
        }
        for author in people {
            assert!(!list.is_bot(author.0, author.1, author.2), "{author:?}");
        }
    }
}
