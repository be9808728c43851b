//! What the kernel tells of this process, by the names that Prometheus gives it everywhere:
//! <https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>.
//!
//! Read from `/proc/self`; where there is no such folder, nothing is told. The crate that does
//! the same would have the search engine and much else built anew, with other features of theirs.

use std::fs::read_to_string;

use metrics::{counter, describe_counter, describe_gauge, gauge};

use super::number;

/// Ticks in a second, as Linux tells times to all programs.
const TICKS: u64 = 100;

pub(super) fn describe() {
    describe_counter!(
        "process_cpu_seconds_total",
        "Total user and system CPU time spent in seconds."
    );
    describe_gauge!("process_open_fds", "Number of open file descriptors.");
    describe_gauge!(
        "process_max_fds",
        "Maximum number of open file descriptors."
    );
    describe_gauge!(
        "process_virtual_memory_bytes",
        "Virtual memory size in bytes."
    );
    describe_gauge!(
        "process_resident_memory_bytes",
        "Resident memory size in bytes."
    );
    describe_gauge!(
        "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds."
    );
    describe_gauge!("process_threads", "Number of OS threads in the process.");
}

/// Reads all of them anew.
pub(super) fn read() {
    if let Ok(stat) = read_to_string("/proc/self/stat")
        && let Some(times) = Times::in_stat(&stat)
    {
        // A counter has whole numbers.
        counter!("process_cpu_seconds_total").absolute(times.cpu / TICKS);
        let booted = read_to_string("/proc/stat").ok();
        if let Some(booted) = booted.and_then(|stat| field(&stat, "btime ")) {
            gauge!("process_start_time_seconds").set(number(booted + times.started / TICKS));
        }
    }
    if let Ok(status) = read_to_string("/proc/self/status") {
        let kilobytes = [
            ("VmSize:", "process_virtual_memory_bytes"),
            ("VmRSS:", "process_resident_memory_bytes"),
        ];
        for (name, metric) in kilobytes {
            if let Some(size) = field(&status, name) {
                gauge!(metric).set(number(size * 1024));
            }
        }
        if let Some(threads) = field(&status, "Threads:") {
            gauge!("process_threads").set(number(threads));
        }
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        // One is the folder itself.
        let open = (open.count() as u64).saturating_sub(1);
        gauge!("process_open_fds").set(number(open));
    }
    if let Ok((soft, _)) = rlimit::getrlimit(rlimit::Resource::NOFILE) {
        gauge!("process_max_fds").set(number(soft));
    }
}

/// Times of a process, in ticks.
#[derive(Debug, PartialEq, Eq)]
struct Times {
    cpu: u64,
    /// Since the machine was started.
    started: u64,
}

impl Times {
    /// Those in a line of `/proc/PID/stat`: fields 14, 15 and 22 of proc(5).
    fn in_stat(stat: &str) -> Option<Self> {
        // The name of the program is in brackets, and may have spaces and brackets in it.
        let (_, rest) = stat.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
        Some(Self {
            cpu: number(14)? + number(15)?,
            started: number(22)?,
        })
    }
}

/// The number that follows a name at the beginning of a line.
fn field(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_any_name() {
        let stat = "12 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9 0 4711 1000 20 0";
        let times = Times {
            cpu: 300,
            started: 4711,
        };
        assert_eq!(Times::in_stat(stat), Some(times));
        assert_eq!(Times::in_stat("12 (a) S 1"), None);
    }

    #[test]
    fn fields_are_found_by_their_name() {
        let status = "Name:\tx\nVmSize:\t  2048 kB\nThreads:\t9\n";
        assert_eq!(field(status, "VmSize:"), Some(2048));
        assert_eq!(field(status, "Threads:"), Some(9));
        assert_eq!(field(status, "VmRSS:"), None);
    }
}
