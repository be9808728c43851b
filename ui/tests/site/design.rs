//! The styles and the typeface of others are those of the lock file, and the pages use
//! them by names that exist.

use std::collections::BTreeSet;

use crate::site::Site;
use crate::texts::files;

const LOCK: &str = include_str!("../../design/package-lock.json");
const VENDORED: &str = include_str!("../../vendor/README.md");

#[test]
fn vendored_versions_are_those_of_the_lock_file() {
    let lock: serde_json::Value = serde_json::from_str(LOCK).unwrap();
    let rows = VENDORED.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        Some((cells.next()?.trim_end_matches('`'), cells.next()?))
    });
    let mut count = 0;
    for (name, version) in rows {
        let locked = &lock["packages"][format!("node_modules/{name}")]["version"];
        assert_eq!(locked, version, "{name}: run npm run vendor in ui/design");
        count += 1;
    }
    assert!(count > 0);
}

#[tokio::test]
async fn stylesheet_is_whole_and_minified() {
    let site = Site::empty();
    let page = site.get("/").await.body;
    let css = site.get(&asset(&page, "bronwijzer.css")).await.body;
    for part in [
        "/*! Made from packages of NL Design System",
        ":root{color-scheme:light dark;--basis-color-default-bg-document:#ffffff;",
        "@media screen and (prefers-color-scheme:dark){:root{",
        // Space that means something stays.
        ".bw-header :focus-visible{",
        "calc(-1 * var(--basis-space-md))",
        "@media print{",
    ] {
        assert!(css.contains(part), "{part}");
    }
    assert!(!css.contains("/* "), "a comment is left");
    let typeface = asset(&page, "source-sans-3-latin.woff2");
    let address = typeface.trim_start_matches("/assets/");
    assert!(css.contains(&format!("url({address})")), "{address}");
    let answer = site.get(&typeface).await;
    assert_eq!(answer.headers["content-type"], "font/woff2");
}

#[test]
fn templates_use_classes_that_the_stylesheet_has() {
    let vendored = include_str!("../../vendor/nl-design-system.css");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut unknown = Vec::new();
    for path in files(&folder) {
        let template = std::fs::read_to_string(&path).unwrap();
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
        for name in template.split(is_end) {
            let is_of_others = name.starts_with("nl-") || name.starts_with("utrecht-");
            let is_there = vendored
                .match_indices(&format!(".{name}"))
                .any(|(at, class)| vendored[at + class.len()..].starts_with(is_end));
            if is_of_others && !is_there {
                unknown.push(format!("{name} in {}", path.display()));
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "keep in ui/design/vendor.mjs: {unknown:#?}"
    );
}

#[test]
fn styles_are_of_classes_that_pages_use() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &str| -> String {
        let files = files(&here.join(folder));
        let texts = files
            .iter()
            .filter_map(|path| std::fs::read_to_string(path).ok());
        texts.collect::<Vec<_>>().join("\n")
    };
    let users = ["templates", "src", "assets"].map(read).join("\n");
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let used: BTreeSet<&str> = users.split(is_end).collect();
    let styles = read("styles");
    let styled = styles.split(".bw-").skip(1).map(|rest| {
        let end = rest.find(is_end).unwrap_or(rest.len());
        format!("bw-{}", &rest[..end])
    });
    // A modifier may be a value: `bw-label--{{ … }}`.
    let is_used = |class: &String| {
        let base = class.split_once("--").map(|(base, _)| format!("{base}--"));
        used.contains(class.as_str()) || base.is_some_and(|base| used.contains(base.as_str()))
    };
    let unused: BTreeSet<String> = styled.filter(|class| !is_used(class)).collect();
    assert!(unused.is_empty(), "remove from ui/styles: {unused:#?}");
}

/// The address of an asset on a page.
fn asset(page: &str, name: &str) -> String {
    let start = page.find(&format!("/assets/{name}?v=")).unwrap();
    let end = page[start..].find('"').unwrap();
    page[start..start + end].to_owned()
}
