//! What a page says that shows no article: that there is none, or that its site does not work for a while.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::words::count_words;

/// The most words of a page, and of a text, that is one notice: above it stands the list of the newest articles.
const MOST_WORDS: usize = 240;

/// What a page says in the place of an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum PageNotice {
    /// Nothing of the kind.
    #[default]
    Nothing,
    /// That there is no such page, or that it was taken down.
    Missing,
    /// That the site is being mended, or that something broke: whatever was there may come back.
    Down,
    /// That it is not shown to whoever asks: for where he is, or to subscribers alone.
    Barred,
}

static MISSING: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("missing"));
static BARRED: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("barred"));
static SUBSCRIBED: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("subscribed"));
static DOWN: LazyLock<Phrases> = LazyLock::new(|| Phrases::of("down"));

impl PageNotice {
    /// What the heads of a page and its texts say. To be asked only of a page that does not show what it should: news tells
    /// of what is not found, too.
    pub(super) fn of(heads: &[&str], texts: [&str; 2]) -> Self {
        let heads = heads.join("\n").to_lowercase();
        let [text, visible] = texts
            .map(|text| if count_words(text) <= MOST_WORDS { text.to_lowercase() } else { String::new() });
        let texts = format!("{text}\n{visible}");
        let is_for_subscribers = SUBSCRIBED.begin_a_word_of(&text);
        // What a page is headed is believed first.
        for (said, is_open) in [(&heads, true), (&texts, !is_for_subscribers)] {
            if DOWN.begin_a_word_of(said) {
                return Self::Down;
            }
            // "Not available in your country" is none of an article that is gone.
            if BARRED.begin_a_word_of(said) {
                return Self::Barred;
            }
            // "Not available without a subscription."
            if is_open && MISSING.begin_a_word_of(said) {
                return Self::Missing;
            }
        }
        // Menus name what is for subscribers on pages that are gone, too.
        if SUBSCRIBED.begin_a_word_of(&texts) { Self::Barred } else { Self::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PageNotice::{Barred, Down, Missing, Nothing};

    #[test]
    fn a_page_that_is_not_there_is_told_from_a_site_that_is_mended() {
        for (head, text, expected) in [
            ("Страница не найдена", "Проверьте адрес или попробуйте позже.", Missing),
            ("404", "Ձեր փնտրած էջը չի գտնվել կամ հեռացվել է։", Missing),
            ("Agency", "Axtardığınız səhifə tapılmadı.", Missing),
            ("Haber", "Aradığınız sayfa bulunamadı.", Missing),
            ("We are sorry", "The page that you look for does not exist, or was moved.", Missing),
            ("ニュース", "お探しのページは見つかりませんでした。", Missing),
            ("News", "This article was removed at the request of the editors.", Missing),
            ("Технические работы", "Приносим извинения за неудобства.", Down),
            ("Agency", "На сайте ведутся технические работы. Страница недоступна.", Down),
            ("Site", "Saytda texniki işlər aparılır.", Down),
            ("503", "The service is temporarily unavailable, please try again later.", Down),
            ("Unavailable", "This content is not available in your region.", Barred),
            ("Video", "Dieser Inhalt ist in Ihrem Land nicht verfügbar.", Barred),
            ("Страница недоступна", "Отключите VPN, чтобы открыть сайт.", Missing),
            ("Отключите VPN", "Страница недоступна.", Barred),
            ("Talks resume", "Subscribe to continue reading.", Barred),
            ("Not found", "Home. For subscribers. Weather.", Missing),
            ("Talks", "It is not available without a subscription.", Barred),
            ("Talks", "Error establishing a database connection", Down),
            ("Borscht", "Beetroot, cabbage and meat are boiled for two hours.", Nothing),
            ("", "", Nothing),
        ] {
            assert_eq!(PageNotice::of(&[head], [text, text]), expected, "{head} {text}");
        }
        let newest = "The plane was not found, the minister said. ".repeat(60);
        assert_eq!(PageNotice::of(&["Newest"], [&newest, &newest]), Nothing);
    }
}
