//! Front matter: YAML before the text, between two rules.

use granit_parser::{Event, Options, Parser};

/// Front matter is no longer than this, in bytes.
const MOST_BYTES: usize = 32 * 1024;

/// How deep lists and mappings in it may nest.
const MAX_DEPTH: usize = 32;

/// The text without its front matter: a first line `---`, a mapping in YAML, and
/// a line `---` or `...`. Anything else after such a first line is text below a
/// thematic break, as CommonMark has it.
#[must_use]
pub fn without_front_matter(text: &str) -> &str {
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(after_rule) = start
        .split_once('\n')
        .and_then(|(first, rest)| (first.trim_end() == "---").then_some(rest))
    else {
        return text;
    };
    let mut end = 0;
    for line in after_rule.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let is_front_matter = is_mapping(&after_rule[..end]);
            return if is_front_matter {
                &after_rule[end + line.len()..]
            } else {
                text
            };
        }
        end += line.len();
        if end > MOST_BYTES {
            break;
        }
    }
    text
}

/// Whether it is one mapping in YAML, and nothing is wrong with it.
fn is_mapping(yaml: &str) -> bool {
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut begins_with_mapping = None;
    for next in Parser::new_from_str_with_options(yaml, options) {
        let Ok((event, _)) = next else {
            return false;
        };
        match event {
            Event::MappingStart(..) => {
                begins_with_mapping.get_or_insert(true);
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::Alias(..) => {
                begins_with_mapping.get_or_insert(false);
            }
            _ => {}
        }
    }
    begins_with_mapping == Some(true)
}
