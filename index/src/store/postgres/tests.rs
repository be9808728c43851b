//! What is of PostgreSQL alone; what every store does is told in `store/contract.rs`.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Source};
use bronwijzer_testing::postgres::{self, Server, database_in};
use chrono::DateTime;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::*;
use crate::model::Contents;
use crate::store::documents::{Before, Table};
use crate::store::sharing::{Part, Writer};

fn record(number: u64) -> Record {
    let url: RepositoryUrl = format!("https://github.com/o/{number}").parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), number.to_string());
    let account = url.owner_account();
    let observation = Observation::bare(id, url, DateTime::UNIX_EPOCH, Source::Sample);
    Record::new(account, observation)
}

fn crawled() -> Meta {
    Meta {
        contents: Contents::Crawled,
        ..Meta::default()
    }
}

fn open(url: &str) -> Result<PostgresStore, StoreError> {
    PostgresStore::open(&url.parse().unwrap(), Path::new("nowhere"))
}

fn said(key: &str) -> DocumentWrite {
    DocumentWrite {
        table: Table::Members,
        key: key.to_owned(),
        before: Before::Any,
        value: Some(b"{ \"b\":1,\n\"a\":[1.0, \"\\u0000\"]}".to_vec()),
    }
}

fn faults(store: &PostgresStore) -> Vec<String> {
    let mut report = Verification::default();
    store.verify(&mut report, &|_, _, _| {}).unwrap();
    let faults = report.faults.into_iter();
    faults
        .map(|fault| format!("{}: {}", fault.place, fault.why))
        .collect()
}

#[test]
fn two_processes_that_open_at_once_make_one_store() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let opened: Vec<String> = thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| open(&url).unwrap().identity().unwrap()))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(opened.iter().all(|one| *one == opened[0]), "{opened:?}");
    let versions = server.sql(
        database_in(&url),
        "SELECT count(*) FROM bronwijzer.schema_version",
    );
    assert_eq!(versions, migrations::NEWEST.to_string());
}

#[test]
fn newer_schema_is_refused_with_both_versions() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    open(&url).unwrap();
    let newer = "INSERT INTO bronwijzer.schema_version (version, program) VALUES (7, 'later')";
    server.sql(database_in(&url), newer);
    let refused = open(&url).err().unwrap();
    let StoreError::Newer { found: 7, newest } = refused else {
        panic!("{refused}");
    };
    let refusal = refused.to_string();
    assert!(
        refusal.contains("version 7") && refusal.contains(&format!("up to {newest}")),
        "{refusal}"
    );
}

#[test]
fn store_works_on_after_the_server_was_restarted() {
    let Some(server) = Server::start(&[]) else {
        return;
    };
    let store = open(&server.database()).unwrap();
    store.write(&[record(1)], &crawled(), false).unwrap();
    for signal in ["INT", "QUIT"] {
        server.stop(signal);
        server.start_again();
        assert_eq!(store.records().count(), 1);
        server.stop(signal);
        thread::scope(|scope| {
            // It comes back while the write is tried.
            scope.spawn(|| server.start_again());
            store.write_documents(&[said(signal)]).unwrap();
        });
        let read = store.document(Table::Members, signal).unwrap();
        assert_eq!(read, said(signal).value);
    }
    assert_eq!(store.document_number().unwrap(), 2);
    server.stop("INT");
    let down = store.meta().unwrap_err();
    assert!(matches!(down, StoreError::Unavailable(_)), "{down}");
}

#[test]
fn texts_with_nul_are_kept_exactly() {
    let Some(server) = postgres::server() else {
        return;
    };
    let store = open(&server.database()).unwrap();
    let mut odd = record(1);
    odd.observation.description = Some("a\0b \\u0000 \u{ffff}".to_owned());
    let host = odd.observation.url.host().clone();
    odd.observation.id = RepositoryId::new(host, "x\0y");
    store
        .write(&[odd.clone(), record(2)], &crawled(), false)
        .unwrap();
    let id = odd.observation.id.clone();
    assert_eq!(store.record(&id).unwrap(), Some(odd.clone()));
    let key = odd.observation.url.key();
    assert_eq!(store.id_at(&key).unwrap(), Some(id.clone()));
    assert_eq!(store.written_after(0, 1).unwrap(), [(1, id)]);
    store.write_documents(&[said("k\0")]).unwrap();
    let documents = store.documents(Table::Members, "k", None, 9).unwrap();
    assert_eq!(documents, [("k\0".to_owned(), said("").value.unwrap())]);
}

