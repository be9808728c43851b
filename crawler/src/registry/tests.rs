//! What is kept of the registry's files, and what is said of the rest.

mod life;
mod list;

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::organisation::OrganisationType;

fn forges() -> Vec<ForgeHost> {
    ["github.com", "gitlab.com", "code.overheid.nl"]
        .map(ForgeHost::new)
        .to_vec()
}

fn parse(text: &str) -> Registry {
    Registry::parse("organisations.toml", text, &forges())
}

fn slugs(registry: &Registry) -> Vec<&str> {
    let organisations = registry.organisations.iter();
    organisations.map(|o| o.slug.as_str()).collect()
}

/// An organisation without mistakes, to stand beside one with a mistake.
const DELFT: &str = r#"
[[organisations]]
slug = "gemeente-delft"
name = "Gemeente Delft"
tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0503"
accounts = ["https://github.com/Gemeente-Delft"]
"#;

#[test]
fn built_in_registry_has_no_problems() {
    let registry = Registry::built_in(&forges());
    assert_eq!(registry.problems, []);
    let of_type = |wanted| {
        let organisations = registry.organisations.iter();
        organisations
            .filter(|o| o.organisation_type == wanted && o.tooi.is_some())
            .count()
    };
    let bodies = [
        (OrganisationType::Municipality, 342),
        (OrganisationType::Province, 12),
        (OrganisationType::WaterBoard, 21),
        (OrganisationType::Ministry, 11),
        (OrganisationType::Zbo, 126),
        (OrganisationType::Cooperation, 394),
        (OrganisationType::PublicBody, 3),
        (OrganisationType::Other, 209),
    ];
    for (organisation_type, count) in bodies {
        assert_eq!(of_type(organisation_type), count, "{organisation_type:?}");
    }
    assert_eq!(registry.organisations.len(), 1118 + 11);
    let places = registry.organisations.iter();
    let places = places.filter(|o| o.organisation_type == OrganisationType::Municipality);
    assert!(places.clone().all(|o| o.province.is_some()));
    let accounts: usize = registry
        .organisations
        .iter()
        .map(|o| o.accounts.len())
        .sum();
    assert_eq!(accounts, 108);
    assert_eq!(registry.unconfirmed.len(), 12);
    assert_eq!(registry.not_government.len(), 70);
}

#[test]
fn mistake_is_reported_by_line_and_the_rest_kept() {
    // The first line of each text is line 1. The second column is the line of
    // the problem, the third a part of what is said.
    let cases = [
        (
            "[[organisations]]\nslug = \"x\nname = \"X\"\n",
            2,
            "not valid TOML",
        ),
        (
            "[[organisations]]\nslug = \"x\"\nslug = \"y\"\n",
            3,
            "not valid TOML",
        ),
        ("[[organisations]\nslug = \"x\"\n", 1, "not valid TOML"),
        (
            "[[organisations]]\nname = \"X\"\ntype = \"other\"\naccounts = []\n",
            1,
            "without `slug`",
        ),
        (
            "[[organisations]]\nslug = \"x\"\ntype = \"other\"\naccounts = []\n",
            1,
            "without `name`",
        ),
        (
            "[[organisations]]\nslug = \"x\"\nname = \" \"\ntype = \"other\"\naccounts = []\n",
            3,
            "`name` is empty",
        ),
        (
            "[[organisations]]\nslug = \"x\"\nname = \"X\"\naccounts = []\n",
            1,
            "without `tooi` and without `type`",
        ),
        (
            "[[organisations]]\nslug = \"X y\"\nname = \"X\"\ntype = \"other\"\naccounts = []\n",
            2,
            "`X y` is not a valid slug",
        ),
        (
            "[[organisations]]\nslug = 7\nname = \"X\"\ntype = \"other\"\naccounts = []\n",
            2,
            "`slug` must be a text in quotes",
        ),
        (
            "[[organisations]]\nslug = \"x\"\nname = \"X\"\ntooi = \"gm0001\"\naccounts = []\n",
            4,
            "`gm0001` is not a TOOI URI",
        ),
        (
            "[[organisations]]\nslug = \"x\"\nname = \"X\"\ntype = \"city\"\naccounts = []\n",
            4,
            "Use one of: ministry, agency, zbo",
        ),
        ("[bodies]\nslug = \"x\"\n", 1, "unknown key `bodies`"),
        ("organisations = \"x\"\n", 1, "is not a list"),
    ];
    for (text, line, part) in cases {
        let registry = parse(&format!("{text}{DELFT}"));
        assert_eq!(slugs(&registry), ["gemeente-delft"], "{text}");
        let [problem] = &registry.problems[..] else {
            panic!("one problem in {text}, found {:?}", registry.problems);
        };
        assert_eq!(problem.line, line, "{problem} in {text}");
        let message = problem.to_string();
        assert!(message.contains(part), "{message}");
        assert!(message.starts_with(&format!("organisations.toml:{line}: ")));
    }
}

