//! Which offers of help fit what is sought.

use super::answer::{Statement, StatementSubject};

/// Whether an offer fits: for the same repository, or in general with a kind of help that is
/// sought. Where it is not said which help is sought, any general offer of maintenance or code
/// does.
pub(crate) fn fits(offer: &Statement, sought: &Statement) -> bool {
    match (&offer.subject, &sought.subject) {
        (StatementSubject::Repository(offered), StatementSubject::Repository(asked)) => {
            offered.url == asked.url
        }
        (StatementSubject::Other, _) => {
            let asked = sought.values("help");
            let offered = offer.values("help").iter();
            let usual = ["maintenance", "code"];
            let fits = |help: &String| match asked.is_empty() {
                true => usual.contains(&help.as_str()),
                false => asked.contains(help),
            };
            offered.into_iter().any(fits)
        }
        _ => false,
    }
}
