//! How good an answer is: NDCG, recall, the place of the first that serves, and their means.

use std::collections::BTreeMap;

/// How many results count for recall; the first ten of them for the order.
pub(super) const SEEN: usize = 20;

/// From this grade on a result serves whoever asked.
const SERVES: u8 = 2;

/// How good answers are, each between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quality {
    /// Of the best order of the first ten.
    pub(super) ndcg: f64,
    /// Of all that was meant.
    pub(super) recall: f64,
    /// Reciprocal rank: one over the place of the first result that serves.
    pub(super) rank: f64,
    /// Whether one of the first three serves: 1 or 0.
    pub(super) top_three: f64,
}

impl Quality {
    /// How good an answer is. A result gains 2 to the power of its grade, less one,
    /// over the logarithm of its place.
    pub(super) fn of(grades: &BTreeMap<String, u8>, found: &[String]) -> Self {
        let gained = |grades: &mut dyn Iterator<Item = u8>| -> f64 {
            let places = (2_u32..12).map(|place| f64::from(place).log2());
            grades
                .zip(places)
                .map(|(grade, place)| (2_f64.powi(i32::from(grade)) - 1.0) / place)
                .fold(0.0, |all, gain| all + gain)
        };
        let mut best: Vec<u8> = grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let grade = |path: &String| grades.get(path).copied().unwrap_or(0);
        let found = &found[..found.len().min(SEEN)];
        let meant = found.iter().filter(|path| grade(path) > 0);
        let place = found.iter().position(|path| grade(path) >= SERVES);
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let (recall, rank) = (
            meant.count() as f64 / best.len().max(1) as f64,
            place.map_or(0.0, |place| 1.0 / (place + 1) as f64),
        );
        Self {
            ndcg: gained(&mut found.iter().map(grade)) / gained(&mut best.into_iter()),
            recall,
            rank,
            top_three: if place.is_some_and(|place| place < 3) {
                1.0
            } else {
                0.0
            },
        }
    }

    /// The mean of each figure.
    pub(super) fn mean(answers: impl Iterator<Item = Self>) -> Self {
        let (mut sum, mut count) = (Self::default(), 0.0_f64);
        for answer in answers {
            sum.ndcg += answer.ndcg;
            sum.recall += answer.recall;
            sum.rank += answer.rank;
            sum.top_three += answer.top_three;
            count += 1.0;
        }
        let count = count.max(1.0);
        Self {
            ndcg: sum.ndcg / count,
            recall: sum.recall / count,
            rank: sum.rank / count,
            top_three: sum.top_three / count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideal_order_scores_one_and_others_less() {
        let grades = BTreeMap::from([("a".to_owned(), 3), ("b".to_owned(), 1)]);
        let of = |paths: &[&str]| {
            let found: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            let quality = Quality::of(&grades, &found);
            (
                format!("{:.3}", quality.ndcg),
                quality.recall,
                quality.rank,
                quality.top_three,
            )
        };
        assert_eq!(of(&["a", "b", "x"]), ("1.000".to_owned(), 1.0, 1.0, 1.0));
        // 1 + 7 / log2(3) of 7 + 1 / log2(3).
        assert_eq!(of(&["b", "a"]), ("0.710".to_owned(), 1.0, 0.5, 1.0));
        // 7 / log2(3) of the same.
        assert_eq!(of(&["x", "a"]), ("0.579".to_owned(), 0.5, 0.5, 1.0));
        assert_eq!(of(&["x", "b", "y", "a"]).2, 0.25);
        assert_eq!(of(&["x", "b", "y", "a"]).3, 0.0);
        assert_eq!(of(&[]), ("0.000".to_owned(), 0.0, 0.0, 0.0));
    }
}
