//! A text value of a TOML file, which knows where in the file each of its characters stands.

use std::ops::Range;

use crate::diagnostic::{Fault, Problem};

/// A text with its place.
#[derive(Debug, Clone)]
pub(crate) struct TextValue<'a> {
    /// What the text says, escapes resolved.
    pub value: &'a str,
    /// Where it stands in the file, quotes included.
    pub span: Range<usize>,
    written: &'a str,
}

impl<'a> TextValue<'a> {
    pub(super) fn new(source: &'a str, value: &'a str, span: Range<usize>) -> Self {
        let written = source.get(span.clone()).unwrap_or_default();
        Self { value, span, written }
    }

    /// Where bytes of the value stand in the file; the whole value where that cannot be told.
    pub(crate) fn within(&self, part: Range<usize>) -> Range<usize> {
        let (Some(start), Some(end)) = (self.find(part.start), self.find(part.end)) else {
            return self.span.clone();
        };
        self.span.start + start..self.span.start + end.max(start)
    }

    /// The fault as a problem of the file.
    pub(crate) fn problem(&self, code: &'static str, fault: Fault) -> Problem {
        let problem = Problem::error(self.within(fault.span), code, fault.message);
        Problem { help: fault.help, ..problem }
    }

    /// Where a byte of the value stands in the written form.
    fn find(&self, wanted: usize) -> Option<usize> {
        let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| self.written.starts_with(quotes));
        let quotes = quotes.unwrap_or("");
        let mut at = quotes.len();
        if quotes.len() == 3 {
            at += ["\r\n", "\n"]
                .iter()
                .find(|end| self.written[at..].starts_with(**end))
                .map_or(0, |end| end.len());
        }
        let end = self.written.len().checked_sub(quotes.len())?;
        let mut read = 0;
        while at < end {
            let rest = &self.written[at..end];
            let (written, value) = match rest.strip_prefix('\\') {
                Some(escaped) if quotes.starts_with('"') => escape_lengths(escaped),
                _ => rest.chars().next().map(|c| (c.len_utf8(), c.len_utf8()))?,
            };
            if read >= wanted && value > 0 {
                break;
            }
            at += written;
            read += value;
        }
        (read >= wanted).then_some(at)
    }
}

/// How long an escape is as written, its backslash included, and as a value; `escaped` begins after the backslash.
fn escape_lengths(escaped: &str) -> (usize, usize) {
    let digits = match escaped.chars().next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(space) if space.is_whitespace() => {
            return (1 + escaped.len() - escaped.trim_start().len(), 0);
        }
        other => return (1 + other.map_or(0, char::len_utf8), 1),
    };
    let code = escaped.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::super::{KeyKind, KeyTable, Table, TomlDocument, TomlKey};

    static FILE: KeyTable = KeyTable::new("One text", &[TomlKey::new("a", KeyKind::TEXT, "")]);

    /// `part` of the value must be found at the place of `expected` in the source.
    fn check(source: &str, part: &str, expected: &str) {
        let document = TomlDocument::parse(source);
        let text = Table::root(&document, &FILE).text("a").expect("a text");
        let start = text.value.find(part).expect("the part is in the value");
        assert_eq!(&source[text.within(start..start + part.len())], expected, "{source}");
    }

    #[test]
    fn parts_of_a_value_are_found_as_written() {
        check(r#"a = "0 7 * * MOM""#, "MOM", "MOM");
        check(r"a = 'C:\dir x'", "dir", "dir");
        check(r#"a = "é\u00e9\tx \"q\" z""#, "z", "z");
        check(r#"a = "é\u00e9\tx""#, "é", "é");
        check(r#"a = "1\u00e92""#, "é", r"\u00e9");
        check("a = \"\"\"\nfirst\nsecond \\\n   third\"\"\"", "third", "third");
        check("b = 1\na = \"\"\"x AND y\"\"\"", "AND", "AND");
    }
}
