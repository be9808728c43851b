//! Where automated tests stand, by the conventions of each ecosystem.

/// Folders that hold tests, wherever they stand, in lower case.
#[rustfmt::skip]
const FOLDERS: &[&str] = &[
    "__tests__", "acceptancetest", "androidtest", "commontest", "cypress", "e2e",
    "functionaltest", "integrationtest", "integrationtests", "jvmtest", "test", "testing",
    "tests", "testthat", "unittest", "unittests",
];

/// What kinds of tests there are: `api-test` is a folder of tests, and `speed-test` may
/// be a program.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "acceptance", "api", "browser", "contract", "e2e", "functional", "integration", "load",
    "performance", "regression", "smoke", "system", "ui", "unit",
];

/// How names of files of tests begin and end.
#[rustfmt::skip]
const FILES: &[(&str, &str)] = &[
    // C and C++
    ("", "_test.c"), ("", "_test.cc"), ("", "_test.cpp"), ("", "_unittest.cc"),
    ("test_", ".c"), ("test_", ".cc"), ("test_", ".cpp"),
    // Clojure, Dart, Elixir, Erlang, Haskell, Julia, Lua
    ("", "_test.clj"), ("", "_test.cljs"), ("", "_test.dart"), ("", "_test.exs"),
    ("", "_SUITE.erl"), ("", "Spec.hs"), ("", "_spec.lua"),
    // Go, Rust
    ("", "_test.go"), ("", "_test.rs"), ("", "_tests.rs"),
    // Java, Kotlin, Scala, Groovy
    ("", "Test.java"), ("", "Tests.java"), ("", "IT.java"), ("", "Test.kt"), ("", "Tests.kt"),
    ("", "Test.scala"), ("", "Spec.scala"), ("", "Test.groovy"), ("", "Spec.groovy"),
    // .NET
    ("", "Test.cs"), ("", "Tests.cs"), ("", ".Test.csproj"), ("", ".Tests.csproj"),
    ("", "Tests.fs"), ("", "Tests.vb"),
    // PHP, Python, R, Ruby, Swift
    ("", "Cest.php"), ("", "Test.php"), ("test_", ".py"), ("", "_test.py"), ("", "_tests.py"),
    ("test-", ".R"), ("test_", ".R"), ("", "_spec.rb"), ("", "_test.rb"), ("", "Test.swift"),
    ("", "Tests.swift"),
    // Written in languages of their own
    ("", ".bats"), ("", ".feature"), ("", ".robot"), ("", ".tftest.hcl"),
];

/// Names of files that hold or run tests, in lower case.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    ".rspec", "behat.yml", "behat.yml.dist", "conftest.py", "cucumber.js", "cucumber.json",
    "cucumber.mjs", "cypress.json", "phpunit.dist.xml", "phpunit.xml", "phpunit.xml.dist",
    "pytest.ini", "runtests.jl", "testthat.r", "tests.py", "tests.rs",
];

/// How the settings of programs that run tests begin, in lower case.
#[rustfmt::skip]
const SETTINGS: &[&str] = &[
    ".mocharc", "codeception.", "cypress.config.", "jest.config.", "karma.conf.",
    "nightwatch.conf.", "playwright.config.", "protractor.conf.", "vitest.config.",
    "vitest.workspace.", "wdio.conf.", "web-test-runner.config.",
];

/// Endings of JavaScript and TypeScript.
const SCRIPTS: &[&str] = &["cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx"];

/// What stands before the ending of a script that is a test.
const SCRIPTED: &[&str] = &["cy", "e2e", "spec", "test"];

/// Folders that hold what others made, or what is no code. Those that begin with
/// a point don't either.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &[
    "assets", "bower_components", "charts", "config", "css", "deploy", "deployment", "design",
    "designs", "dist", "doc", "docs", "documentation", "example", "examples", "fixtures",
    "fonts", "helm", "i18n", "icons", "images", "img", "k8s", "kubernetes", "licenses",
    "locale", "locales", "media", "migrations", "node_modules", "public", "screenshots",
    "site-packages", "sql", "static", "templates", "third-party", "third_party", "thirdparty",
    "vendor", "vendors",
];

