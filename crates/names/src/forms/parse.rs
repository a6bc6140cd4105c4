//! From the file of a language to its table of endings.

use languages::Language;

use crate::forms::chain::Chain;
use crate::forms::ending::{Ending, WordEnd};
use crate::forms::table::{LanguageTable, Paradigm, Swap};
use crate::text::script::Script;

/// Reads one table. The files are part of the program and each of them is read by a test, so a line that makes
/// no sense is left out here and found there; lines for others are none of ours.
pub(crate) fn table(language: &Language) -> LanguageTable {
    let mut table = LanguageTable {
        code: language.code,
        name: language.name,
        script: Script::Other,
        vowels: "",
        foreign: "",
        alphabet: "",
        common: Vec::new(),
        never: Vec::new(),
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
        own_names: false,
    };
    for (key, rest) in language.lines() {
        read_line(&mut table, key, rest);
    }
    table
}

/// Whether a line of a table is one that [`table`] understands, or one for others.
#[cfg(test)]
pub(crate) fn is_understood(key: &str, rest: &str) -> bool {
    let colons = rest.matches(" : ").count();
    match key {
        "only-sound" | "own-names" => rest.is_empty(),
        "script" => script(rest) != Script::Other,
        "closed" | "final" | "soften" => rest.split(' ').all(|pair| pair.contains('>')),
        "swap" | "slot" => colons == 1,
        "row" => colons == 3,
        "chain" => colons == 1 || colons == 2,
        _ => !rest.is_empty(),
    }
}

fn read_line(table: &mut LanguageTable, key: &str, rest: &'static str) {
    let mut columns = rest.split(" : ").map(str::trim);
    let mut column = || columns.next().unwrap_or_default();
    match key {
        "script" => table.script = script(rest),
        "vowels" => table.vowels = rest,
        "foreign" => table.foreign = rest,
        "alphabet" => table.alphabet = rest,
        "common" => table.common = rest.split(' ').collect(),
        "never" => table.never = rest.split(' ').collect(),
        "fleeting" => table.fleeting = rest.split(' ').collect(),
        "insert" => table.inserted = rest.split(' ').collect(),
        "closed" => table.closed = pairs(rest),
        "final" => table.finals = pairs(rest),
        "soften" => table.softened = pairs(rest),
        "prefix" => table.prefixes = rest.split(' ').collect(),
        "article" => table.article = rest,
        "elision" => table.elisions = rest.split(' ').collect(),
        "only-sound" => table.only_sound = true,
        "own-names" => table.own_names = true,
        "swap" => table.swaps.push(Swap { letters: pairs(column()), endings: endings(column()) }),
        "slot" => {
            column();
            table.chain.add_slot(endings(column()));
        }
        "row" => {
            let name = column();
            let place = WordEnd { base: dash(column()), after: column(), bare: 0 };
            table.rows.push(Paradigm { name, place, endings: endings(column()) });
        }
        "chain" => {
            let (base, after) = (dash(column()), column());
            table.places.push(WordEnd { base, after, bare: column().parse().unwrap_or(0) });
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