#[test]
fn mistake_outside_the_identity_keeps_the_organisation() {
    let tooi = "tooi = \"https://identifier.overheid.nl/tooi/id/gemeente/gm0001\"";
    let head = format!("[[organisations]]\nslug = \"x\"\nname = \"X\"\n{tooi}\n");
    let cases = [
        (
            "acounts = []\naccounts = []\n",
            5,
            "unknown key `acounts`. Use one of: slug, name, short_names, tooi, uri, type, province",
        ),
        (
            "type = \"province\"\naccounts = []\n",
            5,
            "contradicts the TOOI URI, which says `municipality`",
        ),
        (
            "province = \"Brabant\"\n",
            5,
            "Remove it, or use one of: Groningen",
        ),
        (
            "parent = \"nobody\"\n",
            5,
            "the parent `nobody` is not in the registry",
        ),
        ("parent = \"x\"\n", 5, "would be a part of itself"),
        ("members = [\n\"x\"]\n", 6, "is the organisation itself"),
        ("ended = \"soon\"\n", 5, "`ended` is not a day"),
        ("successors = [\"gemeente-delft\"]\n", 5, "has not `ended`"),
        ("former_slugs = [\"Old\"]\n", 5, "`Old` is not a valid slug"),
        (
            "former_slugs = [\"gemeente-delft\"]\n",
            5,
            "the former slug `gemeente-delft` is that of `gemeente-delft` on line 7",
        ),
        ("websites = [\"http://x.nl\"]\n", 5, "begins with https://"),
        (
            "email_domains = [\n\"gmail.com\"]\n",
            6,
            "anybody can get an e-mail address at gmail.com",
        ),
        (
            "email_domains = [\"@x.nl\"]\n",
            5,
            "write what stands behind the @",
        ),
        ("email_domains = [\"nl\"]\n", 5, "`nl` is not a domain"),
        (
            "email_domains = [\"x.nl\",\n\"X.NL\"]\n",
            6,
            "x.nl already shows people to be of `x` on line 5",
        ),
        (
            "members_of = [\"https://bitbucket.org/x\"]\n",
            5,
            "not a configured forge",
        ),
        (
            "members_of = [\"https://github.com\"]\n",
            5,
            "does not name an account",
        ),
        (
            "unconfirmed = [\"https://github.com/gemeente-delft\"]\n",
            11,
            "already listed by `x` on line 5",
        ),
        ("accounts = \"https://github.com/x\"\n", 5, "not a list"),
        ("accounts = [\n  7]\n", 6, "an account must be a text"),
        (
            "accounts = [\n\"github.com/x\"]\n",
            6,
            "`github.com/x` is not a web address",
        ),
        (
            "accounts = [\"https://github.com/\"]\n",
            5,
            "does not name an account",
        ),
        (
            "accounts = [\"https://bitbucket.org/x\"]\n",
            5,
            "not a configured forge (configured: github.com, gitlab.com, code.overheid.nl)",
        ),
        (
            "accounts = [\"https://github.com/a\",\n\"http://GitHub.com/A/\"]\n",
            6,
            "already listed by `x` on line 5",
        ),
    ];
    for (tail, line, part) in cases {
        let registry = parse(&format!("{head}{tail}{DELFT}"));
        assert_eq!(slugs(&registry), ["x", "gemeente-delft"], "{tail}");
        assert_eq!(
            registry.organisations[0].organisation_type,
            OrganisationType::Municipality
        );
        let [problem] = &registry.problems[..] else {
            panic!("one problem in {tail}, found {:?}", registry.problems);
        };
        assert_eq!(problem.line, line, "{problem}");
        assert!(problem.to_string().contains(part), "{problem}");
    }
}

