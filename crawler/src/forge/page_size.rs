//! Adaptive page size: how many repositories one request asks for, found out while
//! crawling by multiplicative increase and decrease.

use std::time::Duration;

/// How many fast answers in a row it takes at most to grow again. A forge that
/// has a bad hour is not asked for little for the rest of the night.
const MAX_ANSWERS_TO_GROW: u32 = 16;

/// What a forge bears, as far as known beforehand.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageLimits {
    /// Where a crawl starts.
    pub(super) start: usize,
    /// The most that is asked for, however fast the answers come.
    pub(super) max: usize,
    /// The most on the last page, when pages are as large as they get.
    pub(super) max_last: usize,
    /// A page that is answered within this time can be twice as large.
    pub(super) fast: Duration,
}

/// Adapts to what the forge bears: half after a refusal, double after fast
/// answers. A size that is refused as soon as it is tried is tried ever less
/// often, so that a page does not swing between too large and small enough; one
/// that was answered before, and is refused now, is tried again soon.
#[derive(Debug)]
pub(super) struct PageSize {
    limits: PageLimits,
    size: usize,
    /// Whether a page of this size was answered.
    is_proven: bool,
    fast_answers: u32,
    fast_answers_to_grow: u32,
}

impl PageSize {
    pub(super) fn new(limits: PageLimits) -> Self {
        Self {
            limits,
            size: limits.start,
            is_proven: false,
            fast_answers: 0,
            fast_answers_to_grow: 1,
        }
    }

    /// The size of the next page, when so many are `left`.
    pub(super) fn size(&self, left: usize) -> usize {
        if self.size >= self.limits.max && left <= self.limits.max_last {
            left
        } else {
            self.size
        }
    }

    /// A page of `asked` repositories was refused for its size.
    pub(super) fn shrink(&mut self, asked: usize) {
        self.size = (asked / 2).clamp(1, self.limits.max);
        self.fast_answers = 0;
        self.fast_answers_to_grow = if self.is_proven {
            1
        } else {
            (self.fast_answers_to_grow * 2).min(MAX_ANSWERS_TO_GROW)
        };
        // Smaller is as good as proven: what comes is not a test of it.
        self.is_proven = true;
    }

    /// A page of `asked` repositories was answered in `time`.
    pub(super) fn answered(&mut self, asked: usize, time: Duration) {
        if asked < self.size || time > self.limits.fast {
            self.fast_answers = 0;
            return;
        }
        self.is_proven = true;
        self.fast_answers += 1;
        if self.fast_answers >= self.fast_answers_to_grow && self.size < self.limits.max {
            self.size = (self.size * 2).min(self.limits.max);
            self.is_proven = false;
            self.fast_answers = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PageLimits = PageLimits {
        start: 25,
        max: 29,
        max_last: 49,
        fast: Duration::from_secs(4),
    };

    const QUICK: Duration = Duration::from_secs(1);

    #[test]
    fn page_size_halves_on_rejection_and_grows_back() {
        let mut page = PageSize::new(LIMITS);
        for (asked, smaller) in [(25, 12), (12, 6), (6, 3), (3, 1), (1, 1)] {
            page.shrink(asked);
            assert_eq!(page.size(1000), smaller);
        }
        for _ in 0..1000 {
            page.answered(page.size(1000), QUICK);
        }
        assert_eq!(page.size(1000), LIMITS.max);
    }

    #[test]
    fn repeatedly_rejected_page_size_is_tried_less_often() {
        let mut page = PageSize::new(LIMITS);
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
    fn slow_response_keeps_the_page_size() {
        let mut page = PageSize::new(LIMITS);
        page.shrink(50);
        for _ in 0..10 {
            page.answered(LIMITS.start, QUICK);
            page.answered(LIMITS.start, Duration::from_secs(7));
        }
        assert_eq!(page.size(1000), LIMITS.start);
    }
}
