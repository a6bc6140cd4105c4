//! What a machine made of a story's words, shown only where it kept every name and every number.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::kept_numbers::lost_numbers;
use crate::entry::{LetterSample, contradicts, is_same_language, told_by_text};
use crate::watch::entity_finder::EntityFinder;
use crate::wording;

/// A translation may be so many times as long as the text.
const LONGEST: usize = 3;

/// The machine's words beside a story: below the original, never instead of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoryTranslation {
    /// The model that made it, as mails name it.
    pub model: String,
    /// The language, in BCP 47.
    pub lang: String,
    /// The title and the excerpts that passed, in their order.
    pub lines: Vec<String>,
    /// Why others are not shown, each reason once.
    pub left_out: Vec<String>,
}

/// Why a translation is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TranslationFault {
    /// There is nothing in it.
    Empty,
    /// The server gave the text back as it was: it does not have this pair of languages.
    Same,
    /// It is longer than any translation.
    TooLong,
    /// It is in another language than the one that was asked for.
    OtherLanguage,
    /// It has a link or marks of HTML or Markdown, which the text has not.
    Markup,
    /// These names, as people call them, are not in it.
    LostNames(Vec<String>),
    /// These numbers are not in it.
    LostNumbers(Vec<String>),
}

impl fmt::Display for TranslationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it was empty"),
            Self::Same => f.write_str("it was the same text"),
            Self::TooLong => write!(f, "it was more than {LONGEST} times as long"),
            Self::OtherLanguage => f.write_str("it was in another language"),
            Self::Markup => f.write_str("it added links or marks"),
            Self::LostNames(lost) | Self::LostNumbers(lost) => {
                let lost: Vec<String> = lost.iter().map(|name| format!("*{name}*")).collect();
                write!(f, "it lost {}", wording::list(&lost))
            }
        }
    }
}

/// Why translations of one story are not shown, each reason once, and all that was lost in one.
pub(crate) fn reasons(faults: Vec<TranslationFault>) -> Vec<String> {
    let mut told: Vec<TranslationFault> = Vec::new();
    for fault in faults {
        let lost = told.iter_mut().find_map(|known| match (known, &fault) {
            (TranslationFault::LostNames(known), TranslationFault::LostNames(more))
            | (TranslationFault::LostNumbers(known), TranslationFault::LostNumbers(more)) => {
                Some((known, more))
            }
            _ => None,
        });
        if let Some((known, more)) = lost {
            let more: Vec<String> = more.iter().filter(|one| !known.contains(one)).cloned().collect();
            known.extend(more);
        } else if !told.contains(&fault) {
            told.push(fault);
        }
    }
    told.iter().map(ToString::to_string).collect()
}

/// Whether a translation says what the text says, as far as that can be told: every entity and every number is in it, and nothing
/// that a text has not. `lang` is the language that was asked for, `from` that of the text.
pub(crate) fn check(
    finder: &mut EntityFinder,
    text: &str,
    made: &str,
    (from, lang): (&str, &str),
) -> Result<(), TranslationFault> {
    if made.trim().is_empty() {
        return Err(TranslationFault::Empty);
    }
    if made.trim() == text.trim() {
        return Err(TranslationFault::Same);
    }
    if made.chars().count() > LONGEST * text.chars().count() {
        return Err(TranslationFault::TooLong);
    }
    if MARKS.iter().any(|mark| made.contains(mark) && !text.contains(mark))
        || links(made).any(|link| !links(text).any(|own| own == link))
    {
        return Err(TranslationFault::Markup);
    }
    if is_in_another(made, lang) {
        return Err(TranslationFault::OtherLanguage);
    }
    let (wanted, found) = (finder.find(text), finder.find(made));
    let lost: Vec<String> =
        wanted.into_iter().filter(|(id, _)| !found.contains_key(id)).map(|(_, name)| name).collect();
    if !lost.is_empty() {
        return Err(TranslationFault::LostNames(lost));
    }
    let lost = lost_numbers(text, made, (from, lang));
    if lost.is_empty() { Ok(()) } else { Err(TranslationFault::LostNumbers(lost)) }
}

/// Signs of links, HTML and Markdown.
const MARKS: [&str; 13] =
    ["://", "www.", "<", ">", "](", "**", "__", "`", "##", "javascript:", "mailto:", "data:", "&#"];

