//! The words of Lexis, Nexis and Factiva as pieces of a query, before anybody asks how they bind.

use super::foreign::{field_meant, foreign_distance, foreign_operator};
use super::letters::digits;
use super::tree::{FieldName, Reach};

/// Where a query was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherSystem {
    /// Lexis, and Nexis, which shares its language: OR binds tightest, `!` cuts a word, `*` is one letter.
    Lexis,
    /// Factiva: proximity binds tightest, `*` cuts a word, `hd=` names a field.
    Factiva,
}

/// A piece of a query of another system.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Open,
    Close,
    And,
    Or,
    AndNot,
    /// A proximity, written as here.
    Near(String),
    AtLeast(String),
    /// The fields that what follows is looked for in.
    Fields(&'static [FieldName]),
    /// What has no sense here and takes what it stands before along, in words.
    Dropped(String),
    /// A condition without a counterpart here, which goes alone, as it is written.
    Condition(String),
    /// What changes nothing here and goes alone, in words.
    Ignored(String),
    Phrase(String),
    Word(String),
}

impl OtherSystem {
    /// Cuts a query into pieces.
    pub(super) fn pieces(self, query: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = query.trim_start();
        while let Some(first) = rest.chars().next() {
            let bytes = match first {
                '(' => one(&mut pieces, Piece::Open, first),
                ')' => one(&mut pieces, Piece::Close, first),
                '"' | '“' | '”' | '„' | '«' => {
                    let body = &rest[first.len_utf8()..];
                    let end = body.find(['"', '”', '“', '»']).unwrap_or(body.len());
                    pieces.push(Piece::Phrase(self.words(&body[..end])));
                    let close = body[end..].chars().next().map_or(0, char::len_utf8);
                    first.len_utf8() + end + close
                }
                ';' | ',' => first.len_utf8(),
                _ => {
                    let end = rest.find(|c: char| c.is_whitespace() || "()\"“”„«»;,".contains(c));
                    let text = &rest[..end.unwrap_or(rest.len())];
                    let calls = rest[text.len()..].trim_start().starts_with('(');
                    match condition(text, &rest[text.len()..], calls) {
                        Some(bytes) => {
                            pieces.push(Piece::Condition(rest[..bytes].trim_end().to_owned()));
                            bytes
                        }
                        None => {
                            self.piece(text, calls, &mut pieces);
                            text.len()
                        }
                    }
                }
            };
            rest = rest[bytes..].trim_start();
        }
        pieces
    }

    fn piece(self, text: &str, calls: bool, pieces: &mut Vec<Piece>) {
        let lower = text.to_lowercase();
        if let Some((name, value)) = text.split_once('=').filter(|_| self == Self::Factiva) {
            pieces.push(field(name).unwrap_or_else(|| Piece::Dropped(format!("{name}="))));
            if !value.is_empty() {
                pieces.push(Piece::Word(self.word(value)));
            }
            return;
        }
        let piece = match lower.as_str() {
            "and" | "w/seg" | "/seg" => Piece::And,
            "or" => Piece::Or,
            "not" | "andnot" => {
                pieces.pop_if(|last| matches!(last, Piece::And));
                Piece::AndNot
            }
            "same" if self == Self::Factiva => Piece::Near("w/p".to_owned()),
            "w/s" | "w/sent" | "/sent" => Piece::Near("w/s".to_owned()),
            "w/p" | "w/para" | "/para" => Piece::Near("w/p".to_owned()),
            "caps" | "allcaps" | "nocaps" | "singular" | "plural" if calls => {
                Piece::Ignored(format!("{text}(…)"))
            }
            "date" | "length" | "section" | "load-date" | "geographic" | "subject" | "company" | "person"
            | "ticker" | "term" | "type" | "graphic" | "dateline"
                if calls =>
            {
                Piece::Dropped(format!("{text}(…)"))
            }
            _ if calls && field(&lower).is_some() => field(&lower).unwrap_or(Piece::And),
            _ => operator(&lower).unwrap_or_else(|| Piece::Word(self.word(text))),
        };
        pieces.push(piece);
    }

    fn words(self, text: &str) -> String {
        text.split_whitespace().map(|word| self.word(word)).collect::<Vec<_>>().join(" ")
    }

