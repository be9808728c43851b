//! Route table, the addresses of the pages: stable, shareable, and the same in every language but for the
//! prefix and, where people type them, the word.

use url::Url;

use crate::language::Language;

/// Calls a macro with the table: a place and what of its address is its own; the address
/// behind the prefix of the language, in Dutch and, where it has another word, in English
/// (`:part` is one segment, `*rest` several); what serves it; and of a page that the menu
/// or the footer leads to, the text of that link. What they lead to is in the sitemap.
macro_rules! with_places {
    ($callback:ident) => {
        $callback! {
            Home, "/" => get(pages::home::serve);
            Search, "/zoeken", "/search" => get(pages::search::serve), menu "nav-search";
            /// A search as files.
            SearchCsv, "/zoeken.csv", "/search.csv" => get(exports::search_csv);
            SearchJson, "/zoeken.json", "/search.json" => get(exports::search_json);
            /// Repositories side by side.
            Compare, "/vergelijk", "/compare" => get(pages::compare::serve);
            /// `host/owner/name`; the owner may have slashes in it.
            Repository(address), "/repositories/*address" => get(pages::repository::serve);
            Organisations, "/organisaties", "/organisations"
                => get(pages::organisations::serve), menu "nav-organisations";
            /// The organisation's slug.
            Organisation(slug), "/organisaties/:slug", "/organisations/:slug"
                => get(pages::organisation::serve);
            /// What was known of an organisation that ended, by its slug.
            OrganisationHistory(slug), "/organisaties/:slug/geschiedenis",
                "/organisations/:slug/history" => get(pages::organisation::serve_history);
            /// How an organisation does, on paper, by its slug.
            Report(slug), "/organisaties/:slug/rapport", "/organisations/:slug/report"
                => get(pages::report::serve);
            OpenByDefault, "/open-tenzij", "/open-by-default"
                => get(pages::open_by_default::serve), menu "nav-open-by-default";
            /// The same as it was kept on a day, written as `2026-11-28`.
            OpenByDefaultOn(day), "/open-tenzij/:day", "/open-by-default/:day"
                => get(pages::open_by_default::serve_day);
            /// Its figures, for a spreadsheet.
            OpenByDefaultCsv, "/open-tenzij.csv", "/open-by-default.csv"
                => get(pages::open_by_default::csv::serve);
            HelpOut, "/doe-mee", "/help-out" => get(pages::help_out::serve), menu "nav-help-out";
            /// What the link of an invitation leads to, by its secret.
            Invitation(secret), "/sign-in/invitation/:secret" => get(pages::confirm::invitation);
            /// What the link that ends mail leads to, by the secret of who gets it.
            Unsubscribe(secret), "/unsubscribe/:secret" => get(pages::confirm::unsubscribe);
            /// What the link that confirms an address for mail leads to, by its secret.
            ConfirmEmail(secret), "/confirm-email/:secret" => get(pages::confirm::email);
            /// Software that people ask organisations to release.
            ReleaseRequests, "/vrijgeven", "/release-requests"
                => get(pages::release_requests::serve), footer "footer-release-requests";
            /// Software that stopped, and what was learned.
            Farewells, "/gestopt", "/stopped" => get(pages::farewells::serve),
                footer "footer-farewells";
            /// The form in which a member says something.
            NewStatement, "/verklaring/nieuw", "/statement/new"
                => get(pages::saying::serve).post(pages::saying::submit);
            /// What a member said, by its identifier.
            Statement(id), "/verklaring/:id", "/statement/:id"
                => get(pages::said::serve).post(pages::said::act);
            SignIn, "/aanmelden", "/sign-in" => get(pages::sign_in::serve);
            /// What is a member's own.
            Own, "/mijn", "/my" => get(pages::own::serve).post(pages::own::act);
            /// All of that as a file.
            OwnFile, "/mijn.json", "/my.json" => get(pages::own::export);
            /// Where moderators work.
            Moderation, "/moderatie", "/moderation"
                => get(pages::moderation::serve).post(pages::moderation::act);
            /// Corrections that were accepted, as lines for the registry's file.
            Corrections, "/moderatie.toml", "/moderation.toml"
                => get(pages::moderation::corrections);
            /// What owners of software can do here, and how.
            Toolbox, "/toolbox" => get(pages::toolbox::serve), menu "nav-toolbox";
            /// The form that writes a publiccode.yml.
            Generator, "/toolbox/publiccode"
                => get(pages::generator::serve).post(pages::generator::submit);
            /// What the lists for Europe hold, and why not.
            EuropeanFeed, "/toolbox/europa", "/toolbox/europe"
                => get(pages::european_feed::serve);
            Check, "/controleer", "/check"
                => get(pages::check::serve).post(pages::check::check);
            Help, "/hulp", "/help" => get(pages::help::serve),
                menu "nav-help", footer "footer-help";
            About, "/over", "/about" => get(pages::statement::about), footer "footer-about-page";
            Privacy, "/privacy" => get(pages::statement::privacy), footer "footer-privacy";
            Accessibility, "/toegankelijkheid", "/accessibility"
                => get(pages::statement::accessibility), footer "footer-accessibility";
            Crawls, "/crawls" => get(pages::crawls::serve), footer "footer-crawls";
            /// The report's global identifier.
            Crawl(id), "/crawls/:id" => get(pages::crawls::report::serve);
            /// Feeds, files and the API.
            Data, "/gegevens", "/data" => get(pages::data::serve), footer "footer-data";
            /// No page: what the search field's script asks.
            Suggestions, "/suggestions" => get(pages::suggestions::serve);
            /// The file of a feed.
            Feed(file), "/feeds/:file" => get(feeds::serve);
            /// The feed of a member, by its secret.
            OwnFeed(secret), "/feeds/own/:secret" => get(feeds::own::serve);
            /// The file of a picture for social networks.
            Preview(file), "/previews/:file" => get(preview::serve);
            /// The description of the search for browsers.
            OpenSearch, "/opensearch.xml" => get(opensearch::serve);
        }
    };
}
pub(crate) use with_places;

