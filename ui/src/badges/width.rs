//! How wide a text is.
//!
//! The widths are those of Helvetica, in thousandths of the text's size, from
//! the metrics that Adobe publishes for the 14 core fonts (Helvetica.afm). Arial
//! and Liberation Sans have the same, so the text fits wherever one of them is;
//! elsewhere the badge's `textLength` makes it fit.

/// Widths of the printable ASCII characters, from the space on.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, // digits
    278, 278, 584, 584, 584, 556, 1015, // : to @
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, // A to M
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, // N to Z
    278, 278, 278, 469, 556, 333, // [ to `
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, // a to m
    556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, // n to z
    334, 260, 334, 584, // { to ~
];

/// What any other character is taken to be: a wide letter, so that none is cut
/// off.
const OTHER: u16 = 778;

/// Pixels that `text` takes at this size, rounded up.
pub(crate) fn width(text: &str, size: u32) -> u32 {
    let of = |c: char| {
        let at = (c as usize).checked_sub(' ' as usize);
        let ascii = at.and_then(|at| ASCII.get(at)).copied();
        u32::from(ascii.unwrap_or(OTHER))
    };
    let thousandths: u32 = text.chars().map(of).fold(0, u32::saturating_add);
    thousandths.saturating_mul(size).div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        assert_eq!(width("", 11), 0);
        assert_eq!(width("~", 1000), 584);
        assert_eq!(width(" !A", 1000), 278 + 278 + 667);
        assert_eq!(width("iii", 10), 7);
        assert_eq!(width("é", 1000), 778);
    }
}
