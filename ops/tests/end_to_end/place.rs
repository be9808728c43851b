//! A folder with a configuration in which the binary runs, and a server that it
//! started there.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use bronwijzer_double::github::GitHub;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The token that the stand-in takes.
pub(crate) const TOKEN: &str = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

/// The organisations in most of these tests.
pub(crate) const REGISTRY: &str = r#"
[[organisations]]
slug = "gemeente-delft"
name = "Gemeente Delft"
tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0503"
accounts = ["https://github.com/Gemeente-Delft"]

[[organisations]]
slug = "kadaster"
name = "Kadaster"
tooi = "https://identifier.overheid.nl/tooi/id/zbo/zb000195"
accounts = ["https://github.com/PDOK"]
"#;

/// A folder of its own, with its own catalogue.
pub(crate) struct Place {
    folder: TempDir,
    token: Option<String>,
}

impl Place {
    /// A place that asks `github` in the place of github.com, for the organisations of
    /// [`REGISTRY`].
    pub(crate) fn asking(github: &GitHub) -> Self {
        let place = Self::with_config(&format!(
            "listen = \"127.0.0.1:0\"\norganisations = \"organisations.toml\"\norganisations_list = \"off\"\n{}",
            forge(github)
        ));
        std::fs::write(place.path("organisations.toml"), REGISTRY).unwrap();
        place
    }

    /// A place that asks `github` for the one account that a generated world
    /// begins with. `settings` are more lines of the configuration.
    pub(crate) fn asking_for_one_account(github: &GitHub, settings: &str) -> Self {
        let place = Self::with_config(&format!(
            "listen = \"127.0.0.1:0\"\norganisations = \"organisations.toml\"\norganisations_list = \"off\"\n{settings}{}",
            forge(github)
        ));
        std::fs::write(
            place.path("organisations.toml"),
            "[[organisations]]\nslug = \"x\"\nname = \"X\"\ntype = \"other\"\naccounts = [\"https://github.com/organisatie-0\"]\n",
        )
        .unwrap();
        place
    }

    /// A place with this configuration file, and with the token set.
    pub(crate) fn with_config(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bronwijzer.toml"), config).unwrap();
        Self {
            folder,
            token: Some(TOKEN.to_owned()),
        }
    }

    /// From now on the binary gets this token.
    pub(crate) fn set_token(&mut self, token: Option<&str>) {
        self.token = token.map(str::to_owned);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The binary with these arguments, in this place and with nothing in its
    /// environment but the token.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bronwijzer"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear();
        if let Some(token) = &self.token {
            command.env("BRONWIJZER_GITHUB_TOKEN", token);
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().unwrap();
        Ended::from(output)
    }

    /// Starts `serve`, and waits until it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        let arguments = [&["serve"], arguments].concat();
        let log = std::fs::File::create(self.path("serve.log")).unwrap();
        let mut child = self
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Bronwijzer is at ");
        let Some(address) = address.map(|address| address.trim_end_matches('/').to_owned()) else {
            let log = std::fs::read_to_string(self.path("serve.log")).unwrap();
            panic!("the server did not start: {log}");
        };
        Server { child, address }
    }
}

/// The `[[forges]]` entry that puts `github` in the place of github.com.
pub(crate) fn forge(github: &GitHub) -> String {
    format!(
        "[[forges]]\nhost = \"github.com\"\nkind = \"github\"\napi = \"{}\"\ntoken_env = \"BRONWIJZER_GITHUB_TOKEN\"\n",
        github.address()
    )
}

/// A command that ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            status: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// A running server; it is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// What a GraphQL query gives, without errors.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        let answer: Value = reqwest::Client::new()
            .post(format!("{}/graphql", self.address))
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer["data"].clone()
    }

    /// The names of what a search finds, in order.
    pub(crate) async fn find(&self, query: &str) -> Vec<String> {
        let found = self
            .ask(
                "query($q: String!) { repositories(query: $q, first: 100) { nodes { path } } }",
                json!({ "q": query }),
            )
            .await;
        let nodes = found["repositories"]["nodes"].as_array().unwrap();
        let paths = nodes.iter().map(|node| node["path"].as_str().unwrap());
        paths.map(str::to_owned).collect()
    }

    /// Where it listens, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// A page as text, which must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let response = reqwest::get(format!("{}{path}", self.address))
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Asks the server to stop, as a service manager does, and waits for it.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.signal("TERM");
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and that is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