#[test]
fn what_shows_representatives_is_read() {
    let registry = parse(&format!(
        "{DELFT}email_domains = [\"Delft.nl\", \"münchen.example\"]\nmembers_of = [\"https://github.com/Gemeente-Delft\"]\n"
    ));
    assert_eq!(registry.problems, []);
    let delft = &registry.organisations[0];
    assert_eq!(delft.email_domains, ["delft.nl", "xn--mnchen-3ya.example"]);
    assert_eq!(delft.members_of, delft.accounts);
}

#[test]
fn duplicate_stays_with_the_first_organisation() {
    let registry = parse(&format!(
        "{DELFT}{DELFT}{}",
        DELFT
            .replace("gemeente-delft", "delft")
            .replace("503", "504")
    ));
    assert_eq!(slugs(&registry), ["gemeente-delft", "delft"]);
    assert_eq!(registry.organisations[1].accounts, []);
    let messages: Vec<String> = registry.problems.iter().map(ToString::to_string).collect();
    assert!(
        messages[0].contains("already used on line 2"),
        "{messages:?}"
    );
    assert!(
        messages[1].contains("already listed by `gemeente-delft` on line 6"),
        "{messages:?}"
    );
    assert_eq!(messages.len(), 2, "{messages:?}");
}

#[test]
fn all_mistakes_of_an_organisation_are_reported() {
    let registry = parse("[[organisations]]\nslug = \"X\"\ntype = \"city\"\ncolour = 1\n");
    let lines: Vec<usize> = registry.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
}

#[test]
fn short_names_are_unique_to_an_organisation() {
    let shipped = Registry::built_in(&forges());
    let short = |slug: &str| {
        let mut all = shipped.organisations.iter();
        all.find(|organisation| organisation.slug.as_str() == slug)
            .map(|organisation| organisation.short_names.clone())
    };
    assert_eq!(short("volksgezondheid-welzijn-en-sport").unwrap(), ["VWS"]);
    assert_eq!(short("gemeente-delft").unwrap(), [""; 0]);
    assert_eq!(short("gemeente-s-hertogenbosch").unwrap(), ["Den Bosch"]);
    let text = format!("{DELFT}short_names = [\"GD\", \"a  b\", 1, \"\", \"gd\"]\n");
    let registry = parse(&text);
    assert_eq!(registry.organisations[0].short_names, ["GD"]);
    assert_eq!(registry.problems.len(), 4, "{:?}", registry.problems);
    assert!(registry.problems.iter().all(|problem| problem.line == 7));
    assert_eq!(
        parse(&format!("{DELFT}short_names = \"GD\"\n"))
            .problems
            .len(),
        1
    );
}

#[test]
fn contacts_are_facts_with_source_and_day() {
    let whole = "{ kind = \"ospo\", name = \"OSPO\", email = \"ospo@example.nl\", \
                 url = \"https://example.nl/ospo\", source = \"https://example.nl\", seen_on = 2026-11-29 }";
    let read = |contact: &str| parse(&format!("{DELFT}contacts = [{contact}]\n"));
    let registry = read(whole);
    assert_eq!(registry.problems, []);
    let [contact] = &registry.organisations[0].contacts[..] else {
        panic!("one contact");
    };
    assert_eq!(contact.email.as_deref(), Some("ospo@example.nl"));
    assert_eq!(contact.seen_on.to_string(), "2026-11-29");
    let cases = [
        ("\"ospo\"", "\"office\"", "unknown kind of contact `office`"),
        ("kind = \"ospo\", ", "", "without `kind`"),
        (
            "ospo@example.nl",
            "ospo at example",
            "is not an e-mail address",
        ),
        (
            "https://example.nl/ospo",
            "example.nl/ospo",
            "begins with https://",
        ),
        (
            "https://example.nl\"",
            "ftp://example.nl\"",
            "begins with https://",
        ),
        ("source = \"https://example.nl\", ", "", "without `source`"),
        ("2026-11-29", "\"29 november\"", "is not a day"),
        ("name = \"OSPO\"", "name = \"\"", "has 1 to 200 letters"),
    ];
    for (part, instead, expected) in cases {
        let registry = read(&whole.replacen(part, instead, 1));
        assert_eq!(registry.organisations[0].contacts, [], "{expected}");
        let [problem] = &registry.problems[..] else {
            panic!("one problem for {expected}, found {:?}", registry.problems);
        };
        assert!(problem.to_string().contains(expected), "{problem}");
    }
    let unreachable =
        "{ kind = \"policy\", source = \"https://example.nl\", seen_on = 2026-11-29 }";
    let problem = read(unreachable).problems.remove(0).to_string();
    assert!(
        problem.contains("without `email` and without `url`"),
        "{problem}"
    );
}

