#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bronwijzer_ui::fuzzing::run("csv_cell", data));
