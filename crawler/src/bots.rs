//! Programs that commit: told from people by login, name and e-mail address.
//!
//! It goes by a commit's author, never by its committer: who edits a file on
//! GitHub's pages is the author, and GitHub's own `web-flow` the committer.

use std::sync::Arc;

use wildmatch::WildMatch;

use crate::people::login_in_address;

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
    "semantic-release",
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

/// What programs are for, as it stands in their names: `Release Bot`,
/// `deploybot`.
const TASKS: &[&str] = &[
    "actions",
    "auto",
    "automation",
    "backport",
    "build",
    "bump",
    "changelog",
    "ci",
    "cla",
    "code",
    "commit",
    "dependency",
    "deploy",
    "docs",
    "format",
    "github",
    "gitlab",
    "i18n",
    "lint",
    "merge",
    "publish",
    "release",
    "security",
    "semantic",
    "sync",
    "test",
    "translation",
    "update",
    "version",
];

/// What a name ends in that is a program's, as a word of its own.
const ENDINGS: &[&str] = &["bot", "ci", "robot"];

/// Programs whose name begins those of others: `renovate-minvws`,
/// `Jenkins Nedprod`.
const FAMILIES: &[&str] = &[
    "dependabot",
    "forgejo-actions",
    "gitea-actions",
    "github-actions",
    "gitlab-ci",
    "jenkins",
    "pre-commit-ci",
    "renovate",
    "semantic-release",
    "weblate",
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
    ///
    /// Some programs are called as people are (Jenkins, Bors), and people have a
    /// mailbox or account of such a name. So what only looks like a program's is
    /// weighed against the rest: who has a person's name, as `Carol Jenkins`, is
    /// a person, and a mailbox alone says nothing about who has a person's
    /// account.
    #[must_use]
    pub fn is_bot(&self, login: Option<&str>, name: Option<&str>, email: Option<&str>) -> bool {
        let address = filled(email).map(plain);
        let hidden = address.as_deref().and_then(login_in_address);
        let (login, name) = (filled(login).or(hidden), filled(name));
        let local = address
            .as_deref()
            .and_then(|address| address.split('@').next());
        let mailbox = local.map(without_number);
        let own = |text: &str| self.own_matches(false, &plain(text));
        let is_certain = [login, name]
            .into_iter()
            .flatten()
            .any(|text| plain(text).ends_with("[bot]") || own(text))
            || login.is_some_and(|login| {
                let login = plain(login);
                is_gitlab_token(&login) || (login.contains('-') && NAMES.contains(&&*login))
            })
            || mailbox.is_some_and(|mailbox| {
                mailbox.ends_with("[bot]") || is_gitlab_token(mailbox) || own(mailbox)
            })
            || address.as_deref().is_some_and(|address| {
                ADDRESSES.contains(&address) || self.own_matches(true, address)
            });
        if is_certain {
            return true;
        }
        match name {
            Some(name) if is_personal(name) => false,
            Some(name) if NAMES.contains(&&*plain(name)) || is_program_in_words(name) => true,
            _ => match login {
                Some(login) => is_program(&plain(login)),
                // Written with hyphens: `project_manager_bot@` is a person's.
                None => mailbox.is_some_and(is_program),
            },
        }
    }

    fn own_matches(&self, of_address: bool, text: &str) -> bool {
        let mut own = self.own.iter();
        own.any(|pattern| pattern.of_address == of_address && pattern.text.matches(text))
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Whether a login or mailbox, as [`plain`] writes it, is a program's.
fn is_program(login: &str) -> bool {
    let is_named = |name: &str| NAMES.contains(&name) || TASKS.contains(&name);
    let words: Vec<&str> = login.split('-').collect();
    let (first, last) = (words[0], words[words.len() - 1]);
    let has_several = words.len() > 1;
    NAMES.contains(&login)
        || has_several && (ENDINGS.contains(&last) || first == "bot")
        || FAMILIES.iter().any(|family| {
            let rest = login.strip_prefix(family);
            rest.is_some_and(|rest| rest.starts_with('-'))
        })
        // `deploybot`, and not `talbot`.
        || login.strip_suffix("bot").is_some_and(is_named)
}

/// Whether a name as it is shown is a program's: `Jenkins nedprod CI`,
/// `Release Bot`, `minvws-bot`.
fn is_program_in_words(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else {
        return is_program(&plain(name));
    };
    let first = plain(first);
    let is_known = TASKS.contains(&&*first) || NAMES.contains(&&*first);
    match *last {
        // In capitals or in small letters it is no surname.
        "CI" | "bot" | "(bot)" | "BOT" => true,
        "Bot" | "(Bot)" | "Robot" => is_known || !is_given_name(words[0]),
        _ => FAMILIES.contains(&&*first) && is_known && !is_surname(last),
    }
}

/// Whether a name is one of a person by its form: a first and a last name, of
/// which the last may be a program's too, as in `Carol Jenkins` and `Ben Bot`.
fn is_personal(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else {
        return false;
    };
    let first_plain = plain(first);
    let is_first =
        is_given_name(first) && !TASKS.contains(&&*first_plain) && !NAMES.contains(&&*first_plain);
    let is_thing = [
        "action",
        "actions",
        "app",
        "service",
        "agent",
        "integration",
        "weblate",
    ]
    .contains(&&*last.to_lowercase());
    is_first && is_surname(last) && !is_thing && !NAMES.contains(&&*plain(name))
}

/// Whether a word is written as a first name is: `Carol`, `Jean-Luc`, `J.`.
fn is_given_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(|c| c.is_lowercase() || "-.'".contains(c))
        || word.contains('-') && word.split('-').all(is_given_name)
}

/// Whether a word is written as a last name is: `Jenkins`, `O'Neil`, `McCoy`.
fn is_surname(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || "-.'".contains(c))
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
    let mut words = mailbox.split(['_', '-']);
    let is_owner = matches!(words.next(), Some("project" | "group"));
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_owner && words.next().is_some_and(is_number) && words.next() == Some("bot")
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
    fn bots_are_distinguished_from_people() {
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
            login("project_12_bot_4ffc"),
            name("project_12_bot"),
            name("Jenkins CI"),
            name("Jenkins nedprod CI"),
            name("jenkins-bot"),
            login("jenkins-bot"),
            login("minvws-bot"),
            login("bot-minvws"),
            login("deploybot"),
            login("renovate-minvws"),
            name("semantic-release"),
            name("Release Bot"),
            name("MinVWS Bot"),
            name("our bot"),
            name("Docs Robot"),
            (None, Some("jenkins"), Some("jenkins@ci.example.org")),
            (Some("jenkins"), None, None),
            (Some("jenkins"), Some("Jenkins"), None),
            (None, Some("CI"), Some("gitlab-ci@example.org")),
            (
                None,
                Some("Any App"),
                Some("7+any-app[bot]@users.noreply.github.com"),
            ),
        ];
        let people = [
            (
                Some("abbott"),
                Some("Bot Jansen"),
                Some("bot.jansen@example.org"),
            ),
            name("Jan (renovate fan)"),
            // Surnames, and mailboxes and accounts of that name.
            (None, Some("Carol Jenkins"), Some("jenkins@example.org")),
            (
                Some("jenkins"),
                Some("Carol Jenkins"),
                Some("c@example.org"),
            ),
            (Some("carol"), Some("carol"), Some("jenkins@example.org")),
            (Some("cjenkins"), None, Some("jenkins@example.org")),
            (Some("ben-bot"), Some("Ben Bot"), Some("bot@example.org")),
            (None, Some("Ben Bot"), Some("ben.bot@example.org")),
            (Some("talbot"), Some("Marie Talbot"), None),
            name("Anna Abbott"),
            name("R. Bott"),
            login("abbott"),
            login("talbot"),
            login("robot"),
            login("lincoln"),
            login("nancy"),
            name("Li Ci"),
            name("Jean-Luc Renovate"),
            (None, Some("Snyk Janssen"), Some("jan@example.org")),
            // A person who edits on the forge's own page.
            (Some("jan"), Some("Jan"), Some("noreply@github.com")),
            email("jan+github-actions@example.org"),
            email("123+jan@users.noreply.github.com"),
            email("project_manager_bot@example.org"),
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
    fn configured_bots_extend_the_built_in_list() {
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
