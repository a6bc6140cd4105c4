//! What analysts write in Factiva, Lexis, Westlaw and other languages, and what it is called here.

use super::letters::distance;
use super::token::QueryToken;
use super::tree::{FieldName, Reach};

/// AND, OR and NOT in other languages, in capitals as operators are written.
const ELSEWHERE: [(&str, &[&str]); 3] = [
    (
        "AND",
        &[
            "И", "ТА", "І", "UND", "ET", "VE", "VƏ", "ORAZ", "ЖӘНЕ", "ВА", "VA", "ԵՎ", "ԵՒ", "ΚΑΙ", "EN",
            "OCH", "BUT", "Y", "E", "I", "و", "WITH", "SOWIE",
        ],
    ),
    (
        "OR",
        &[
            "ИЛИ",
            "АБО",
            "ODER",
            "OU",
            "VEYA",
            "LUB",
            "ALBO",
            "НЕМЕСЕ",
            "YOKI",
            "ԿԱՄ",
            "Ή",
            "OF",
            "ELLER",
            "NEBO",
            "O",
            "XOR",
            "AND/OR",
            "and/or",
            "ILI",
            "ANEBO",
            "MAYBE",
        ],
    ),
    (
        "NOT",
        &[
            "НЕ",
            "NICHT",
            "SAUF",
            "NIE",
            "DEĞİL",
            "DEYİL",
            "ЕМЕС",
            "ՈՉ",
            "ΌΧΙ",
            "NIET",
            "KEIN",
            "EXCEPT",
            "NOR",
            "BUTNOT",
            "BUT-NOT",
            "UNLESS",
            "WITHOUT",
            "OHNE",
            "SANS",
            "NO",
            "NON",
            "NÃO",
            "NAO",
            "KEINE",
            "БЕЗ",
            "КРОМЕ",
            "КРІМ",
        ],
    ),
];

/// The same words in small letters, and those of scripts without capitals: only words that are nothing but this, and that
/// nobody looks for.
const IN_SMALL_LETTERS: [(&str, &[&str]); 2] = [
    ("AND", &["und", "et", "ve", "və", "oraz", "және", "και", "och", "და"]),
    ("OR", &["или", "або", "oder", "veya", "lub", "albo", "немесе", "yoki", "կամ", "ან", "أو", "או", "یا"]),
];

/// Of these, words that may be names as well: they are operators only where one would stand.
const ALSO_NAMES: [&str; 14] = [
    "NO", "NON", "PRE", "NEXT", "CLOSE", "PARA", "SENT", "WITH", "AFTER", "BEFORE", "MAYBE", "PHRASE",
    "NEARBY", "FOLLOWED",
];

/// Whether a word may be a thing as well as an operator of another system: one as short as `w5`, and some others.
pub(super) fn is_doubtful(word: &str) -> bool {
    let mut letters = word.bytes();
    let short = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && word.len() > 1
        && letters.all(|digit| digit.is_ascii_digit());
    short || ALSO_NAMES.contains(&word)
}

/// The operator that a word is in another system or another language, as it is written here.
///
/// Factiva writes `near5`, `adj3` and `atleast5`; CCL and PubMed tools `ANDNOT`.
pub(super) fn foreign_operator(word: &str) -> Option<(String, QueryToken)> {
    let ours = |text: &str, token| Some((text.to_owned(), token));
    if word.eq_ignore_ascii_case("ANDNOT") {
        return ours("AND NOT", QueryToken::Not);
    }
    match word {
        "ADJ" | "NEXT" | "PHRASE" => return ours("ONEAR/1", QueryToken::Near(Reach::InOrder(1))),
        "PRE" | "BEFORE" | "FOLLOWEDBY" | "FOLLOWED" => {
            return ours("ONEAR", QueryToken::Near(Reach::InOrder(10)));
        }
        "WITHIN" | "AROUND" | "CLOSE" | "CLOSETO" | "AFTER" | "NEARBY" | "РЯДОМ" | "БЛИЗКО" => {
            return ours("NEAR", QueryToken::Near(Reach::Words(10)));
        }
        "SAME" | "PARAGRAPH" | "PARA" => return ours("w/p", QueryToken::Near(Reach::Paragraph)),
        "SENTENCE" | "SENT" => return ours("w/s", QueryToken::Near(Reach::Sentence)),
        _ => {}
    }
    let single = word.chars().count() == 1;
    for (written, words) in ELSEWHERE {
        // A small letter alone is no word either.
        if words.contains(&word) || single && words.contains(&word.to_uppercase().as_str()) {
            let token = match written {
                "AND" => QueryToken::And,
                "OR" => QueryToken::Or,
                _ => QueryToken::Not,
            };
            return ours(written, token);
        }
    }
    for (written, words) in IN_SMALL_LETTERS {
        if words.contains(&word) {
            return ours(written, if written == "AND" { QueryToken::And } else { QueryToken::Or });
        }
    }
    let digits = word.find(|c: char| c.is_ascii_digit())?;
    let (name, number) = word.split_at(digits);
    let count = distance(number)?;
    match name.to_ascii_lowercase().as_str() {
        // EBSCO writes its distances so; a greater number is a road or a mask.
        "w" | "n" | "wf" | "nf" if count > 25 => None,
        "near" | "within" | "w" | "n" => {
            Some((format!("NEAR/{count}"), QueryToken::Near(Reach::Words(count))))
        }
        "adj" | "onear" | "pre" | "wf" | "nf" => {
            Some((format!("ONEAR/{count}"), QueryToken::Near(Reach::InOrder(count))))
        }
        "atleast" | "atl" => Some((format!("ATLEAST/{count}(…)"), QueryToken::AtLeast(count))),
        _ => None,
    }
}

