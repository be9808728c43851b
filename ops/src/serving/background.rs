//! A runtime for what nobody waits for: crawls, the daily judgement, mail, backups and what
//! commands ask. Its threads step back for those that answer visitors.

use tokio::runtime::{Builder, Runtime};

/// By how much its threads are nicer than the one that starts it: about a tenth of a core goes to
/// them where all cores are wanted, and else everything that is left.
const NICER: i32 = 10;

/// The nicest that there is: <https://man7.org/linux/man-pages/man2/setpriority.2.html>.
const NICEST: i32 = 19;

/// Starts it. What is spawned on it or blocks on it, and the threads that such work starts in turn,
/// step back.
pub(crate) fn runtime(stack_bytes: usize) -> std::io::Result<Runtime> {
    let nice = own_nice().map(|own| (own + NICER).min(NICEST));
    Builder::new_multi_thread()
        .enable_all()
        .thread_name("bronwijzer-background")
        .thread_stack_size(stack_bytes)
        .on_thread_start(move || nice.into_iter().for_each(step_back))
        .build()
}

/// The nice value of this thread. Linux alone has one for each thread; elsewhere the whole process
/// would step back.
fn own_nice() -> Option<i32> {
    if cfg!(target_os = "linux") {
        rustix::process::getpriority_process(None).ok()
    } else {
        None
    }
}

/// Gives this thread that nice value, which those that it starts inherit.
fn step_back(nice: i32) {
    if let Err(error) = rustix::process::setpriority_process(None, nice) {
        tracing::debug!("a thread in the background can't step back: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_work_steps_back_with_threads_it_starts() {
        let before = own_nice();
        let background = runtime(1024 * 1024).unwrap();
        let spawned = background.spawn(async { own_nice() });
        let blocking = background.spawn_blocking(own_nice);
        let started = background.spawn_blocking(|| std::thread::spawn(own_nice).join().unwrap());
        let all = background.block_on(async {
            [
                spawned.await.unwrap(),
                blocking.await.unwrap(),
                started.await.unwrap(),
            ]
        });
        assert_eq!(all, [before.map(|own| (own + NICER).min(NICEST)); 3]);
        assert_eq!(own_nice(), before, "whoever starts it goes on as before");
    }
}
