//! A theme: the colours and type that an operator puts on the pages, as a stylesheet of
//! design tokens that is served after our own.

use bronwijzer_graphql::caching::{Caching, Reply};
use cssparser::{ParseError, Parser, Token};
use poem::web::Data;
use poem::{IntoResponse, Response, handler};
use sha2::{Digest, Sha256};

use crate::assets::version;

/// Where the theme is served.
pub(crate) const PATH: &str = "/assets/theme.css";

/// How large the file may be, in bytes.
const MAX_SIZE: usize = 128 * 1024;

/// A stylesheet that pages may carry: it is whole, and loads nothing from elsewhere.
#[derive(Debug, Clone)]
pub struct Theme {
    css: String,
    address: String,
}

/// Why a stylesheet is no theme. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// It takes visitors too long to load.
    #[error("the theme has {0} bytes, and may have {MAX_SIZE}")]
    TooLarge(usize),
    /// It is no valid CSS.
    #[error("line {0}: a text, an address or a bracket does not end")]
    Broken(u32),
    /// It takes in another stylesheet.
    #[error(
        "line {0}: @import is not allowed, as pages load one theme: put everything in one file"
    )]
    Import(u32),
    /// It loads something from another host.
    #[error(
        "line {0}: `{1}` is not allowed, as pages load nothing from elsewhere: use a path on this host, such as /fonts/own.woff2"
    )]
    Elsewhere(u32, String),
}

impl Theme {
    /// The theme in `css`.
    ///
    /// # Errors
    /// When pages could not carry it.
    pub fn new(css: String) -> Result<Self, ThemeError> {
        if css.len() > MAX_SIZE {
            return Err(ThemeError::TooLarge(css.len()));
        }
        check(&mut Parser::new(&css)).map_err(|error| match error.kind {
            cssparser::ParseErrorKind::Custom(error) => error,
            cssparser::ParseErrorKind::Basic(_) => ThemeError::Broken(1),
        })?;
        let version = version::of(&Sha256::digest(css.as_bytes()));
        Ok(Self {
            address: format!("{PATH}?v={version}"),
            css,
        })
    }

    /// The address of this very version.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

/// Looks at every token; `url(` and what else loads has its address as a text in it.
fn check(css: &mut Parser) -> Result<(), ParseError<ThemeError>> {
    loop {
        let Ok(token) = css.next().cloned() else {
            return Ok(());
        };
        let line = css.current_source_location().line + 1;
        let fault = match &token {
            Token::AtKeyword(name) if name.eq_ignore_ascii_case("import") => {
                Some(ThemeError::Import(line))
            }
            Token::UnquotedUrl(url) | Token::QuotedString(url) if !is_own(url) => {
                Some(ThemeError::Elsewhere(line, url.to_string()))
            }
            token if token.is_parse_error() => Some(ThemeError::Broken(line)),
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(ParseError::custom(fault));
        }
        let opens = matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        );
        if opens {
            css.parse_nested_block(check)?;
        }
    }
}

/// Whether an address, or any text, leads to no other host.
fn is_own(address: &str) -> bool {
    let address = address.trim_start();
    let has_scheme = address.split_once(':').is_some_and(|(scheme, rest)| {
        let is_scheme = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric());
        is_scheme && rest.starts_with(|c: char| !c.is_whitespace())
    });
    !has_scheme && !address.starts_with("//")
}

/// Serves the theme; under the address of its version for good.
#[handler]
pub(crate) fn serve(Data(theme): Data<&Theme>, request: &poem::Request) -> Response {
    let is_version = request.uri().to_string().ends_with(&theme.address);
    let caching = if is_version {
        Caching::Immutable
    } else {
        Caching::Revalidated
    };
    let css = theme.css.clone();
    let response = css
        .with_content_type("text/css; charset=utf-8")
        .into_response();
    Reply::Public(response, caching).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_own_fonts_are_a_theme() {
        let css = "/* ours */ :root { --basis-color-action-1-color-default: #154273; }\n\
            @font-face { font-family: \"Own\"; src: url(/fonts/own.woff2) }\n\
            @media (prefers-color-scheme: dark) { :root { --a: calc(1px + 2px) } }";
        let theme = Theme::new(css.to_owned()).unwrap();
        assert!(theme.address().starts_with("/assets/theme.css?v="));
        assert_eq!(theme.address().len(), "/assets/theme.css?v=".len() + 12);
    }

    #[test]
    fn theme_that_pages_cannot_carry_is_refused() {
        let elsewhere = |line, url: &str| ThemeError::Elsewhere(line, url.to_owned());
        let cases = [
            ("\n@import \"other.css\";", ThemeError::Import(2)),
            (
                "a{}\nb { background: url(https://example.org/x.png) }",
                elsewhere(2, "https://example.org/x.png"),
            ),
            (
                "b { background: url(\"//example.org/x.png\") }",
                elsewhere(1, "//example.org/x.png"),
            ),
            (
                "b { background: image-set('data:image/png;base64,AA' 1x) }",
                elsewhere(1, "data:image/png;base64,AA"),
            ),
            ("a { b: \"c\n }", ThemeError::Broken(1)),
            ("a { } }", ThemeError::Broken(1)),
        ];
        for (css, expected) in cases {
            assert_eq!(Theme::new(css.to_owned()).unwrap_err(), expected, "{css}");
        }
        let large = " ".repeat(MAX_SIZE + 1);
        let error = Theme::new(large).unwrap_err();
        assert_eq!(error, ThemeError::TooLarge(MAX_SIZE + 1));
    }
}
