//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_crawler::organisation::Slug;
use clap::{Args, Parser, Subcommand, ValueEnum};
use lettre::Address;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::Flags;
use crate::exchange::Form;

/// Bronwijzer: the open source catalogue of the Dutch government.
///
/// Without a command it serves the pages and the API, and crawls on schedule. While a server
/// runs on a data folder, it does what backup, export, import, members, reassess, reindex,
/// remove, restore and snapshot ask.
#[derive(Debug, Parser)]
#[command(name = "bronwijzer", version, after_help = EXIT_STATUS)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// What sets the configuration.
    #[command(flatten)]
    pub(crate) flags: Flags,
}

const EXIT_STATUS: &str = "Exit status: 0 on success, 1 when something failed, \
    2 when the command line or the configuration is invalid.";

/// What the program can do.
#[derive(Debug, Default, Subcommand)]
pub(crate) enum Command {
    /// Serve the pages and the API, and crawl on schedule (the default)
    ///
    /// An empty catalogue is filled with the sample that ships with the
    /// program. Shuts down gracefully on Ctrl-C and SIGTERM.
    #[default]
    Serve,
    /// Crawl the accounts of the registry once, and report
    ///
    /// Shows a bar on a terminal and log lines elsewhere. Exit status: 0 when
    /// every account is complete, 1 when some are not, 2 when the organisation,
    /// account or repository is not in the registry. Ctrl-C and SIGTERM stop it
    /// gracefully; the next crawl continues where it stopped.
    Crawl {
        /// Only this organisation, by its short name
        #[arg(long, value_name = "SLUG")]
        organisation: Option<String>,
        /// Only this account, by its web address
        #[arg(long, value_name = "URL")]
        account: Option<AccountUrl>,
        /// Only this repository, by any spelling of its web address
        #[arg(long, value_name = "URL", conflicts_with_all = ["organisation", "account"])]
        url: Option<RepositoryUrl>,
        /// Read everything, changed or not
        #[arg(long)]
        full: bool,
    },
    /// Look for accounts of organisations that have none yet
    ///
    /// Searches every configured forge for the names of organisations without an
    /// account, and for publiccode.yml files that name one, and looks at what
    /// catalogued repositories point to. Candidates are listed with what speaks for
    /// them: strong (the forge verified the organisation's domain, or a
    /// publiccode.yml there names it), middling (the website, e-mail address or whole
    /// name fits) or weak (a similar name). No account is added until you accept it.
    ///
    /// What was asked is kept in the data folder: the next run goes on where this one
    /// stopped. Ctrl-C keeps what was found.
    Discover(DiscoverArguments),
    /// Look whether everything is as it should be, and say what to do
    ///
    /// Looks at the clock, the disk, open files, the data folder and its backups, the
    /// registry, the tokens and quota of each forge, the address on the web, the
    /// providers of sign-in and the mail server. Changes nothing, and works beside a
    /// running server. Exit status: 0 when there is no error, 1 when there is one.
    Doctor(DoctorArguments),
    /// Reassess everything by today's rules and date, without a crawl
    ///
    /// From stored facts alone. A status that changes goes into the
    /// repository's history with the cause: the rules, or time.
    Reassess,
    /// Check publiccode.yml by the standard, before it is published
    ///
    /// A folder is looked through for its publiccode.yml; the address of a
    /// repository is asked of its forge, any other address is fetched; `-`
    /// reads standard input. Exit status: 0 when all are valid, 1 when one is
    /// not, 2 when one can't be read.
    Check(CheckArguments),
    /// Rebuild the search index from the store
    Reindex,
    /// Prove that store, search index and backups are whole and agree
    ///
    /// Reads everything and names what does not hold; nothing is changed. sled
    /// writes to what it opens, so of the store a copy is looked at, which needs
    /// as much room for as long. A running server looks at what it has open
    /// itself. Exit status: 0 when all holds, 1 when it does not.
    Verify(VerifyArguments),
    /// Import a catalogue file: newline-delimited JSON, plain or zstd
    ///
    /// A repository that left after the file was written stays gone. Of a backup, members and
    /// all that belongs to them are left out: who they are, and which of them are moderators,
    /// is for the catalogue that they signed in to.
    Import {
        /// The file; `-` reads standard input
        file: PathBuf,
        /// Also import what was removed with `remove`
        #[arg(long)]
        forgotten: bool,
        /// Also take up members, moderators among them, and all that is theirs: only of a
        /// backup of your own
        #[arg(long)]
        with_members: bool,
    },
    /// Remove a repository, all of an account, or a person from the catalogue
    ///
    /// Of a repository nothing is kept but that it was there and was removed: no crawl brings it
    /// back, nor what is new under an account that was removed, and an import only with
    /// `--forgotten`. A person is the member with that identifier, PROVIDER:SUBJECT, address for
    /// e-mail or name, and whoever has that name or address in a publiccode.yml, README or
    /// statement; they stay out of what is crawled or imported later. The backups beside the
    /// store are written again without it.
    #[command(visible_alias = "forget")]
    Remove {
        /// The web address, or the person
        #[arg(value_name = "URL|PERSON", required_unless_present_any = ["list", "backups"])]
        what: Option<String>,
        /// Why, for the list of what was removed; name nobody in it
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// List what was removed, when and why
        #[arg(long, conflicts_with_all = ["what", "reason"])]
        list: bool,
        /// Take all that was removed, made private or blocked out of every backup again
        #[arg(long, conflicts_with_all = ["what", "reason", "list"])]
        backups: bool,
    },
    /// Write the whole catalogue to a file: newline-delimited JSON, zstd
    Export {
        /// The file; `-` writes standard output
        file: PathBuf,
    },
    /// Write a backup into the data folder, and drop the oldest
    ///
    /// Where `[backups]` is configured, it is written there too and read back.
    Backup,
    /// Go back to what a backup or an export has
    ///
    /// First the whole file is read, and what would change is printed; nothing is changed
    /// when any of it can't be read. Then a backup is made of what is there. What left after
    /// the file was written, or was removed, stays gone. The server on the data folder has
    /// to be stopped, but for one organisation.
    Restore(RestoreArguments),
    /// Move all that is stored from a data folder to PostgreSQL, or back
    ///
    /// FROM and TO are each a data folder, an address as in
    /// postgres://USER@HOST/DATABASE, or @FILE with such an address in it. TO has to
    /// be empty; FROM stays as it is, and no server may use either meanwhile. When
    /// all is there, each row is read from both and compared. What was stopped goes
    /// on where it was when the same is run again.
    MoveStore {
        /// What is moved
        from: String,
        /// Where it goes
        to: String,
    },
    /// Take today's snapshot: figures of open by default, and states of organisations
    ///
    /// The server takes one each day and after each crawl, and so does `crawl`;
    /// this is for those who use neither. A sample gets no snapshot.
    Snapshot,
    /// List the registry of organisations, and what is wrong with it
    Organisations {
        /// What else to do with it.
        #[command(subcommand)]
        command: Option<OrganisationsCommand>,
    },
    /// Invite members, list them, and let them speak for organisations
    Members {
        /// What to do.
        #[command(subcommand)]
        command: MembersCommand,
    },
    /// Look at the configuration
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Answer an assistant over standard input and output, by the Model Context Protocol
    ///
    /// For an assistant on this machine that starts programs. It reads the data folder, which
    /// one program alone can have open: while a server runs on it, ask that server with
    /// `--url`. Nothing can be written. A server has the same at `/mcp`.
    Mcp {
        /// Ask the catalogue that a server has at this address
        #[arg(long, value_name = "URL", value_parser = web_address)]
        url: Option<Url>,
    },
    /// Say whether the server of this configuration answers and is ready
    ///
    /// Exit status: 0 when it is, 1 when it is not. For containers, and others that ask by a
    /// command.
    Health,
    /// Write pages of the manual and completions of shells into a folder
    #[command(hide = true)]
    Generate {
        /// The folder
        folder: PathBuf,
    },
    /// Print the schema of the GraphQL API
    Schema,
}

