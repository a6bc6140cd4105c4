//! Which classes of an element will be those of its like tomorrow.

use scraper::ElementRef;

/// Classes that say how an element stands at the moment.
const STATES: [&str; 21] = [
    "active",
    "animated",
    "clearfix",
    "current",
    "even",
    "fadeIn",
    "fade-in",
    "first",
    "hidden",
    "hide",
    "hover",
    "is-active",
    "last",
    "lazy",
    "lazyload",
    "lazyloaded",
    "new",
    "odd",
    "selected",
    "show",
    "wow",
];

/// The classes of an element that tell its kind: no numbers of articles, no hashes, no states, and none that CSS would
/// have to escape.
pub(super) fn lasting_classes(element: ElementRef<'_>) -> impl Iterator<Item = &str> {
    element.value().classes().filter(|class| is_lasting(class))
}

fn is_lasting(class: &str) -> bool {
    let is_plain = class.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let begins_well =
        class.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_plain && begins_well && class.len() <= 60 && !STATES.contains(&class) && !is_made_up(class)
}

/// Whether it holds a number of an article (`post-1234`) or a hash of a program that packs style sheets (`css-1x2y3z`,
/// `Card_root__aB3xZ`).
fn is_made_up(class: &str) -> bool {
    let runs: Vec<&str> = class.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let is_hash = |part: &str| {
        let name = part.trim_end_matches(|c: char| c.is_ascii_digit());
        part.len() >= 5 && !runs.is_empty() && name.bytes().any(|byte| !byte.is_ascii_lowercase())
    };
    runs.len() >= 2 || runs.iter().any(|run| run.len() >= 3) || class.split(['-', '_']).any(is_hash)
}

/// What a class begins with that may be its element's alone: `item-` of `item-7`, `teaser` of `teaser2`.
pub(super) fn stem(class: &str) -> Option<&str> {
    let name = class.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = match name.rfind(['-', '_']) {
        Some(end) => &name[..=end],
        None => name,
    };
    (stem.len() < class.len() && stem.trim_end_matches(['-', '_']).len() > 1).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_classes_begin_with_is_left_of_their_last_part() {
        for (class, expected) in [
            ("item-7", Some("item-")),
            ("teaser2", Some("teaser")),
            ("card__talks", Some("card__")),
            ("news-talks-in-almaty", Some("news-talks-in-")),
            ("item", None),
            ("a-1", None),
            ("_x", None),
        ] {
            assert_eq!(stem(class), expected, "{class}");
        }
    }

    #[test]
    fn numbers_hashes_and_states_do_not_last() {
        for class in ["news-item", "col-md-4", "h2", "node__title", "NewsCard", "teaser2", "_x"] {
            assert!(is_lasting(class), "{class}");
        }
        for class in
            ["post-1234", "css-1x2y3z", "Card_root__aB3xZ", "odd", "md:w-1/2", "2col", "sc-bdVaJa1x", ""]
        {
            assert!(!is_lasting(class), "{class}");
        }
    }
}
