//! A real PostgreSQL for tests: one server per test process, with a database for each test.
//!
//! The server is started at the first question for it, in a folder of its own, and ends with
//! the process however that ends: it is looked after by a shell that reads from a pipe, which
//! closes with the process.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Where Debian keeps what it has no links to.
const DEBIAN: &str = "/usr/lib/postgresql";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts the server `$1`, with the arguments behind it, and stops it when the pipe closes.
/// It says so when it has ended, so that a restart can wait for it.
const LOOK_AFTER: &str = r#"
"$@" </dev/null >"$PG_LOG" 2>&1 &
server=$!
read -r how
kill -"${how:-QUIT}" "$server" 2>/dev/null
wait "$server"
[ -n "$how" ] || rm -rf "$PG_FOLDER"
echo ended
"#;

/// A running server.
pub struct Server {
    folder: PathBuf,
    port: u16,
    arguments: Vec<String>,
    process: Mutex<Option<(Child, ChildStdin)>>,
    databases: AtomicU32,
    standbys: AtomicU32,
}

/// The server that all tests of this process share. `None`, and a word about it, where
/// PostgreSQL is not installed and the variable `CI` is not set.
///
/// # Panics
/// When it can't be started, and when it is not installed and `CI` is set.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(&[])).as_ref()
}

/// Whether PostgreSQL is installed; where it is not and the variable `CI` is not set, a word
/// about it is printed.
///
/// # Panics
/// When it is not installed and `CI` is set.
#[must_use]
pub fn is_installed() -> bool {
    let installed = program("initdb").is_some();
    assert!(
        installed || std::env::var_os("CI").is_none(),
        "PostgreSQL is not installed: apt-get install postgresql"
    );
    if !installed {
        println!("skipped: PostgreSQL is not installed");
    }
    installed
}

