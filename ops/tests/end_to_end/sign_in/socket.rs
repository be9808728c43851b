//! Subscriptions over a real websocket, as somebody with an access token, as nobody, and with a
//! token that does not hold.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::visitor::Visitor;
use super::{free_port, place};
use crate::place::Server;

/// So long something is waited for that has to come: far longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a client follows: who asks shows in what they may do.
const FOLLOW: &str = "subscription { statementChanges { node { statement { text mayDo } } } }";

/// A websocket that speaks `graphql-transport-ws`.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(server: &Server) -> Self {
        let address = server.address().replacen("http", "ws", 1);
        let mut request = format!("{address}/graphql/ws")
            .into_client_request()
            .unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (socket, answer) = connect_async(request).await.unwrap();
        assert_eq!(
            answer.headers()["sec-websocket-protocol"],
            "graphql-transport-ws"
        );
        Self(socket)
    }

    /// The same, and says who asks in the first message. Gives back the answer to that.
    async fn with(server: &Server, payload: Value) -> (Self, Value) {
        let mut socket = Self::open(server).await;
        socket
            .send(json!({ "type": "connection_init", "payload": payload }))
            .await;
        let answer = socket.next().await;
        (socket, answer)
    }

    async fn send(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    async fn ask(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// The next message; of the end, its reason.
    async fn next(&mut self) -> Value {
        let next = async {
            loop {
                match self.0.next().await.unwrap().unwrap() {
                    Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                    Message::Close(frame) => {
                        let reason = frame.map(|frame| frame.reason.to_string());
                        return json!({ "type": "closed", "reason": reason });
                    }
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, next).await.unwrap()
    }
}

/// The statement that a message tells of.
fn statement(message: &Value) -> &Value {
    assert_eq!(message["type"], "next", "{message}");
    &message["payload"]["data"]["statementChanges"]["node"]["statement"]
}

#[tokio::test(flavor = "multi_thread")]
async fn subscription_knows_whose_token_opened_it() {
    let place = place(free_port(), "invite:Mo", "");
    let server = place.serve(&[]);
    let anna = Visitor::new(&place, &server, "Anna").await;
    let mo = Visitor::new(&place, &server, "Mo").await;
    let found = server
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let repository = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let make = [
        ("do", "token"),
        ("token-name", "socket"),
        ("scope", "READ"),
        ("scope", "WRITE"),
    ];
    let made = anna.submits("/mijn", &make).await;
    let (_, token) = made.text.split_once("<code>bw_").unwrap();
    let token = format!("bw_{}", token.split('<').next().unwrap());

    // Nobody, who sees what everybody sees, and Anna, who may report it.
    let (mut nobody, answer) = Socket::with(&server, json!({})).await;
    assert_eq!(answer["type"], "connection_ack");
    let payload = json!({ "Authorization": format!("Bearer {token}") });
    let (mut annas, answer) = Socket::with(&server, payload.clone()).await;
    assert_eq!(answer["type"], "connection_ack");
    for (socket, name) in [(&mut nobody, Value::Null), (&mut annas, json!("Anna"))] {
        socket.ask("who", "{ viewer { member { name } } }").await;
        let answer = socket.next().await;
        assert_eq!(
            answer["payload"]["data"]["viewer"]["member"]["name"], name,
            "{answer}"
        );
        assert_eq!(socket.next().await["type"], "complete");
        socket.ask("all", FOLLOW).await;
    }
    // It follows once a question that was asked after it is answered.
    for socket in [&mut nobody, &mut annas] {
        socket.ask("then", "{ catalogue { repositories } }").await;
        assert_eq!(socket.next().await["id"], "then");
        assert_eq!(socket.next().await["type"], "complete");
    }
    mo.posts(repository, "Er is nieuws.").await;
    let seen = nobody.next().await;
    assert_eq!(
        *statement(&seen),
        json!({ "text": "Er is nieuws.", "mayDo": [] })
    );
    let seen = annas.next().await;
    let may_do = statement(&seen)["mayDo"].as_array().unwrap();
    assert!(may_do.contains(&json!("REPORT")), "{seen}");

    // Once the token holds no longer, it opens nothing and what it opened ends.
    let own = anna.browser.get(&anna.at("/mijn")).await.text;
    let (_, id) = own
        .split_once("value=\"revoke\"><input type=\"hidden\" name=\"id\" value=\"")
        .unwrap();
    let id = id.split('"').next().unwrap();
    anna.sends("/mijn", &[("do", "revoke"), ("id", id)]).await;
    mo.posts(repository, "Er is meer nieuws.").await;
    assert_eq!(
        statement(&nobody.next().await)["text"],
        "Er is meer nieuws."
    );
    let refused = annas.next().await;
    let code = &refused["payload"]["errors"][0]["extensions"]["code"];
    assert_eq!(*code, "SIGN_IN_REQUIRED", "{refused}");
    assert_eq!(
        annas.next().await,
        json!({ "type": "complete", "id": "all" })
    );
    for payload in [
        payload,
        json!({ "authorization": "Basic x" }),
        json!({ "Authorization": 7 }),
    ] {
        let (_, answer) = Socket::with(&server, payload).await;
        assert_eq!(answer["type"], "closed", "{answer}");
        assert!(
            answer["reason"]
                .as_str()
                .is_some_and(|reason| !reason.is_empty())
        );
    }
}
