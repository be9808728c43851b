//! What is asked about an organisation: its names, as people write them.

use std::collections::BTreeSet;

use url::Url;

use crate::forge::AccountQuestion;
use crate::organisation::Organisation;

/// What every forge is asked about an organisation, the most telling first: its official
/// name, the same as one word, its short names, and the name of its website's domain.
#[must_use]
pub fn questions(organisation: &Organisation) -> Vec<AccountQuestion> {
    let name = without_brackets(&organisation.name).to_lowercase();
    let one_word: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let short = organisation.short_names.iter();
    let short = short.map(|name| name.to_lowercase());
    let websites = organisation.websites.iter();
    let websites = websites.filter_map(|website| name_of_domain(website));
    let mut seen = BTreeSet::new();
    [name, one_word]
        .into_iter()
        .chain(short)
        .chain(websites)
        // One letter finds everybody.
        .filter(|words| words.chars().count() > 1 && seen.insert(words.clone()))
        .map(AccountQuestion::Words)
        .collect()
}

/// A name without what stands in brackets, as `(NH)`.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `hhdelfland` of `https://www.hhdelfland.nl/`.
fn name_of_domain(website: &str) -> Option<String> {
    let url = Url::parse(website).ok()?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.rsplit('.').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::OrganisationType;

    #[test]
    fn organisation_is_asked_for_by_each_of_its_names() {
        let slug = "hoogheemraadschap-van-delfland".parse().unwrap();
        let organisation = Organisation {
            short_names: vec!["HHD".to_owned()],
            websites: vec!["https://www.hhdelfland.nl/over".to_owned()],
            ..Organisation::new(
                slug,
                "Hoogheemraadschap van Delfland (HHD)",
                OrganisationType::WaterBoard,
            )
        };
        let words = [
            "hoogheemraadschap van delfland",
            "hoogheemraadschapvandelfland",
            "hhd",
            "hhdelfland",
        ];
        let expected = words.map(|words| AccountQuestion::Words(words.to_owned()));
        assert_eq!(questions(&organisation), expected);
    }
}
