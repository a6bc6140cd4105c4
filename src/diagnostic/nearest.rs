//! The nearest known word to a mistyped one, for "did you mean".

/// The known word that `typed` was most likely meant to be; `None` when nothing is near.
pub(crate) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_with_distance(typed, known).map(|(_, word)| word)
}

/// The same with how many letters the two are apart.
pub(crate) fn nearest_with_distance<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<(usize, &'a str)> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|word| (distance(&typed, &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
}

/// Edits between two words: a letter more, less, another, or two swapped.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let changed = rows[i][j] + usize::from(l != r);
            let swapped = if i > 0 && j > 0 && *l == right[j - 1] && left[i - 1] == *r {
                rows[i - 1][j - 1] + 1
            } else {
                usize::MAX
            };
            row.push(changed.min(swapped).min(rows[i][j + 1] + 1).min(row[j] + 1));
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_does_not() {
        const KNOWN: [&str; 5] = ["every", "min_every", "max_every", "timeout", "tags"];
        for (typed, expected) in [
            ("evry", Some("every")),
            ("eveyr", Some("every")),
            ("Timeout", Some("timeout")),
            ("tag", Some("tags")),
            ("max-every", Some("max_every")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, KNOWN), expected, "{typed}");
        }
    }
}
