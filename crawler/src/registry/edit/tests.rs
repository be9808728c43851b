use super::*;

const FILE: &str = r#"# What people know.
#   accounts  the addresses

not_government = ["https://github.com/firm"]

# Two lists, one per line.
[[organisations]]
slug = "gemeente-zeist"
name   =  "Gemeente Zeist" # as it writes itself
type = "municipality"
accounts = [
    "https://github.com/zeist", # the old one
    "https://gitlab.com/zeist", # and the new
]
unconfirmed = ["https://github.com/zst"]

# Nothing known.
[[organisations]]
slug = 'svb'
name = "Sociale Verzekeringsbank"
type = "zbo"
accounts = ["https://github.com/svb"]
colour = "red"

[[organisations]]
slug = "broken"
name = Broken

[[organisations]]
slug = "bare"
name = "Bare"
type = "other"
"#;

fn forges() -> Vec<ForgeHost> {
    ["github.com", "gitlab.com"].map(ForgeHost::new).to_vec()
}

fn accepted(text: &str, all: &[&str]) -> Result<Edited, Vec<String>> {
    let all: Vec<Acceptance> = all.iter().map(|one| one.parse().unwrap()).collect();
    let file = RegistryFile::new("o.toml", text.to_owned());
    let edited = accept(None, &file, &forges(), &all);
    edited.map_err(|refusals| refusals.iter().map(ToString::to_string).collect())
}

/// The lines that differ, with what was before and after.
fn changed(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.split('\n').collect(), after.split('\n').collect());
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    gone.map(|line| format!("-{line}"))
        .chain(new.map(|line| format!("+{line}")))
        .collect()
}

#[test]
fn account_is_added_and_the_rest_stays() {
    let edited = accepted(FILE, &["gemeente-zeist=https://github.com/zeist-ict"]).unwrap();
    assert_eq!(
        changed(FILE, &edited.text),
        ["+    \"https://github.com/zeist-ict\","]
    );
    let edited = accepted(FILE, &["svb=https://gitlab.com/svb-nl/"]).unwrap();
    assert_eq!(
        changed(FILE, &edited.text),
        [
            "-accounts = [\"https://github.com/svb\"]",
            "+accounts = [\"https://github.com/svb\", \"https://gitlab.com/svb-nl\"]"
        ]
    );
    let edited = accepted(FILE, &["bare=https://github.com/bare"]).unwrap();
    assert_eq!(
        changed(FILE, &edited.text),
        ["+accounts = [\"https://github.com/bare\"]"]
    );
}

#[test]
fn list_without_a_last_comma_keeps_its_comments() {
    let text = "[[organisations]]\nslug = \"x\"\nname = \"X\"\ntype = \"other\"\naccounts = [\n  \"https://github.com/a\" # first\n]\n";
    let edited = accepted(text, &["x=https://github.com/b"]).unwrap();
    let expected =
        "accounts = [\n  \"https://github.com/a\", # first\n  \"https://github.com/b\",\n]\n";
    assert!(edited.text.ends_with(expected), "{}", edited.text);
    let again = accepted(&edited.text, &["x=https://github.com/c"]).unwrap();
    let expected = "\"https://github.com/b\",\n  \"https://github.com/c\",\n]\n";
    assert!(again.text.ends_with(expected), "{}", again.text);
}

#[test]
fn same_account_is_added_once() {
    let one = "gemeente-zeist=https://github.com/Zeist";
    let new = "gemeente-zeist=https://github.com/new";
    let edited = accepted(FILE, &[one, new, new]).unwrap();
    assert_eq!((edited.added.len(), edited.present.len()), (1, 2));
    let again = accepted(&edited.text, &[one, new]).unwrap();
    assert_eq!(again.text, edited.text);
    assert!(again.added.is_empty());
}

#[test]
fn guess_is_confirmed_wherever_it_stood() {
    let edited = accepted(FILE, &["svb=https://github.com/zst"]).unwrap();
    let changed = changed(FILE, &edited.text);
    assert!(changed.contains(&"-unconfirmed = [\"https://github.com/zst\"]".to_owned()));
    let registry = Registry::parse("o.toml", &edited.text, &forges());
    assert_eq!(registry.unconfirmed, []);
}

#[test]
fn windows_line_ends_stay() {
    let text = FILE.replace('\n', "\r\n");
    for one in [
        "gemeente-zeist=https://github.com/new",
        "bare=https://github.com/new",
    ] {
        let edited = accepted(&text, &[one]).unwrap();
        let lines = edited.text.matches('\n').count();
        assert_eq!(edited.text.matches("\r\n").count(), lines);
    }
}

#[test]
fn what_can_not_be_is_refused_and_nothing_written() {
    let cases = [
        (
            "nobody=https://github.com/x",
            "has no organisation with this slug",
        ),
        (
            "svb=https://svn.example.org/x",
            "svn.example.org is not a configured forge",
        ),
        (
            "svb=https://github.com/ZEIST",
            "already that of gemeente-zeist",
        ),
        ("svb=https://github.com/firm", "under `not_government`"),
        (
            "broken=https://github.com/x",
            "has no organisation with this slug",
        ),
    ];
    for (one, why) in cases {
        let refusals = accepted(FILE, &["bare=https://github.com/bare", one]).unwrap_err();
        assert_eq!(refusals.len(), 1, "{refusals:?}");
        assert!(refusals[0].contains(why), "{refusals:?}");
    }
    let twice = ["bare=https://github.com/x", "svb=https://github.com/x"];
    assert!(accepted(FILE, &twice).unwrap_err()[0].contains("already that of bare"));
}

#[test]
fn file_in_another_form_is_left_alone() {
    let inline =
        "organisations = [{ slug = \"x\", name = \"X\", type = \"other\", accounts = [] }]\n";
    let refusals = accepted(inline, &["x=https://github.com/x"]).unwrap_err();
    assert!(
        refusals[0].contains("Add the account by hand"),
        "{refusals:?}"
    );
}

#[test]
fn body_of_the_list_gets_an_entry_of_its_own() {
    let list = RegistryFile::built_in_list();
    let file = RegistryFile::new("o.toml", "# mine\n");
    let one: Acceptance = "gemeente-zeist=https://github.com/zeist".parse().unwrap();
    let edited = accept(Some(&list), &file, &forges(), &[one]).unwrap();
    let expected = "# mine\n\n[[organisations]]\nslug = \"gemeente-zeist\"\naccounts = [\"https://github.com/zeist\"]\n";
    assert_eq!(edited.text, expected);
}

#[test]
fn acceptance_is_read_or_told_what_is_wrong() {
    for (text, why) in [
        ("gemeente-zeist", "write ORGANISATION="),
        ("Gemeente Zeist=https://github.com/x", "is not a valid slug"),
        ("gemeente-zeist=github.com/x", "is not a web address"),
        (
            "gemeente-zeist=https://github.com",
            "does not name an account",
        ),
    ] {
        let error = text.parse::<Acceptance>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