/// What mail programs make links of although it has no scheme: `evil.example`, `t.me/evil`, `somebody@evil.example`.
fn links(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|letter: char| letter.is_whitespace() || "()[]\"«»“”,;!?".contains(letter));
    let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let links = words.filter(|word| {
        let host = word.split(['/', '?', '#']).next().unwrap_or_default();
        let Some((name, top)) = host.rsplit_once('.') else { return host.contains('@') };
        // The next sentence begins with a capital where the blank before it is missing.
        let is_top = top.len() > 1
            && (top.bytes().all(|letter| letter.is_ascii_lowercase())
                || host.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'.'));
        let is_short_form = name.split('.').all(|part| part.len() < 2);
        is_top && (!is_short_form || word.len() > host.len()) && !name.is_empty()
    });
    links.map(str::to_lowercase)
}

fn is_in_another(made: &str, lang: &str) -> bool {
    let sample = LetterSample::of([made]);
    let told = told_by_text(&sample).filter(|told| told.is_sure);
    contradicts(lang, &sample) || told.is_some_and(|told| !is_same_language(lang, told.lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::set::Source;

    #[test]
    fn only_what_keeps_names_and_numbers_passes() {
        let source = |id: &str, text: &str| Source {
            name: format!("{id}.toml"),
            id: id.to_owned(),
            text: text.to_owned(),
        };
        let entities = "[[entity]]\nid = 'tasmagambetov'\nkind = 'person'\nname = 'Imangali Tasmagambetov'\n\
                        names.ru = ['Имангали Тасмагамбетов']\n\
                        [[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO', 'ОДКБ']\n";
        let set = compile(&[source("entities", entities), source("a", "query = '@csto @tasmagambetov'")]);
        let mut finder = EntityFinder::new(&set.watchlists.expect("the files are good"));
        let text = "Тасмагамбетов сообщил, что в учениях ОДКБ участвуют 1 870 человек.";
        for (made, expected) in [
            ("Tasmagambetov said that 1,870 people take part in the CSTO drills.", None),
            (
                "The secretary said that 1,870 people take part in the CSTO drills.",
                Some("it lost *Imangali Tasmagambetov*"),
            ),
            ("Tasmagambetov said that 1,780 people take part in the CSTO drills.", Some("it lost *1870*")),
            (
                "Tasmagambetov said: 1870 in the CSTO drills, see https://x.example",
                Some("it added links or marks"),
            ),
            ("<b>Tasmagambetov</b> said: 1870 in the CSTO drills", Some("it added links or marks")),
            (
                "Тасмагамбетов рассказал, что 1870 человек участвуют в учениях ОДКБ.",
                Some("it was in another language"),
            ),
            ("**Tasmagambetov** said: 1870 in the CSTO drills", Some("it added links or marks")),
            (
                "Tasmagambetov said: 1870 in the CSTO drills. Visit evil.example now",
                Some("it added links or marks"),
            ),
            ("Tasmagambetov said: 1870 in the CSTO drills t.me/evil", Some("it added links or marks")),
            (
                "Tasmagambetov said: 1870 in the CSTO drills, ask x@evil.example",
                Some("it added links or marks"),
            ),
            ("Mr. Tasmagambetov said at 5 p.m. that 1870 take part, e.g. in the CSTO drills.", None),
            ("  ", Some("it was empty")),
            (text, Some("it was the same text")),
        ] {
            let fault = check(&mut finder, text, made, ("ru", "en")).err().map(|fault| fault.to_string());
            assert_eq!(fault.as_deref(), expected, "{made}");
        }
        let lost =
            |names: &[&str]| TranslationFault::LostNames(names.iter().map(ToString::to_string).collect());
        let faults = vec![
            lost(&["CSTO"]),
            TranslationFault::Empty,
            lost(&["CSTO", "Tasmagambetov"]),
            TranslationFault::Empty,
        ];
        assert_eq!(reasons(faults), ["it lost *CSTO* and *Tasmagambetov*", "it was empty"]);
        let long = "Tasmagambetov 1870 CSTO ".repeat(10);
        assert_eq!(check(&mut finder, text, &long, ("ru", "en")), Err(TranslationFault::TooLong));
    }
}
