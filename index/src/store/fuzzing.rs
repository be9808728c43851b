//! For the fuzzer: any bytes as a catalogue file.

use super::catalogue_file::{Lines, read_any};
use crate::assess;
use crate::fuzzing::now;

/// A catalogue file, plain or compressed: what is in it can be judged, and stored and read again
/// as the same.
pub(crate) fn catalogue_file(bytes: &[u8]) {
    let Ok(lines) = Lines::new(bytes) else {
        return;
    };
    for record in read_any(lines) {
        let json = serde_json::to_vec(&record).expect("a record can be written");
        assert_eq!(serde_json::from_slice(&json).ok().as_ref(), Some(&record));
        let _ = assess::assess(&record.observation, now());
        let _ = (record.uuid(), record.known(), record.last_seen());
    }
}
