//! Scheduling policy: what nobody waits for steps back for what answers visitors.

use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
    set_thread_priority_and_policy, thread_native_id, thread_schedule_policy,
};

/// Linux alone has it, and a nice value for each thread; elsewhere threads go on as they are.
#[cfg(target_os = "linux")]
const IN_BACKGROUND: Option<ThreadSchedulePolicy> = Some(ThreadSchedulePolicy::Normal(
    NormalThreadSchedulePolicy::Idle,
));
#[cfg(not(target_os = "linux"))]
const IN_BACKGROUND: Option<ThreadSchedulePolicy> = None;

/// Has this thread run only while a core has nothing else to do, for good, and with it those that
/// it starts from then on. A nice value is not enough: a thread with a high one still makes
/// those wait that wake up beside it. Linux calls the policy `SCHED_IDLE`:
/// <https://man7.org/linux/man-pages/man7/sched.7.html>.
pub fn step_back() {
    let Some(policy) = IN_BACKGROUND else { return };
    let set = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, policy);
    // The nice value, which does not count any more, may have stayed as it is.
    if !is_in_background() {
        tracing::debug!("a thread in the background can't step back: {set:?}");
    }
}

/// Whether this thread has stepped back.
#[must_use]
pub fn is_in_background() -> bool {
    IN_BACKGROUND.is_some_and(|policy| thread_schedule_policy() == Ok(policy))
}
