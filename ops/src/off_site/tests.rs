//! A folder, and a stand-in for a store that speaks S3.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{self, SHA256};
use bronwijzer_index::{Contents, SAMPLE};
use poem::http::{Method, StatusCode};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Body, EndpointExt, Request, Response, Server, endpoint};
use tempfile::TempDir;

use super::*;
use crate::storage::PART;

const ACCESS_KEY: &str = "AKIDEXAMPLE";

/// What the stand-in holds, and how it misbehaves.
#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    /// Answers that are refused before it works.
    refuses: usize,
    /// Whether it gives back something else than it was given.
    is_damaging: bool,
}

/// An object storage on this machine, by the path: `/BUCKET/KEY`.
struct Storage {
    bucket: Arc<Mutex<Bucket>>,
    address: String,
}

fn answer(status: StatusCode, body: impl Into<Body>) -> Response {
    Response::builder().status(status).body(body)
}

async fn serve(mut request: Request, bucket: Arc<Mutex<Bucket>>) -> Response {
    let body = request.take_body().into_bytes().await.unwrap();
    let signed = request.header("authorization").unwrap_or_default();
    let is_ours = signed.starts_with(&format!("AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/"));
    let hash = request.header("x-amz-content-sha256").unwrap_or_default();
    let sent: String = digest::digest(&SHA256, &body)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if !is_ours || (hash != "UNSIGNED-PAYLOAD" && hash != sent) {
        return answer(
            StatusCode::FORBIDDEN,
            "<Error><Code>AccessDenied</Code></Error>",
        );
    }
    let mut bucket = bucket.lock().unwrap();
    if bucket.refuses > 0 {
        bucket.refuses -= 1;
        return answer(
            StatusCode::FORBIDDEN,
            "<Error><Code>AccessDenied</Code></Error>",
        );
    }
    let uri = request.uri().clone();
    let asked: BTreeMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let key = uri
        .path()
        .trim_start_matches("/backups")
        .trim_start_matches('/')
        .to_owned();
    match (request.method().clone(), asked.get("uploadId")) {
        (Method::GET, _) if key.is_empty() => {
            let prefix = asked.get("prefix").cloned().unwrap_or_default();
            let found = bucket
                .objects
                .iter()
                .filter(|(key, _)| key.starts_with(&prefix));
            let listed: String = found
                .map(|(key, bytes)| {
                    format!(
                        "<Contents><Key>{key}</Key><LastModified>2026-11-30T00:00:00.000Z</LastModified><ETag>\"1\"</ETag><Size>{}</Size></Contents>",
                        bytes.len()
                    )
                })
                .collect();
            answer(
                StatusCode::OK,
                format!(
                    "<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>"
                ),
            )
        }
        (Method::GET, _) => match bucket.objects.get(&key) {
            Some(bytes) => Response::builder()
                .header("etag", "\"1\"")
                .header("last-modified", "Mon, 30 Nov 2026 00:00:00 GMT")
                .body(bytes.clone()),
            None => answer(
                StatusCode::NOT_FOUND,
                "<Error><Code>NoSuchKey</Code></Error>",
            ),
        },
        (Method::POST, None) => {
            bucket.parts.insert(key, BTreeMap::new());
            answer(
                StatusCode::OK,
                "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>",
            )
        }
        (Method::POST, Some(_)) => {
            let parts = bucket.parts.remove(&key).unwrap();
            let whole = parts.into_values().flatten().collect();
            bucket.objects.insert(key, whole);
            answer(
                StatusCode::OK,
                "<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>",
            )
        }
        (Method::PUT, Some(_)) => {
            let number = asked["partNumber"].parse().unwrap();
            bucket
                .parts
                .get_mut(&key)
                .unwrap()
                .insert(number, body.to_vec());
            Response::builder().header("etag", "\"1\"").finish()
        }
        (Method::PUT, None) => {
            let mut bytes = body.to_vec();
            if bucket.is_damaging
                && let Some(byte) = bytes.get_mut(100)
            {
                *byte ^= 1;
            }
            bucket.objects.insert(key, bytes);
            Response::builder().header("etag", "\"1\"").finish()
        }
        (Method::DELETE, _) => {
            bucket.objects.remove(&key);
            bucket.parts.remove(&key);
            answer(StatusCode::NO_CONTENT, ())
        }
        _ => answer(StatusCode::METHOD_NOT_ALLOWED, ()),
    }
}

impl Storage {
    async fn start() -> Self {
        let bucket = Arc::new(Mutex::new(Bucket::default()));
        let held = Arc::clone(&bucket);
        let app = endpoint::make(move |request| {
            let bucket = Arc::clone(&held);
            async move { serve(request, bucket).await }
        });
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(app.map_to_response()));
        Self {
            bucket,
            address: format!("http://{address}"),
        }
    }

    fn held(&self) -> Vec<String> {
        self.bucket
            .lock()
            .unwrap()
            .objects
            .keys()
            .cloned()
            .collect()
    }
}

fn setting(lines: &str) -> BackupSetting {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("b.toml");
    std::fs::write(&file, format!("[backups]\n{lines}\n")).unwrap();
    let flags = crate::config::Flags {
        config: Some(file),
        ..crate::config::Flags::default()
    };
    let environment = |name: &str| (name == "SECRET").then(|| "s3cr3t".into());
    let config = crate::config::Config::resolve(&flags, &environment).unwrap();
    config.backups.unwrap()
}