    /// A word with the wildcards of here.
    fn word(self, text: &str) -> String {
        let text = match self {
            Self::Lexis => text.replace('*', "?").replace('!', "*"),
            Self::Factiva => text
                .split('$')
                .next()
                .filter(|stem| stem.len() < text.len())
                .map_or_else(|| text.to_owned(), |stem| format!("{stem}*")),
        };
        let letters: String = text.split('.').collect();
        let dotted = text.ends_with('.') && text.split('.').all(|part| part.chars().count() < 2);
        let text = if dotted { letters } else { text };
        text.trim_matches(['.', '\'', ':', '/']).to_owned()
    }
}

/// The bytes of a condition such as `date aft 2019`, `date from 20200101 to 20241231`, `wc>500` and `wc > 500`, which a word
/// begins.
fn condition(word: &str, behind: &str, calls: bool) -> Option<usize> {
    const COMPARED: [&str; 12] =
        ["from", "after", "aft", "before", "bef", "is", "in", "between", "geq", "leq", "gt", "lt"];
    if calls {
        return None;
    }
    // No more than is needed to tell: what is pasted may be endless.
    let next = behind[..behind.floor_char_boundary(40)].split_whitespace().next().unwrap_or_default();
    let dated = matches!(word.to_lowercase().as_str(), "date" | "pd" | "wc" | "word-count");
    let compared = next.starts_with(['<', '>']) || dated && COMPARED.contains(&next.to_lowercase().as_str());
    if word.contains(['<', '>']) && !compared {
        return Some(word.len());
    }
    if !compared {
        return None;
    }
    let mut bytes = word.len();
    let mut rest = behind;
    loop {
        let blanks = rest.len() - rest.trim_start().len();
        let text = &rest[blanks..];
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(text.len());
        let joint = matches!(text[..end].to_lowercase().as_str(), "" | "and" | "or" | "not" | "andnot");
        if joint {
            return Some(bytes);
        }
        bytes += blanks + end;
        rest = &text[end..];
    }
}

fn one(pieces: &mut Vec<Piece>, piece: Piece, sign: char) -> usize {
    pieces.push(piece);
    sign.len_utf8()
}

/// The fields that a segment or a field code names.
fn field(name: &str) -> Option<Piece> {
    const BOTH: &[FieldName] = &[FieldName::Title, FieldName::Lead];
    let fields = match name.to_lowercase().as_str() {
        "hlead" | "hlp" => BOTH,
        "hd" => &[FieldName::Title],
        "rst" | "sc" => return None,
        other => match field_meant(other)? {
            FieldName::Title => &[FieldName::Title],
            FieldName::Lead => &[FieldName::Lead],
            FieldName::Text => &[FieldName::Text],
            FieldName::Source => &[FieldName::Source],
            FieldName::Lang => &[FieldName::Lang],
            FieldName::Author => &[FieldName::Author],
            _ => return None,
        },
    };
    Some(Piece::Fields(fields))
}

/// A distance or a count.
fn operator(lower: &str) -> Option<Piece> {
    let number = |name: &str| {
        let number = lower.strip_prefix(name)?.trim_start_matches('/').trim_end_matches('/');
        (!number.is_empty() && digits(number) == number).then(|| number.to_owned())
    };
    if let Some(count) = number("atleast").or_else(|| number("atl")) {
        return Some(Piece::AtLeast(count));
    }
    for (name, ours) in [("onear", "pre"), ("near", "w"), ("pre", "pre"), ("adj", "pre"), ("w/", "w")] {
        if let Some(words) = number(name) {
            return Some(Piece::Near(format!("{ours}/{words}")));
        }
    }
    let bare = lower.trim_end_matches('/');
    if let Some((bytes, ours, reach)) = foreign_distance(bare).filter(|(bytes, ..)| *bytes == bare.len()) {
        let ordered = bare.starts_with("/f");
        return Some(Piece::Near(match reach {
            Reach::Words(words) if ordered => format!("pre/{words}"),
            _ => ours,
        }))
        .filter(|_| bytes > 1);
    }
    foreign_operator(lower).filter(|_| lower == "adj").map(|_| Piece::Near("pre/1".to_owned()))
}