#[test]
fn writes_of_several_processes_are_numbered_one_after_the_other() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let first = open(&url).unwrap();
    thread::scope(|scope| {
        for process in 0..3_u64 {
            let url = &url;
            scope.spawn(move || {
                let store = open(url).unwrap();
                for n in 0..10 {
                    let records = [record(process * 100 + n), record(n)];
                    store.write(&records, &crawled(), false).unwrap();
                    store.write_documents(&[said("shared")]).unwrap();
                }
            });
        }
    });
    assert_eq!(first.meta().unwrap().unwrap().number, 60);
    assert_eq!(first.document_number().unwrap(), 30);
    let rows = first.written_after(0, usize::MAX).unwrap();
    assert_eq!(rows.len(), 30);
    assert_eq!(rows.last().unwrap().0, 60);
    let mut report = Verification::default();
    first.verify(&mut report, &|_, _, _| {}).unwrap();
    // They are no members.
    report
        .faults
        .retain(|fault| fault.place != "documents/members");
    assert_eq!(report.faults, []);
}

#[test]
fn store_is_called_from_threads_of_another_runtime() {
    let Some(server) = postgres::server() else {
        return;
    };
    let store = open(&server.database()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async move {
        store.write(&[record(1)], &crawled(), false).unwrap();
        assert_eq!(store.records().count(), 1);
        // The last handle may be dropped there too.
        drop(store);
    });
}

#[test]
fn used_up_pool_is_told_of_after_a_while() {
    let Some(server) = postgres::server() else {
        return;
    };
    let store = open(&server.database()).unwrap();
    let held: Vec<_> = (0..connection::MOST_CONNECTIONS)
        .map(|_| store.database.connection().unwrap())
        .collect();
    let refused = store.meta().unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    drop(held);
    assert_eq!(store.meta().unwrap(), None);
}

#[test]
fn damage_that_sql_can_do_is_found() {
    let Some(server) = postgres::server() else {
        return;
    };
    let damages = [
        ("DELETE FROM addresses", "does not lead to it"),
        (
            "UPDATE records SET account = 'x'",
            "not listed under its account",
        ),
        ("DELETE FROM changes", "not in the list of changes"),
        ("DELETE FROM records", "not what the last write left"),
        ("UPDATE state SET number = 0", "its number is 0"),
        (
            "UPDATE records SET record = jsonb_set(record, '{first_seen_at}', '\"2020-01-01T00:00:00Z\"')",
            "its digest differs",
        ),
        ("UPDATE records SET record = '{}'", "can't be read"),
        ("UPDATE records SET number = 9", "the last write is 1"),
    ];
    for (damage, named) in damages {
        let url = server.database();
        let store = open(&url).unwrap();
        store.write(&[record(1)], &crawled(), false).unwrap();
        assert_eq!(faults(&store), Vec::<String>::new());
        let damage = format!("SET search_path = bronwijzer; {damage}");
        server.sql(database_in(&url), &damage);
        let faults = faults(&store);
        assert!(
            faults.iter().any(|fault| fault.contains(named)),
            "{damage}: {faults:?}"
        );
    }
}

/// An authority of its own, as PEM, and the certificate and key that it gives a server.
fn certificates(name: &str) -> [String; 3] {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let own_key = KeyPair::generate().unwrap();
    let own = CertificateParams::new([name.to_owned()]).unwrap();
    let own = own.signed_by(&own_key, &issuer).unwrap();
    [root, own.pem(), own_key.serialize_pem()]
}

