//! Declared and guessed themes by cases.

use super::*;
use bronwijzer_crawler::observation::LanguageSize;
use bronwijzer_testing::repository;

fn named(name: &str) -> Observation {
    repository(&format!("o/{name}")).build()
}

/// Each theme as `value`, or for a guess `value? rule word`.
fn shown(themes: &[Themed]) -> Vec<String> {
    let show = |theme: &Themed| match theme.reason.facts.first() {
        Some((_, word)) => format!("{}? {} {word}", theme.value, theme.reason.rule),
        None => theme.value.to_owned(),
    };
    themes.iter().map(show).collect()
}

#[test]
fn declared_themes_win_over_guesses() {
    let mut observation = named("geo-portal");
    observation.topics = Some(vec!["wordpress".to_owned()]);
    let file = Publiccode {
        software_type: Some("standalone/Backend".to_owned()),
        categories: vec!["it-security".to_owned(), "no-such-thing".to_owned()],
        audience: vec!["local-authorities".to_owned()],
        ..Publiccode::default()
    };
    let themes = judge(&observation, Some(&file));
    assert_eq!(themes.software_type, Some(declared("standalone/backend")));
    assert_eq!(shown(&themes.categories), ["it-security"]);
    assert_eq!(shown(&themes.audience), ["local-authorities"]);
    let themes = judge(&observation, None);
    assert_eq!(
        shown(themes.software_type.as_slice()),
        ["standalone/web? guessed_by_name portal"]
    );
    assert_eq!(
        shown(&themes.categories),
        [
            "content-management? guessed_by_topic wordpress",
            "geographic-information-systems? guessed_by_name geo"
        ]
    );
    assert_eq!(themes.audience, []);
}

#[test]
fn kind_words_match_whole_and_topics_win() {
    let guess = |name: &str, description: &str| {
        let mut observation = named(name);
        observation.description = Some(description.to_owned());
        shown(judge(&observation, None).software_type.as_slice())
    };
    let none: [&str; 0] = [];
    assert_eq!(guess("kapiteins", "Rapid therapies"), none);
    assert_eq!(
        guess("zaken_api", "A library"),
        ["standalone/backend? guessed_by_name api"]
    );
    assert_eq!(
        guess("x", "Een REST-API met een plug-in"),
        ["addon? guessed_by_description plug in"]
    );
    let mut observation = named("x");
    observation.languages = Some(vec![LanguageSize {
        name: "HCL".to_owned(),
        bytes: 9,
    }]);
    assert_eq!(
        shown(judge(&observation, None).software_type.as_slice()),
        ["configurationFiles? guessed_by_language HCL"]
    );
}

#[test]
fn guesses_keep_to_the_vocabulary_and_to_a_few() {
    for (theme, words) in WORDS {
        let (value, vocabulary) = match theme {
            Theme::Category(value) => (value, CATEGORIES.as_slice()),
            Theme::SoftwareType(value) => (value, SOFTWARE_TYPES.as_slice()),
            Theme::Platform(value) => (value, PLATFORMS),
        };
        assert!(vocabulary.contains(value), "{value}");
        for word in *words {
            assert_eq!(super::words(word), format!(" {word} "));
        }
    }
    assert!(
        BY_LANGUAGE
            .iter()
            .all(|(_, value)| SOFTWARE_TYPES.contains(value))
    );
    let mut observation = named("x");
    observation.description = Some("crm cms gis wiki survey helpdesk".to_owned());
    let themes = judge(&observation, None);
    assert_eq!(themes.categories.len(), MOST_GUESSES);
}