/// The proximity that begins with a slash or a plus elsewhere (`/s`, `/p`, `/5`, `/n5`, `+s`, `+3`): its bytes, and how it
/// is written here.
pub(super) fn foreign_distance(text: &str) -> Option<(usize, String, Reach)> {
    let sign = text.chars().next().filter(|sign| matches!(sign, '/' | '+'))?;
    let body: String = text[1..].chars().take_while(|c| c.is_alphanumeric()).collect();
    let bytes = 1 + body.len();
    let lower = body.to_ascii_lowercase();
    match lower.as_str() {
        "s" | "sent" => return Some((bytes, "w/s".to_owned(), Reach::Sentence)),
        "p" | "para" => return Some((bytes, "w/p".to_owned(), Reach::Paragraph)),
        _ => {}
    }
    let count = distance(lower.strip_prefix(['n', 'f', 'w']).unwrap_or(&lower))?;
    Some(match sign {
        '/' if !lower.starts_with('f') => (bytes, format!("w/{count}"), Reach::Words(count)),
        _ => (bytes, format!("pre/{count}"), Reach::InOrder(count)),
    })
}

/// The fields under the names that other systems give them.
const ALIASES: [(&str, FieldName); 38] = [
    ("su", FieldName::Title),
    ("ab", FieldName::Lead),
    ("tx", FieldName::Text),
    ("hd", FieldName::Title),
    ("headline", FieldName::Title),
    ("hl", FieldName::Title),
    ("head", FieldName::Title),
    ("heading", FieldName::Title),
    ("ti", FieldName::Title),
    ("intitle", FieldName::Title),
    ("allintitle", FieldName::Title),
    ("subject", FieldName::Title),
    ("lp", FieldName::Lead),
    ("intro", FieldName::Lead),
    ("body", FieldName::Text),
    ("td", FieldName::Text),
    ("intext", FieldName::Text),
    ("content", FieldName::Text),
    ("site", FieldName::Url),
    ("domain", FieldName::Url),
    ("host", FieldName::Url),
    ("link", FieldName::Url),
    ("inurl", FieldName::Url),
    ("publication", FieldName::Source),
    ("publisher", FieldName::Source),
    ("pub", FieldName::Source),
    ("sn", FieldName::Source),
    ("rst", FieldName::Source),
    ("feed", FieldName::Source),
    ("la", FieldName::Lang),
    ("language", FieldName::Lang),
    ("sourcecountry", FieldName::Country),
    ("re", FieldName::Country),
    ("region", FieldName::Country),
    ("by", FieldName::Author),
    ("byline", FieldName::Author),
    ("label", FieldName::Tag),
    ("category", FieldName::Tag),
];

/// The field that a name means, under its own name or under that of another system.
pub(super) fn field_meant(name: &str) -> Option<FieldName> {
    let lower = name.to_lowercase();
    let known = FieldName::ALL.iter().chain(&ALIASES).find(|(known, _)| *known == lower);
    known.map(|(_, field)| *field)
}

/// What a segment of Lexis or Factiva that is written like a function becomes here: `hlead(x)`, `headline(x)`, `caps(x)`.
pub(super) fn segment(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    match lower.as_str() {
        "hlead" | "hlp" => Some("write (title:(…) OR lead:(…))".to_owned()),
        "caps" | "allcaps" | "nocaps" | "singular" | "plural" => {
            Some("leave it out; =word is found as it is written only".to_owned())
        }
        _ => field_meant(&lower).map(|field| format!("write {}:(…)", field.name())),
    }
}

/// What to do about a segment that nothing is known of: `noft(x)`, `su.exact(x)`.
pub(super) fn unknown_segment(name: &str) -> Option<String> {
    let code = (2..=12).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_alphabetic() || c == b'.');
    code.then(|| format!("leave {name} out, or leave a blank before its bracket if the word is looked for"))
}

/// What a sign that means nothing here was meant to be, and what to write instead; `next` is the word behind it.
pub(super) fn stray_sign(sign: char, next: &str) -> (Option<QueryToken>, String) {
    let (token, help) = match sign {
        '&' => (Some(QueryToken::And), "write AND"),
        '|' => (Some(QueryToken::Or), "write OR"),
        ',' | ';' => (Some(QueryToken::Or), "write OR between words of which one is enough"),
        '!' => (Some(QueryToken::Not), "write NOT"),
        '#' if !next.is_empty() => return (None, format!("write {next}: the hashtag is found by it")),
        '-' => (None, "an exclusion is written AND NOT word, or -word without a blank"),
        '+' => (None, "leave it out: every word is required unless OR stands between"),
        '/' => (None, "a distance is written w/10, pre/10 or NEAR/10"),
        '{' | '[' => (Some(QueryToken::Open), "brackets are round here: write ( and )"),
        '}' | ']' => (Some(QueryToken::Close), "brackets are round here: write ( and )"),
        '~' => (None, "slack stands right after a phrase: \"…\"~3"),
        ':' => (None, "a field stands right before its colon: title:word"),
        _ => (None, "leave it out, or quote the phrase it belongs to"),
    };
    (token, help.to_owned())
}
