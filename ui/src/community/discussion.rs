//! A discussion about a repository or an organisation: posts with what answers them.

use url::form_urlencoded;

use super::answer::Statement;
use super::view::StatementView;
use crate::place::Place;
use crate::schema;
use crate::site::Site;

/// A page of posts.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "StatementConnection")]
pub(crate) struct Posts {
    nodes: Vec<Post>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Statement")]
struct Post {
    #[cynic(spread)]
    statement: Statement,
    #[arguments(first: 20)]
    replies: Vec<Statement>,
}

/// A discussion on the page of what it is about.
pub(crate) struct DiscussionView {
    /// The posts, the newest first, each with its replies, the oldest first.
    pub(crate) posts: Vec<(StatementView, Vec<StatementView>)>,
    pub(crate) is_closed: bool,
    /// Where else it is talked about, on the forge: the words of the link, and its address.
    pub(crate) elsewhere: Option<(String, String)>,
    /// What forms say that it is about: a name and a value.
    pub(crate) about: (&'static str, String),
    /// The same in the address of a form.
    pub(crate) parameter: String,
    /// The secret that forms carry.
    pub(crate) csrf: String,
    /// Where a new post is sent; nothing for who is not signed in.
    pub(crate) write: Option<String>,
    pub(crate) sign_in: Option<String>,
    /// Where a moderator closes it or opens it again.
    pub(crate) moderation: Option<String>,
}

impl DiscussionView {
    pub(crate) fn new(
        posts: &Posts,
        is_closed: bool,
        about: (&'static str, &str),
        site: &Site,
    ) -> Self {
        let texts = site.texts;
        let view = |statement: &Statement| StatementView::new(statement, texts);
        let viewer = site.viewer.as_ref();
        let form = Place::NewStatement.path(texts.language());
        let is_moderator = viewer.is_some_and(|viewer| viewer.member.is_moderator);
        let (name, value) = about;
        let parameter = form_urlencoded::Serializer::new(String::new())
            .append_pair(name, value)
            .finish();
        Self {
            posts: posts
                .nodes
                .iter()
                .map(|post| {
                    let replies = post.replies.iter().map(view).collect();
                    (view(&post.statement), replies)
                })
                .collect(),
            is_closed,
            elsewhere: None,
            about: (name, value.to_owned()),
            parameter,
            csrf: site.csrf(),
            write: viewer.filter(|_| !is_closed).map(|_| form),
            sign_in: site.sign_in_here().filter(|_| !is_closed),
            moderation: is_moderator.then(|| Place::Moderation.path(texts.language())),
        }
    }

    /// Whether there is anything to show.
    pub(crate) fn is_there(&self) -> bool {
        let can_write = self.write.is_some() || self.sign_in.is_some();
        !self.posts.is_empty() || can_write
    }
}
