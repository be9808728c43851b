//! What each markup comes to, and that none of it costs more than its length.

use super::*;

fn markdown(path: &str, text: &str) -> String {
    to_markdown(path, text).into_owned()
}

/// The lines that are not empty.
fn lines(path: &str, text: &str) -> Vec<String> {
    let lines = markdown(path, text);
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn front_matter_is_a_mapping_and_nothing_else() {
    let cases = [
        ("---\ntitle: App\n---\n# App\n", "# App\n"),
        ("---\r\ntitle: App\r\n---\r\nApp", "App"),
        ("---\ntitle: App\ntags: [a, b]\n...\nApp", "App"),
        ("\u{feff}---\ntitle: App\n---\nApp", "App"),
        // A thematic break, and text up to the next one.
        (
            "---\n# App\n\nUitleg.\n---\nMeer",
            "---\n# App\n\nUitleg.\n---\nMeer",
        ),
        (
            "---\n\nApp: uitleg\n\nen meer\n\n---\n",
            "---\n\nApp: uitleg\n\nen meer\n\n---\n",
        ),
        ("---\n- a\n- b\n---\nApp", "---\n- a\n- b\n---\nApp"),
        ("---\n---\nApp", "---\n---\nApp"),
        ("---\ntitle: [App\n---\nApp", "---\ntitle: [App\n---\nApp"),
        ("---\ntitle: App\n", "---\ntitle: App\n"),
        ("----\ntitle: App\n---\n", "----\ntitle: App\n---\n"),
        ("\n---\ntitle: App\n---\n", "\n---\ntitle: App\n---\n"),
        ("App", "App"),
        ("", ""),
    ];
    for (text, rest) in cases {
        assert_eq!(without_front_matter(text), rest, "{text:?}");
    }
    let long = format!("---\n{}---\nApp", "a: b\n".repeat(20_000));
    assert_eq!(without_front_matter(&long).len(), long.len());
    let deep = format!("---\n{}\n---\nApp", "[".repeat(10_000));
    assert_eq!(without_front_matter(&deep).len(), deep.len());
}

#[test]
fn every_adornment_makes_a_title_of_restructuredtext() {
    for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".chars() {
        let line = mark.to_string().repeat(7);
        let text = format!("Gebruik\n{line}\n\nUitleg.\n");
        assert_eq!(
            lines("README.rst", &text),
            ["# Gebruik", "Uitleg."],
            "{mark}"
        );
        let text = format!("{line}\nGebruik\n{line}\n\nUitleg.\n");
        assert_eq!(
            lines("README.rst", &text),
            ["# Gebruik", "Uitleg."],
            "{mark}"
        );
    }
}

#[test]
fn restructuredtext_becomes_markdown() {
    let text = "\
====
App
====

.. image:: https://x.example/badge.svg
   :target: https://x.example/
   :alt: build

.. contents::

Uitleg met ``code`` en `een link <https://x.example/a_b>`_, zie naam_.

.. _naam: https://y.example

Installatie
~~~~~~~~~~~

Doe dit::

    make *all*
    ~~~~~~~~

- een
- twee
  en meer

1. eerst
#. dan

.. code-block:: python

   print('~~~')

.. note:: Let op
   dit.

Wat
^^^

Term
  Betekenis

=====  =====
A      B
=====  =====
een    twee
=====  =====

+-----+-----+
| C   | D   |
+=====+=====+
| e   | f   |
+-----+-----+

:Auteur: iemand

.. commentaar dat
   niemand ziet

~~~~~~~

Einde_van #1
";
    assert_eq!(
        lines("docs/README.rst", text),
        [
            "# App",
            "[![build](<https://x.example/badge.svg>)](<https://x.example/>)",
            "Uitleg met `code` en [een link](<https://x.example/a_b>), zie [naam](<https://y.example>).",
            "## Installatie",
            "Doe dit:",
            "```",
            "make *all*",
            "~~~~~~~~",
            "```",
            "- een",
            "- twee",
            "  en meer",
            "1. eerst",
            "1. dan",
            "```python",
            "print('~~~')",
            "```",
            "**Note**",
            "Let op",
            "dit.",
            "### Wat",
            "**Term**",
            "Betekenis",
            "| A | B |",
            "| --- | --- |",
            "| een | twee |",
            "| C | D |",
            "| --- | --- |",
            "| e | f |",
            "Auteur: iemand",
            "***",
            "Einde\\_van \\#1",
        ]
    );
}

