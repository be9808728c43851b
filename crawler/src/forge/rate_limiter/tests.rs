//! Waiting, trying again and giving up.

use super::circuit::{FAILURES_UNTIL_DOWN, PROBES};
use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn limiter(tokens: usize) -> RateLimiter {
    let host = ForgeHost::new("example.org");
    RateLimiter::new(&host, &Budget::default(), &Halt::default(), tokens)
}

fn unreachable() -> ForgeError {
    ForgeError::Unreachable {
        host: ForgeHost::new("example.org"),
        message: "down".to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn transient_failure_is_retried() {
    let tries = AtomicUsize::new(0);
    let answer = limiter(1)
        .run(|_| async {
            match tries.fetch_add(1, Ordering::Relaxed) {
                0..3 => Err(Failure::Passing(unreachable())),
                _ => Ok(7),
            }
        })
        .await;
    assert_eq!(answer, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn forge_that_is_down_is_given_up_after_pauses() {
    let limiter = limiter(1);
    let tries = AtomicUsize::new(0);
    for _ in 0..50 {
        let down = limiter
            .run::<(), _, _>(|_| async {
                tries.fetch_add(1, Ordering::Relaxed);
                Err(Failure::Passing(unreachable()))
            })
            .await;
        assert!(down.is_err());
    }
    let tries = tries.load(Ordering::Relaxed);
    // One before the first pause, and one after each.
    assert_eq!(tries, FAILURES_UNTIL_DOWN as usize + 1 + PROBES as usize);
    // 30, 60 and 120 seconds of pause.
    assert!(limiter.spending().waited_seconds >= 210);
}

#[tokio::test(start_paused = true)]
async fn circuit_closes_when_the_forge_recovers() {
    let limiter = limiter(1);
    let tries = AtomicUsize::new(0);
    for _ in 0..3 {
        let _ = limiter
            .run(|_| async {
                match tries.fetch_add(1, Ordering::Relaxed) {
                    0..11 => Err(Failure::Passing(unreachable())),
                    _ => Ok(()),
                }
            })
            .await;
    }
    assert!(limiter.state().circuit.is_closed());
    assert!(limiter.run(|_| async { Ok(()) }).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn tokens_rotate_without_a_refused_one() {
    let limiter = limiter(3);
    let used = Mutex::new(Vec::new());
    for _ in 0..4 {
        let _ = limiter
            .run(|token| {
                used.lock().unwrap().push(token);
                let refused = token == 1;
                let quota = Quota {
                    limit: Some(100),
                    remaining: Some(if token == 0 { 50 } else { 60 }),
                    reset_at: Some(Utc::now() + chrono::Duration::minutes(9)),
                };
                limiter.learn(token, Pool::Main, quota);
                async move {
                    if refused {
                        Err(Failure::Refused(unreachable()))
                    } else {
                        Ok(())
                    }
                }
            })
            .await;
    }
    assert_eq!(*used.lock().unwrap(), [0, 1, 2, 2, 2]);
}

#[tokio::test]
async fn wait_for_quota_ends_at_the_deadline() {
    let host = ForgeHost::new("example.org");
    let halt = Halt::new(Default::default(), Some(Duration::from_secs(5)));
    let limiter = RateLimiter::new(&host, &Budget::default(), &halt, 1);
    let quota = Quota {
        limit: Some(5000),
        remaining: Some(100),
        reset_at: Some(Utc::now() + chrono::Duration::minutes(9)),
    };
    limiter.learn(0, Pool::Main, quota);
    let answer = limiter.run(|_| async { Ok(()) }).await;
    assert_eq!(
        answer,
        Err(ForgeError::Halted(crate::halt::HaltReason::Deadline))
    );
}

#[tokio::test(start_paused = true)]
async fn concurrent_failures_are_given_up_after_three_pauses() {
    for concurrency in [1, 4, 16] {
        let host = ForgeHost::new("example.org");
        let budget = Budget {
            concurrency,
            ..Budget::default()
        };
        let limiter = RateLimiter::new(&host, &budget, &Halt::default(), 1);
        let began = Instant::now();
        let runs = (0..50).map(|_| {
            limiter.run::<(), _, _>(|_| async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Err(Failure::Passing(unreachable()))
            })
        });
        let ends = futures::future::join_all(runs).await;
        assert!(ends.iter().all(Result::is_err));
        // 30, 60 and 120 seconds of pause.
        assert!(began.elapsed().as_secs() >= 210, "{concurrency}");
    }
}

#[tokio::test(start_paused = true)]
async fn failing_requests_to_a_healthy_forge_never_open_the_circuit() {
    let sound: Probe = Box::new(|_| Box::pin(async { Ok(()) }));
    let limiter = limiter(1).with_probe(sound);
    for _ in 0..50 {
        let failed = limiter.run::<(), _, _>(|_| async { Err(Failure::Passing(unreachable())) });
        assert_eq!(failed.await, Err(unreachable()));
    }
    assert_eq!(limiter.run(|_| async { Ok(7) }).await, Ok(7));
    // No pause: the forge was never down.
    assert!(limiter.state().circuit.is_closed());
}

#[tokio::test(start_paused = true)]
async fn limit_without_retry_after_doubles_the_wait() {
    let limiter = limiter(1);
    let began = Instant::now();
    let asked = Mutex::new(Vec::new());
    let answer = limiter.run(|_| async {
        let mut asked = asked.lock().unwrap();
        asked.push(began.elapsed().as_secs());
        match asked.len() {
            1..4 => Err(Failure::Limited(unreachable())),
            _ => Ok(()),
        }
    });
    assert_eq!(answer.await, Ok(()));
    assert_eq!(*asked.lock().unwrap(), [0, 60, 180, 420]);
}

#[tokio::test]
async fn pools_have_separate_quotas() {
    let halt = Halt::new(Default::default(), Some(Duration::from_secs(5)));
    let limiter = RateLimiter::new(&ForgeHost::new("example.org"), &Budget::default(), &halt, 1);
    let quota = Quota {
        limit: Some(60),
        remaining: Some(0),
        reset_at: Some(Utc::now() + chrono::Duration::minutes(9)),
    };
    limiter.learn(0, Pool::Rest, quota);
    assert_eq!(limiter.run(|_| async { Ok(7) }).await, Ok(7));
    let rest = limiter.run_in(Pool::Rest, |_| async { Ok(7) }).await;
    assert!(rest.is_err());
}
