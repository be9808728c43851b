#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bronwijzer_index::fuzzing::run("catalogue_file", data));
