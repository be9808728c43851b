//! How many repositories one request asks for. Time limits it, not points:
//! GitHub ends a request after ten seconds and then takes extra points.

use std::time::Duration;

/// Where a crawl starts; others measured that a page of this size is answered
/// well within ten seconds.
const START: usize = 25;

/// The most that is asked for, however fast the answers come.
const MOST: usize = 50;

/// An answer within this time leaves room for a larger page.
const FAST: Duration = Duration::from_secs(4);

/// Fast answers in a row before the page grows by half.
const FAST_ANSWERS_TO_GROW: u32 = 2;

/// Adapts to what the forge bears: half after a refusal, back in steps of a
/// half after fast answers.
#[derive(Debug)]
pub(super) struct PageSize {
    size: usize,
    fast_answers: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self {
            size: START,
            fast_answers: 0,
        }
    }
}

impl PageSize {
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// A page of `asked` repositories was refused for its size.
    pub(super) fn shrink(&mut self, asked: usize) {
        self.size = (asked / 2).clamp(1, MOST);
        self.fast_answers = 0;
    }

    /// A page of `asked` repositories was answered in `time`.
    pub(super) fn answered(&mut self, asked: usize, time: Duration) {
        if asked < self.size || time > FAST {
            self.fast_answers = 0;
            return;
        }
        self.fast_answers += 1;
        if self.fast_answers >= FAST_ANSWERS_TO_GROW {
            self.size = (self.size + self.size.div_ceil(2)).min(MOST);
            self.fast_answers = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_halves_on_refusal_and_grows_back() {
        let mut page = PageSize::default();
        page.shrink(25);
        assert_eq!(page.size(), 12);
        page.shrink(12);
        page.shrink(6);
        page.shrink(3);
        page.shrink(1);
        assert_eq!(page.size(), 1);
        for _ in 0..20 {
            page.answered(page.size(), Duration::from_secs(1));
        }
        assert_eq!(page.size(), MOST);
    }

    #[test]
    fn a_slow_answer_keeps_the_page_as_it_is() {
        let mut page = PageSize::default();
        for _ in 0..10 {
            page.answered(START, Duration::from_secs(1));
            page.answered(START, Duration::from_secs(7));
        }
        assert_eq!(page.size(), START);
    }
}
