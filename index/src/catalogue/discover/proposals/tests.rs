use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::organisation::OrganisationType;

use super::*;

/// What an account says, and for whom it is proposed how strongly.
type Case = ([&'static str; 5], Option<(&'static str, Strength)>);

fn organisation(slug: &str, name: &str) -> Organisation {
    Organisation::new(slug.parse().unwrap(), name, OrganisationType::Other)
}

fn organisations() -> Vec<Organisation> {
    let site = |text: &str| vec![text.to_owned()];
    vec![
        Organisation {
            websites: site("https://www.zeist.nl/"),
            tooi: Some(
                "https://identifier.overheid.nl/tooi/id/gemeente/gm0355"
                    .parse()
                    .unwrap(),
            ),
            ..organisation("gemeente-zeist", "Gemeente Zeist")
        },
        organisation("gemeente-bergen-nh", "Gemeente Bergen (NH)"),
        organisation("gemeente-bergen-l", "Gemeente Bergen (L)"),
        organisation("waterschap-noord", "Waterschap Noord"),
        Organisation {
            short_names: site("SVB"),
            websites: site("https://www.svb.nl"),
            ..organisation("sociale-verzekeringsbank", "Sociale Verzekeringsbank")
        },
        Organisation {
            websites: site("https://www.rijksoverheid.nl/ministeries/x"),
            ..organisation("ministerie-x", "Ministerie van Klimaat en Groene Groei")
        },
        Organisation {
            accounts: vec!["https://github.com/Gemeente-Delft".parse().unwrap()],
            websites: site("https://www.delft.nl"),
            ..organisation("gemeente-delft", "Gemeente Delft")
        },
    ]
}

/// What an account says: login, name, website, description, location.
fn profile(said: [&str; 5]) -> AccountProfile {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let [login, name, website, description, location] = said;
    AccountProfile {
        is_whole: true,
        name: text(name),
        website: text(website),
        description: text(description),
        location: text(location),
        ..AccountProfile::bare(&ForgeHost::new("github.com"), login)
    }
}

fn proposed(profile: &AccountProfile, judged: &Judged) -> Vec<(String, Strength)> {
    let organisations = organisations();
    let mut proposals = Proposals::new(&organisations, judged, |one| one.accounts.is_empty());
    let expected = proposals.may_be_of_any(profile);
    proposals.add_profile(profile);
    let list = proposals.into_list();
    assert_eq!(expected, !list.is_empty(), "{profile:?}");
    let list = list.into_iter();
    list.map(|one| (one.organisation.to_string(), one.strength))
        .collect()
}

#[test]
fn account_is_proposed_as_strongly_as_it_fits() {
    use Strength::{Middling, Weak};
    let zeist = "gemeente-zeist";
    let svb = "sociale-verzekeringsbank";
    let cases: [Case; 19] = [
        // By the domain, whatever the name.
        (
            ["ict-team", "", "https://www.zeist.nl/", "", ""],
            Some((zeist, Middling)),
        ),
        (
            ["ict-team", "", "open.zeist.nl", "", ""],
            Some((zeist, Middling)),
        ),
        (
            ["ict-team", "", "", "Code (see https://zeist.nl).", ""],
            Some((zeist, Middling)),
        ),
        (["ict-team", "", "https://bijzeist.nl", "", ""], None),
        (
            ["ministeries", "", "https://www.rijksoverheid.nl", "", ""],
            None,
        ),
        // By the whole name.
        (["GemeenteZeist", "", "", "", ""], Some((zeist, Middling))),
        (
            ["zeist-dev", "gemeente  zeist", "", "", ""],
            Some((zeist, Middling)),
        ),
        (
            ["GemeenteZeist", "", "", "", "Antwerpen, België"],
            Some((zeist, Weak)),
        ),
        (
            ["svb", "", "", "", "Amstelveen, The Netherlands"],
            Some((svb, Middling)),
        ),
        (["svb", "", "https://svb.de", "", ""], None),
        (["svb", "", "", "", ""], None),
        (
            [
                "svb-labs",
                "SVB Labs",
                "",
                "Wij maken software voor het AOW-loket",
                "",
            ],
            Some((svb, Weak)),
        ),
        // By a part of it.
        (["zeist-gemeente-data", "", "", "", ""], Some((zeist, Weak))),
        (
            ["sociale-verzekeringsbank-nl", "", "", "", ""],
            Some((svb, Weak)),
        ),
        (
            ["code-team", "", "", "Open source of gemeente Zeist", ""],
            Some((zeist, Weak)),
        ),
        // Common words are nobody's.
        (["zeist", "Zeist", "", "", "Zeist, Nederland"], None),
        (["noord", "Noord", "", "", "Nederland"], None),
        (["bergen", "Bergen", "", "", "Norway"], None),
        (
            [
                "Gemeente-Delft",
                "Gemeente Delft",
                "https://www.delft.nl",
                "",
                "",
            ],
            None,
        ),
    ];
    for (said, expected) in cases {
        let expected: Vec<(String, Strength)> = expected
            .into_iter()
            .map(|(slug, strength)| (slug.to_owned(), strength))
            .collect();
        assert_eq!(
            proposed(&profile(said), &Judged::default()),
            expected,
            "{said:?}"
        );
    }
}

