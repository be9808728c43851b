//! The parameters, and how leniently they are read: unknown ones and empty values are let be,
//! as the register's own site sends on whatever its visitors send.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use url::form_urlencoded;

use super::problem::Problem;

/// A parameter of the register.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// What it is, for the OpenAPI document.
    pub(super) description: &'static str,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A whole number from 1 to a greatest one; 0 counts as absent.
    Number {
        usual: usize,
        limit: usize,
    },
    Text,
    /// As Go's `ParseBool` reads it.
    Truth,
    /// A day, as in `2026-11-28`.
    Day,
    /// Any values, each by itself: what has commas in it is one value.
    Values,
    /// One of these; the first is the usual one.
    Choice(&'static [&'static str]),
}

pub(super) const PAGE: &str = "page";
pub(super) const PER_PAGE: &str = "perPage";
pub(super) const Q: &str = "q";
pub(super) const ORGANISATION: &str = "organisation";
pub(super) const PUBLICCODE: &str = "publiccode";
pub(super) const ARCHIVED: &str = "archived";
pub(super) const LAST_ACTIVITY_AFTER: &str = "lastActivityAfter";
pub(super) const SORT_BY: &str = "sortBy";
pub(super) const SORT_ORDER: &str = "sortOrder";

/// The most entries on a page.
pub(super) const MOST: usize = 100;

/// Every parameter.
pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: PAGE,
        takes: Takes::Number {
            usual: 1,
            // A page behind the last one is empty, however far.
            limit: 1_000_000_000,
        },
        description: "The number of the page, from 1.",
    },
    Parameter {
        name: PER_PAGE,
        takes: Takes::Number {
            usual: 20,
            limit: MOST,
        },
        description: "Entries on a page.",
    },
    Parameter {
        name: Q,
        takes: Takes::Text,
        description: "Words to look for in names, descriptions and READMEs.",
    },
    Parameter {
        name: ORGANISATION,
        takes: Takes::Text,
        description: "Only what is of the organisation with this URI.",
    },
    Parameter {
        name: PUBLICCODE,
        takes: Takes::Truth,
        description: "Only with a publiccode.yml, or when false only without; true when absent.",
    },
    Parameter {
        name: ARCHIVED,
        takes: Takes::Truth,
        description: "Only what is archived; when false or absent only what is not.",
    },
    Parameter {
        name: LAST_ACTIVITY_AFTER,
        takes: Takes::Day,
        description: "Only with activity on this day (UTC) or later.",
    },
    Parameter {
        name: "softwareType",
        takes: Takes::Values,
        description: "Only with one of these values of softwareType in publiccode.yml.",
    },
    Parameter {
        name: "developmentStatus",
        takes: Takes::Values,
        description: "Only with one of these values of developmentStatus in publiccode.yml.",
    },
    Parameter {
        name: "maintenanceType",
        takes: Takes::Values,
        description: "Only with one of these values of maintenance.type in publiccode.yml.",
    },
    Parameter {
        name: "platforms",
        takes: Takes::Values,
        description: "Only with all of these among platforms in publiccode.yml.",
    },
    Parameter {
        name: "availableLanguages",
        takes: Takes::Values,
        description: "Only with all of these among localisation.availableLanguages in publiccode.yml.",
    },
    Parameter {
        name: "license",
        takes: Takes::Values,
        description: "Only with one of these as legal.license in publiccode.yml.",
    },
    Parameter {
        name: SORT_BY,
        takes: Takes::Choice(&["title", "lastActivity"]),
        description: "What the list is ordered by; an entry without activity comes last.",
    },
    Parameter {
        name: SORT_ORDER,
        takes: Takes::Choice(&["asc", "desc"]),
        description: "In which direction.",
    },
];

/// The parameters that an operation takes.
pub(super) fn of(names: &[&str]) -> Vec<&'static Parameter> {
    let all = PARAMETERS.iter();
    all.filter(|parameter| names.contains(&parameter.name))
        .collect()
}

/// What an address asks.
#[derive(Debug, Default)]
pub(super) struct QueryParameters {
    /// Values by parameter, none of them empty.
    values: BTreeMap<&'static str, Vec<String>>,
}