#[test]
fn server_has_to_prove_its_name_by_a_trusted_authority() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let [root, certificate, key] = certificates("db.example");
    let [other_root, ..] = certificates("db.example");
    let files = [
        ("root.pem", root),
        ("other.pem", other_root),
        ("server.pem", certificate),
        ("server.key", key),
    ];
    for (name, text) in files {
        std::fs::write(path(name), text).unwrap();
    }
    std::fs::write(path("none.pem"), "").unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(path("server.key"), private).unwrap();
    postgres::give_away(folder.path());
    let Some(server) = Server::start(&[
        ("ssl", "on"),
        ("ssl_cert_file", &path("server.pem")),
        ("ssl_key_file", &path("server.key")),
    ]) else {
        return;
    };
    let url = server.database();
    let database = database_in(&url);
    // No name server knows the name of the certificate: the address stands beside it.
    let at = |host: &str, root: &str| {
        let (port, root) = (server.port(), path(root));
        let url = format!(
            "postgres://postgres@{host}:{port}/{database}?hostaddr=127.0.0.1&sslrootcert={root}"
        );
        open(&url).map(|store| store.database)
    };
    let encrypted = at("db.example", "root.pem").unwrap();
    let version = encrypted.read_one(
        "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        Vec::new,
    );
    assert_eq!(version.unwrap().unwrap().get::<_, &str>(0), "TLSv1.3");
    for (host, root) in [("other.example", "root.pem"), ("db.example", "other.pem")] {
        let refused = at(host, root).unwrap_err();
        let refusal = refused.to_string();
        assert!(matches!(refused, StoreError::Unavailable(_)), "{refusal}");
        assert!(refusal.contains("certificate"), "{refusal}");
    }
    for root in ["none.pem", "no-such.pem"] {
        let refused = at("db.example", root).unwrap_err();
        assert!(matches!(refused, StoreError::Address(_)), "{refused}");
    }
}

#[test]
fn server_without_tls_is_refused_where_tls_is_asked_for() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let url = format!(
        "postgres://postgres@localhost:{}/{}?sslmode=require",
        server.port(),
        database_in(&url)
    );
    let refused = open(&url).err().unwrap();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    assert!(refused.to_string().contains("TLS"), "{refused}");
}

/// A way to a server that passes everything on, but for the answers to as many `COMMIT`s as
/// `lost` says: these arrive, and then the connection is gone.
fn way_that_loses_answers(port: u16, lost: &Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own_port = listener.local_addr().unwrap().port();
    let lost = Arc::clone(lost);
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (answers, asker) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            let lost = Arc::clone(&lost);
            thread::spawn(move || pass_on(&answers, &asker, |_| false));
            thread::spawn(move || {
                pass_on(&client, &server, |asked| {
                    let is_commit = asked.windows(6).any(|bytes| bytes == b"COMMIT");
                    let one_less = |left: usize| left.checked_sub(1);
                    let order = Ordering::SeqCst;
                    is_commit && lost.fetch_update(order, order, one_less).is_ok()
                });
            });
        }
    });
    own_port
}