/// Whether tests may stand in the folder at `path`: nobody put it there with a
/// library, and it holds code.
pub(crate) fn may_hold_tests(path: &str) -> bool {
    path.split('/').all(|folder| {
        !folder.starts_with('.') && !ELSEWHERE.contains(&folder.to_lowercase().as_str())
    })
}

/// Whether a folder of this name holds tests: `tests`, `src/test`,
/// `Zaken.Api.Tests`, `integration-tests`, `AppUITests`. A folder `spec` may hold
/// a specification.
pub(crate) fn is_test_folder(name: &str) -> bool {
    let lower = name.to_lowercase();
    if FOLDERS.contains(&lower.as_str()) {
        return true;
    }
    let first = ["test", "tests"].iter().find_map(|end| {
        let first = lower.strip_suffix(end)?;
        // The name as it was written: a capital begins a word.
        let last = &name[name.len() - end.len()..];
        let is_word = first.ends_with(['-', '_', '.', ' ']) || last.starts_with('T');
        (is_word && !first.is_empty()).then_some((first, *end))
    });
    first.is_some_and(|(first, end)| {
        let before = first.trim_end_matches(['-', '_', '.', ' ']);
        let kind = before
            .rsplit(['-', '_', '.', ' '])
            .next()
            .unwrap_or_default();
        end == "tests" || first.ends_with('.') || KINDS.contains(&kind)
    })
}

/// Whether a file of this name is a test, or the settings of what runs tests.
pub(crate) fn is_test_file(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut parts = lower.rsplit('.');
    let (ending, before) = (parts.next().unwrap_or_default(), parts.next());
    let is_script = SCRIPTS.contains(&ending)
        && before.is_some_and(|before| SCRIPTED.contains(&before))
        && parts.next().is_some();
    let has_form = |(start, end): &(&str, &str)| {
        name.len() > start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    };
    is_script
        || FILES.iter().any(has_form)
        || NAMES.contains(&lower.as_str())
        || SETTINGS.iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_each_ecosystem_are_recognised() {
        let files = [
            "main_test.go",
            "test_models.py",
            "models_test.py",
            "conftest.py",
            "app.test.tsx",
            "app.component.spec.ts",
            "login.cy.js",
            "ZaakServiceTest.java",
            "ZaakServiceIT.java",
            "ZaakTests.kt",
            "ZaakTest.php",
            "Zaak.Api.Tests.csproj",
            "ZaakTests.cs",
            "zaak_spec.rb",
            "ZaakTests.swift",
            "test-zaak.R",
            "zaak_test.dart",
            "zaak_test.rs",
            "zoeken.feature",
            "install.bats",
            "jest.config.mjs",
            "vitest.config.ts",
            "phpunit.xml.dist",
            "playwright.config.ts",
            ".mocharc.json",
            "main.tftest.hcl",
        ];
        for name in files {
            assert!(is_test_file(name), "{name}");
        }
        let others = [
            "latest.js",
            "test.js",
            "testing.md",
            "openapi.spec.json",
            "api.test.json",
            "spec.ts",
            "attest.go",
            "TestUtils.java",
            "contest.php",
            "test.py",
            "manifest.cs",
            ".feature",
            "features.md",
        ];
        for name in others {
            assert!(!is_test_file(name), "{name}");
        }
    }

    #[test]
    fn folders_of_tests_are_told_from_programs() {
        let folders = [
            "tests",
            "Test",
            "__tests__",
            "androidTest",
            "testthat",
            "Zaken.Api.Tests",
            "Zaken.Test",
            "ZakenTests",
            "AppUITests",
            "integration-tests",
            "e2e-test",
            "api_tests",
            "cypress",
        ];
        for name in folders {
            assert!(is_test_folder(name), "{name}");
        }
        let others = [
            "latest",
            "contest",
            "speed-test",
            "test-data",
            "testdata",
            "attests",
            "spec",
            "protests",
            "testen",
        ];
        for name in others {
            assert!(!is_test_folder(name), "{name}");
        }
    }

    #[test]
    fn folders_of_others_hold_no_tests() {
        for path in ["src", "backend/zaken", "packages/kaart/src"] {
            assert!(may_hold_tests(path), "{path}");
        }
        for path in [
            "web/node_modules/jest",
            "vendor",
            "docs/test",
            ".github",
            "a/static/lib",
        ] {
            assert!(!may_hold_tests(path), "{path}");
        }
    }
}