#[test]
fn asciidoc_becomes_markdown() {
    let text = "\
= App
:toc:

Uitleg met *nadruk* en https://x.example[een link].

[source,sh]
----
= geen kop
----

Installatie
-----------

* een
** twee
. stap

////
weg
////

=== Gebruik

|===
|a |b
|===

.Titel
image::plaatje.png[Een plaatje]
";
    assert_eq!(
        lines("README.adoc", text),
        [
            "# App",
            "Uitleg met **nadruk** en [een link](<https://x.example>).",
            "```",
            "= geen kop",
            "```",
            "## Installatie",
            "- een",
            "  - twee",
            "1. stap",
            "### Gebruik",
            "a",
            "b",
            "**Titel**",
            "![Een plaatje](<plaatje.png>)",
        ]
    );
}

#[test]
fn org_and_wiki_texts_become_markdown() {
    let org = "#+TITLE: App\n#+OPTIONS: toc:nil\n* Installatie\n:PROPERTIES:\n:ID: 1\n:END:\nZie [[https://x.example][hier]].\n#+BEGIN_SRC sh\n* geen kop\n#+END_SRC\n** TODO Gebruik\n";
    assert_eq!(
        lines("README.org", org),
        [
            "# App",
            "# Installatie",
            "Zie [hier](<https://x.example>).",
            "```sh",
            "* geen kop",
            "```",
            "## Gebruik"
        ]
    );
    let wiki = "= App =\n'''Uitleg''' [https://x.example hier]\n== Gebruik ==\n# een\n<pre>\n== geen kop ==\n</pre>\n";
    assert_eq!(
        lines("README.mediawiki", wiki),
        [
            "# App",
            "Uitleg [hier](<https://x.example>)",
            "## Gebruik",
            "- een",
            "```",
            "== geen kop ==",
            "```"
        ]
    );
    let textile = "h1. App\n\nUitleg.\n\nh2. Gebruik\n\nbc. make\n\n# een\n";
    assert_eq!(
        lines("README.textile", textile),
        ["# App", "Uitleg.", "## Gebruik", "    make", "- een"]
    );
}

#[test]
fn a_text_never_grows_out_of_proportion() {
    let size = 64 * 1024;
    let pieces = [
        "`",
        "``",
        "`a",
        "``a ",
        "|a",
        "|a|",
        "*",
        "[",
        "[[",
        "=",
        "= =\n",
        "==\n",
        "+-+\n",
        ".. ",
        "..\n ",
        ":a:",
        ":a:`",
        "link:",
        "link:[",
        "http://",
        "\\",
        "> ",
        "- ",
        "-\n ",
        "::\n ",
        "~~~\n",
        "----\n",
        "____\n",
        "|===\n",
        "{{{\n",
        "<pre",
        "#+begin_src\n",
        ":PROPERTIES:\n",
        "a_ ",
        "a\n-\n",
        ".. note::\n ",
        ".. |a| replace:: a\n",
        "é\n==\n",
        "'''",
        "{|\n",
    ];
    for path in [
        "a.rst",
        "a.adoc",
        "a.org",
        "a.wiki",
        "a.textile",
        "a.md",
        "a",
    ] {
        for piece in pieces {
            let text = piece.repeat(size / piece.len());
            let out = to_markdown(path, &text);
            assert!(out.len() <= 8 * size, "{path} {piece:?}: {}", out.len());
        }
        // Each line deeper than the one before.
        for mark in ["", "- ", ".. note::", "a"] {
            let stairs: String = (0..350)
                .map(|at| format!("{}{mark}\n", " ".repeat(at)))
                .collect();
            let out = to_markdown(path, &stairs);
            assert!(out.len() <= 8 * size, "{path} {mark:?}: {}", out.len());
        }
    }
    let named = format!(
        ".. |a| replace:: {}\n\n{}",
        "b".repeat(size / 2),
        "|a| ".repeat(size / 8)
    );
    assert!(to_markdown("a.rst", &named).len() <= 8 * size);
}
