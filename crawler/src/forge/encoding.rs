//! Character encodings: bytes of a text file as text.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Of how many bytes one may be a control character in a text.
const BYTES_PER_CONTROL: usize = 50;

/// The text that `bytes` are; `None` when they are no text.
///
/// A byte order mark tells UTF-8 and UTF-16. What is no UTF-8 is taken for
/// Windows-1252, as browsers do, which holds ISO 8859-1; a text that is UTF-8 but
/// for a few bytes keeps these as replacement characters.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (!text.contains('\0')).then(|| text.into_owned());
    }
    if bytes.contains(&0) {
        return None;
    }
    let lossy = String::from_utf8_lossy(bytes);
    let wrong = lossy.chars().filter(|c| *c == '\u{FFFD}').count();
    let right = lossy.chars().filter(|c| !c.is_ascii()).count() - wrong;
    if right >= wrong {
        return Some(lossy.into_owned());
    }
    let is_control = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x0c".contains(byte);
    let controls = bytes.iter().filter(is_control).count();
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    (controls <= bytes.len() / BYTES_PER_CONTROL).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings_are_decoded() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            let units = ['\u{FEFF}'].into_iter().chain(text.chars());
            let units = units.flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec());
            units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        let cases: [(&[u8], Option<&str>); 10] = [
            (b"", Some("")),
            ("Coöperatie".as_bytes(), Some("Coöperatie")),
            ("\u{FEFF}# Titel".as_bytes(), Some("# Titel")),
            (&utf16("Coöperatie", false), Some("Coöperatie")),
            (&utf16("Coöperatie", true), Some("Coöperatie")),
            (b"Co\xf6peratie", Some("Coöperatie")),
            (b"\x93aanhaling\x94, \x80 5", Some("“aanhaling”, € 5")),
            // Mostly UTF-8: what is broken shows as such.
            ("één \u{e9}\u{e9} ".as_bytes(), Some("één éé ")),
            (b"PK\x03\x04\x00\x00", None),
            (b"\x1f\x8b\x08\x01\x02\x03\xff\xfe\x07", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decode(bytes).as_deref(), expected, "{bytes:?}");
        }
        let mixed = ["één ".as_bytes(), b"\xff".as_slice(), " twéé".as_bytes()].concat();
        assert_eq!(decode(&mixed).as_deref(), Some("één \u{FFFD} twéé"));
    }
}
