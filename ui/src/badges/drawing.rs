//! A badge as it is drawn: a label, and beside it what holds.

use askama::Template;

use super::width::width;
use crate::enums::MaintenanceStatus;
use crate::xml::plain;

/// Pixels beside each text.
const MARGIN: u32 = 6;

/// The size of the text, in pixels.
const SIZE: u32 = 11;

/// What stands behind a value: each with white text at 4.5 to 1 or more, as
/// WCAG 2.2 asks (1.4.3). The colours are those of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Good,
    Fair,
    Warn,
    Bad,
    None,
}

impl Colour {
    pub(super) fn of_status(status: &MaintenanceStatus) -> Self {
        match status.0.as_str() {
            "ACTIVE" => Self::Good,
            "MAINTAINED" => Self::Fair,
            "SEEKING_MAINTAINER" | "DORMANT" => Self::Warn,
            "UNMAINTAINED" => Self::Bad,
            _ => Self::None,
        }
    }

    /// By the bands of the facet.
    pub(super) fn of_score(score: u64) -> Self {
        match score {
            75.. => Self::Good,
            50.. => Self::Fair,
            25.. => Self::Warn,
            _ => Self::Bad,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Good => "#1d7a3e",
            Self::Fair => "#2f6fb0",
            Self::Warn => "#8f5200",
            Self::Bad => "#a3312a",
            Self::None => "#56666d",
        }
    }
}

/// What stands behind the label.
const LABEL: &str = "#16242b";

#[derive(Template)]
#[template(path = "badge.svg")]
pub(super) struct Drawing {
    language: &'static str,
    says: String,
    label: String,
    value: String,
    label_colour: &'static str,
    value_colour: &'static str,
    size: u32,
    /// Widths of the texts alone.
    label_text: u32,
    value_text: u32,
    label_width: u32,
    value_width: u32,
    value_at: u32,
    whole: u32,
}

impl Drawing {
    pub(super) fn new(label: &str, value: &str, colour: Colour, language: &'static str) -> Self {
        let (label, value) = (plain(label), plain(value));
        let (label_text, value_text) = (width(&label, SIZE), width(&value, SIZE));
        let label_width = label_text + 2 * MARGIN;
        let value_width = value_text + 2 * MARGIN;
        Self {
            language,
            says: format!("{label}: {value}"),
            label_colour: LABEL,
            value_colour: colour.code(),
            size: SIZE,
            value_at: label_width + MARGIN,
            whole: label_width + value_width,
            label,
            value,
            label_text,
            value_text,
            label_width,
            value_width,
        }
    }

    pub(super) fn width(&self) -> u32 {
        self.whole
    }

    /// All that it says, in words.
    pub(super) fn says(self) -> String {
        self.says
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG defines it.
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
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn white_text_can_be_read_on_every_colour() {
        let colours = [
            Colour::Good,
            Colour::Fair,
            Colour::Warn,
            Colour::Bad,
            Colour::None,
        ];
        for code in colours.map(Colour::code).into_iter().chain([LABEL]) {
            let contrast = 1.05 / (luminance(code) + 0.05);
            assert!(contrast >= 4.5, "{code}: {contrast:.2}");
        }
    }

    #[test]
    fn markup_in_a_text_stays_text() {
        let value = "<script>alert('a')</script>\u{0}";
        let drawing = Drawing::new("a & b", value, Colour::Good, "nl");
        let svg = drawing.render().unwrap();
        assert!(!svg.contains("<script") && !svg.contains('\u{0}'), "{svg}");
        assert!(svg.contains("a &#38; b"), "{svg}");
    }
}
