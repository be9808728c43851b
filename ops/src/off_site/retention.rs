//! Which backups stay: the last of each of the newest days, weeks and months that have one, and
//! the largest.
//!
//! Days are counted as the names tell them and not from today, so a clock that was wrong once
//! takes one place and drops nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use object_store::path::Path as Key;

use crate::config::Keep;

/// How the name of a backup is made of the moment at which it was made.
const NAME: &str = "catalogue-%Y%m%dT%H%M%S%.fZ.ndjson.zst";

/// When the backup with a name was made; `None` of another file.
pub(super) fn made_at(name: &str) -> Option<DateTime<Utc>> {
    let moment = NaiveDateTime::parse_from_str(name, NAME).ok()?;
    Some(moment.and_utc())
}

/// Those that are not needed. The newest is never among them, nor the largest: what came after it
/// may have lost something.
pub(super) fn surplus(backups: &[(Key, u64)], keep: Keep) -> Vec<Key> {
    let mut dated: Vec<(DateTime<Utc>, &Key, u64)> = backups
        .iter()
        .filter_map(|(key, size)| Some((made_at(key.filename()?)?, key, *size)))
        .collect();
    dated.sort_by(|one, other| other.cmp(one));
    let largest = dated.iter().map(|(_, _, size)| *size).max();
    let mut days = Periods::new(keep.daily);
    let mut weeks = Periods::new(keep.weekly);
    let mut months = Periods::new(keep.monthly);
    let mut surplus = Vec::new();
    for (at, (moment, key, size)) in dated.into_iter().enumerate() {
        let day = moment.date_naive();
        let week = day.iso_week();
        // Each counts, whether another keeps it already or not.
        let is_kept = [
            days.take((day.year(), day.ordinal())),
            weeks.take((week.year(), week.week())),
            months.take((day.year(), day.month())),
        ]
        .contains(&true);
        if !is_kept && at > 0 && Some(size) != largest {
            surplus.push(key.clone());
        }
    }
    surplus
}

/// The periods of which one was kept already.
struct Periods {
    seen: BTreeSet<(i32, u32)>,
    limit: usize,
}

impl Periods {
    fn new(limit: usize) -> Self {
        Self {
            seen: BTreeSet::new(),
            limit,
        }
    }

    /// Whether it is the first of a period that is kept.
    fn take(&mut self, period: (i32, u32)) -> bool {
        self.seen.len() < self.limit && self.seen.insert(period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(
        moments: &[(&str, u64)],
        (daily, weekly, monthly): (usize, usize, usize),
    ) -> Vec<String> {
        let backups: Vec<(Key, u64)> = moments
            .iter()
            .map(|(moment, size)| {
                let name = format!("b/catalogue-{moment}.000Z.ndjson.zst");
                (Key::from(name), *size)
            })
            .collect();
        let keep = Keep {
            daily,
            weekly,
            monthly,
        };
        let gone = surplus(&backups, keep);
        let left = moments.iter().zip(&backups);
        left.filter(|(_, (key, _))| !gone.contains(key))
            .map(|((moment, _), _)| (*moment).to_owned())
            .collect()
    }

    #[test]
    fn last_of_each_day_week_and_month_stays() {
        let moments = [
            ("20261130T020000", 5),
            ("20261130T010000", 5),
            ("20261129T010000", 5),
            ("20261128T010000", 5),
            ("20261120T010000", 5),
            ("20261119T010000", 5),
            ("20261015T010000", 5),
            ("20260901T010000", 5),
        ];
        let all_alike = moments.map(|(moment, _)| (moment, 5));
        // All are as large as the largest.
        assert_eq!(left(&all_alike, (1, 0, 0)).len(), 8);
        let mut moments = moments;
        moments[0].1 = 6;
        let days = |keep| left(&moments, keep);
        assert_eq!(days((2, 0, 0)), ["20261130T020000", "20261129T010000"]);
        assert_eq!(
            days((0, 3, 0)),
            ["20261130T020000", "20261129T010000", "20261120T010000"]
        );
        assert_eq!(
            days((1, 1, 3)),
            ["20261130T020000", "20261015T010000", "20260901T010000"]
        );
        assert_eq!(days((0, 0, 0)), ["20261130T020000"]);
    }

    #[test]
    fn largest_and_one_of_the_future_push_out_nothing() {
        let moments = [
            ("20360101T010000", 3),
            ("20261130T010000", 3),
            ("20261129T010000", 3),
            ("20261101T010000", 9),
        ];
        assert_eq!(
            left(&moments, (2, 0, 0)),
            ["20360101T010000", "20261130T010000", "20261101T010000"]
        );
    }

    #[test]
    fn other_files_are_left_alone() {
        for name in ["notes.txt", "catalogue-x.ndjson.zst", "all.ndjson.zst"] {
            assert_eq!(made_at(name), None, "{name}");
        }
        assert!(made_at("catalogue-20261130T004500.123Z.ndjson.zst").is_some());
    }
}
