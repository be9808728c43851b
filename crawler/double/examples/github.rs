//! Runs the stand-in for GitHub, to try a crawl by hand:
//!
//! ```sh
//! cargo run -p bronwijzer-double --example github
//! ```
//!
//! It prints a configuration; a crawl with that asks the stand-in. Without an
//! argument it holds ten organisations with a hundred repositories each; with
//! the folder of a corpus it holds that.

use std::path::Path;

use bronwijzer_double::corpus;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::Utc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let world = match std::env::args().nth(1) {
        None => World::generated(1, 10, 100, Utc::now()),
        Some(dir) => {
            let rows = corpus::read(Path::new(&dir))
                .ok_or_else(|| format!("{dir} holds no repositories.jsonl"))?;
            World::corpus(&rows)
        }
    };
    let mut registry = String::new();
    for account in &world.accounts {
        let login = &account.login;
        registry.push_str(&format!(
            "[[organisations]]\nslug = \"{}\"\nname = \"{login}\"\ntype = \"other\"\naccounts = [\"https://github.com/{login}\"]\n\n",
            login.to_lowercase()
        ));
    }
    let github = GitHub::start(world, Some("try-out")).await;
    let dir = std::env::temp_dir().join(format!("bronwijzer-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    std::fs::write(dir.join("organisations.toml"), registry)?;
    std::fs::write(dir.join("token"), "try-out")?;
    let config = format!(
        "data_dir = \"{0}/data\"\norganisations = \"{0}/organisations.toml\"\norganisations_list = \"off\"\n\n[[forges]]\nhost = \"github.com\"\nkind = \"github\"\napi = \"{1}\"\ntoken_file = \"{0}/token\"\n",
        dir.display(),
        github.address()
    );
    std::fs::write(dir.join("bronwijzer.toml"), &config)?;
    println!("{config}");
    println!(
        "Now, elsewhere: cargo run -p bronwijzer-ops -- --config {}/bronwijzer.toml crawl",
        dir.display()
    );
    tokio::signal::ctrl_c().await?;
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}
