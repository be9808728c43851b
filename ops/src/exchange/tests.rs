use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::registry::Registry;

use super::*;

fn forges() -> Vec<ForgeHost> {
    let hosts = [
        "github.com",
        "gitlab.com",
        "code.overheid.nl",
        "codeberg.org",
    ];
    hosts.map(ForgeHost::new).to_vec()
}

/// Reads a text as a file of this name.
fn read(name: &str, text: impl AsRef<[u8]>) -> anyhow::Result<List> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(name);
    std::fs::write(&path, text)?;
    let mut list = List::read(&path, None)?;
    let prefix = path.display().to_string();
    for problem in &mut list.problems {
        *problem = problem.replace(&prefix, name);
    }
    Ok(list)
}

#[test]
fn exported_registry_is_imported_the_same() {
    let registry = Registry::built_in(&forges());
    assert_eq!(registry.problems, []);
    let list = read("r.csv", Form::Csv.write(&registry).unwrap()).unwrap();
    assert_eq!(list.problems, [""; 0]);
    let imported = Registry::parse("i.toml", &registry_file(&list.rows).unwrap(), &forges());
    assert_eq!(imported.problems, []);
    assert_eq!(imported.organisations, registry.organisations);
    let guesses = |registry: &Registry| {
        let guesses = registry.unconfirmed.iter();
        let mut keys: Vec<String> = guesses
            .map(|guess| format!("{} {}", guess.organisation, guess.account))
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(guesses(&imported), guesses(&registry));
    assert_eq!(imported.account_ids, registry.account_ids);
    assert_eq!(
        Form::Csv.write(&imported).unwrap(),
        Form::Csv.write(&registry).unwrap()
    );
}

#[test]
fn exported_publishers_are_imported_the_same() {
    let registry = Registry::built_in(&forges());
    let text = Form::PublishersYml.write(&registry).unwrap();
    let list = read("publishers.yml", &text).unwrap();
    assert_eq!(list.problems, [""; 0]);
    assert_eq!(list.rows.len(), registry.organisations.len());
    for (row, organisation) in list.rows.iter().zip(&registry.organisations) {
        assert_eq!(row.organisation.name, organisation.name);
        assert_eq!(row.organisation.tooi, organisation.tooi);
        assert_eq!(row.organisation.accounts, organisation.accounts);
        assert_eq!(row.organisation.repositories, organisation.repositories);
        assert_eq!(row.in_registry(&registry), Some((organisation, true)));
    }
    let imported = Registry::parse("i.toml", &registry_file(&list.rows).unwrap(), &forges());
    assert_eq!(imported.problems, []);
    assert_eq!(Form::PublishersYml.write(&imported).unwrap(), text);
}

#[test]
fn list_of_others_is_read_as_far_as_it_goes() {
    let text = "\
---
- id: https://identifier.overheid.nl/tooi/id/gemeente/gm0355
  name: gemeente Zeist
  orgs:
    - https://github.com/zeist
    - not an address
- name: \"'s-Gravenhage & Súdwest\"
  organizations: [\"https://gitlab.com/x\"]
  repositories: [\"https://gitlab.com/y/z\"]
- just a text
- orgs: [\"https://github.com/nameless\"]
";
    let list = read("p.yaml", text).unwrap();
    assert_eq!(list.rows.len(), 2);
    assert_eq!(
        list.rows[1].organisation.slug.as_str(),
        "s-gravenhage-sudwest"
    );
    assert_eq!(list.rows[1].organisation.repositories.len(), 1);
    let lines: Vec<&str> = list.problems.iter().map(|line| &line[..8]).collect();
    assert_eq!(
        lines,
        ["p.yaml:2", "p.yaml:1", "p.yaml:1"],
        "{:?}",
        list.problems
    );
    let text = "name,accounts,colour\nX,https://github.com/x nonsense,red\n,https://github.com/y,\n\"Y\",\n";
    let list = read("l.csv", text).unwrap();
    assert_eq!(list.rows.len(), 2);
    let problems = list.problems.join("\n");
    for expected in [
        "l.csv:1: the column `colour` is not read",
        "l.csv:2: `nonsense` is not a web address",
        "l.csv:3: an organisation without a name",
    ] {
        assert!(problems.contains(expected), "{problems}");
    }
}

#[test]
fn file_that_is_no_list_is_refused() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n- [*c,*c,*c]\n";
    let cases: [(&str, Vec<u8>); 8] = [
        ("l.csv", vec![0xff, 0xfe, 0x00]),
        ("l.csv", b"name\0".to_vec()),
        ("l.csv", b"a,b\n1,2\n".to_vec()),
        ("l.yml", b"name: x".to_vec()),
        ("l.yml", bomb.as_bytes().to_vec()),
        ("l.txt", b"name".to_vec()),
        (
            "l.csv",
            format!("name{}\nx\n", ",x".repeat(1_000_000)).into_bytes(),
        ),
        ("l.csv", vec![b'x'; 17 * 1024 * 1024]),
    ];
    for (name, bytes) in cases {
        assert!(read(name, &bytes).is_err(), "{name} {}", bytes.len());
    }
}

#[test]
fn list_of_one_name_and_endless_mistakes_is_read() {
    let mistakes = "x ".repeat(2_000_000);
    let rows = "Gemeente,\n".repeat(60_000);
    let list = read("l.csv", format!("name,accounts\nEerste,{mistakes}\n{rows}")).unwrap();
    assert_eq!(list.rows.len(), MAX_ROWS);
    // One for each row that may be, and that there are more.
    assert_eq!(list.problems.len(), MAX_ROWS + 1);
    let slugs: HashSet<&str> = list
        .rows
        .iter()
        .map(|row| row.organisation.slug.as_str())
        .collect();
    assert_eq!(slugs.len(), MAX_ROWS);
}

#[test]
fn formula_in_a_name_is_text_and_comes_back() {
    for name in [
        "=1+1",
        "-x",
        "@x",
        "+x",
        "'=x",
        "''=x",
        "'s-Gravenhage",
        "a;\"b\",c",
    ] {
        let slug = "x".parse().unwrap();
        let registry = Registry {
            organisations: vec![Organisation::new(slug, name, OrganisationType::Other)],
            ..Registry::default()
        };
        let text = Form::Csv.write(&registry).unwrap();
        let cell = text
            .lines()
            .nth(1)
            .and_then(|line| line.split(',').nth(1))
            .unwrap();
        let cell = cell.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '-', '@', '+']), "{cell}");
        let list = read("l.csv", &text).unwrap();
        assert_eq!(list.rows[0].organisation.name, name, "{text}");
    }
}
