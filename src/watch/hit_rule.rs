//! The rule by which a mention was found, as data that the store keeps; [`crate::watch::words`] says it.

use std::borrow::Cow;

use names::{Manner, Reason, Why};
use serde::{Deserialize, Serialize};

/// The rule by which a surface is its term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum HitRule {
    /// What was done to the words.
    Known(KnownRule),
    /// As earlier versions kept it: a sentence.
    Told(String),
}

/// What was done to the words of the text to make them the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownRule {
    /// The language that the spelling was given for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// How they stood in the text.
    pub order: WordOrder,
    /// How far they are from the spelling's on average, in hundredths from 0 to 100, where they were compared by sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<u8>,
    /// What was done to each word to which anything was done, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<WordRule>,
}

/// How the words of a spelling stood in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WordOrder {
    /// All of them, in order.
    Whole,
    /// The surname in front of the given name.
    Reversed,
    /// The given name shortened to its first letters.
    Initials,
    /// Words between those of the spelling.
    Between,
    /// The surname alone.
    Surname,
    /// The surname alone, in an item that has the full name.
    AnchoredSurname,
}

/// What was done to one word. Endings are folded; cases are abbreviated: `gen.pl`, `dat/loc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WordRule {
    /// An ending of a paradigm was cut off.
    Ending { ending: String, case: Cow<'static, str> },
    /// Endings of an agglutinative language were cut off.
    Suffix { language: Cow<'static, str>, ending: String, cases: Vec<Cow<'static, str>> },
    /// A stem that stands without any ending.
    Bare { language: Cow<'static, str>, case: Cow<'static, str> },
    /// What follows an apostrophe was cut off.
    Apostrophe { ending: String },
    /// Something that is written together in front of the word was cut off.
    Prefix { prefix: Cow<'static, str> },
    /// It fits the pattern.
    Pattern,
}

impl From<&Why> for HitRule {
    fn from(why: &Why) -> Self {
        Self::Known(KnownRule {
            lang: why.spelling.lang.clone(),
            order: why.manner.into(),
            sound: why.sound.map(hundredths),
            words: why.words.iter().filter_map(|reason| word_rule(reason)).collect(),
        })
    }
}

impl From<Manner> for WordOrder {
    fn from(manner: Manner) -> Self {
        match manner {
            Manner::Whole => Self::Whole,
            Manner::Reversed => Self::Reversed,
            Manner::Initials => Self::Initials,
            Manner::Between => Self::Between,
            Manner::Surname => Self::Surname,
            Manner::AnchoredSurname => Self::AnchoredSurname,
        }
    }
}

fn word_rule(reason: &Reason) -> Option<WordRule> {
    let own = |text: &&'static str| Cow::Borrowed(*text);
    Some(match reason {
        Reason::Same | Reason::Sound => return None,
        Reason::Ending { ending, case } => WordRule::Ending { ending: ending.clone(), case: own(case) },
        Reason::Suffix { language, ending, cases } => WordRule::Suffix {
            language: own(language),
            ending: ending.clone(),
            cases: cases.iter().map(own).collect(),
        },
        Reason::Bare { language, case } => WordRule::Bare { language: own(language), case: own(case) },
        Reason::Apostrophe { ending } => WordRule::Apostrophe { ending: ending.clone() },
        Reason::Prefix { prefix } => WordRule::Prefix { prefix: own(prefix) },
        Reason::Pattern => WordRule::Pattern,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped before")]
fn hundredths(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_kept_as_data_and_an_earlier_sentence_as_it_was() {
        let known = HitRule::Known(KnownRule {
            lang: Some("ru".to_owned()),
            order: WordOrder::AnchoredSurname,
            sound: Some(7),
            words: vec![
                WordRule::Ending { ending: "ым".to_owned(), case: "ins".into() },
                WordRule::Suffix {
                    language: "Turkish".into(),
                    ending: "da".to_owned(),
                    cases: vec!["loc".into()],
                },
                WordRule::Pattern,
            ],
        });
        let json = serde_json::to_string(&known).expect("a rule is plain data");
        assert_eq!(
            json,
            r#"{"lang":"ru","order":"anchored-surname","sound":7,"words":[{"ending":{"ending":"ым","case":"ins"}},{"suffix":{"language":"Turkish","ending":"da","cases":["loc"]}},"pattern"]}"#
        );
        assert_eq!(serde_json::from_str::<HitRule>(&json).ok(), Some(known));
        let told = r#""ru \"Алиев\": surname alone""#;
        let earlier = HitRule::Told(r#"ru "Алиев": surname alone"#.to_owned());
        assert_eq!(serde_json::from_str::<HitRule>(told).ok(), Some(earlier));
    }
}
