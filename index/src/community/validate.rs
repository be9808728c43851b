//! Whether what somebody filled in is what the table of kinds asks for.

use std::collections::BTreeMap;

use bronwijzer_crawler::address;
use bronwijzer_crawler::organisation::Slug;
use chrono::{Datelike, NaiveDate};
use url::Url;

use super::CommunityError;
use super::kinds::{Field, FieldRow, FieldType, StatementKind};
use super::statement::LONGEST_TEXT;
use super::text::{Lines, bounded};

/// The most values of one field that are looked at.
const MOST_VALUES: usize = 40;

/// The longest web address.
const LONGEST_URL: usize = 500;

/// What an answer to a request needs beside itself.
const ANSWER_NEEDS: &[(&str, Field)] = &[
    ("will_release", Field::ByDay),
    ("released", Field::Repository),
    ("not_now", Field::Ground),
    ("no", Field::Ground),
];

/// The fields of a statement.
pub(crate) type Fields = BTreeMap<Field, Vec<String>>;

/// Finds the organisation that has or had a slug.
pub(crate) type FindOrganisation<'a> = &'a dyn Fn(&str) -> Option<Slug>;

/// A text, cleaned.
///
/// # Errors
/// [`CommunityError::TooLong`], and [`CommunityError::NoText`] where one is needed.
pub(crate) fn text(text: &str, needed: bool) -> Result<String, CommunityError> {
    let text = bounded(text, Lines::Many, LONGEST_TEXT)?;
    if needed && text.is_empty() {
        return Err(CommunityError::NoText);
    }
    Ok(text)
}

/// The fields of a statement, or of the answer to one, cleaned. What was left empty is left
/// out.
///
/// # Errors
/// [`CommunityError::Field`] with the first field that is wrong.
pub(crate) fn fields(
    kind: StatementKind,
    of_answer: bool,
    given: &Fields,
    find: FindOrganisation<'_>,
) -> Result<Fields, CommunityError> {
    let rows = kind.row().fields.iter();
    let rows: Vec<&FieldRow> = rows.filter(|row| row.of_answer == of_answer).collect();
    if let Some(field) = given
        .keys()
        .find(|field| rows.iter().all(|row| row.field != **field))
    {
        return Err(wrong(*field, "this kind of statement does not have it"));
    }
    let mut cleaned = Fields::new();
    for row in rows {
        let values = given.get(&row.field).map_or(&[][..], Vec::as_slice);
        let values = values.iter().map(|value| value.trim());
        let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            if row.required {
                return Err(wrong(row.field, "fill it in"));
            }
            continue;
        }
        cleaned.insert(row.field, values_of(row, &values, find)?);
    }
    if let Some(answer) = cleaned
        .get(&Field::Answer)
        .and_then(|answer| answer.first())
    {
        let needs = ANSWER_NEEDS.iter().find(|(one, _)| one == answer);
        if let Some((_, field)) = needs.filter(|(_, field)| !cleaned.contains_key(field)) {
            return Err(wrong(*field, "this answer needs it"));
        }
    }
    Ok(cleaned)
}

fn wrong(field: Field, why: impl Into<String>) -> CommunityError {
    let why = why.into();
    CommunityError::Field { field, why }
}

fn values_of(
    row: &FieldRow,
    values: &[&str],
    find: FindOrganisation<'_>,
) -> Result<Vec<String>, CommunityError> {
    let field = row.field;
    if values.len() > MOST_VALUES {
        return Err(wrong(field, format!("{MOST_VALUES} values at most")));
    }
    if let FieldType::ManyOf(words) = row.field_type {
        let mut chosen = Vec::new();
        for value in values {
            let word = one_of(field, words, value)?;
            if !chosen.contains(&word) {
                chosen.push(word);
            }
        }
        return Ok(chosen);
    }
    let [value] = values else {
        return Err(wrong(field, "one value"));
    };
    let value = match row.field_type {
        FieldType::OneOf(words) | FieldType::ManyOf(words) => one_of(field, words, value)?,
        FieldType::Line(longest) => line(field, value, Lines::One, longest)?,
        FieldType::Text(longest) => line(field, value, Lines::Many, longest)?,
        FieldType::Number(largest) => {
            let number = value.parse::<u32>().ok();
            let number = number.filter(|number| (1..=largest).contains(number));
            let why = || wrong(field, format!("a whole number from 1 to {largest}"));
            number.ok_or_else(why)?.to_string()
        }
        FieldType::Day => {
            let day = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok();
            let day = day.filter(|day| (1970..=2100).contains(&day.year()));
            day.ok_or_else(|| wrong(field, "a day, as in 2026-11-28"))?
                .to_string()
        }
        FieldType::Organisation => {
            let organisation = find(value);
            let why = || {
                wrong(
                    field,
                    "no organisation in the catalogue has this short name",
                )
            };
            organisation.ok_or_else(why)?.to_string()
        }
        FieldType::Repository => {
            let address = address::candidates(value).into_iter().next();
            let why = || wrong(field, "the web address of a repository");
            address.ok_or_else(why)?.to_string()
        }
        FieldType::Url => {
            let why = "a web address that begins with https://";
            web_address(value).ok_or_else(|| wrong(field, why))?
        }
    };
    Ok(vec![value])
}

fn one_of(field: Field, words: &[&str], value: &str) -> Result<String, CommunityError> {
    if words.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(wrong(field, format!("one of {}", words.join(", "))))
}

fn line(field: Field, value: &str, lines: Lines, longest: usize) -> Result<String, CommunityError> {
    let text = bounded(value, lines, longest)
        .map_err(|_| wrong(field, format!("{longest} characters at most")))?;
    if text.is_empty() {
        return Err(wrong(field, "nothing in it can be read"));
    }
    Ok(text)
}