/// Passes bytes on until an end, or until those after which `is_last` says so.
fn pass_on(mut from: &TcpStream, mut to: &TcpStream, is_last: impl Fn(&[u8]) -> bool) {
    let mut bytes = [0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let ends = is_last(&bytes[..read]);
        if ends {
            // What asks hears nothing more; what answers goes on until it has done it.
            let _ = from.shutdown(Shutdown::Both);
        }
        if to.write_all(&bytes[..read]).is_err() || ends {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn write_whose_answer_was_lost_is_made_once() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let store = open(&url).unwrap();
    let lost = Arc::new(AtomicUsize::new(0));
    let port = way_that_loses_answers(server.port(), &lost);
    let database = database_in(&url);
    let way = format!("postgres://postgres@127.0.0.1:{port}/{database}");
    let through = open(&way).unwrap();

    lost.store(2, Ordering::SeqCst);
    let meta = through.write(&[record(1)], &crawled(), false).unwrap();
    assert_eq!(lost.load(Ordering::SeqCst), 0);
    assert_eq!((meta.number, store.meta().unwrap()), (1, Some(meta)));

    // Made again, it would be refused.
    lost.store(1, Ordering::SeqCst);
    let new = DocumentWrite {
        before: Before::Absent,
        ..said("a")
    };
    through.write_documents(&[new]).unwrap();
    assert_eq!(lost.load(Ordering::SeqCst), 0);
    assert_eq!(store.document_number().unwrap(), 1);
}

/// Ends the connections that hold advisory locks of ours, as a network that is cut does.
fn cut_off_holders(server: &Server, url: &str) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_locks \
               WHERE locktype = 'advisory' AND classid = 1651666798 AND granted";
    server.sql(database_in(url), sql);
}

#[test]
fn writer_that_lost_its_lock_is_refused() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let (slow, quick) = (open(&url).unwrap(), open(&url).unwrap());
    let lock = slow.lock(Part::Records, Writer::Jobs).unwrap();
    slow.write(&[record(1)], &crawled(), false).unwrap();
    cut_off_holders(server, &url);
    let other = quick.lock(Part::Records, Writer::Jobs).unwrap();
    quick.write(&[record(2)], &crawled(), false).unwrap();
    let refused = slow.write(&[record(3)], &crawled(), false);
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    // Documents have a lock of their own.
    slow.write_documents(&[said("a")]).unwrap();
    drop((lock, other));
    let _lock = slow.lock(Part::Records, Writer::Jobs).unwrap();
    slow.write(&[record(3)], &crawled(), false).unwrap();
    assert_eq!(slow.records().count(), 3);
    assert_eq!(quick.records().count(), 3);
}

#[test]
fn leader_that_hangs_is_followed_by_another() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let (first, second) = (open(&url).unwrap(), open(&url).unwrap());
    let lead = first.lead().unwrap().unwrap();
    assert!(lead.is_held());
    // It hangs in the middle of a write.
    let writing = first.lock(Part::Records, Writer::Jobs).unwrap();
    assert!(second.lead().unwrap().is_none());
    server.sql(
        database_in(&url),
        "UPDATE bronwijzer.leader SET seen_at = now() - interval '1 minute'",
    );
    let later = loop {
        if let Some(later) = second.lead().unwrap() {
            break later;
        }
    };
    assert!(later.epoch() > lead.epoch());
    assert!(later.is_held() && !lead.is_held());
    // What it had locked is free too.
    drop(second.lock(Part::Records, Writer::Jobs).unwrap());
    // Until it noticed, its jobs are refused; people who write through it are not.
    assert!(first.write(&[record(1)], &crawled(), false).is_err());
    let of_jobs = first.lock(Part::Documents, Writer::Jobs).unwrap();
    assert!(first.write_documents(&[said("a")]).is_err());
    drop(of_jobs);
    let of_members = first.lock(Part::Documents, Writer::Members).unwrap();
    first.write_documents(&[said("a")]).unwrap();
    drop(of_members);
    second.write(&[record(1)], &crawled(), false).unwrap();
    drop((lead, writing));
    first.write(&[record(2)], &crawled(), false).unwrap();
    drop(later);
    assert!(first.lead().unwrap().is_some());
}

#[test]
fn write_of_another_is_told_of_and_counted() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let (one, other) = (open(&url).unwrap(), open(&url).unwrap());
    let long = Duration::from_secs(600);
    let mut seen = one.position().unwrap();
    let writes: [&dyn Fn(); 4] = [
        &|| drop(other.write(&[record(1)], &crawled(), false).unwrap()),
        &|| other.write_documents(&[said("a")]).unwrap(),
        &|| other.show_progress(Some("{}")).unwrap(),
        &|| other.show_progress(None).unwrap(),
    ];
    for write in writes {
        write();
        let now = one.wait_for_write(seen, long).unwrap();
        assert_ne!(now, seen);
        seen = now;
    }
    assert_eq!(one.progress().unwrap(), None);
    // One who waits already is told, and does not wait for the end.
    let now = thread::scope(|scope| {
        let waits = scope.spawn(|| one.wait_for_write(seen, long).unwrap());
        thread::sleep(Duration::from_millis(300));
        other.write(&[record(2)], &crawled(), false).unwrap();
        waits.join().unwrap()
    });
    assert_eq!(now.records, seen.records + 1);
}

