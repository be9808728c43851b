//! HTML of others, before and after it is balanced.

use super::*;

#[test]
fn every_element_is_closed_in_its_place() {
    let cases = [
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        (
            "<ul><li>a<li>b<ul><li>c</ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
        ),
        (
            "<dl><dt>a<dd>b<dt>c",
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>",
        ),
        ("<a name=x>a<a href=y>b", "<a>a</a><a href=\"y\">b</a>"),
        ("<h1>a<h2>b", "<h1>a</h1><h2>b</h2>"),
        ("<p>a<div>b</p>c", "<p>a</p><div>bc</div>"),
        ("a</div></b>b<br/>", "ab<br>"),
        ("<center><font color=x>a</font></center>", "a"),
        ("a<script>b<i></script>c<style>d", "ac"),
        ("<template><template></template>a</template>b", "b"),
        ("<!-- a -->b<!doctype x>&lt;&amp;\"", "b&lt;&amp;&quot;"),
        (
            "<img src=x alt='a \"b\" <c>' alt=d>",
            "<img src=\"x\" alt=\"a &quot;b&quot; &lt;c&gt;\">",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(balanced(html).as_deref(), Some(expected), "{html}");
    }
}

#[test]
fn nothing_stands_between_the_cells_of_a_table() {
    let cases = [
        (
            "<table><tr><th>a<td>b<tr><td>c</table>",
            "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        (
            "<table><b>x<b>y",
            "<table><tr><td><b>x<b>y</b></b></td></tr></table>",
        ),
        (
            "<table><caption>a</caption>\n<thead><tr><td>b</table>",
            "<table><caption>a</caption>\n<thead><tr><td>b</td></tr></thead></table>",
        ),
        ("<td>a<tr>b</table>", "ab"),
        (
            "<div><table><td></div>a",
            "<div><table><td>a</td></table></div>",
        ),
        (
            "<table><td><table><td>a</table>b",
            "<table><td><table><td>a</td></table>b</td></table>",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(balanced(html).as_deref(), Some(expected), "{html}");
    }
}

#[test]
fn oversized_queries_are_rejected() {
    let many: String = (0..2_000).map(|number| format!(" a{number}")).collect();
    for html in [
        "<div>".repeat(200),
        "<b>".repeat(200),
        "<ul><li>".repeat(100),
        "<table><td>".repeat(100),
        "<div><table></div></table>".repeat(200),
        format!("<a{many}>"),
        format!("<a x=y=\"{many}\">"),
        format!("<a/{}>", many.replace(' ', "/")),
        "a".repeat(MOST_HTML_BYTES + 1),
    ] {
        assert_eq!(balanced(&html), None, "{}", &html[..30]);
    }
    let quoted = format!("<img alt=\"{many}\" src='{many}'>");
    assert!(balanced(&quoted).is_some());
}
