//! Releases by name: of which package, where a repository holds several, and
//! whether it is a release that somebody decided on.

use bronwijzer_crawler::observation::{Observation, Release};

/// Tags that move along with the code, so that their date is no release.
const MOVING_TAGS: &[&str] = &[
    "alpha",
    "beta",
    "canary",
    "continuous",
    "current",
    "daily",
    "dev",
    "develop",
    "development",
    "edge",
    "head",
    "latest",
    "main",
    "master",
    "next",
    "preview",
    "rolling",
    "snapshot",
    "stable",
    "testing",
    "tip",
    "trunk",
    "unstable",
    "weekly",
];

/// Words that make a tag one of an automatic build wherever they stand in it.
const BUILD_WORDS: &[&str] = &["canary", "nightly", "snapshot"];

/// Whether a tag's name says that it follows the code by itself: `latest`,
/// `nightly-2026-11-27`, `dev-build`, `v1.2.0-nightly.3`.
fn follows_the_code(tag: &str) -> bool {
    let tag = tag.to_lowercase();
    let words: Vec<&str> = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_filler = |word: &&str| {
        ["build", "builds", "release", "version", "v"].contains(word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let named: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !is_filler(word))
        .collect();
    // A version of its own is a release, `1.0.0-beta` and `2-alpha` too.
    let begins_with_number = words.first().is_some_and(|word| {
        word.trim_start_matches('v')
            .starts_with(|c: char| c.is_ascii_digit())
    });
    words.iter().any(|word| BUILD_WORDS.contains(word))
        || !begins_with_number && matches!(named.as_slice(), [name] if MOVING_TAGS.contains(name))
}

/// Whether a release tells that somebody keeps the software up: not a build
/// that a program makes by itself, nor one of a repository that only programs
/// touch.
pub(super) fn tells_of_upkeep(observation: &Observation, release: &Release) -> bool {
    let commits = observation.commits.as_ref();
    let only_bots = commits.is_some_and(|commits| {
        commits.last_human_at.is_none() && commits.weeks.iter().any(|week| week.bot > 0)
    });
    let by_program = release.by_bot == Some(true) && only_bots;
    // Who marks a release as not ready by hand tries it out with people.
    let is_trial = release.prerelease == Some(true) && release.by_bot != Some(false);
    !(follows_the_code(&release.name) || by_program || is_trial)
}

/// The newest releases that tell of upkeep; tags where no release with a date does. The tag
/// of a release that does not count does not count either.
pub(super) fn counted_releases(observation: &Observation) -> Vec<&Release> {
    let (releases, tags) = (&observation.releases, &observation.tags);
    let ruled_out = |tag: &Release| {
        let mut all = releases.iter().flat_map(|releases| &releases.newest);
        all.any(|release| release.name == tag.name && !tells_of_upkeep(observation, release))
    };
    let counts = |release: &&Release| tells_of_upkeep(observation, release) && !ruled_out(release);
    let mut lists = [releases, tags].into_iter().flatten().map(|releases| {
        let counted = releases.newest.iter().filter(counts);
        counted.collect::<Vec<_>>()
    });
    let first = lists.next().unwrap_or_default();
    let has_date = |list: &Vec<&Release>| list.iter().any(|release| release.at.is_some());
    if has_date(&first) {
        return first;
    }
    lists.find(has_date).unwrap_or(first)
}

/// The newest release with a date that tells of upkeep, or tag.
pub(super) fn newest_release(observation: &Observation) -> Option<&Release> {
    let counted = counted_releases(observation).into_iter();
    counted
        .filter(|release| release.at.is_some())
        .max_by_key(|release| release.at)
}

/// A release of one package of a repository: `pkg@1.2.3`, `@scope/pkg@1.2.3`,
/// `pkg/v1.2.3`, `pkg-v1.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackageRelease<'a> {
    pub(super) package: &'a str,
    pub(super) version: &'a str,
}

/// Words before a version that are no package's name.
const NO_PACKAGES: &[&str] = &[
    "build", "rel", "release", "releases", "tag", "v", "ver", "version",
];

impl<'a> PackageRelease<'a> {
    /// Reads a tag's name; `None` when it names a version alone, or none.
    pub(super) fn of(tag: &'a str) -> Option<Self> {
        let at = |separator: char| tag.rsplit_once(separator);
        let (package, version) = [at('@'), at('/')]
            .into_iter()
            .flatten()
            .chain(
                tag.match_indices(['-', '_'])
                    .map(|(at, _)| (&tag[..at], &tag[at + 1..])),
            )
            .find(|(_, version)| is_version(version))?;
        let is_package = !package.is_empty()
            && !is_version(package)
            && !NO_PACKAGES.contains(&package.to_lowercase().as_str());
        is_package.then_some(Self { package, version })
    }
}

/// Whether it begins like `1.2` or `v1.2`.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let mut parts = text.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(is_number)
        && parts
            .next()
            .is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the newest releases or tags are of several packages.
