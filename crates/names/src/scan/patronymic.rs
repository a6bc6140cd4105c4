//! Names by the father, which stand between a given name and the surname and say nothing against either.

use crate::text::fold::fold;

/// What stands behind the father's name: son or daughter of, folded.
const CHILD: [&str; 20] = [
    "oglu", "ogly", "oglı", "qizi", "gizi", "kizi", "ogli", "uly", "uulu", "kyzy", "оглы", "оглу", "улы",
    "уулу", "кызы", "ұлы", "қызы", "гызы", "ўғли", "қизи",
];

/// How many such words are looked over in a row.
pub(crate) const MOST_CHILDREN: usize = 2;

/// What a father's name ends with in East Slavic, in any script and case.
const ENDINGS: [&str; 14] = [
    "ович",
    "евич",
    "йович",
    "овн",
    "евн",
    "івн",
    "ївн",
    "авіч",
    "евіч",
    "аўн",
    "ovich",
    "evich",
    "ovna",
    "evna",
];

/// Whether a word says whose child a person is: `oğlu`, `кызы`.
pub(crate) fn is_child_of(word: &str) -> bool {
    let begins_so = |first| {
        matches!(
            first,
            'o' | 'O'
                | 'q'
                | 'Q'
                | 'g'
                | 'G'
                | 'k'
                | 'K'
                | 'u'
                | 'о'
                | 'О'
                | 'у'
                | 'ұ'
                | 'қ'
                | 'к'
                | 'г'
                | 'ў'
                | 'Ў'
        )
    };
    word.starts_with(begins_so)
        && (3..=8).contains(&word.chars().count())
        && CHILD.contains(&fold(word).text.as_str())
}

/// Whether a word is a name by the father: `Гейдарович`, `Гейдаровны`.
pub(crate) fn is_patronymic(word: &str) -> bool {
    let folded = fold(word).text;
    let ends_so = |ending: &str| {
        folded.rfind(ending).is_some_and(|at| at > 0 && folded[at + ending.len()..].chars().count() <= 3)
    };
    folded.chars().count() > 5 && ENDINGS.iter().any(|ending| ends_so(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fathers_are_known_by_their_endings() {
        assert!(
            ["oğlu", "Oğlu", "qızı", "оглы", "уулу", "кызы", "ұлы", "o‘g‘li"].into_iter().all(is_child_of)
        );
        assert!(!["oğlan", "улица", ""].into_iter().any(is_child_of));
        assert!(
            ["Гейдарович", "Владимировной", "Кемелевича", "Konstantinovich", "Іванівни"]
                .into_iter()
                .all(is_patronymic)
        );
        assert!(!["Патрушев", "Иван", "Евнух", ""].into_iter().any(is_patronymic));
    }
}
