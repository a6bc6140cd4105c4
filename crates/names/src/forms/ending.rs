//! An ending in text, and the end of a base form that it replaces.

/// One ending in text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub text: &'static str,
    /// The case, abbreviated: `gen.pl`.
    pub label: &'static str,
    /// Not for names: with a capital in front it makes another name (Иван, Иванов). Written `~ов`.
    pub common: bool,
}

/// Which end of a base form something replaces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordEnd {
    pub base: &'static str,
    /// `*` anything, `[абв]` one of these letters, `[^абв]` none of them, `ов|ев` one of these.
    pub after: &'static str,
    /// How many letters a stem needs to stand without any ending; 0: never.
    pub bare: usize,
}

impl WordEnd {
    /// The stem of a base form, if the form ends so.
    pub(crate) fn stem<'w>(&self, word: &'w str) -> Option<&'w str> {
        let stem = word.strip_suffix(self.base)?;
        (!stem.is_empty() && self.fits(stem)).then_some(stem)
    }

    /// Whether a stem ends with what must stand before.
    pub(crate) fn fits(&self, stem: &str) -> bool {
        let after = self.after;
        if after == "*" {
            return true;
        }
        match after.strip_prefix('[').and_then(|set| set.strip_suffix(']')) {
            Some(set) => match set.strip_prefix('^') {
                Some(set) => !stem.ends_with(|letter| set.contains(letter)),
                None => stem.ends_with(|letter| set.contains(letter)),
            },
            None => after.split('|').any(|end| stem.ends_with(end)),
        }
    }
}
