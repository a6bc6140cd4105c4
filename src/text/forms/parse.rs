//! Reads the ending tables of `forms/*.txt`; each file begins with a line that says what a line means.

use super::{Chain, Ending, Language, Place, Row, Swap};
use crate::text::script::Script;

/// Reads one table. The files are part of the program and each of them is read by a test, so a line that makes
/// no sense is left out here and found there.
pub(super) fn language(source: &'static str) -> Language {
    let mut language = Language {
        code: "",
        name: "",
        script: Script::Other,
        vowels: "",
        foreign: "",
        fleeting: Vec::new(),
        inserted: Vec::new(),
        closed: Vec::new(),
        finals: Vec::new(),
        softened: Vec::new(),
        swaps: Vec::new(),
        rows: Vec::new(),
        places: Vec::new(),
        chain: Chain::default(),
        prefixes: Vec::new(),
        article: "",
        elisions: Vec::new(),
        only_sound: false,
    };
    for line in source.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        read_line(&mut language, word, rest.trim());
    }
    language
}

/// Whether a line of a table is one that [`language`] understands.
#[cfg(test)]
pub(super) fn is_understood(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let colons = rest.matches(" : ").count();
    match word {
        "" | "only-sound" => rest.is_empty(),
        "language" | "vowels" | "foreign" | "fleeting" | "insert" | "prefix" | "article" | "elision" => {
            !rest.is_empty()
        }
        "script" => script(rest) != Script::Other,
        "closed" | "final" | "soften" => rest.split(' ').all(|pair| pair.contains('>')),
        "swap" | "slot" => colons == 1,
        "row" => colons == 3,
        "chain" => colons == 1 || colons == 2,
        _ => false,
    }
}

fn read_line(language: &mut Language, word: &str, rest: &'static str) {
    let mut columns = rest.split(" : ").map(str::trim);
    let mut column = || columns.next().unwrap_or_default();
    match word {
        "language" => (language.code, language.name) = rest.split_once(' ').unwrap_or((rest, rest)),
        "script" => language.script = script(rest),
        "vowels" => language.vowels = rest,
        "foreign" => language.foreign = rest,
        "fleeting" => language.fleeting = rest.split(' ').collect(),
        "insert" => language.inserted = rest.split(' ').collect(),
        "closed" => language.closed = pairs(rest),
        "final" => language.finals = pairs(rest),
        "soften" => language.softened = pairs(rest),
        "prefix" => language.prefixes = rest.split(' ').collect(),
        "article" => language.article = rest,
        "elision" => language.elisions = rest.split(' ').collect(),
        "only-sound" => language.only_sound = true,
        "swap" => language.swaps.push(Swap { letters: pairs(column()), endings: endings(column()) }),
        "slot" => {
            column();
            language.chain.add_slot(endings(column()));
        }
        "row" => {
            let name = column();
            let place = Place { base: dash(column()), after: column(), bare: 0 };
            language.rows.push(Row { name, place, endings: endings(column()) });
        }
        "chain" => {
            let (base, after) = (dash(column()), column());
            language.places.push(Place { base, after, bare: column().parse().unwrap_or(0) });
        }
        _ => {}
    }
}

fn script(name: &str) -> Script {
    match name {
        "Latin" => Script::Latin,
        "Cyrillic" => Script::Cyrillic,
        "Greek" => Script::Greek,
        "Armenian" => Script::Armenian,
        "Georgian" => Script::Georgian,
        "Arabic" => Script::Arabic,
        "Hebrew" => Script::Hebrew,
        _ => Script::Other,
    }
}

fn dash(column: &str) -> &str {
    if column == "-" { "" } else { column }
}

fn pairs(words: &'static str) -> Vec<(&'static str, &'static str)> {
    words.split(' ').filter_map(|pair| pair.split_once('>')).collect()
}

fn endings(words: &'static str) -> Vec<Ending> {
    let ending = |word: &'static str| {
        let (text, label) = word.split_once('=').unwrap_or((word, ""));
        let (text, common) = text.strip_prefix('~').map_or((text, false), |text| (text, true));
        Ending { text: dash(text), label, common }
    };
    words.split(' ').filter(|word| !word.is_empty()).map(ending).collect()
}
