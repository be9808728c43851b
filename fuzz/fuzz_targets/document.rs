#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bronwijzer_graphql::fuzzing::run("document", data));