/// The address of a database on several servers, in this order.
fn on_hosts(servers: [&Server; 2], url: &str) -> String {
    let [a, b] = servers.map(Server::port);
    let database = database_in(url);
    format!("postgres://postgres@127.0.0.1:{a},127.0.0.1:{b}/{database}")
}

/// Asks until it is answered: of a database that was away one try is let through each second.
fn once_it_answers<T>(ask: impl Fn() -> Result<T, StoreError>) -> T {
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(error) => assert!(error.is_out_of_reach(), "{error}"),
        }
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn promoted_standby_has_all_that_was_acknowledged() {
    let Some(primary) = Server::start(&[]) else {
        return;
    };
    let url = primary.database();
    let standby = primary.standby();
    primary.commit_with_standbys();
    let store = open(&on_hosts([&primary, &standby], &url)).unwrap();
    let other = open(&on_hosts([&standby, &primary], &url)).unwrap();
    let lead = store.lead().unwrap().unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            // As long as it is refused it was not written, and may be tried again.
            for n in 1..=40 {
                while store.write(&[record(n)], &crawled(), false).is_err() {
                    thread::sleep(Duration::from_millis(100));
                }
                if n == 20 {
                    primary.stop("KILL");
                }
            }
        });
        while lead.is_held() {
            thread::sleep(Duration::from_millis(10));
        }
        // Neither is taken for the other while none takes writes.
        let refused = other.write_documents(&[said("a")]).unwrap_err();
        assert!(refused.is_out_of_reach(), "{refused}");
        standby.promote();
        writing.join().unwrap();
    });
    assert_eq!(store.records().count(), 40);
    let meta = once_it_answers(|| other.meta());
    assert_eq!(meta.unwrap().number, 40);
    drop(lead);
    let later = once_it_answers(|| other.lead()).unwrap();
    assert!(later.epoch() > 1 && store.lead().unwrap().is_none());
    // One that comes back as it was is not written to, even where it alone takes writes.
    primary.start_again();
    standby.stop("INT");
    for store in [&store, &other] {
        let refused = store.write_documents(&[said("b")]).unwrap_err();
        assert!(refused.is_out_of_reach(), "{refused}");
        assert!(refused.to_string().contains("left behind"), "{refused}");
    }
    standby.start_again();
    once_it_answers(|| store.write_documents(&[said("b")]));
    let number = once_it_answers(|| other.document_number());
    assert_eq!(number, store.document_number().unwrap());
    let count = "SELECT count(*) FROM bronwijzer.documents";
    assert_eq!(primary.sql(database_in(&url), count), "0");
}

#[test]
fn silent_host_is_passed_over() {
    let Some(primary) = Server::start(&[]) else {
        return;
    };
    let url = primary.database();
    let standby = primary.standby();
    // It takes connections, and then says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().port();
    let database = database_in(&url);
    let (standby, port) = (standby.port(), primary.port());
    let hosts = format!("127.0.0.1:{silent},127.0.0.1:{standby},127.0.0.1:{port}");
    let store = open(&format!("postgres://postgres@{hosts}/{database}")).unwrap();
    store.write(&[record(1)], &crawled(), false).unwrap();
    assert_eq!(store.records().count(), 1);
}

/// The address of the same database on another server.
fn on_server(server: &Server, url: &str) -> String {
    let (port, database) = (server.port(), database_in(url));
    format!("postgres://postgres@127.0.0.1:{port}/{database}")
}

/// A server with a standby, and a store that shows what the standby has.
fn with_replica() -> Option<(Server, Server, String, PostgresStore)> {
    let primary = Server::start(&[])?;
    let url = primary.database();
    // Over TCP, as both are at other addresses.
    let address = on_server(&primary, &url);
    let mut store = open(&address).unwrap();
    let standby = primary.standby();
    let replica = on_server(&standby, &url);
    store.read_from(&replica.parse().unwrap()).unwrap();
    Some((primary, standby, address, store))
}