/// An address that a program can be asked at.
fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| "give a web address, as in https://broncode.example".to_owned())
}

/// What to look for, and how long.
#[derive(Debug, Clone, Args)]
pub(crate) struct DiscoverArguments {
    /// Ask no forge; list what is known already
    #[arg(long)]
    pub(crate) offline: bool,
    /// Send at most this many requests to each forge
    ///
    /// The default suits who has no token: GitHub then allows 60 an hour. With a
    /// token one request to GitHub asks twenty questions.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) requests: u64,
    /// Ask the same question again after this time
    #[arg(long, value_name = "TIME", default_value = "90days", value_parser = humantime::parse_duration)]
    pub(crate) again_after: Duration,
    /// Only look for this organisation, by its slug, even if it has accounts
    #[arg(long, value_name = "SLUG")]
    pub(crate) organisation: Vec<Slug>,
    /// Only ask this forge, by its host
    #[arg(long, value_name = "HOST")]
    pub(crate) forge: Vec<String>,
    /// Also look at the accounts in this list: publishers.yml of the Italian crawler, or CSV
    ///
    /// They become candidates with the list as evidence, and are never accepted by
    /// themselves. Those that are not an organisation's on the forge are left out.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Vec<PathBuf>,
    /// How to print the candidates
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiscoverFormat,
    /// Write into the registry file that an account is an organisation's
    ///
    /// Everything is checked first, and all is written or nothing. Comments and layout of
    /// the file stay as they are. No forge is asked.
    #[arg(long, value_name = "SLUG=ACCOUNT", num_args = 1..)]
    pub(crate) accept: Vec<String>,
    /// Accept each line of a file; lines that start with `#` are comments
    #[arg(long, value_name = "FILE")]
    pub(crate) accept_file: Option<PathBuf>,
}

