//! Runs what is kept of each fuzz target, and what is near it: so that every test run does for
//! seconds what the fuzzer does for hours.

use std::fs;
use std::path::Path;

/// How many inputs are made of each that is kept, and the longest of which any are.
const VARIANTS: u64 = 24;
const LONGEST_VARIED: usize = 4 * 1024;

/// A reader with its name.
type Target = (&'static str, fn(&[u8]));

/// Runs the kept inputs of these targets.
///
/// # Panics
/// When a target does, when it keeps nothing, or when `cargo fuzz` does not have it.
pub(super) fn run(targets: &[Target]) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).expect("the fuzzer's manifest");
    for (name, target) in targets {
        assert!(
            manifest.contains(&format!("name = \"{name}\"\n")),
            "fuzz/Cargo.toml lacks {name}"
        );
        let folder = fuzz.join("corpus").join(name);
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut count = 0;
        for file in files {
            let path = file.expect("a file of the corpus").path();
            let input = fs::read(&path).expect("an input");
            // Shown where it panics.
            println!("{}", path.display());
            target(&input);
            for variant in 0..VARIANTS {
                if input.len() <= LONGEST_VARIED {
                    target(&varied(&input, variant));
                }
            }
            count += 1;
        }
        assert!(count > 0, "nothing is kept in {}", folder.display());
    }
}

/// An input near this one, always the same for the same number: cut off, a part of it many times
/// over, or with other bytes in it.
fn varied(input: &[u8], number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let mut varied = input.to_vec();
    let at = next(input.len());
    match number % 3 {
        0 => varied.truncate(at),
        1 => {
            let end = (at + 1 + next(12)).min(input.len());
            let part = input.get(at..end).unwrap_or_default().repeat(1 + next(300));
            varied.splice(at..at, part);
        }
        _ => {
            const ODD: &[u8] = b"\0\n\r\t\"'<>&[](){}*_`#:;,.-=|\\/@!~+% 0a\xff\xc3";
            for _ in 0..1 + next(8) {
                let (at, byte) = (next(varied.len()), ODD[next(ODD.len())]);
                if let Some(place) = varied.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }
    varied
}
