//! Nice values: what nobody waits for steps back for what answers visitors.

/// By how much work in the background is nicer than whoever starts it: about a tenth of a core goes
/// to it where all cores are wanted, and else everything that is left.
const NICER: i32 = 10;

/// The nicest that there is: <https://man7.org/linux/man-pages/man2/setpriority.2.html>.
const NICEST: i32 = 19;

/// A nice value for threads in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Background(Option<i32>);

impl Background {
    /// For threads that this one starts. Linux alone has a nice value for each thread; elsewhere
    /// the whole process would step back, so there it does nothing.
    #[must_use]
    pub fn of_this_thread() -> Self {
        Self(own_nice().map(|own| (own + NICER).min(NICEST)))
    }

    /// Has this thread step back, for good, and with it those that it starts from then on.
    pub fn step_back(self) {
        if let Some(Err(error)) = self
            .0
            .map(|nice| rustix::process::setpriority_process(None, nice))
        {
            tracing::debug!("a thread in the background can't step back: {error}");
        }
    }

    /// Whether this thread has stepped back so.
    #[must_use]
    pub fn is_of_this_thread(self) -> bool {
        self.0.is_none() || self.0 == own_nice()
    }
}

fn own_nice() -> Option<i32> {
    if cfg!(target_os = "linux") {
        rustix::process::getpriority_process(None).ok()
    } else {
        None
    }
}
