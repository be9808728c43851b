//! How many repositories one request asks for. Time limits it, not points:
//! GitHub ends a request after ten seconds and then takes extra points.

use std::time::Duration;

/// Where a crawl starts; others measured that a page of this size is answered
/// well within ten seconds.
const START: usize = 25;

/// The most that is asked for, however fast the answers come. A repository has
/// five lists with items, each a hundredth of a point, and GitHub rounds to
/// whole points: 29 repositories cost one, 30 cost two.
const MOST: usize = 29;

/// The most on the last page: one large page costs less than two, a request
/// and, as long as it comes to two points, nothing more.
const MOST_AT_LAST: usize = 49;

/// How many fast answers in a row it takes at most to grow again. A forge that
/// has a bad hour is not asked for little for the rest of the night.
const MOST_ANSWERS_TO_GROW: u32 = 16;

/// A page that is answered within this time can be twice as large and still be
/// answered within ten seconds.
const FAST: Duration = Duration::from_secs(4);

/// Adapts to what the forge bears: half after a refusal, double after fast
/// answers. A size that is refused as soon as it is tried is tried ever less
/// often, so that a page does not swing between too large and small enough; one
/// that was answered before, and is refused now, is tried again soon.
#[derive(Debug)]
pub(super) struct PageSize {
    size: usize,
    /// Whether a page of this size was answered.
    is_proven: bool,
    fast_answers: u32,
    fast_answers_to_grow: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self {
            size: START,
            is_proven: false,
            fast_answers: 0,
            fast_answers_to_grow: 1,
        }
    }
}

impl PageSize {
    /// The size of the next page, when so many are `left`.
    pub(super) fn size(&self, left: usize) -> usize {
        if self.size >= MOST && left <= MOST_AT_LAST {
            left
        } else {
            self.size
        }
    }

    /// A page of `asked` repositories was refused for its size.
    pub(super) fn shrink(&mut self, asked: usize) {
        self.size = (asked / 2).clamp(1, MOST);
        self.fast_answers = 0;
        self.fast_answers_to_grow = if self.is_proven {
            1
        } else {
            (self.fast_answers_to_grow * 2).min(MOST_ANSWERS_TO_GROW)
        };
        // Smaller is as good as proven: what comes is not a test of it.
        self.is_proven = true;
    }

    /// A page of `asked` repositories was answered in `time`.
    pub(super) fn answered(&mut self, asked: usize, time: Duration) {
        if asked < self.size || time > FAST {
            self.fast_answers = 0;
            return;
        }
        self.is_proven = true;
        self.fast_answers += 1;
        if self.fast_answers >= self.fast_answers_to_grow && self.size < MOST {
            self.size = (self.size * 2).min(MOST);
            self.is_proven = false;
            self.fast_answers = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Duration = Duration::from_secs(1);

    #[test]
    fn a_page_halves_on_refusal_and_grows_back() {
        let mut page = PageSize::default();
        for (asked, smaller) in [(25, 12), (12, 6), (6, 3), (3, 1), (1, 1)] {
            page.shrink(asked);
            assert_eq!(page.size(1000), smaller);
        }
        for _ in 0..1000 {
            page.answered(page.size(1000), QUICK);
        }
        assert_eq!(page.size(1000), MOST);
    }

    #[test]
    fn a_page_that_is_refused_again_and_again_is_tried_ever_less_often() {
        let mut page = PageSize::default();
        let mut refusals = 0;
        for _ in 0..1000 {
            // This forge bears 20.
            if page.size(1000) > 20 {
                page.shrink(page.size(1000));
                refusals += 1;
            } else {
                page.answered(page.size(1000), QUICK);
            }
        }
        assert!((1..=70).contains(&refusals), "{refusals}");
    }

    #[test]
    fn a_slow_answer_keeps_the_page_as_it_is() {
        let mut page = PageSize::default();
        page.shrink(50);
        for _ in 0..10 {
            page.answered(START, QUICK);
            page.answered(START, Duration::from_secs(7));
        }
        assert_eq!(page.size(1000), START);
    }
}
