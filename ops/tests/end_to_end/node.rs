//! Programs for Node, from a folder of `.ci` with a lock file: real servers to test against.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// So long a line is waited for: far longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// The oldest Node that the packages run on.
const OLDEST: u32 = 20;

/// One test installs, and the others wait for it.
static INSTALLING: Mutex<()> = Mutex::new(());

/// A running program; it is killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Program {
    /// Starts `script` of the folder `.ci/<folder>`, with a variable in its environment.
    /// `None`, which is told, where the machine has no Node that is recent enough.
    pub(crate) fn start(folder: &str, script: &str, variable: (&str, &str)) -> Option<Self> {
        if version().is_none_or(|version| version < OLDEST) {
            eprintln!("skipped: .ci/{folder} needs Node {OLDEST} or newer on this machine");
            return None;
        }
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../.ci")
            .join(folder);
        {
            // A test that failed meanwhile installed all the same.
            let _alone = INSTALLING
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if !path.join("node_modules").exists() {
                let mut npm = Command::new("npm");
                let installed = npm.args(["ci", "--ignore-scripts"]).current_dir(&path);
                assert!(
                    installed.status().unwrap().success(),
                    "npm ci in .ci/{folder}"
                );
            }
        }
        let mut child = Command::new("node")
            .arg(script)
            .current_dir(&path)
            .env(variable.0, variable.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Some(Self {
            input: child.stdin.take().unwrap(),
            child,
            lines,
        })
    }

    /// The next line that it prints.
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).unwrap()
    }

    /// The lines that it printed and nobody read.
    pub(crate) fn lines_so_far(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// Gives it a line to read.
    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }
}

/// The number of Node's version, where it is installed.
fn version() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim_start_matches('v').split('.').next()?.parse().ok()
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself, and that is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
