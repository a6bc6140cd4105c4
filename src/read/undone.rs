//! Text that was escaped once too often: what a reader would see of it had it been escaped as often as it is read.

use std::borrow::Cow;

/// References that publishers write in running text; others may be words between `&` and `;`.
const NAMES: [&str; 24] = [
    "amp", "lt", "gt", "quot", "apos", "nbsp", "laquo", "raquo", "ndash", "mdash", "hellip", "lsquo",
    "rsquo", "ldquo", "rdquo", "bdquo", "shy", "bull", "middot", "copy", "reg", "euro", "eacute", "deg",
];

/// Elements by whose end tags a text shows that it is markup still.
const ELEMENTS: [&str; 12] = [
    "</p>",
    "</a>",
    "</div>",
    "</b>",
    "</i>",
    "</em>",
    "</strong>",
    "</li>",
    "</ul>",
    "</span>",
    "<br>",
    "<br />",
];

/// The text of a field whose markup was `markup`. Where that had no tags and its text has, they were escaped twice; where it
/// has them, tags in the text are what it speaks of.
pub(super) fn undone(markup: &str, text: String) -> String {
    let was_plain = !markup.contains('<');
    let is_markup = was_plain && text.contains('<') && ELEMENTS.iter().any(|element| text.contains(element));
    if is_markup || holds_references(&text) {
        let again =
            if is_markup { Cow::Borrowed(text.as_str()) } else { Cow::Owned(text.replace('<', "&lt;")) };
        return keep_lines(&again, is_markup);
    }
    text
}

/// The same of a title, which is one line.
pub(super) fn undone_title(title: String) -> String {
    if holds_references(&title) { feeds::to_line(&title.replace('<', "&lt;")) } else { title }
}

/// Reads markup once more; lines of a text without any stay lines.
fn keep_lines(text: &str, is_markup: bool) -> String {
    if is_markup {
        return feeds::to_text(text);
    }
    text.split('\n').map(feeds::to_text).collect::<Vec<_>>().join("\n")
}

/// Whether references are left in a text.
fn holds_references(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let Some(end) = rest.iter().take(10).position(|byte| *byte == b';') else { return false };
        match &rest[..end] {
            [b'#', b'x' | b'X', digits @ ..] => {
                !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit)
            }
            [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
            name => NAMES.iter().any(|known| known.as_bytes() == name),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_once_too_often_is_what_it_was() {
        for (markup, text) in [
            ("<p>He said &quot;no&quot; to AT&amp;T.</p>", "He said \"no\" to AT&T."),
            ("&lt;p&gt;He said &amp;quot;no&amp;quot; to AT&amp;amp;T.&lt;/p&gt;", "He said \"no\" to AT&T."),
            ("<p>He said &amp;quot;no&amp;quot; to AT&amp;amp;T.</p>", "He said \"no\" to AT&T."),
            ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
            ("<p>One.</p><p>Velling&amp;#8217;s</p>", "One.\n\nVelling’s"),
            // What speaks of markup, and what only looks like it.
            (
                "<p>Write <code>&lt;p&gt;</code> and &lt;/p&gt; around it.</p>",
                "Write <p> and </p> around it.",
            ),
            ("Prices &lt;5 and &gt;7", "Prices <5 and >7"),
            ("R&amp;D; AT&amp;T", "R&D; AT&T"),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("1 &lt; 2 &amp;amp; 3 &lt; 4", "1 < 2 & 3 < 4"),
        ] {
            assert_eq!(undone(markup, feeds::to_text(markup)), text, "{markup}");
        }
        assert_eq!(undone_title("Larn &amp; Norr &#8211; a".to_owned()), "Larn & Norr – a");
        assert_eq!(undone_title("a <b> &amp; c".to_owned()), "a <b> & c");
    }
}