#[test]
fn name_of_two_organisations_is_weak_for_both() {
    let found = proposed(
        &profile(["GemeenteBergen", "", "", "", ""]),
        &Judged::default(),
    );
    let expected = ["gemeente-bergen-l", "gemeente-bergen-nh"];
    assert_eq!(
        found,
        expected.map(|slug| (slug.to_owned(), Strength::Weak))
    );
}

#[test]
fn verified_domain_is_strong() {
    let mut account = profile(["x", "", "https://zeist.nl", "", ""]);
    account.verified = Some(true);
    let found = proposed(&account, &Judged::default());
    assert_eq!(found, [("gemeente-zeist".to_owned(), Strength::Strong)]);
}

#[test]
fn shared_domain_is_nobodys() {
    let mut organisations = organisations();
    organisations[1].websites = vec!["https://zeist.nl".to_owned()];
    let judged = Judged::default();
    let proposals = Proposals::new(&organisations, &judged, |_| true);
    assert!(!proposals.may_be_of_any(&profile(["x", "", "https://zeist.nl", "", ""])));
}

#[test]
fn publiccode_that_names_an_organisation_is_strong() {
    let organisations = organisations();
    let judged = Judged::default();
    let mut proposals = Proposals::new(&organisations, &judged, |_| true);
    let hit = |url: &str, code: &str| PubliccodeHit {
        repository: url.parse().unwrap(),
        by_organisation: Some(true),
        tooi: format!("https://identifier.overheid.nl/tooi/id/gemeente/{code}")
            .parse()
            .ok(),
    };
    assert!(proposals.add_publiccode(&hit("https://gitlab.com/zeist/team/app", "gm0355")));
    assert!(!proposals.add_publiccode(&hit("https://gitlab.com/other/app", "gm9999")));
    let list = proposals.into_list();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].account.to_string(), "https://gitlab.com/zeist");
    assert_eq!(list[0].strength, Strength::Strong);
}

#[test]
fn what_people_judged_is_taken_into_account() {
    let account = profile(["GemeenteZeist", "", "", "", ""]);
    let judged = Judged {
        not_government: HashSet::from([account.account.key()]),
        ..Judged::default()
    };
    assert_eq!(proposed(&account, &judged), []);
    let slug: Slug = "gemeente-zeist".parse().unwrap();
    let judged = Judged {
        unconfirmed: vec![(slug, account.account.clone())],
        ..Judged::default()
    };
    let organisations = organisations();
    let mut proposals = Proposals::new(&organisations, &judged, |_| true);
    proposals.add_profile(&account);
    assert!(proposals.into_list()[0].unconfirmed);
}

#[test]
fn list_of_others_is_evidence_by_identifier_or_name() {
    let organisations = organisations();
    let judged = Judged::default();
    let mut proposals = Proposals::new(&organisations, &judged, |one| one.accounts.is_empty());
    let account: AccountUrl = "https://github.com/zst".parse().unwrap();
    let zeist: Slug = "gemeente-zeist".parse().unwrap();
    let delft: Slug = "gemeente-delft".parse().unwrap();
    proposals.add_listed(&zeist, &account, "publishers.yml", false);
    proposals.add_listed(&delft, &account, "publishers.yml", true);
    let list = proposals.into_list();
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!(list[0].strength, Strength::Weak);
    assert_eq!(
        list[0].evidence[0].to_string(),
        "list publishers.yml has it, under the organisation's name"
    );
}
