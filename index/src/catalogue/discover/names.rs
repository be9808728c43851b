//! Names of organisations and of accounts in forms that can be compared, and the domains
//! of websites and addresses.

use url::Url;

use crate::search::folded;

/// Words that many names of organisations have, so that they tell none from another.
const COMMON: &[&str] = &[
    "aan",
    "als",
    "bedrijf",
    "bestuur",
    "centrum",
    "commissie",
    "de",
    "den",
    "der",
    "des",
    "die",
    "en",
    "etc",
    "gemeenschappelijke",
    "het",
    "in",
    "instituut",
    "lichaam",
    "nederland",
    "nederlands",
    "nederlandse",
    "of",
    "op",
    "openbaar",
    "openbare",
    "organisatie",
    "raad",
    "regeling",
    "samenwerking",
    "samenwerkingsverband",
    "stichting",
    "te",
    "ter",
    "van",
    "voor",
    "zake",
];

/// Words that say what kind of body it is.
const KINDS: &[&str] = &[
    "autoriteit",
    "belastingsamenwerking",
    "bureau",
    "dienst",
    "ggd",
    "gemeente",
    "gr",
    "hoogheemraadschap",
    "inspectie",
    "ministerie",
    "municipality",
    "omgevingsdienst",
    "politie",
    "provincie",
    "recreatieschap",
    "regio",
    "rijksdienst",
    "veiligheidsregio",
    "waterschap",
    "wetterskip",
];

/// The words of a text in lower case and without accents. A capital in the middle begins
/// another word, as in `GemeenteZeist`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut was_lower = false;
    for c in text.chars() {
        if c.is_uppercase() && was_lower {
            spaced.push(' ');
        }
        was_lower = c.is_lowercase();
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    folded(&spaced)
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// The same in one piece: `gemeentezeist` of `Gemeente-Zeist`.
pub(super) fn one_word(text: &str) -> String {
    let folded = folded(text);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name without what stands in brackets, as `(NH)`.
pub(super) fn without_brackets(name: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.trim().to_owned()
}

/// The words of an organisation's name that tell it from others, and those that say what
/// kind it is.
pub(super) fn telling_words(name: &str) -> (Vec<String>, Vec<String>) {
    let all = words(&without_brackets(name));
    let (kinds, others): (Vec<String>, Vec<String>) = all
        .into_iter()
        .filter(|word| word.chars().count() > 1 && !COMMON.contains(&word.as_str()))
        .partition(|word| KINDS.contains(&word.as_str()));
    (others, kinds)
}

/// The domain of a website or an e-mail address as somebody typed it, without `www`.
pub(super) fn domain_of(text: &str) -> Option<String> {
    let text = text.trim();
    let host = match text.rsplit_once('@') {
        Some((_, domain)) if !text.contains("//") => domain.to_owned(),
        _ => {
            let with_scheme = if text.contains("://") {
                text.to_owned()
            } else {
                format!("https://{text}")
            };
            Url::parse(&with_scheme).ok()?.host_str()?.to_owned()
        }
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_domain = host.contains('.')
        && !host.contains(char::is_whitespace)
        && host.parse::<std::net::IpAddr>().is_err();
    is_domain.then(|| host.to_owned())
}

/// The domain that is an organisation's own: of a website at the top of its host. A page
/// below it stands on somebody else's.
pub(super) fn own_domain(website: &str) -> Option<String> {
    let url = Url::parse(website).ok()?;
    let is_top = url.path() == "/" && url.query().is_none();
    is_top.then(|| domain_of(website)).flatten()
}

/// Whether a domain is this one or below it.
pub(super) fn is_within(domain: &str, own: &str) -> bool {
    domain == own
        || domain
            .strip_suffix(own)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_whatever_their_spelling() {
        assert_eq!(
            words("GemeenteSúdwest-Fryslân"),
            ["gemeente", "sudwest", "fryslan"]
        );
        assert_eq!(
            one_word("Gemeente 's-Hertogenbosch"),
            "gemeenteshertogenbosch"
        );
        let (telling, kinds) = telling_words("Gemeente Bergen (NH)");
        assert_eq!(
            (telling, kinds),
            (vec!["bergen".to_owned()], vec!["gemeente".to_owned()])
        );
    }

    #[test]
    fn domain_is_read_however_it_is_typed() {
        for (typed, domain) in [
            ("https://www.Zeist.nl/", Some("zeist.nl")),
            ("zeist.nl", Some("zeist.nl")),
            ("http://open.zeist.nl/code?x=1", Some("open.zeist.nl")),
            ("info@zeist.nl", Some("zeist.nl")),
            ("https://192.168.0.1/", None),
            ("not a website", None),
            ("", None),
        ] {
            assert_eq!(domain_of(typed).as_deref(), domain, "{typed}");
        }
        assert!(is_within("open.zeist.nl", "zeist.nl"));
        assert!(!is_within("bijzeist.nl", "zeist.nl"));
        assert_eq!(
            own_domain("https://www.rijksoverheid.nl/ministeries/x"),
            None
        );
    }
}