impl Server {
    /// Starts a server of its own, with more settings as in `ssl=on`. `None` as of [`server`].
    ///
    /// # Panics
    /// As [`server`].
    #[must_use]
    pub fn start(settings: &[(&str, &str)]) -> Option<Self> {
        if !is_installed() {
            return None;
        }
        let initdb = program("initdb")?;
        let folder = new_folder();
        let data = folder.join("data");
        let made = as_owner(&initdb)
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--username=postgres", "--no-sync", "-D"])
            .arg(&data)
            .output()
            .expect("initdb runs");
        let why = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "initdb failed: {why}");
        let port = free_port();
        let mut arguments = vec!["-D".to_owned(), data.display().to_string()];
        let mut set = |name: &str, value: &str| {
            arguments.extend(["-c".to_owned(), format!("{name}={value}")]);
        };
        set("listen_addresses", "127.0.0.1");
        set("port", &port.to_string());
        set("unix_socket_directories", &folder.display().to_string());
        set("fsync", "off");
        set("full_page_writes", "off");
        set("shared_buffers", "64MB");
        set("max_connections", "200");
        for (name, value) in settings {
            set(name, value);
        }
        Some(Self::run_with(folder, port, arguments))
    }

    fn run_with(folder: PathBuf, port: u16, arguments: Vec<String>) -> Self {
        let server = Self {
            folder,
            port,
            arguments,
            process: Mutex::new(None),
            databases: AtomicU32::new(0),
            standbys: AtomicU32::new(0),
        };
        server.run();
        server
    }

    /// Starts a hot standby of this server, which follows it by streaming replication.
    ///
    /// # Panics
    /// When it can't be made or started.
    #[must_use]
    pub fn standby(&self) -> Self {
        let folder = new_folder();
        let data = folder.join("data");
        let number = self.standbys.fetch_add(1, Ordering::Relaxed);
        let copier = program("pg_basebackup").expect("pg_basebackup is beside initdb");
        let copied = as_owner(&copier)
            .args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync"])
            // What it has not had yet is kept for it while it is away.
            .args(["--create-slot", "--slot", &format!("standby_{number}")])
            .args(["--username=postgres", "--port", &self.port.to_string()])
            .arg("--host")
            .arg(&self.folder)
            .arg("-D")
            .arg(&data)
            .output()
            .expect("pg_basebackup runs");
        let why = String::from_utf8_lossy(&copied.stderr);
        assert!(copied.status.success(), "pg_basebackup failed: {why}");
        let port = free_port();
        let own = [
            ("port", port.to_string()),
            ("unix_socket_directories", folder.display().to_string()),
        ];
        let arguments = self.arguments.iter().map(|argument| {
            let is_set = |name: &str| argument.starts_with(&format!("{name}="));
            let own = own.iter().find(|(name, _)| is_set(name));
            own.map_or_else(
                || argument.clone(),
                |(name, value)| format!("{name}={value}"),
            )
        });
        let mut arguments: Vec<String> = arguments.collect();
        arguments[1] = data.display().to_string();
        Self::run_with(folder, port, arguments)
    }

    /// Makes a standby a server that takes writes, and waits until it does.
    ///
    /// # Panics
    /// When it is no standby, or does not get there.
    pub fn promote(&self) {
        let control = program("pg_ctl").expect("pg_ctl is beside initdb");
        let promoted = as_owner(&control)
            .args(["promote", "--silent", "--wait", "--pgdata"])
            .arg(self.folder.join("data"))
            .output()
            .expect("pg_ctl runs");
        let why = String::from_utf8_lossy(&promoted.stderr);
        assert!(promoted.status.success(), "pg_ctl promote failed: {why}");
    }

    /// Has commits wait from now on until every standby that is connected has what they wrote.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn commit_with_standbys(&self) {
        self.sql(
            "postgres",
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
        );
        self.sql("postgres", "SELECT pg_reload_conf()");
        let is_synchronous = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        let began = Instant::now();
        while self.sql("postgres", is_synchronous) == "0" {
            assert!(began.elapsed() < PATIENCE, "no standby is synchronous");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn run(&self) {
        let postgres = program("postgres").expect("postgres is beside initdb");
        let mut child = as_owner(Path::new("/bin/sh"))
            .args(["-c", LOOK_AFTER, "sh"])
            .arg(postgres)
            .args(&self.arguments)
            .env("PG_LOG", self.folder.join("log"))
            .env("PG_FOLDER", &self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("PostgreSQL starts");
        let pipe = child.stdin.take().expect("a pipe");
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some((child, pipe));
        let began = Instant::now();
        while self.try_sql("postgres", "SELECT 1").is_err() {
            assert!(
                began.elapsed() < PATIENCE,
                "PostgreSQL does not start: {}",
                std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it, by the signal `KILL` (as a machine that is gone), `QUIT` (at once), `INT` (cuts
    /// connections off) or `TERM`.
    ///
    /// # Panics
    /// When it is not running.
    pub fn stop(&self, signal: &str) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut child, mut pipe) = process.take().expect("it runs");
        writeln!(pipe, "{signal}").expect("the shell listens");
        let mut said = String::new();
        let mut stdout = child.stdout.take().expect("a pipe");
        stdout.read_to_string(&mut said).expect("the shell ends");
        child.wait().expect("the shell ends");
    }

    /// Kills it and all its processes, by the signal `KILL`.
    ///
    /// # Panics
    /// When it is not running.
    pub fn kill(&self) {
        let pid = std::fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let pid = pid.expect("it runs");
        let pid = pid.lines().next().unwrap_or_default().to_owned();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let children = children.unwrap_or_default();
        self.stop("KILL");
        let children: Vec<&str> = children.split_whitespace().collect();
        // They end by themselves soon, as nobody is there for them.
        let _ = Command::new("kill").arg("-KILL").args(&children).output();
        // What they share keeps another server from the folder until they have ended.
        let began = Instant::now();
        while children.iter().any(|child| is_running(child)) {
            assert!(began.elapsed() < PATIENCE, "its processes do not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts it again after [`Server::stop`] or [`Server::kill`].
    pub fn start_again(&self) {
        self.run();
    }

    /// Makes an empty database, and gives back the URL that leads to it over the socket.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        let mut host = String::new();
        for byte in self.folder.display().to_string().bytes() {
            // A folder as a host: percent-encoded, as in any URL.
            write!(host, "%{byte:02X}").expect("a string");
        }
        format!("postgres://postgres@{host}:{}/{name}", self.port)
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder that the server's user owns.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs SQL in a database by `psql`, and gives back what it prints.
    ///
    /// # Panics
    /// When it fails.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        self.try_sql(database, sql)
            .unwrap_or_else(|why| panic!("{sql}: {why}"))
    }

    fn try_sql(&self, database: &str, sql: &str) -> Result<String, String> {
        let psql = program("psql").unwrap_or_else(|| PathBuf::from("psql"));
        let done = Command::new(psql)
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
            ])
            .arg("-h")
            .arg(&self.folder)
            .args(["-p", &self.port.to_string(), "-d", database, "-c", sql])
            .output()
            .map_err(|error| error.to_string())?;
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&done.stderr).into_owned())
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let process = self.process.get_mut();
        if process.unwrap_or_else(PoisonError::into_inner).is_none() {
            // Who looked after it has gone already. It is a test's, so a failure is no matter.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// The name of the database that a URL of [`Server::database`] leads to.
#[must_use]
pub fn database_in(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

/// Whether there is a process of this number that has not ended.
fn is_running(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The state follows the name, which is in brackets.
    let state = stat.rsplit(") ").next().unwrap_or_default();
    !state.is_empty() && !state.starts_with('Z')
}

/// Gives a file or folder to the user that PostgreSQL runs as, where that is another one.
///
/// # Panics
/// When it can't be given.
pub fn give_away(path: &Path) {
    if is_root() {
        let given = Command::new("chown")
            .arg("-R")
            .arg("postgres")
            .arg(path)
            .status();
        assert!(given.is_ok_and(|status| status.success()), "chown failed");
    }
}

/// A command as the user that PostgreSQL runs as: it refuses to run as root.
fn as_owner(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
        "--",
    ]);
    command.arg(program);
    // Where root works, others may have no right to be.
    command.current_dir("/");
    command
}

fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| {
        let id = Command::new("id").arg("-u").output();
        id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
    })
}

/// A program of PostgreSQL: of the path, or of the newest version that Debian has there.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join(name));
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path()).collect();
    versions.sort();
    let of_debian = versions.into_iter().rev();
    let of_debian = of_debian.map(|version| version.join("bin").join(name));
    in_path.chain(of_debian).find(|path| path.is_file())
}

fn new_folder() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("bronwijzer-postgres-")
        .tempdir()
        .expect("a folder for PostgreSQL")
        .keep();
    give_away(&folder);
    folder
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
