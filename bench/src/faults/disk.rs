//! Disks that are full or read-only, without anybody's rights: a process may have a file
//! system of its own in memory, in a namespace of its own (`unshare`). Where the machine does
//! not allow that, a limit on the size of files stands in for a full disk.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use fastrand::Rng;

use super::ledger::Ledger;
use super::place::{Place, state_of};

/// Room is given in thousandths of what is there, at most so many.
const MOST_ROOM: u64 = 1_000;

/// A tmpfs with a copy of the folder `$1` and room for up to a sixteenth of it more: the program
/// runs there, and what it leaves is put in the place of the folder.
const FULL: &str = r#"
set -e
data=$1; room=$2; shift 2
used=$(du -sk "$data" | cut -f1)
disk=$(mktemp -d)
mount -t tmpfs -o size=$((used + used * room / 16000))k tmpfs "$disk"
cp -a "$data/." "$disk/"
set +e
"$@" --data-dir "$disk"
ended=$?
set -e
find "$data" -mindepth 1 -delete
cp -a "$disk/." "$data/"
umount "$disk"; rmdir "$disk"
exit $ended
"#;

/// The folder `$1` is read-only for the program.
const READ_ONLY: &str = r#"
set -e
data=$1; shift
mount --bind "$data" "$data"
mount -o remount,bind,ro "$data"
exec "$@" --data-dir "$data"
"#;

/// Nothing may be written in files behind a part of the largest in the folder.
const LIMITED: &str = r#"
set -e
data=$1; room=$2; shift 2
largest=$(find "$data" -type f -printf '%k\n' | sort -n | tail -1)
# Else the system ends the process; so it gets an error, as on a full disk.
trap '' XFSZ
ulimit -f $((largest * room / 1000 + 16))
exec "$@" --data-dir "$data"
"#;

/// What is wrong with the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Full,
    ReadOnly,
    FileSize,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Whether the command failed, as it should where it needed the disk.
    pub(super) failed: bool,
    /// What it should not have done.
    pub(super) wrong: Vec<String>,
}

impl Trouble {
    pub(super) const ALL: [Self; 3] = [Self::Full, Self::ReadOnly, Self::FileSize];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Full => "full (tmpfs)",
            Self::ReadOnly => "read-only (bind mount)",
            Self::FileSize => "full (limit on the size of files)",
        }
    }

    /// Has the program work on `data` with this trouble. `None` where the machine has no means
    /// for it.
    pub(super) fn meet(
        self,
        place: &mut Place,
        ledger: &mut Ledger,
        data: &Path,
        number: usize,
        rng: &mut Rng,
    ) -> anyhow::Result<Option<Met>> {
        if self != Self::FileSize && namespace().is_none() {
            return Ok(None);
        }
        let import = [
            "import".to_owned(),
            place.import_file(0)?.0.display().to_string(),
        ];
        let crawl = ["crawl".to_owned(), "--full".to_owned()];
        let (reassess, reindex, backup) = (
            ["reassess".to_owned()],
            ["reindex".to_owned()],
            ["backup".to_owned()],
        );
        let commands: [&[String]; 5] = [&import, &crawl, &reindex, &backup, &reassess];
        let arguments = commands[number % commands.len()];
        let room = rng.u64(..MOST_ROOM).to_string();
        let before = state_of(data)?;
        let output = self.run(place, data, &room, arguments)?;
        let mut met = Met {
            failed: !output.status.success(),
            wrong: Vec::new(),
        };
        let log = String::from_utf8_lossy(&output.stderr);
        if output.status.code().is_none_or(|code| code > 2) {
            met.wrong.push(format!("it ends with {}", output.status));
        }
        if self == Self::ReadOnly {
            if !met.failed {
                met.wrong
                    .push(format!("{arguments:?} wrote to a read-only disk"));
            }
            if state_of(data)? != before {
                met.wrong.push("a read-only disk was changed".to_owned());
            }
        } else if arguments[0] == "import" {
            // All of it, where there was room enough; any part of it otherwise.
            let described = place.import_file(0)?.1;
            ledger.tolerate(&described);
        }
        if met.failed && log.trim().is_empty() {
            met.wrong.push("it fails without a word".to_owned());
        }
        Ok(Some(met))
    }

    fn run(
        self,
        place: &Place,
        data: &Path,
        room: &str,
        arguments: &[String],
    ) -> anyhow::Result<Output> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let program = place.command(data, &arguments)?;
        let mut command = match self {
            Self::Full | Self::ReadOnly => {
                let mut command = Command::new("unshare");
                command
                    .args(namespace().unwrap_or_default())
                    .args(["sh", "-c"]);
                command
            }
            Self::FileSize => {
                let mut command = Command::new("bash");
                command.arg("-c");
                command
            }
        };
        command.arg(match self {
            Self::Full => FULL,
            Self::ReadOnly => READ_ONLY,
            Self::FileSize => LIMITED,
        });
        command.arg("faults").arg(data);
        if self != Self::ReadOnly {
            command.arg(room);
        }
        command.arg(program.get_program());
        // The script says which data folder it is.
        let mut arguments = program.get_args().peekable();
        while let Some(argument) = arguments.next() {
            if argument == "--data-dir" {
                arguments.next();
            } else {
                command.arg(argument);
            }
        }
        Ok(command.stdin(Stdio::null()).output()?)
    }
}

/// How `unshare` is asked for a namespace in which file systems may be mounted: as root, or as
/// anybody who may have a user namespace. `None` where it gives neither.
fn namespace() -> Option<&'static [&'static str]> {
    const WAYS: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    let works = |way: &&&[&str]| {
        let tried = Command::new("unshare")
            .args(**way)
            .args(["sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"])
            .stderr(Stdio::null())
            .status();
        tried.is_ok_and(|status| status.success())
    };
    WAYS.iter().find(works).copied()
}
