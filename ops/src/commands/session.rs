//! Who asks for something to be done with the catalogue, and where it comes from and goes to:
//! this process, or another one over the control socket of a running server.

use std::fs::File;
use std::io::{IsTerminal, Read, Seek, Write, stderr, stdin, stdout};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::logging::visible;
use crate::terminal::complain;

/// What writes a large output, and gives back how many of something it wrote.
pub(crate) type Writes<'a> = &'a mut dyn FnMut(&mut dyn Write) -> anyhow::Result<u64>;

/// The least time between two pieces of news on how far it is.
const PACE: Duration = Duration::from_millis(200);

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// How much is done, in bytes of the file.
    pub(crate) done: u64,
    /// Of how much; `None` where nobody knows.
    pub(crate) of: Option<u64>,
}

/// Who asks.
pub(crate) trait Session {
    /// Prints to standard output.
    fn output(&mut self, bytes: &[u8]) -> anyhow::Result<()>;

    /// Prints a line to standard error.
    fn notice(&mut self, line: &str);

    /// Tells how far it is; not each time.
    fn progress(&mut self, progress: Progress);

    /// The file that belongs to what is asked. It is there in whole once this returns, but for
    /// who is this process.
    fn input(&mut self) -> anyhow::Result<Box<dyn Read + Send>>;

    /// Has `write` write a file for who asks, which may be large, and gives back what that
    /// gives back.
    fn large_output(&mut self, write: Writes<'_>) -> anyhow::Result<u64>;
}

/// Prints a line to the standard output of who asks.
pub(crate) fn line(session: &mut dyn Session, line: &str) -> anyhow::Result<()> {
    // Names of others may stand in it, and a terminal would obey them.
    session.output(format!("{}\n", visible(line)).as_bytes())
}

/// Keeps news on how far it is apart in time.
#[derive(Debug, Default)]
pub(crate) struct Pace(Option<Instant>);

impl Pace {
    /// Whether it is time for the next.
    pub(crate) fn is_due(&mut self) -> bool {
        let is_due = self.0.is_none_or(|last| last.elapsed() >= PACE);
        if is_due {
            self.0 = Some(Instant::now());
        }
        is_due
    }
}

/// This process: its standard streams, and files that it may open.
pub(crate) struct Local {
    input: Option<Input>,
    /// What its standard output goes to; `None` for standard output.
    out: Option<Target>,
    bar: ProgressBar,
}

/// A file that belongs to what is asked.
enum Input {
    At(PathBuf),
    Open(File),
}

/// A file that takes its name once it is whole, so that a stop halfway leaves no file that looks
/// like one.
struct Target {
    path: PathBuf,
    part: PathBuf,
    file: Option<File>,
}

impl Target {
    fn unwritable(&self) -> String {
        format!("{} can't be written", self.path.display())
    }

    fn file(&mut self) -> anyhow::Result<&mut File> {
        if self.file.is_none() {
            let made = File::create(&self.part).with_context(|| self.unwritable())?;
            self.file = Some(made);
        }
        self.file.as_mut().context("the file was just made")
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if self.file.is_some() {
            // Best effort: it is not whole, and helps nobody.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

impl Local {
    /// With nothing but the standard streams.
    pub(crate) fn new() -> Self {
        let bar = if stderr().is_terminal() {
            // The template is fixed; were it wrong, the plain bar would do.
            let style = ProgressStyle::with_template("{elapsed} {wide_bar} {bytes}/{total_bytes}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style)
        } else {
            ProgressBar::hidden()
        };
        Self {
            input: None,
            out: None,
            bar,
        }
    }

    /// With a file that belongs to what is asked; `-` is standard input.
    pub(crate) fn reading(file: &Path) -> Self {
        Self {
            input: Some(Input::At(file.to_owned())),
            ..Self::new()
        }
    }

    /// With a file that is open already.
    pub(crate) fn given(file: File) -> Self {
        Self {
            input: Some(Input::Open(file)),
            ..Self::new()
        }
    }

    /// With its output going to a file; `-` is standard output.
    pub(crate) fn writing(file: &Path) -> Self {
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let target = Target {
            path: file.to_owned(),
            part: PathBuf::from(part),
            file: None,
        };
        Self {
            out: Some(target).filter(|_| file != Path::new("-")),
            ..Self::new()
        }
    }

    /// The file that belongs to what is asked, if any.
    pub(crate) fn take_input(&mut self) -> anyhow::Result<Option<Box<dyn Read + Send>>> {
        let path = match self.input.take() {
            None => return Ok(None),
            Some(Input::Open(file)) => return Ok(Some(Box::new(file))),
            Some(Input::At(path)) => path,
        };
        if path == Path::new("-") {
            return Ok(Some(Box::new(stdin())));
        }
        let unreadable = || format!("{} can't be read", path.display());
        let file = File::open(&path).with_context(unreadable)?;
        let bytes = file.metadata().with_context(unreadable)?.len();
        self.bar.set_length(bytes);
        Ok(Some(Box::new(self.bar.wrap_read(file))))
    }

    /// Gives the file that was written its name.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        self.bar.finish_and_clear();
        if let Some(target) = &mut self.out
            && let Some(file) = target.file.take()
        {
            let named = file
                .sync_all()
                .and_then(|()| std::fs::rename(&target.part, &target.path));
            if named.is_err() {
                target.file = Some(file);
            }
            named.with_context(|| target.unwritable())?;
        }
        Ok(())
    }
}

impl Session for Local {
    fn output(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        if let Some(target) = &mut self.out {
            let written = target.file()?.write_all(bytes);
            return written.with_context(|| target.unwritable());
        }
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        Ok(out.flush()?)
    }

    fn notice(&mut self, line: &str) {
        // Names of others may stand in it.
        self.bar.suspend(|| complain(line));
    }

    fn progress(&mut self, progress: Progress) {
        if let Some(of) = progress.of {
            self.bar.set_length(of);
        }
        self.bar.set_position(progress.done);
    }

    fn input(&mut self) -> anyhow::Result<Box<dyn Read + Send>> {
        self.take_input()?.context("no file was given")
    }

    fn large_output(&mut self, write: Writes<'_>) -> anyhow::Result<u64> {
        if let Some(target) = &mut self.out {
            return write(target.file()?);
        }
        // Who reads may take long, and others wait to write to the catalogue meanwhile.
        let mut spool = tempfile::tempfile().context("no temporary file can be made")?;
        let count = write(&mut spool)?;
        spool.rewind()?;
        std::io::copy(&mut spool, &mut stdout().lock())?;
        Ok(count)
    }
}
