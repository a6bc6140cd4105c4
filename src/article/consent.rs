//! Pages that ask for consent before they show anything, told by what they talk about.

use super::words::count_words;

/// Words of consent pages in the languages of the press that shows them, lower case; a page of one has many of them.
const WORDS: [&str; 34] = [
    "cookie",
    "consent",
    "privacy policy",
    "your privacy",
    "our partners",
    "legitimate interest",
    "personalised ad",
    "personalized ad",
    "accept all",
    "reject all",
    "manage preferences",
    "datenschutz",
    "einwilligung",
    "zustimm",
    "akzeptieren",
    "werbung und tracking",
    "vos données",
    "consentement",
    "tout accepter",
    "consentimiento",
    "aceptar",
    "privacidad",
    "consenso",
    "accetta",
    "toestemming",
    "zgoda",
    "zgodę",
    "prywatności",
    "souhlas",
    "файлы cookie",
    "файлов cookie",
    "персональных данных",
    "çerez",
    "kişisel veri",
];

/// The most words of a page that can be one of consent: the longest seen name their purposes in some 700 words.
const MOST_WORDS: usize = 900;

/// How many different ones make a page of consent, and how many words of text may stand for each mention.
const FEWEST: usize = 4;
const WORDS_A_MENTION: usize = 45;

/// Whether a text talks of little but consent. An article about data protection has sentences between.
pub(super) fn is_consent(text: &str) -> bool {
    let words = count_words(text);
    if words > MOST_WORDS {
        return false;
    }
    let text = text.to_lowercase();
    let mentions: Vec<usize> =
        WORDS.iter().map(|word| text.matches(word).count()).filter(|mentions| *mentions > 0).collect();
    mentions.len() >= FEWEST && mentions.iter().sum::<usize>() * WORDS_A_MENTION >= words
}