/// A web address that anybody can open: `https`, a host, no user and no password. It is longer
/// than it was written where it has letters outside of ASCII; as it is kept it comes back from a
/// backup, so that length counts too.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let is_short = |text: &str| text.len() <= LONGEST_URL;
    let url = Url::parse(text)
        .ok()
        .filter(|url| is_short(text) && is_short(url.as_str()))?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    let has_name = url.domain().is_some_and(|domain| domain.contains('.'));
    (url.scheme() == "https" && is_plain && has_name).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(values: &[(Field, &[&str])]) -> Fields {
        let values = values.iter().map(|(field, values)| {
            let values = values.iter().map(|value| (*value).to_owned());
            (*field, values.collect())
        });
        values.collect()
    }

    fn check(
        kind: StatementKind,
        of_answer: bool,
        values: &[(Field, &[&str])],
    ) -> Result<Fields, Field> {
        let find = |slug: &str| (slug == "rvig").then(|| slug.parse().unwrap());
        fields(kind, of_answer, &given(values), &find).map_err(|error| match error {
            CommunityError::Field { field, .. } => field,
            error => panic!("{error}"),
        })
    }

    #[test]
    fn web_address_is_taken_again_as_it_is_kept() {
        for letters in [80, 81] {
            let written = format!("https://example.org/{}", "é".repeat(letters));
            let kept = web_address(&written);
            assert_eq!(kept.is_some(), letters == 80);
            assert!(kept.is_none_or(|kept| web_address(&kept) == Some(kept)));
        }
    }

    #[test]
    fn fields_are_held_to_the_table() {
        use Field::{
            Help, Hours, Name, Organisation, Purpose, SinceDay, Skills, Sought, Stage, Url,
        };
        use StatementKind::{Offer, ReleaseRequest, Seeking, Use};
        let long = "a".repeat(201);
        type Case<'a> = (
            StatementKind,
            &'a [(Field, &'a [&'a str])],
            Result<(), Field>,
        );
        let cases: &[Case<'_>] = &[
            (Seeking, &[(Sought, &["orphaned"])], Ok(())),
            (Seeking, &[], Err(Sought)),
            (Seeking, &[(Sought, &["  "])], Err(Sought)),
            (Seeking, &[(Sought, &["everything"])], Err(Sought)),
            (Seeking, &[(Sought, &["help", "adoption"])], Err(Sought)),
            (
                Seeking,
                &[(Sought, &["help"]), (Help, &["code", "code", "text"])],
                Ok(()),
            ),
            (
                Seeking,
                &[(Sought, &["help"]), (Help, &["cooking"])],
                Err(Help),
            ),
            (
                Seeking,
                &[(Sought, &["help"]), (Stage, &["trial"])],
                Err(Stage),
            ),
            (
                Seeking,
                &[(Sought, &["help"]), (Skills, &[&long])],
                Err(Skills),
            ),
            (Offer, &[(Help, &["code"]), (Hours, &["60"])], Ok(())),
            (Offer, &[(Help, &["code"]), (Hours, &["61"])], Err(Hours)),
            (Offer, &[(Help, &["code"]), (Hours, &["-1"])], Err(Hours)),
            (
                Use,
                &[(Stage, &["trial"]), (SinceDay, &["2026-11-28"])],
                Ok(()),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (SinceDay, &["28-11-2026"])],
                Err(SinceDay),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (SinceDay, &["0001-01-01"])],
                Err(SinceDay),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (Url, &["https://example.nl/x"])],
                Ok(()),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (Url, &["http://example.nl"])],
                Err(Url),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (Url, &["https://a:b@example.nl"])],
                Err(Url),
            ),
            (
                Use,
                &[(Stage, &["trial"]), (Url, &["javascript:alert(1)"])],
                Err(Url),
            ),
            (
                ReleaseRequest,
                &[(Name, &["X"]), (Organisation, &["rvig"]), (Purpose, &["y"])],
                Ok(()),
            ),
            (
                ReleaseRequest,
                &[
                    (Name, &["X"]),
                    (Organisation, &["nobody"]),
                    (Purpose, &["y"]),
                ],
                Err(Organisation),
            ),
            (
                ReleaseRequest,
                &[
                    (Name, &["\u{200b}"]),
                    (Organisation, &["rvig"]),
                    (Purpose, &["y"]),
                ],
                Err(Name),
            ),
        ];
        for (kind, values, expected) in cases {
            let checked = check(*kind, false, values).map(drop);
            assert_eq!(checked, *expected, "{kind:?} {values:?}");
        }
    }

    #[test]
    fn each_answer_needs_its_own_field() {
        use Field::{Answer, ByDay, Ground, Repository};
        type Filled = &'static [(Field, &'static [&'static str])];
        let cases: &[(Filled, Result<(), Field>)] = &[
            (&[], Err(Answer)),
            (&[(Answer, &["will_release"])], Err(ByDay)),
            (
                &[(Answer, &["will_release"]), (ByDay, &["2027-01-01"])],
                Ok(()),
            ),
            (&[(Answer, &["released"])], Err(Repository)),
            (
                &[
                    (Answer, &["released"]),
                    (Repository, &["https://github.com/minbzk/kopieid"]),
                ],
                Ok(()),
            ),
            (&[(Answer, &["no"])], Err(Ground)),
            (
                &[(Answer, &["no"]), (Ground, &["woo_5_1_2_i", "security"])],
                Ok(()),
            ),
            (&[(Answer, &["no"]), (Ground, &["because"])], Err(Ground)),
        ];
        for (values, expected) in cases {
            let checked = check(StatementKind::ReleaseRequest, true, values).map(drop);
            assert_eq!(checked, *expected, "{values:?}");
        }
    }
}
