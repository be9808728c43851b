//! Parameters as the contract's reference takes them: unknown ones are passed over, empty
//! ones count as absent, and of one that is given twice the first counts.

use chrono::{DateTime, Utc};
use url::form_urlencoded;

use super::problem::Problem;

/// Entries on a page when the asker does not say.
const USUAL_SIZE: usize = 25;

/// The most entries on a page; who asks for more gets these.
const LARGEST_SIZE: usize = 100;

/// The parameters that a link to another page has too.
const KEPT: &[&str] = &[
    "all",
    "from",
    "page[size]",
    "search",
    "to",
    "url",
    WITHOUT_FILE,
];

/// Whether software without a publiccode.yml is listed too: a parameter of our own.
pub(super) const WITHOUT_FILE: &str = "withoutPubliccodeYml";

/// What is asked for.
pub(super) struct QueryParameters(Vec<(String, String)>);

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    After(String),
    Before(String),
}

impl QueryParameters {
    pub(super) fn read(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned();
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let mut named = self.0.iter().filter(|(given, _)| given == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// What is no yes is no.
    pub(super) fn flag(&self, name: &str) -> bool {
        let text = self.text(name).unwrap_or_default();
        matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True")
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| {
            Problem::unusable(format!(
                "`{name}` is no date and time; write it as 2026-01-31T12:00:00Z"
            ))
        })?;
        Ok(Some(moment.with_timezone(&Utc)))
    }

    pub(super) fn size(&self) -> Result<usize, Problem> {
        let Some(text) = self.text("page[size]") else {
            return Ok(USUAL_SIZE);
        };
        match text.parse::<i64>() {
            Ok(size @ 1..) => Ok(usize::try_from(size)
                .unwrap_or(LARGEST_SIZE)
                .min(LARGEST_SIZE)),
            _ => Err(Problem::unusable(format!(
                "`page[size]` takes a whole number from 1 to {LARGEST_SIZE}"
            ))),
        }
    }

    /// Where the page begins. Of two cursors the one that goes on counts.
    pub(super) fn place(&self) -> Place {
        match (self.text("page[after]"), self.text("page[before]")) {
            (Some(after), _) => Place::After(after.to_owned()),
            (None, Some(before)) => Place::Before(before.to_owned()),
            (None, None) => Place::Start,
        }
    }

    /// A link to another page: what stands behind the address of the list.
    pub(super) fn link(&self, place: &Place) -> Option<String> {
        let (name, cursor) = match place {
            Place::Start => return None,
            Place::After(cursor) => ("page[after]", cursor.as_str()),
            Place::Before(cursor) => ("page[before]", cursor.as_str()),
        };
        let kept = KEPT
            .iter()
            .filter_map(|name| Some((*name, self.text(name)?)));
        let mut all: Vec<(&str, &str)> = kept.chain([(name, cursor)]).collect();
        all.sort_unstable();
        let pairs = all.into_iter().map(|(name, value)| {
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            format!("{name}={value}")
        });
        Some(format!("?{}", pairs.collect::<Vec<_>>().join("&")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_leniently() {
        let parameters =
            QueryParameters::read(Some("all=&all=true&all=false&x=1&page[size]=500&from=x"));
        assert!(parameters.flag("all"));
        assert_eq!(parameters.size(), Ok(100));
        assert!(parameters.moment("from").is_err());
        assert_eq!(parameters.moment("to"), Ok(None));
        for size in ["0", "-1", "x", "1.5", "99999999999999999999"] {
            let parameters = QueryParameters::read(Some(&format!("page%5Bsize%5D={size}")));
            assert!(parameters.size().is_err(), "{size}");
        }
    }

    #[test]
    fn link_keeps_what_was_asked() {
        let parameters = QueryParameters::read(Some(
            "x=1&page[before]=old&url=https://a.nl/b?c%26d&page[size]=5&from=2026-01-01T00:00:00%2B01:00",
        ));
        assert_eq!(parameters.place(), Place::Before("old".to_owned()));
        let link = parameters.link(&Place::After("new+".to_owned())).unwrap();
        assert_eq!(
            link,
            "?from=2026-01-01T00%3A00%3A00%2B01%3A00&page[after]=new%2B&page[size]=5&url=https%3A%2F%2Fa.nl%2Fb%3Fc%26d"
        );
        assert_eq!(parameters.link(&Place::Start), None);
    }
}
