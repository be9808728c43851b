#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bronwijzer_crawler::fuzzing::run("address", data));
