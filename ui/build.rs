//! Tells cynic the schema by which it checks the pages' queries.

use std::error::Error;

/// What is served, as the tests of graphql hold it; insta writes a head above it.
const SNAPSHOT: &str = "../graphql/tests/api/snapshots/api__schema__schema.snap";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SNAPSHOT}");
    let snapshot = std::fs::read_to_string(SNAPSHOT)?;
    let sdl = snapshot.splitn(3, "---\n").nth(2);
    let sdl = counting(sdl.ok_or("the snapshot of the schema has no head")?);
    cynic_codegen::register_schema("catalogue")
        .from_sdl(&sdl)?
        .as_default()?;
    Ok(())
}

/// cynic reads an `Int` as an `i32` and as nothing else. What fields of ours count is
/// never negative, and is read as a `u64`: here it is a scalar of its own. Arguments,
/// which stand one step further in, are left as they are.
fn counting(sdl: &str) -> String {
    let mut counting = String::from("scalar Count\n");
    for line in sdl.lines() {
        let is_field = line.starts_with('\t') && !line.starts_with("\t\t");
        match line.strip_suffix("Int!").filter(|_| is_field) {
            Some(field) => counting.extend([field, "Count!\n"]),
            None => match line.strip_suffix(": Int").filter(|_| is_field) {
                Some(field) => counting.extend([field, ": Count\n"]),
                None => counting.extend([line, "\n"]),
            },
        }
    }
    counting
}