/// The type of what is a place's own.
macro_rules! own {
    ($part:ident) => {
        String
    };
}

macro_rules! places {
    ($($(#[$doc:meta])* $place:ident $(($part:ident))?, $($path:literal),+ => $serve:expr
        $(, menu $menu:literal)? $(, footer $footer:literal)?;)+) => {
        /// A page, or what stands beside pages, apart from the language it is shown in.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum Place {
            $($(#[$doc])* $place $((own!($part)))?,)+
        }

        impl Place {
            /// The pages that the menu leads to, each with the text of the link.
            pub(crate) const MENU: &'static [(Self, &'static str)] = &[$($((Self::$place, $menu),)?)+];

            /// The pages that the footer leads to.
            pub(crate) const FOOTER: &'static [(Self, &'static str)] = &[$($((Self::$place, $footer),)?)+];

            /// Its addresses in the table, and what of them is its own.
            fn row(&self) -> (&'static [&'static str], Option<&str>) {
                match self {
                    $(Self::$place $(($part))? => (&[$($path),+], None$(.or(Some($part.as_str())))?),)+
                }
            }
        }
    };
}
with_places!(places);

impl Place {
    /// The page of the repository with this web address on its forge.
    pub(crate) fn of_repository(url: &str) -> Self {
        Self::Repository(without_scheme(url).to_owned())
    }

    /// The path in this language, percent-encoded.
    pub(crate) fn path(&self, language: Language) -> String {
        let (paths, own) = self.row();
        let path = path_in(language, paths);
        let Some((own, at)) = own.zip(path.find([':', '*'])) else {
            return path;
        };
        // `start` ends with the slash before the part that is its own.
        let (start, part) = path.split_at(at);
        let end = part.find('/').map_or("", |end| &part[end..]);
        let own = match part.starts_with('*') {
            true => encode(own.split('/')),
            false => encode([own]),
        };
        format!("{}{own}{end}", start.trim_end_matches('/'))
    }
}

/// An address of the table in this language: the last of those that there are is English.
pub(crate) fn path_in(language: Language, paths: &[&str]) -> String {
    let prefix = language.prefix();
    let path = match language {
        Language::Dutch => paths.first(),
        Language::English => paths.last(),
    };
    match path.copied().unwrap_or_default() {
        "/" if !prefix.is_empty() => prefix.to_owned(),
        path => format!("{prefix}{path}"),
    }
}

/// An address as people read it.
pub(crate) fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, address)| address)
}

/// The segments as a path with a slash before each.
fn encode<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    let mut url = Url::parse("https://localhost").expect("a constant that is a URL");
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().extend(segments);
    }
    url.path().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_differ_between_languages_only_by_prefix() {
        let repository = Place::of_repository("https://gitlab.com/commonground/nlx/nlx");
        assert_eq!(
            repository.path(Language::Dutch),
            "/repositories/gitlab.com/commonground/nlx/nlx"
        );
        assert_eq!(
            repository.path(Language::English),
            "/en/repositories/gitlab.com/commonground/nlx/nlx"
        );
        assert_eq!(Place::Home.path(Language::English), "/en");
    }

    #[test]
    fn what_is_its_own_may_stand_in_the_middle() {
        let report = Place::Report("gemeente-delft".to_owned());
        assert_eq!(
            report.path(Language::Dutch),
            "/organisaties/gemeente-delft/rapport"
        );
        assert_eq!(
            report.path(Language::English),
            "/en/organisations/gemeente-delft/report"
        );
    }

    #[test]
    fn odd_characters_are_encoded() {
        let place = Place::Repository("github.com/a b/c?d".to_owned());
        assert_eq!(
            place.path(Language::Dutch),
            "/repositories/github.com/a%20b/c%3Fd"
        );
    }
}
