//! A runtime for what nobody waits for: crawls, the daily judgement, mail, backups and what
//! commands ask. Its threads step back for those that answer visitors.

use bronwijzer_index::priority::step_back;
use tokio::runtime::{Builder, Runtime};

/// Starts it. What is spawned on it or blocks on it, and the threads that such work starts in turn,
/// step back.
pub(crate) fn runtime(stack_bytes: usize) -> std::io::Result<Runtime> {
    Builder::new_multi_thread()
        .enable_all()
        .thread_name("bronwijzer-background")
        .thread_stack_size(stack_bytes)
        .on_thread_start(step_back)
        .build()
}

#[cfg(test)]
mod tests {
    use bronwijzer_index::priority::is_in_background;

    use super::*;

    #[test]
    fn background_work_steps_back_with_threads_it_starts() {
        let background = runtime(1024 * 1024).unwrap();
        let spawned = background.spawn(async move { is_in_background() });
        let blocking = background.spawn_blocking(is_in_background);
        let started =
            background.spawn_blocking(move || std::thread::spawn(is_in_background).join().unwrap());
        let all = background.block_on(async {
            [
                spawned.await.unwrap(),
                blocking.await.unwrap(),
                started.await.unwrap(),
            ]
        });
        assert_eq!(all, [cfg!(target_os = "linux"); 3]);
        // Whoever starts it goes on as before.
        assert!(!is_in_background());
    }
}
