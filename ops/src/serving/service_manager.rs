//! What systemd is told: that the server listens, that it lives, and that it stops. Without
//! systemd, or in a container, nobody listens and nothing happens.

use std::time::Duration;

use sd_notify::{NotifyState, notify, watchdog_enabled};
use tokio::task::JoinHandle;

/// Pings the watchdog until it is dropped.
pub(crate) struct Watchdog(Option<JoinHandle<()>>);

impl Drop for Watchdog {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// The server listens. From now on the watchdog is pinged by a task among those that answer
/// requests: when none of them gets on any more, the server is started anew.
pub(crate) fn ready(address: &str) -> Watchdog {
    tell(&[
        NotifyState::Ready,
        NotifyState::Status(&format!("serves at {address}")),
    ]);
    let Some(limit) = watchdog_enabled() else {
        return Watchdog(None);
    };
    Watchdog(Some(tokio::spawn(ping(limit / 3))))
}

async fn ping(every: Duration) {
    loop {
        tell(&[NotifyState::Watchdog]);
        tokio::time::sleep(every).await;
    }
}

/// The server stops.
pub(crate) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = notify(state) {
        tracing::warn!("the service manager can't be told: {error}");
    }
}
