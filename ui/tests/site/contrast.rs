//! Colours differ enough to be told apart (WCAG 2.2, 1.4.3 and 1.4.11), in light and dark.

const TOKENS: &str = include_str!("../../styles/tokens.css");

/// Where the tokens of the dark scheme begin; one that is not there is as in light.
const DARK: &str = "@media screen and (prefers-color-scheme: dark)";

const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

/// What stands on what, and the contrast that WCAG asks of text, and of the marks and
/// borders that one must see.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (
        &["default-color-document", "default-color-subtle"],
        &[
            "default-bg-document",
            "default-bg-subtle",
            "default-bg-hover",
            "action-1-bg-subtle",
            "accent-1-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["default-color-document"],
        &[
            "highlight-bg-subtle",
            "positive-bg-default",
            "info-bg-default",
            "warning-bg-default",
            "negative-bg-default",
            "neutral-bg-default",
        ],
        TEXT,
    ),
    (
        &[
            "action-1-color-default",
            "action-1-color-hover",
            "action-1-color-visited",
        ],
        &[
            "default-bg-document",
            "default-bg-subtle",
            "default-bg-hover",
            "action-1-bg-subtle",
            "accent-1-bg-subtle",
            "highlight-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["action-1-inverse-color-default"],
        &["action-1-inverse-bg-default", "action-1-inverse-bg-hover"],
        TEXT,
    ),
    (
        &["accent-1-inverse-color-default"],
        &["accent-1-inverse-bg-default", "accent-1-inverse-bg-hover"],
        TEXT,
    ),
    (
        &["highlight-color-default"],
        &["highlight-bg-default"],
        TEXT,
    ),
    (
        &["highlight-bg-default"],
        &["accent-1-inverse-bg-default"],
        MARK,
    ),
    (
        &["highlight-border-default"],
        &["default-bg-document"],
        MARK,
    ),
    (
        &["positive-color-default"],
        &[
            "positive-bg-default",
            "default-bg-document",
            "default-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["info-color-default"],
        &[
            "info-bg-default",
            "default-bg-document",
            "default-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["warning-color-default"],
        &[
            "warning-bg-default",
            "default-bg-document",
            "default-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["negative-color-default"],
        &[
            "negative-bg-default",
            "default-bg-document",
            "default-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["neutral-color-default"],
        &[
            "neutral-bg-default",
            "default-bg-document",
            "default-bg-subtle",
        ],
        TEXT,
    ),
    (
        &["default-border-default"],
        &[
            "default-bg-document",
            "default-bg-subtle",
            "accent-1-bg-subtle",
        ],
        MARK,
    ),
    (
        &["--bw-chart-people-color", "--bw-chart-bots-color"],
        &[
            "default-bg-document",
            "default-bg-subtle",
            "--bw-chart-track-color",
        ],
        MARK,
    ),
    (
        &["default-color-document"],
        &[
            "--bw-map-1-color",
            "--bw-map-2-color",
            "--bw-map-3-color",
            "--bw-map-4-color",
        ],
        TEXT,
    ),
    (
        &["--basis-focus-outline-color"],
        &[
            "default-bg-document",
            "default-bg-subtle",
            "accent-1-bg-subtle",
        ],
        MARK,
    ),
    (
        &["--basis-focus-inverse-outline-color"],
        &["accent-1-inverse-bg-default", "accent-1-inverse-bg-hover"],
        MARK,
    ),
];

/// The value of a token in the first of these parts that sets it.
fn value<'a>(token: &str, parts: &[&'a str]) -> &'a str {
    let name = match token.starts_with("--") {
        true => format!("{token}: #"),
        false => format!("--basis-color-{token}: #"),
    };
    let set = parts.iter().find_map(|part| part.split_once(&name));
    set.unwrap_or_else(|| panic!("no colour {token}")).1
}

/// Relative luminance of a colour, as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

#[test]
fn colours_have_the_contrast_that_wcag_asks() {
    let (light, dark) = TOKENS.split_once(DARK).unwrap();
    let mut faults = Vec::new();
    for (scheme, parts) in [("light", &[light][..]), ("dark", &[dark, light])] {
        for (fronts, backs, least) in PAIRS {
            for (front, back) in fronts
                .iter()
                .flat_map(|f| backs.iter().map(move |b| (f, b)))
            {
                let lights = [front, back].map(|token| luminance(value(token, parts)));
                let contrast =
                    (lights[0].max(lights[1]) + 0.05) / (lights[0].min(lights[1]) + 0.05);
                if contrast < *least {
                    faults.push(format!("{scheme}: {front} on {back}: {contrast:.2}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
