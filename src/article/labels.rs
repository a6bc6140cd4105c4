//! Lines that a site puts between the paragraphs of an article and changes as it likes: an advertisement, a share, the weather,
//! "3 min read".

use std::sync::LazyLock;

use super::words::count_words;
use crate::entry::noise;

/// Words of the longest.
const LONGEST: usize = 12;

/// Where lines lead that ask to follow or to share, in small letters.
const NETWORKS: [&str; 12] = [
    "telegram",
    "facebook",
    "twitter",
    "whatsapp",
    "instagram",
    "youtube",
    "viber",
    "tiktok",
    "app store",
    "google play",
    "ctrl+enter",
    "ctrl + enter",
];

static BEGINNINGS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = languages::all().iter().flat_map(|language| language.of("labels"));
    lines.flat_map(|line| line.split('|')).collect()
});

/// The text without them. What has a full stop is a sentence, and what says nothing of the kind is a heading, or an item of a list:
/// both are the article's.
pub(crate) fn without_labels(text: &str) -> String {
    text.lines().filter(|line| !is_label(line)).collect::<Vec<_>>().join("\n")
}

fn is_label(line: &str) -> bool {
    if count_words(line) > LONGEST || noise::ends_a_sentence(line) {
        return false;
    }
    let line = line.to_lowercase();
    let behind_figures = line.trim_start_matches(|letter: char| !letter.is_alphabetic());
    // The weather. Other figures may be those of a table.
    line.contains('°')
        || NETWORKS.iter().any(|network| line.contains(network))
        || BEGINNINGS
            .iter()
            .any(|beginning| line.starts_with(beginning) || behind_figures.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_headings_and_items() {
        for line in [
            "Advertisement",
            "Share on Facebook Twitter",
            "3 min read",
            "USD 390.12 EUR 420.55",
            "Ереван +12°C",
            "Реклама",
            "Теги: ОДКБ, Астана",
            "Bizi Telegram-da izləyin",
            "Нашли ошибку? Выделите её и нажмите Ctrl+Enter",
        ] {
            assert_eq!(without_labels(line), "", "{line}");
        }
        for line in [
            "Тасмагамбетов уволен",
            "Погибли 12 человек",
            "Prime minister resigns",
            "Материал отозван редакцией",
            "Переговоры сорваны",
            "Армения",
            "He will share the prize.",
            "Автор: Иван Петров",
            "Азербайджан 45",
        ] {
            assert_eq!(without_labels(line), line);
        }
    }
}
