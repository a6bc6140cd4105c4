//! Chinese in traditional and in simplified characters: one name, whichever a text is written in.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Each traditional character with the simplified one; see the head of the table.
static SIMPLIFIED: LazyLock<HashMap<char, char, FixedState>> = LazyLock::new(|| {
    let lines = include_str!("han.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(str::split_whitespace).filter_map(|pair| {
        let mut both = pair.chars();
        Some((both.next()?, both.next()?))
    });
    pairs.collect()
});

/// The simplified character of a traditional one; any other is its own.
pub(crate) fn simplified(character: char) -> char {
    SIMPLIFIED.get(&character).copied().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leads_to_characters_that_stay() {
        let folded = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(folded("集體安全條約組織"), "集体安全条约组织");
        assert_eq!(folded("安全 ア 안"), "安全 ア 안");
        assert!(SIMPLIFIED.len() > 2_500);
        assert!(SIMPLIFIED.values().all(|simple| simplified(*simple) == *simple));
    }
}
