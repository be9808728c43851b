//! Writes the GraphQL documents that are sent to GitHub into a folder, a file
//! each, for checking them against GitHub's schema:
//! `cargo run -p bronwijzer-crawler --example github_documents -- FOLDER`.

use std::path::PathBuf;
use std::{env, fs, io};

use bronwijzer_crawler::forge::GitHub;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    fs::create_dir_all(&folder)?;
    for (name, document) in GitHub::documents() {
        let file = format!("{}.graphql", name.replace(' ', "-"));
        fs::write(folder.join(file), document)?;
    }
    Ok(())
}
