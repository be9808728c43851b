//! The stylesheet: its parts joined into one, without what only people read.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use cssparser::{ParseError, Parser, Token};

/// The parts in the order in which they apply; of a folder, its files by name.
const PARTS: &[&str] = &[
    "vendor/nl-design-system.css",
    "styles/tokens.css",
    "styles/component-tokens.css",
    "styles/typeface.css",
    "styles/base.css",
    "styles/components",
    "styles/pages",
    "styles/print.css",
];

/// All parts as one stylesheet.
pub(crate) fn join() -> Result<String, Box<dyn Error>> {
    let mut joined = String::new();
    for part in PARTS {
        for file in files(Path::new(part))? {
            let css = fs::read_to_string(&file)?;
            minify(&mut Parser::new(&css), &mut joined)
                .map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    Ok(joined)
}

/// The file itself, or those of a folder.
fn files(path: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    Ok(files)
}

/// Copies token by token, each as it is written, but for comments and the space that
/// means nothing: beside `{`, `}`, `;` and `,`, after `:`, and at both ends of a block.
/// A comment that begins with `!`, as notices of licences do, stays.
fn minify(css: &mut Parser, minified: &mut String) -> Result<(), ParseError<String>> {
    let mut space = false;
    let mut after_break = true;
    loop {
        let start = css.position();
        let Ok(token) = css.next_including_whitespace_and_comments() else {
            return Ok(());
        };
        let closing = match token {
            Token::Comment(text) if text.starts_with('!') => None,
            Token::WhiteSpace(_) | Token::Comment(_) => {
                space = true;
                continue;
            }
            Token::Function(_) | Token::ParenthesisBlock => Some(')'),
            Token::SquareBracketBlock => Some(']'),
            Token::CurlyBracketBlock => Some('}'),
            broken if broken.is_parse_error() => {
                let broken = format!("{broken:?}");
                let line = css.current_source_location().line + 1;
                return Err(ParseError::custom(format!("line {line}: {broken}")));
            }
            _ => None,
        };
        let before_break = matches!(
            token,
            Token::CurlyBracketBlock | Token::Semicolon | Token::Comma
        );
        let is_break = before_break || matches!(token, Token::Colon | Token::Comment(_));
        if space && !after_break && !before_break {
            minified.push(' ');
        }
        minified.push_str(css.slice_from(start));
        if let Some(closing) = closing {
            css.parse_nested_block(|block| minify(block, minified))?;
            minified.push(closing);
        }
        after_break = is_break;
        space = false;
    }
}
