//! Mail to a member, from the page on which they ask for it to the click that ends it, with a
//! real mail server; and a process that is killed while it hands a mail over.

use serde_json::{Value, json};

use super::visitor::Visitor;
use super::{Program, free_port, place};
use crate::browser::Browser;

/// The next mail that came: to whom, and its text as it was written.
pub(super) fn mail(server: &Program) -> (String, String) {
    let line: Value = serde_json::from_str(&server.line()).unwrap();
    let text = line["text"].as_str().unwrap();
    let text = text.replace("=\r\n", "").replace("=3D", "=");
    (line["to"][0].as_str().unwrap().to_owned(), text)
}

/// The table of the configuration by which mail goes to a server on this port.
pub(super) fn table(port: &str) -> String {
    format!(
        "[mail]\nserver = \"smtp://127.0.0.1:{port}\"\nfrom = \"Bronwijzer <post@broncode.example>\"\n"
    )
}

/// The address in a text that has this in it.
pub(super) fn link<'a>(text: &'a str, part: &str) -> &'a str {
    let mut words = text.split(|c: char| c.is_whitespace() || "<>\"".contains(c));
    let found = words.find(|word| word.starts_with("http") && word.contains(part));
    found.unwrap_or_else(|| panic!("no {part} in {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn digest_comes_once_through_a_kill_and_ends_with_one_click() {
    let Some(mut post) = Program::start("smtp", "server.js", ("PASSWORD", "")) else {
        return;
    };
    let place = place(free_port(), "invite:Mo", &table(&post.line()));
    let server = place.serve(&[]);
    let found = server
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let repository = found["repositories"]["nodes"][0]["url"].as_str().unwrap();

    // The address is asked for first: by a link, whose page has a button.
    let anna = Visitor::new(&place, &server, "Anna").await;
    anna.wants_mail_at("Anna", "anna@delft.example").await;
    let (to, text) = mail(&post);
    assert_eq!(to, "anna@delft.example");
    assert!(!text.contains("List-Unsubscribe"), "{text}");
    let confirm = link(&text, "/confirm-email/");
    let page = Browser::new().get(confirm).await;
    assert!(page.text.contains("Yes, this is my e-mail address"));
    let own = || async { anna.browser.get(&anna.at("/en/my")).await.text };
    assert!(
        own()
            .await
            .contains("We sent an e-mail to anna@delft.example")
    );
    let done = Browser::new().submit(confirm, &[("page", "1")]).await;
    assert!(done.text.contains("Your e-mail address is confirmed"));
    assert!(!own().await.contains("We sent an e-mail to"));

    let follow = [("do", "follow"), ("repository", repository)];
    anna.sends("/mijn", &follow).await;
    let mo = Visitor::new(&place, &server, "Mo").await;
    mo.posts(repository, "Er is nieuws.").await;
    assert_eq!(server.stop(), Some(0));

    // The mail server has taken the mail in full and says nothing yet, and the process is killed.
    post.tell("hold");
    assert_eq!(post.line(), "{\"holding\":true}");
    let server = place.serve(&[]);
    let (to, digest) = mail(&post);
    assert_eq!(to, "anna@delft.example");
    assert!(
        digest.contains("Somebody has said something about it."),
        "{digest}"
    );
    drop(server);
    post.tell("0");
    assert_eq!(post.line(), "{\"refusing\":0}");

    // The next process looks at all members before it sends to Mo, and sends it no second time.
    let server = place.serve(&[]);
    assert_eq!(server.address(), mo.address);
    mo.wants_mail_at("Mo", "mo@delft.example").await;
    let (to, _) = mail(&post);
    assert_eq!(to, "mo@delft.example");
    assert!(post.lines_so_far().is_empty());

    // One click of the mail program ends it; the button of the page does the same.
    let unsubscribe = link(&digest, "/unsubscribe/");
    let looked = Browser::new().get(unsubscribe).await;
    assert_eq!(looked.status, 200);
    let clicked = Browser::new()
        .post_from(
            unsubscribe,
            unsubscribe,
            &[("List-Unsubscribe", "One-Click")],
        )
        .await;
    assert_eq!(clicked.status, 200);
    assert!(own().await.contains("value=\"never\" checked"));
}
