//! Makes what is served under `/assets`, and tells cynic the schema by which it checks the
//! pages' queries.

mod stylesheet;
#[path = "../src/assets/version.rs"]
mod version;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What is served, as the tests of graphql hold it; insta writes a head above it.
const SNAPSHOT: &str = "../graphql/tests/api/snapshots/api__schema__schema.snap";

/// What is served as it is; the typeface is that of others.
const ASSETS: &str = "assets";
const TYPEFACE: &str = "source-sans-3-latin.woff2";

fn main() -> Result<(), Box<dyn Error>> {
    for source in [SNAPSHOT, ASSETS, "styles", "vendor"] {
        println!("cargo::rerun-if-changed={source}");
    }
    let built = PathBuf::from(std::env::var("OUT_DIR")?);
    make_assets(&built.join(ASSETS))?;
    let snapshot = fs::read_to_string(SNAPSHOT)?;
    let sdl = snapshot.splitn(3, "---\n").nth(2);
    let sdl = counting(sdl.ok_or("the snapshot of the schema has no head")?);
    cynic_codegen::register_schema("catalogue")
        .from_sdl(&sdl)?
        .as_default()?;
    Ok(())
}

/// Fills the folder that the program embeds.
fn make_assets(folder: &Path) -> Result<(), Box<dyn Error>> {
    // What an earlier build left may not be served any more.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for asset in fs::read_dir(ASSETS)? {
        let asset = asset?;
        fs::copy(asset.path(), folder.join(asset.file_name()))?;
    }
    let typeface = fs::read(Path::new("vendor").join(TYPEFACE))?;
    let address = format!("{TYPEFACE}?v={}", version::of(&Sha256::digest(&typeface)));
    let stylesheet = stylesheet::join()?.replace(TYPEFACE, &address);
    fs::write(folder.join(TYPEFACE), typeface)?;
    fs::write(folder.join("bronwijzer.css"), stylesheet)?;
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
