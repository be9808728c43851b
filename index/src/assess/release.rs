//! Releases by name: of which package, where a repository holds several.

use bronwijzer_crawler::observation::Observation;

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
}
