//! Colours differ enough to be told apart (WCAG 2.2, 1.4.3 and 1.4.11).

const STYLES: &str = include_str!("../../assets/bronwijzer.css");

/// What stands on what, and the contrast that WCAG asks: 4.5 for text, 3 for
/// the marks and borders that one must see.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "paper", 4.5),
    ("ink", "field", 4.5),
    ("ink", "accent-soft", 4.5),
    ("ink", "notice", 4.5),
    ("ink", "problem", 4.5),
    ("ink", "mark", 4.5),
    ("ink-quiet", "paper", 4.5),
    ("ink-quiet", "field", 4.5),
    ("ink-quiet", "accent-soft", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "field", 4.5),
    ("accent", "accent-soft", 4.5),
    ("accent", "notice", 4.5),
    ("paper", "accent", 4.5),
    ("paper", "accent-strong", 4.5),
    ("bad", "paper", 4.5),
    ("good", "paper", 4.5),
    ("mark", "accent-strong", 3.0),
    ("control", "paper", 3.0),
    ("control", "accent-soft", 3.0),
    ("good", "field", 3.0),
    ("fair", "paper", 3.0),
    ("fair", "field", 3.0),
    ("warn", "paper", 3.0),
    ("warn", "field", 3.0),
    ("bad", "field", 3.0),
    ("none", "paper", 3.0),
    ("none", "field", 3.0),
    ("bot", "field", 3.0),
];

/// Relative luminance of the token's colour, as WCAG defines it.
fn luminance(token: &str) -> f64 {
    let start = format!("--bw-color-{token}: #");
    let colour = STYLES
        .split_once(&start)
        .unwrap_or_else(|| panic!("no token {token}"))
        .1;
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
    for (front, back, least) in PAIRS {
        let (front_light, back_light) = (luminance(front), luminance(back));
        let contrast = (front_light.max(back_light) + 0.05) / (front_light.min(back_light) + 0.05);
        assert!(contrast >= *least, "{front} on {back}: {contrast:.2}");
    }
}