#[test]
fn doubtful_accounts_are_known_and_never_crawled() {
    let text = format!(
        "not_government = [\"https://github.com/tudelft\", \"https://github.com/gemeente-delft\"]\n\
         {DELFT}unconfirmed = [\"https://github.com/delft-lab\"]\n"
    );
    let registry = parse(&text);
    let [unconfirmed] = &registry.unconfirmed[..] else {
        panic!("one, found {:?}", registry.unconfirmed);
    };
    assert_eq!(unconfirmed.organisation.as_str(), "gemeente-delft");
    assert_eq!(registry.organisations[0].accounts.len(), 1);
    assert_eq!(registry.not_government.len(), 1);
    let [problem] = &registry.problems[..] else {
        panic!("one problem, found {:?}", registry.problems);
    };
    assert!(
        problem.what.contains("is in `not_government` too"),
        "{problem}"
    );
}

#[test]
fn missing_registry_file_names_the_setting() {
    let error = RegistryFile::load(Path::new("no/such.toml"), "organisations").unwrap_err();
    let message = error.to_string();
    assert!(message.contains("no/such.toml"), "{message}");
    assert!(message.contains("Set `organisations`"), "{message}");
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "(\\PC|\n){0,200}") {
        parse(&text);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A shipped file with a piece cut out is as close to a slip as it gets.
    #[test]
    fn damage_hides_only_nearby_organisations(from in 5000_usize..12000, length in 1_usize..40) {
        let mut text = RegistryFile::built_in_entries().text.into_owned();
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
        let (start, end) = (floor(from), floor(from + length));
        text.replace_range(start..end, "");
        let entries = RegistryFile::new("organisations.toml", text);
        let list = RegistryFile::built_in_list();
        let registry = Registry::of(Some(&list), &entries, &forges());
        prop_assert!(slugs(&registry).contains(&"rijks-ict-gilde"));
        prop_assert!(registry.organisations.len() >= 1118 + 9);
    }
}

#[test]
fn confirmed_ids_are_read_for_the_entrys_addresses() {
    let text = format!(
        "{DELFT}repositories = [\"https://github.com/minvws/rocky\"]\n\
         account_ids = {{ \"https://github.com/gemeente-delft/\" = 42, \
         \"https://github.com/minvws/rocky\" = \"43\", \
         \"https://github.com/PDOK\" = \"44\" }}\n"
    );
    let registry = parse(&text);
    let id = |key: &str| registry.account_ids.get(key).map(String::as_str);
    assert_eq!(id("github.com/gemeente-delft"), Some("42"));
    assert_eq!(id("github.com/minvws/rocky"), Some("43"));
    assert_eq!(registry.account_ids.len(), 2);
    let messages: Vec<String> = registry.problems.iter().map(ToString::to_string).collect();
    assert!(
        matches!(messages.as_slice(), [only] if only.contains("PDOK")),
        "{messages:?}"
    );
}

#[test]
fn no_more_organisations_are_taken_up_than_there_can_be() {
    let limit = draft::MOST_ORGANISATIONS;
    let mut text = String::from("organisations = [\n");
    for number in 0..=limit {
        text.push_str(&format!(
            "{{ slug = \"o{number}\", name = \"{number}\", type = \"other\" }},\n"
        ));
    }
    text.push(']');
    let registry = parse(&text);
    assert_eq!(registry.organisations.len(), limit);
    let problems = registry.problems.iter().map(ToString::to_string);
    let problems: Vec<String> = problems
        .filter(|problem| problem.contains("more than 20000"))
        .collect();
    let expected = format!(
        "organisations.toml:{}: there are more than 20000 organisations. This file is skipped from here on; remove what is no organisation",
        limit + 2
    );
    assert_eq!(problems, [expected]);
}

#[test]
fn problems_without_end_are_counted() {
    let text = "[[organisations]]\nslug = \"Not A Slug\"\n".repeat(5_000);
    let problems = parse(&text).problems;
    assert_eq!(problems.len(), 1_001);
    let last = problems.last().unwrap();
    assert!(last.what.contains("more problems"), "{last}");
}

#[test]
fn file_without_end_is_no_registry() {
    let refused = RegistryFile::load(Path::new("/dev/zero"), "organisations");
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("larger than 16777216 bytes"), "{refused}");
    assert!(refused.contains("Set `organisations`"), "{refused}");
}
