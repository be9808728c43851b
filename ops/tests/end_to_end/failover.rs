//! The server of PostgreSQL is lost, and its standby promoted: nodes go on by themselves.

use bronwijzer_testing::postgres::{Server, database_in};
use serde_json::json;

use crate::nodes::{both_show_the_same, get, leads, stopped_nodes_agree, until};
use crate::place::Place;
use crate::sign_in::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_go_on_with_the_promoted_standby() {
    let Some(primary) = Server::start(&[]) else {
        return;
    };
    let url = primary.database();
    let standby = primary.standby();
    primary.commit_with_standbys();
    let store = format!(
        "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/{}?target_session_attrs=read-write",
        primary.port(),
        standby.port(),
        database_in(&url)
    );
    let [first, second] = [(); 2].map(|()| {
        Place::with_config(&format!(
            "listen = \"127.0.0.1:0\"\nschedule = \"off\"\nstore = \"{store}\"\n"
        ))
    });
    let a = first.serve(&[]);
    until("the first leads", async || leads(&first)).await;
    let b = second.serve(&[]);
    let found = b
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let repository = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let anna = Visitor::new(&second, &b, "Anna").await;
    let csrf = anna.csrf().await;
    let posts = async |text: &str| {
        let form = [("kind", "post"), ("repository", repository), ("text", text)];
        anna.submits_by(&csrf, "/verklaring/nieuw", &form).await
    };
    assert_eq!(posts("Ervoor.").await.status, 303);
    let pages = ["/", "/organisaties", "/zoeken?q=gemeente"];
    for server in [&a, &b] {
        for path in pages {
            assert_eq!(get(server, path).await.status(), 200, "{path}");
        }
    }

    primary.stop("KILL");
    for server in [&a, &b] {
        until("the node knows that its database is away", async || {
            get(server, "/")
                .await
                .headers()
                .contains_key("x-stale-since")
        })
        .await;
        for path in pages {
            let page = get(server, path).await;
            assert_eq!(page.status(), 200, "{path}");
            assert!(page.headers().contains_key("x-stale-since"), "{path}");
        }
        assert_eq!(get(server, "/health/ready").await.status(), 200);
    }
    let refused = posts("Intussen.").await;
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.retry_after.is_some());

    standby.promote();
    until("the member's next form is taken", async || {
        let sent = posts("Erna.").await;
        assert!(sent.status == 303 || sent.status == 503, "{sent:?}");
        sent.status == 303
    })
    .await;
    // Who signed in before is a member still, and what was acknowledged is there. A member's first
    // posts wait for a moderator, so that nobody else sees them yet.
    for text in ["Ervoor.", "Erna."] {
        let found =
            format!("SELECT count(*) FROM bronwijzer.documents WHERE document->>'text' = '{text}'");
        assert_eq!(standby.sql(database_in(&url), &found), "1", "{text}");
    }
    for server in [&a, &b] {
        until("nothing is stale", async || {
            !get(server, "/")
                .await
                .headers()
                .contains_key("x-stale-since")
        })
        .await;
    }
    until("one leads again", async || leads(&first) != leads(&second)).await;
    both_show_the_same(&a, &b).await;
    stopped_nodes_agree([(a, &first), (b, &second)]);
}