fn in_storage(storage: &Storage) -> BackupSetting {
    setting(&format!(
        "to = \"s3://backups/here\"\nendpoint = \"{}\"\naccess_key = \"{ACCESS_KEY}\"\nsecret_key_env = \"SECRET\"\ndaily = 1\nweekly = 0\nmonthly = 0",
        storage.address
    ))
}

fn catalogue() -> (TempDir, Catalogue) {
    let dir = tempfile::tempdir().unwrap();
    let opened = Catalogue::open(dir.path(), Vec::new(), chrono::Utc::now()).unwrap();
    opened.catalogue.import(SAMPLE, Contents::Imported).unwrap();
    (dir, opened.catalogue)
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_is_written_read_back_and_older_ones_go() {
    let storage = Storage::start().await;
    let (dir, catalogue) = catalogue();
    let setting = in_storage(&storage);
    let old = "here/catalogue-20200101T010000.000Z.ndjson.zst";
    {
        let mut bucket = storage.bucket.lock().unwrap();
        bucket.objects.insert(old.to_owned(), vec![1]);
        bucket.objects.insert("here/notes.txt".to_owned(), vec![1]);
    }
    let kept = keep(&setting, &catalogue, dir.path()).await.unwrap();
    assert!(kept.address.starts_with("s3://backups/here/catalogue-"));
    assert!(kept.repositories > 0);
    assert_eq!(kept.dropped, 1);
    let held = storage.held();
    assert_eq!(held.len(), 2, "{held:?}");
    assert!(held.contains(&"here/notes.txt".to_owned()));
    assert_eq!(catalogue.health().notices, Vec::<String>::new());
    // It comes back as it was made.
    let file = fetch(&kept.address, Some(&setting), dir.path())
        .await
        .unwrap();
    assert_eq!(
        bronwijzer_index::check_file(file).unwrap(),
        kept.repositories
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn large_backup_is_sent_in_parts() {
    let storage = Storage::start().await;
    let dir = tempfile::tempdir().unwrap();
    let there = OffSite::new(&in_storage(&storage), dir.path()).unwrap();
    let key = Key::from("here/large");
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&vec![7; 2 * PART + 10]).unwrap();
    file.rewind().unwrap();
    let sent = there.storage.send(&key, file).await.unwrap();
    let (copy, came_back) = there.get(&key).await.unwrap();
    assert_eq!(sent.as_ref(), came_back.as_ref());
    assert_eq!(copy.metadata().unwrap().len(), (2 * PART + 10) as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_told_and_drops_nothing() {
    let storage = Storage::start().await;
    let (dir, catalogue) = catalogue();
    let setting = in_storage(&storage);
    let old = "here/catalogue-20200101T010000.000Z.ndjson.zst";
    storage
        .bucket
        .lock()
        .unwrap()
        .objects
        .insert(old.to_owned(), vec![1]);
    storage.bucket.lock().unwrap().refuses = 1;
    assert!(keep(&setting, &catalogue, dir.path()).await.is_err());
    let notices = catalogue.health().notices;
    assert!(notices[0].starts_with("DEGRADED: the last backup to s3://backups/here failed"));
    assert!(!notices[0].contains("s3cr3t"));
    // What comes back as something else is no backup.
    storage.bucket.lock().unwrap().is_damaging = true;
    let Err(error) = keep(&setting, &catalogue, dir.path()).await else {
        panic!("it was taken for a backup");
    };
    assert!(
        format!("{error:#}").contains("came back as something else"),
        "{error:#}"
    );
    assert_eq!(storage.held(), [old]);
    storage.bucket.lock().unwrap().is_damaging = false;
    keep(&setting, &catalogue, dir.path()).await.unwrap();
    assert_eq!(catalogue.health().notices, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn folder_gets_backups_that_its_owner_alone_reads() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, catalogue) = catalogue();
    let folder = tempfile::tempdir().unwrap();
    let setting = setting(&format!("to = \"{}\"", folder.path().display()));
    keep(&setting, &catalogue, dir.path()).await.unwrap();
    let entries: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    let [Ok(backup)] = &entries[..] else {
        panic!("one file was made: {entries:?}");
    };
    let mode = backup.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // A mount that is missing is not filled with backups.
    let missing = super::tests::setting("to = \"/no/such/folder\"");
    assert!(keep(&missing, &catalogue, dir.path()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_leaves_backups_elsewhere() {
    let storage = Storage::start().await;
    let (dir, catalogue) = catalogue();
    let setting = in_storage(&storage);
    keep(&setting, &catalogue, dir.path()).await.unwrap();
    let there = OffSite::new(&setting, dir.path()).unwrap();
    let (rewritten, unreadable) = there.cleanse(&catalogue).await.unwrap();
    assert!(rewritten.is_empty() && unreadable.is_empty());
    let account = "https://github.com/Amsterdam".parse().unwrap();
    let removed = catalogue.remove_account(&account, None, chrono::Utc::now());
    assert!(removed.unwrap() > 0);
    let (rewritten, _) = there.cleanse(&catalogue).await.unwrap();
    assert_eq!(rewritten.len(), 1);
    let (again, _) = there.cleanse(&catalogue).await.unwrap();
    assert!(again.is_empty());
}
