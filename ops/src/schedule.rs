//! When scheduled crawls start.

use std::str::FromStr;

use chrono::{DateTime, Utc};

/// A cron expression in UTC, or none.
///
/// Takes the usual five fields, where Sunday is 0 or 7, and the six of the
/// `cron` crate, which start with seconds and where Sunday is 1. Names of days
/// and months mean the same in both. Where both the day of the month and the
/// day of the week are limited, a day must fit both.
#[derive(Debug, Clone)]
pub(crate) enum Schedule {
    /// Never.
    Off,
    /// At these moments.
    Cron(Box<cron::Schedule>),
}

/// A text is no schedule.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a schedule; write a cron expression of 5 or 6 fields, or off")]
pub(crate) struct ScheduleError(String);

impl Schedule {
    /// The first moment after `now`. `None` when there is none.
    pub(crate) fn next_after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Off => None,
            Self::Cron(schedule) => schedule.after(&now).next(),
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text == "off" {
            return Ok(Self::Off);
        }
        let error = || ScheduleError(text.to_owned());
        let fields: Vec<&str> = text.split_whitespace().collect();
        let expression = match fields[..] {
            [minute, hour, day, month, weekday] => {
                let weekday = named_weekdays(weekday).ok_or_else(error)?;
                format!("0 {minute} {hour} {day} {month} {weekday}")
            }
            [_, _, _, _, _, _] => fields.join(" "),
            _ => return Err(error()),
        };
        let schedule = cron::Schedule::from_str(&expression).map_err(|_| error())?;
        Ok(Self::Cron(Box::new(schedule)))
    }
}

/// Names of the days as the five-field form counts them.
const WEEKDAYS: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// Writes the numbers of a five-field day of the week as names, because the
/// `cron` crate counts from 1. `None` for a number that is no day.
fn named_weekdays(field: &str) -> Option<String> {
    let parts: Option<Vec<String>> = field.split(',').map(named_part).collect();
    parts.map(|parts| parts.join(","))
}

fn named_part(part: &str) -> Option<String> {
    let (days, step) = match part.split_once('/') {
        Some((days, step)) => (days, step.parse().ok().filter(|step| *step > 0)?),
        None => (part, 1_usize),
    };
    let numbers = match days.split_once('-') {
        Some((from, to)) => from.parse().ok().zip(to.parse().ok()),
        None if part.contains('/') => days.parse().ok().map(|from| (from, 6)),
        None => days.parse().ok().map(|day: usize| (day, day)),
    };
    let Some((from, to)) = numbers else {
        // `*`, `?` and names mean the same to the `cron` crate; what is neither
        // is refused there.
        return Some(part.to_owned());
    };
    let names = WEEKDAYS.get(from..=to)?;
    let chosen: Vec<&str> = names.iter().copied().step_by(step).collect();
    (!chosen.is_empty()).then(|| chosen.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(schedule: &str, after: &str) -> Option<String> {
        let schedule: Schedule = schedule.parse().unwrap();
        let next = schedule.next_after(after.parse().unwrap());
        next.map(|next| next.format("%a %F %T").to_string())
    }

    #[test]
    fn five_and_six_field_schedules_agree() {
        // 23 November 2026 is a Monday.
        let monday = "2026-11-23T12:00:00Z";
        let cases = [
            ("0 15 2 * * *", "Tue 2026-11-24 02:15:00"),
            ("15 2 * * *", "Tue 2026-11-24 02:15:00"),
            ("*/20 * * * *", "Mon 2026-11-23 12:20:00"),
            ("0 3 * * 0", "Sun 2026-11-29 03:00:00"),
            ("0 3 * * 7", "Sun 2026-11-29 03:00:00"),
            ("0 3 * * 5-7", "Fri 2026-11-27 03:00:00"),
            ("0 3 * * 3,5", "Wed 2026-11-25 03:00:00"),
            ("0 3 * * THU", "Thu 2026-11-26 03:00:00"),
            ("0 3 * * 2-6/2", "Tue 2026-11-24 03:00:00"),
            ("0 3 1 1 *", "Fri 2027-01-01 03:00:00"),
            ("0 0 3 * * 1", "Sun 2026-11-29 03:00:00"),
        ];
        for (schedule, expected) in cases {
            assert_eq!(
                next(schedule, monday).as_deref(),
                Some(expected),
                "{schedule}"
            );
        }
        assert_eq!(next("off", monday), None);
    }

    #[test]
    fn invalid_schedule_is_rejected() {
        for text in [
            "",
            "daily",
            "* * *",
            "61 * * * *",
            "0 3 * * 8",
            "0 3 * * 6-2",
            "0 3 * * 1/0",
            "1 2 3 4 5 6 7 8",
        ] {
            let error = text.parse::<Schedule>().unwrap_err().to_string();
            assert!(
                error.contains("cron expression of 5 or 6 fields"),
                "{text}: {error}"
            );
        }
    }
}
