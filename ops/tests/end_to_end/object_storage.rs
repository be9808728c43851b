//! Backups in a bucket: written to, read from and cleansed in a real object storage that speaks
//! S3.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::node::Program;
use crate::place::{Ended, Place};

/// The id of the key that the storage takes.
pub(crate) const KEY: &str = "S3RVER";

/// A storage, and the folder that it keeps its files in. `None`, which is told, without Node.
pub(crate) fn storage() -> Option<(Program, String, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let program = Program::start("s3", "server.js", ("FOLDER", path))?;
    let port = program.line();
    Some((program, port, folder))
}

/// A place whose backups go to the bucket at a port, with the key of this id.
fn place(port: &str, id: &str) -> Place {
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:0\"\nschedule = \"off\"\n\
         [backups]\nto = \"s3://backups/catalogue/here\"\nendpoint = \"http://127.0.0.1:{port}\"\n\
         access_key = \"{id}\"\nsecret_key_file = \"secret\"\ndaily = 1\nweekly = 0\nmonthly = 0\n"
    ));
    std::fs::write(place.path("secret"), "s3cr3t").unwrap();
    place
}

/// The backups in a folder of the storage, in order.
fn backups(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".zst._S3rver_object") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn done(ended: &Ended) {
    assert_eq!(ended.status, Some(0), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_in_a_bucket_is_written_cleansed_and_restored() {
    let Some((_storage, port, folder)) = storage() else {
        return;
    };
    let place = place(&port, KEY);
    let server = place.serve(&[]);
    let found = server
        .ask(
            "{ repositories(first: 1) { total nodes { url path } } }",
            json!({}),
        )
        .await;
    let total = found["repositories"]["total"].as_u64().unwrap();
    let url = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let path = found["repositories"]["nodes"][0]["path"].as_str().unwrap();
    let backup = place.run(&["backup"]);
    done(&backup);
    assert!(
        backup.stdout.contains("s3://backups/catalogue/here/"),
        "{backup:?}"
    );
    let [first] = backups(folder.path()).try_into().unwrap();
    let written = std::fs::read(&first).unwrap();
    let text = String::from_utf8(zstd::decode_all(&written[..]).unwrap()).unwrap();
    assert!(text.contains(path));

    // What is removed leaves the file that is there, which is written again.
    let removed = place.run(&["remove", url]);
    done(&removed);
    for backup in backups(folder.path()) {
        let text = zstd::decode_all(&*std::fs::read(backup).unwrap()).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("{\"record\""));
        let address = format!("\"url\":\"{url}\"");
        let of_it = text.lines().find(|line| line.contains(&address)).unwrap();
        assert!(of_it.contains("\"gone\":{"), "{of_it}");
        assert!(!of_it.contains("\"readme\":{"), "{of_it}");
    }
    assert_eq!(server.stop(), Some(0));

    let name = first.file_name().unwrap().to_string_lossy();
    let name = name.trim_end_matches("._S3rver_object");
    let address = format!("s3://backups/catalogue/here/{name}");
    let elsewhere = self::place(&port, KEY);
    done(&elsewhere.run(&["restore", &address]));
    let server = elsewhere.serve(&[]);
    let found = server.ask("{ repositories { total } }", json!({})).await;
    assert_eq!(found["repositories"]["total"], total - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_with_a_key_of_nobody_is_refused_and_told() {
    let Some((_storage, port, folder)) = storage() else {
        return;
    };
    let place = place(&port, "another");
    let server = place.serve(&[]);
    let backup = place.run(&["backup"]);
    assert_eq!(backup.status, Some(1), "{backup:?}");
    assert!(
        backup.stderr.contains("s3://backups/catalogue/here"),
        "{backup:?}"
    );
    assert!(!backup.stderr.contains("s3cr3t"), "{backup:?}");
    assert_eq!(backups(folder.path()), Vec::<PathBuf>::new());
    assert_eq!(server.stop(), Some(0));
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.status, Some(1), "{doctor:?}");
    assert!(doctor.stdout.contains("can't be listed"), "{doctor:?}");
}
