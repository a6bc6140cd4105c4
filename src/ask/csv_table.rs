//! Entries that were searched for as a table that spreadsheets open, in which no cell is a formula.

use crate::ask::search::SearchedEntry;
use crate::wording::line;

/// By this spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What makes a formula of a cell at its beginning; the wide forms do so where they are typed.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

const HEAD: [&str; 9] = ["id", "title", "url", "source", "lang", "published", "seen", "score", "excerpts"];

/// The entries in their order, each a line under the names of the columns; quoted as RFC 4180 says.
///
/// # Errors
///
/// None that plain data can cause; the type cannot promise it.
pub(crate) fn csv_table(entries: &[SearchedEntry]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(HEAD)?;
    for entry in entries {
        let SearchedEntry { id, title, url, source, lang, published, seen, score, excerpts } = entry;
        let excerpts: Vec<String> = excerpts.iter().map(|excerpt| line(&excerpt.text)).collect();
        writer.write_record([
            id.to_string(),
            cell(title),
            cell(url.as_deref().unwrap_or_default()),
            cell(source),
            cell(lang.as_deref().unwrap_or_default()),
            published.map_or_else(String::new, |at| at.to_string()),
            seen.to_string(),
            format!("{score:.2}"),
            cell(&excerpts.join(" | ")),
        ])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Foreign words in a cell: what would be a formula begins with an apostrophe, which spreadsheets take for text.
fn cell(text: &str) -> String {
    if text.trim_start_matches(' ').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::watch::found::Excerpt;
    use crate::watch::item::Field;

    fn entry(title: &str) -> SearchedEntry {
        SearchedEntry {
            id: 7,
            title: title.to_owned(),
            url: Some("https://a.example/7".to_owned()),
            source: "Example".to_owned(),
            lang: Some("az".to_owned()),
            published: None,
            seen: Timestamp::UNIX_EPOCH,
            score: 12.345,
            excerpts: vec![
                Excerpt { field: Field::Text, text: "One,\ntwo.".to_owned(), marks: Vec::new() },
                Excerpt { field: Field::Text, text: "Three \"four\".".to_owned(), marks: Vec::new() },
            ],
        }
    }

    #[test]
    fn a_table_is_utf_8_with_its_mark_and_quoted() {
        let table = String::from_utf8(csv_table(&[entry("ОДКБ, KTMT")]).expect("plain data")).expect("UTF-8");
        assert_eq!(
            table,
            "\u{feff}id,title,url,source,lang,published,seen,score,excerpts\r\n\
             7,\"ОДКБ, KTMT\",https://a.example/7,Example,az,,1970-01-01T00:00:00Z,12.35,\"One, two. | Three \"\"four\"\".\"\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for title in [
            "=1+1",
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "  =1",
            "＝1",
            "-2+3+cmd|' /C calc'!A0",
        ] {
            let table = csv_table(&[entry(title)]).expect("plain data");
            let mut reader = csv::Reader::from_reader(&table[3..]);
            let record = reader.records().next().expect("a line").expect("it is a line");
            assert_eq!(record.get(1), Some(&*format!("'{title}")), "{title}");
        }
        assert_eq!(cell("Talks - round 2"), "Talks - round 2");
    }
}