/// How candidates are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiscoverFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// What to restore.
#[derive(Debug, Clone, Args)]
pub(crate) struct RestoreArguments {
    /// The file; `-` reads standard input, and s3://BUCKET/FILE is read with the keys of `[backups]`
    pub(crate) file: PathBuf,
    /// Only the repositories of this organisation, by its slug
    ///
    /// What the file does not have of them stays.
    #[arg(long, value_name = "SLUG")]
    pub(crate) organisation: Option<Slug>,
    /// Only tell what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What can be done with the registry.
#[derive(Debug, Subcommand)]
pub(crate) enum OrganisationsCommand {
    /// Refresh the long list of bodies from the value lists of TOOI
    ///
    /// Download them as JSON from
    /// <https://standaarden.overheid.nl/tooi/waardelijsten/>. New bodies are
    /// added, and those that were renamed, merged or ended keep their place and
    /// slug. Nothing is removed; what a person has to look at is listed.
    Update(UpdateArguments),
    /// Write the registry as a list for other programs
    ///
    /// The list has the registry as it is configured: the long list of bodies together
    /// with the small file. `toml` is the small file alone, to begin one of your own.
    Export(ExportArguments),
    /// Turn a list into a registry file, and print it or write it to OUT
    ///
    /// The file stands by itself: use it with `organisations_list = "off"`. Rows that
    /// can't be used are reported with their line and skipped.
    Import(ImportArguments),
}

/// In which form the registry is written, and where.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The form of the list
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// The file; without one the list is printed
    pub(crate) file: Option<PathBuf>,
}

/// What a registry can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Identifier, name, accounts and repositories, as the Italian crawler reads them
    PublishersYml,
    /// A row for each organisation, with everything
    Csv,
    /// The small file that is configured, as it is
    Toml,
}

/// Which list becomes a registry file, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The list
    pub(crate) file: PathBuf,
    /// The form of the list, where the name of the file does not tell
    #[arg(long, value_enum)]
    pub(crate) format: Option<Form>,
    /// The registry file, which must not exist yet; without one it is printed
    pub(crate) out: Option<PathBuf>,
}

/// What the long list is refreshed from, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct UpdateArguments {
    /// Value lists
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only list what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write the list there, in place of the one that is configured
    #[arg(long, value_name = "PATH")]
    pub(crate) write: Option<PathBuf>,
}

/// What is looked at, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Ask nobody: look at this machine alone
    #[arg(long, conflicts_with_all = ["accounts", "send_to"])]
    pub(crate) offline: bool,
    /// Print findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Also ask the forges whether each account of the registry exists: one request for each
    #[arg(long)]
    pub(crate) accounts: bool,
    /// Send a mail to this address, to see that it comes
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) send_to: Option<Address>,
}

/// What to check, and how to tell of it.
#[derive(Debug, Clone, Args)]
pub(crate) struct CheckArguments {
    /// Files, folders or web addresses
    #[arg(required = true, value_name = "FILE|URL|DIR")]
    pub(crate) targets: Vec<String>,
    /// How to print what is found
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
    /// The language of what is found
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: CheckLanguage,
    /// Also check whether the addresses in the file can be reached
    ///
    /// Addresses of private networks are never looked up. What can't be
    /// reached is a warning.
    #[arg(long)]
    pub(crate) network: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: a line for each finding, with how to mend it
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning on forges: SARIF 2.1.0
    Sarif,
}

/// The language of findings.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum CheckLanguage {
    /// Dutch
    Nl,
    /// English
    #[default]
    En,
}

impl CheckLanguage {
    /// Its tag, as in `nl`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }
}

/// How the catalogue is verified.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct VerifyArguments {
    /// Also heal what does not hold, and say what was done
    ///
    /// Stop the server first. A damaged store is set aside, never removed; what
    /// can be read of it and the backups take its place. The search index takes
    /// up what differs, or is made anew. Exit status: 0 when all holds after it.
    #[arg(long)]
    pub(crate) repair: bool,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// What can be done with members.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
pub(crate) enum MembersCommand {
    /// Print a link by which somebody signs in, once and within 24 hours
    ///
    /// For who has no account with a provider. Another invitation for the same name lets the
    /// same member in again.
    Invite {
        /// What others see them by
        name: String,
    },
    /// List all members, one a line: identifier, name, who they are with their provider, and
    /// what they may
    ///
    /// This is personal data: keep it to yourself.
    List,
    /// Print the corrections that moderators accepted, as lines for the registry's file
    ///
    /// They hold already. In the file they hold for other catalogues too.
    Corrections,
    /// Let a member speak for an organisation
    Grant {
        /// The identifier or the whole name of the member
        member: String,
        /// The slug of the organisation
        organisation: Slug,
        /// Let them no longer speak for it
        #[arg(long)]
        end: bool,
    },
}

/// What can be done with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print what holds and where each value came from, without secrets
    Show,
}
