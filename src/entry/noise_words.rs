//! The words that counters, times of update and pointers to other articles are made of, in all languages.

use std::collections::HashSet;
use std::sync::LazyLock;

use languages::Language;

/// What the files of all languages say, in lower case.
pub(super) static NOISE_WORDS: LazyLock<NoiseWords> = LazyLock::new(|| NoiseWords::of(languages::all()));

/// Words of noise.
pub(super) struct NoiseWords {
    /// Words that say when a page was changed.
    pub updated: HashSet<&'static str>,
    /// Words that name what a page counts.
    pub counted: HashSet<&'static str>,
    /// Words that say how old a page is.
    pub ago: HashSet<&'static str>,
    /// What such an age is counted in.
    pub ages: HashSet<&'static str>,
    /// Words that stand beside these and say nothing themselves.
    pub beside: HashSet<&'static str>,
    /// How lines begin that lead to other articles.
    pub pointers: Vec<&'static str>,
    /// How lines begin that correct what stood there.
    pub corrections: Vec<&'static str>,
    /// How lines begin that say whose a picture is, or ask to be followed.
    pub credits: Vec<&'static str>,
}

impl NoiseWords {
    /// Those of some languages.
    pub(super) fn of(languages: &[Language]) -> Self {
        let words = |key| languages.iter().flat_map(move |language| language.words(key)).collect();
        let beginnings = |key| {
            let lines = languages.iter().flat_map(move |language| language.of(key));
            lines.flat_map(|line| line.split('|')).collect()
        };
        Self {
            updated: words("updated"),
            counted: words("counted"),
            ago: words("ago"),
            ages: words("ages"),
            beside: words("beside"),
            pointers: beginnings("pointers"),
            corrections: beginnings("corrections"),
            credits: beginnings("credits"),
        }
    }
}
