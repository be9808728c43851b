//! The REST API of Gitea and Forgejo as far as a catalogue uses it, with the
//! limits that they are shipped with.
//!
//! As in the real one: a page has at most `max_response_items` whatever is
//! asked for, `Link` and `X-Total-Count` tell of the others, lists of
//! organisations are under `/users/` too, a former name redirects (307), an
//! empty repository has no commits (409) and no tree (404), and addresses in
//! answers are of the host that the forge believes to be, not of the one that
//! it is reached by. Stricter than the real one: a query parameter that it does
//! not know is refused (422), where a real one leaves it unread.
//!
//! Sources: `routers/api/v1`, `services/context/api.go`,
//! `services/convert/repository.go`, `services/repository/files/tree.go` and
//! `modules/setting/api.go` in go-gitea/gitea; <https://codeberg.org/api/swagger>.

mod git;
mod issues;
mod repository;
mod server;

pub use server::{Gitea, Settings};