pub(super) fn has_several_packages(observation: &Observation) -> bool {
    let sources = [&observation.releases, &observation.tags];
    let names = sources
        .into_iter()
        .flatten()
        .flat_map(|releases| &releases.newest)
        .map(|release| release.name.as_str());
    let mut packages = names.filter_map(|name| Some(PackageRelease::of(name)?.package));
    let first = packages.next();
    packages.any(|package| Some(package) != first)
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::commits::{Commit, CommitActivity};
    use bronwijzer_crawler::observation::{Releases, Source};

    use super::*;

    #[test]
    fn a_tag_names_a_package_or_a_version_alone() {
        let packages = [
            ("pkg@1.2.3", "pkg", "1.2.3"),
            (
                "@utrecht/button-css@2.0.0-alpha.1",
                "@utrecht/button-css",
                "2.0.0-alpha.1",
            ),
            ("services/api/v1.0.0", "services/api", "v1.0.0"),
            ("pkg-v1.0", "pkg", "v1.0"),
            ("open-zaak-1.20.1-rc1", "open-zaak", "1.20.1-rc1"),
            ("chart_0.3.1", "chart", "0.3.1"),
        ];
        for (tag, package, version) in packages {
            assert_eq!(
                PackageRelease::of(tag),
                Some(PackageRelease { package, version })
            );
        }
        for tag in [
            "v1.2.3",
            "1.0.0-rc1",
            "release-1.0",
            "release/2.1.0",
            "v1.0-2.1",
            "2024-01-01",
            "latest",
            "",
            "@1.0.0",
            "sha-3f4e",
        ] {
            assert_eq!(PackageRelease::of(tag), None, "{tag}");
        }
    }

    #[test]
    fn a_tag_follows_the_code_or_is_a_release() {
        for tag in [
            "nightly",
            "latest",
            "Edge",
            "dev",
            "continuous",
            "nightly-2026-11-27",
            "snapshot-20261127",
            "v1.2.0-nightly.3",
            "1.4-SNAPSHOT",
            "dev-build-42",
            "release-latest",
            "build/next",
        ] {
            assert!(follows_the_code(tag), "{tag}");
        }
        for tag in [
            "v1.2.0",
            "1.0.0-beta",
            "2-alpha",
            "v2.0.0-rc.1",
            "edge-api-v1.0",
            "mainnet-1.2",
            "latest-news-2.0",
            "2026-11-27",
            "next-auth@4.0.0",
            "",
        ] {
            assert!(!follows_the_code(tag), "{tag}");
        }
    }

    #[test]
    fn the_newest_release_is_one_that_somebody_decided_on() {
        let at = |text: &str| -> chrono::DateTime<chrono::Utc> { text.parse().unwrap() };
        let release = |name: &str, day: u32, prerelease, by_bot| Release {
            name: name.to_owned(),
            at: Some(at(&format!("2026-11-{day:02}T12:00:00Z"))),
            prerelease,
            by_bot,
        };
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let mut facts = Observation::bare(id, url, at("2026-11-28T12:00:00Z"), Source::Sample);
        let mut newest = |releases: &[Release], tags: &[Release], commits_by_bots: bool| {
            let all = |list: &[Release]| {
                Some(Releases {
                    total: list.len() as u64,
                    newest: list.to_vec(),
                })
            };
            (facts.releases, facts.tags) = (all(releases), all(tags));
            let since = at("2024-11-28T12:00:00Z");
            let commit = Commit {
                at: at("2026-11-01T12:00:00Z"),
                author: "a".to_owned(),
                bot: commits_by_bots,
                merge: None,
            };
            facts.commits = Some(CommitActivity::count(since, since, 1, None, [commit]));
            newest_release(&facts).map(|release| release.name.clone())
        };
        let nightly = release("nightly", 27, Some(true), None);
        let trial = release("v2.0.0-rc.1", 26, Some(true), Some(false));
        let build = release("b1234", 26, Some(true), Some(true));
        let by_bot = release("v1.9.0", 25, Some(false), Some(true));
        let old = release("v1.0.0", 2, Some(false), Some(false));
        let name = |text: &str| Some(text.to_owned());
        let all = [
            nightly.clone(),
            trial,
            build.clone(),
            by_bot.clone(),
            old.clone(),
        ];
        assert_eq!(newest(&all, &[], false), name("v2.0.0-rc.1"));
        assert_eq!(
            newest(&[nightly.clone(), old.clone()], &[], false),
            name("v1.0.0")
        );
        assert_eq!(newest(std::slice::from_ref(&nightly), &[], true), None);
        let of_release = |release: &Release| Release {
            prerelease: None,
            by_bot: None,
            ..release.clone()
        };
        assert_eq!(
            newest(std::slice::from_ref(&build), &[of_release(&build)], true),
            None
        );
        // Where people commit, a program may publish what they decided.
        assert_eq!(
            newest(std::slice::from_ref(&by_bot), &[], false),
            name("v1.9.0")
        );
        assert_eq!(newest(&[by_bot], &[], true), None);
        assert_eq!(newest(&[], &[nightly, old], false), name("v1.0.0"));
    }
}