impl QueryParameters {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// For the first parameter with a value that it does not take, or given twice where it
    /// takes one value.
    pub(super) fn read(takes: &[&'static Parameter], query: &str) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(parameter) = takes.iter().find(|known| known.name == name) else {
                continue;
            };
            let value = value.trim();
            let values = parameters.values.entry(parameter.name).or_default();
            if parameter.takes != Takes::Values && !values.is_empty() {
                return Err(Problem::invalid(
                    parameter.name,
                    "multiple values not supported: give it once",
                ));
            }
            if parameter.takes != Takes::Values || !value.is_empty() {
                values.push(value.to_owned());
            }
            if !value.is_empty() {
                check(parameter, value)?;
            }
        }
        for values in parameters.values.values_mut() {
            values.retain(|value| !value.is_empty());
        }
        Ok(parameters)
    }

    /// The values of a parameter that takes several.
    pub(super) fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        truth(self.text(name)?)
    }

    pub(super) fn day(&self, name: &str) -> Option<NaiveDate> {
        day(self.text(name)?)
    }

    /// A number, or the usual one.
    pub(super) fn number(&self, name: &str) -> usize {
        let Some(Takes::Number { usual, .. }) = takes(name) else {
            return 0;
        };
        let given = self.text(name).and_then(|text| text.parse().ok());
        given.filter(|number| *number > 0).unwrap_or(usual)
    }

    /// A choice, or the usual one.
    pub(super) fn choice(&self, name: &str) -> &str {
        let usual = match takes(name) {
            Some(Takes::Choice(all)) => all.first().copied().unwrap_or_default(),
            _ => "",
        };
        self.text(name).unwrap_or(usual)
    }
}

fn takes(name: &str) -> Option<Takes> {
    let parameter = PARAMETERS.iter().find(|known| known.name == name)?;
    Some(parameter.takes)
}

/// Whether a parameter takes a value.
fn check(parameter: &Parameter, value: &str) -> Result<(), Problem> {
    let wanted = match parameter.takes {
        Takes::Text | Takes::Values => return Ok(()),
        Takes::Number { limit, .. } => match value.parse::<i64>() {
            Ok(number) if usize::try_from(number).is_ok_and(|number| number <= limit) => {
                return Ok(());
            }
            _ => format!("a whole number from 1 to {limit}"),
        },
        Takes::Truth if truth(value).is_some() => return Ok(()),
        Takes::Truth => "true or false".to_owned(),
        Takes::Day if day(value).is_some() => return Ok(()),
        Takes::Day => "a day, as 2026-11-28".to_owned(),
        Takes::Choice(all) if all.contains(&value) => return Ok(()),
        Takes::Choice(all) => format!("one of: {}", all.join(", ")),
    };
    let name = parameter.name;
    Err(Problem::invalid(name, format!("{name} has to be {wanted}")))
}

/// As Go's `strconv.ParseBool` reads it.
fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// With all digits: `2026-1-2` is no day to the register.
fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<QueryParameters, Problem> {
        QueryParameters::read(&PARAMETERS.iter().collect::<Vec<_>>(), query)
    }

    #[test]
    fn parameters_are_read_leniently() {
        let query = "utm_source=x&q=&page=0&perPage=&publiccode=F&license=MIT,EUPL-1.2&\
             license=&license=MIT&lastActivityAfter=2026-02-28";
        let parameters = read(query).unwrap();
        assert_eq!(parameters.text(Q), None);
        assert_eq!(
            (parameters.number(PAGE), parameters.number(PER_PAGE)),
            (1, 20)
        );
        assert_eq!(parameters.truth(PUBLICCODE), Some(false));
        assert_eq!(parameters.values("license"), ["MIT,EUPL-1.2", "MIT"]);
        assert_eq!(
            parameters.day(LAST_ACTIVITY_AFTER),
            "2026-02-28".parse().ok()
        );
        assert_eq!(
            (parameters.choice(SORT_BY), parameters.choice(SORT_ORDER)),
            ("title", "asc")
        );
    }

    #[test]
    fn mistakes_name_their_parameter() {
        for (query, name) in [
            ("page=-1", "page"),
            ("page=abc", "page"),
            ("page=99999999999999999999", "page"),
            ("perPage=101", "perPage"),
            ("publiccode=misschien", "publiccode"),
            ("archived=yes", "archived"),
            ("lastActivityAfter=gisteren", "lastActivityAfter"),
            ("lastActivityAfter=2026-2-3", "lastActivityAfter"),
            ("lastActivityAfter=2026-02-30", "lastActivityAfter"),
            ("organisation=a&organisation=b", "organisation"),
            ("q=&q=a", "q"),
            ("sortBy=stars", "sortBy"),
            ("sortOrder=up", "sortOrder"),
        ] {
            let problem = serde_json::to_value(read(query).unwrap_err()).unwrap();
            assert_eq!(problem["status"], 400, "{query}");
            let location = &problem["errors"][0]["location"];
            assert_eq!(*location, format!("#/{name}"), "{query}");
        }
    }
}
