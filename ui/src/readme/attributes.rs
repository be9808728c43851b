//! Tags with more attributes than anybody writes.

/// The most attributes of one tag: html5ever compares each with all before it.
const MOST_ATTRIBUTES: usize = 1_000;

/// Whether a tag has more attributes than [`MOST_ATTRIBUTES`]. Counts what stands
/// between white space and slashes, outside of quotes that follow a `=`.
#[expect(
    clippy::match_same_arms,
    reason = "what comes first holds, as in the standard's own states"
)]
pub(super) fn has_many_attributes(html: &str) -> bool {
    enum At {
        Text,
        TagOpen,
        Between,
        Name,
        BeforeValue,
        Value,
        Quoted(u8),
    }
    let (mut at, mut count) = (At::Text, 0);
    for byte in html.bytes() {
        at = match (at, byte) {
            (At::Text, b'<') => At::TagOpen,
            (At::Text, _) => At::Text,
            (At::TagOpen, b'/') => At::TagOpen,
            (At::TagOpen, letter) if letter.is_ascii_alphabetic() => {
                count = 0;
                At::Value
            }
            (At::TagOpen, _) => At::Text,
            (At::Quoted(quote), byte) if byte == quote => At::Between,
            (At::Quoted(quote), _) => At::Quoted(quote),
            (At::BeforeValue, quote @ (b'"' | b'\'')) => At::Quoted(quote),
            (At::BeforeValue, byte) if byte.is_ascii_whitespace() => At::BeforeValue,
            (_, b'>') => At::Text,
            (At::Value, byte) if byte.is_ascii_whitespace() => At::Between,
            // The name of the tag is read as a value, and ends at a slash.
            (At::Value, b'/') if count == 0 => At::Between,
            (At::BeforeValue | At::Value, _) => At::Value,
            (At::Name, b'=') => At::BeforeValue,
            // White space may stand before the `=`.
            (At::Between, b'=') if count > 0 => At::BeforeValue,
            (_, byte) if byte.is_ascii_whitespace() || byte == b'/' => At::Between,
            (At::Name, _) => At::Name,
            (At::Between, _) => {
                count += 1;
                if count > MOST_ATTRIBUTES {
                    return true;
                }
                At::Name
            }
        };
    }
    false
}