/// Waits until a standby has all that was written.
fn catches_up(primary: &Server, standby: &Server) {
    let written = primary.sql("postgres", "SELECT pg_current_wal_lsn()");
    let is_there = format!("SELECT pg_last_wal_replay_lsn() >= '{written}'");
    while standby.sql("postgres", &is_there) != "t" {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until the replica of a store is read from.
fn is_read_from(store: &PostgresStore) {
    let replica = store.shown.replica.as_ref().unwrap();
    while replica.read("SELECT 1", &Vec::new).is_none() {
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn replica_shows_nothing_older_than_was_written_or_read() {
    let Some((primary, standby, address, store)) = with_replica() else {
        return;
    };
    let other = open(&address).unwrap();
    let is_read = |store: &PostgresStore| {
        let replica = store.shown.replica.as_ref().unwrap();
        replica.read("SELECT 1", &Vec::new).is_some()
    };
    let shown = || store.shown().record(&record(1).observation.id).unwrap();
    let pause = || standby.sql("postgres", "SELECT pg_wal_replay_pause()");
    let resume = || standby.sql("postgres", "SELECT pg_wal_replay_resume()");
    is_read_from(&store);
    pause();
    // What another process wrote may come later, until something of it was seen here.
    other.write(&[record(1)], &crawled(), false).unwrap();
    assert!(is_read(&store));
    assert_eq!(shown(), None);
    assert_eq!(
        store.record(&record(1).observation.id).unwrap(),
        Some(record(1))
    );
    assert_eq!(shown(), Some(record(1)));
    assert!(!is_read(&store));
    resume();
    is_read_from(&store);
    assert_eq!(shown(), Some(record(1)));

    // What this process wrote, of whatever kind.
    let mut later = record(1);
    later.observation.description = Some("later".to_owned());
    let writes: [&dyn Fn(); 2] = [
        &|| drop(store.write(&[later.clone()], &crawled(), false).unwrap()),
        &|| store.write_documents(&[said("a")]).unwrap(),
    ];
    for write in writes {
        pause();
        assert!(is_read(&store));
        write();
        assert_eq!(shown(), store.record(&later.observation.id).unwrap());
        let document = store.shown().document(Table::Members, "a").unwrap();
        assert_eq!(document, store.document(Table::Members, "a").unwrap());
        resume();
        is_read_from(&store);
    }
    // Rather than something older nothing is shown.
    pause();
    store.write_documents(&[said("b")]).unwrap();
    primary.stop("KILL");
    let refused = store.shown().document(Table::Members, "a").unwrap_err();
    assert!(refused.is_out_of_reach(), "{refused}");
}

#[test]
fn replica_answers_while_the_database_is_away() {
    let Some((primary, standby, _, store)) = with_replica() else {
        return;
    };
    store.write(&[record(1)], &crawled(), false).unwrap();
    catches_up(&primary, &standby);
    is_read_from(&store);
    primary.stop("KILL");
    assert_eq!(
        store
            .shown()
            .records_of(&[record(1).observation.id])
            .unwrap(),
        [record(1)]
    );
    assert!(store.write(&[record(2)], &crawled(), false).is_err());
    // Nothing that is written follows from it.
    assert!(store.meta().is_err());
    assert_eq!(store.shown().meta().unwrap().unwrap().number, 1);
}

#[test]
fn replica_that_is_away_or_of_another_store_is_passed_over() {
    let Some((_primary, standby, address, mut store)) = with_replica() else {
        return;
    };
    store.write(&[record(1)], &crawled(), false).unwrap();
    is_read_from(&store);
    standby.stop("KILL");
    assert_eq!(store.shown().meta().unwrap().unwrap().number, 1);
    standby.start_again();
    is_read_from(&store);

    let Some(server) = postgres::server() else {
        return;
    };
    let another = server.database();
    open(&another).unwrap();
    store.read_from(&another.parse().unwrap()).unwrap();
    assert_eq!(store.shown().meta().unwrap().unwrap().number, 1);
    let seen = look_at_replica(&address.parse().unwrap(), &another.parse().unwrap()).unwrap();
    assert!(!seen.is_of_the_store && !seen.is_standby);
    let replica = on_server(&standby, &address);
    let seen = look_at_replica(&address.parse().unwrap(), &replica.parse().unwrap()).unwrap();
    assert!(seen.is_of_the_store && seen.is_standby);
}
