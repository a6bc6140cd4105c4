//! What of a page's text stands from one look to the next, where something on it is another at each of them: a line of other
//! headlines, a live report that grows.

use std::collections::HashSet;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::entry::{ContentHash, kept_share};

/// Lines of a text that are compared one by one; of a longer one nothing stands but the whole.
const LINES: usize = 2000;

/// A line that keeps so much of the words of another one is that, edited.
const EDITED: f64 = 0.3;

/// The lines of a text as looks remember them, noise left out; none of one that is too long.
pub(crate) fn line_hashes(text: &str) -> Vec<u64> {
    let lines = || text.lines().map(|line| ContentHash::of("", line).half());
    if lines().nth(LINES).is_some() { Vec::new() } else { lines().collect() }
}

/// The known text with what the look in `between` and the present one have both changed in it: lines that are new in both, and
/// those that both lack. Where another line stands in the place of one at each look, the known one stays.
///
/// `None` where a text is too long.
pub(crate) fn standing(before: &str, between: &[u64], now: &str) -> Option<String> {
    let (old, new) = (line_hashes(before), line_hashes(now));
    if new.is_empty() || between.is_empty() || before.lines().count() != old.len() {
        return None;
    }
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let texts = Texts { was: between.iter().copied().collect(), is: new.iter().copied().collect() };
    let mut stands: Vec<&str> = Vec::with_capacity(new.len());
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let added = op.new_range();
        if matches!(op, DiffOp::Equal { .. }) {
            stands.extend(&new_lines[added]);
            continue;
        }
        let removed: Vec<(u64, &str)> = op.old_range().map(|at| (old[at], old_lines[at])).collect();
        let added: Vec<(u64, &str)> = added.map(|at| (new[at], new_lines[at])).collect();
        texts.place(&removed, &added, &mut stands);
    }
    Some(stands.join("\n"))
}

/// The lines of the two looks.
struct Texts {
    was: HashSet<u64>,
    is: HashSet<u64>,
}

impl Texts {
    /// What of one changed place stands.
    fn place<'a>(&self, removed: &[(u64, &'a str)], added: &[(u64, &'a str)], stands: &mut Vec<&'a str>) {
        let is_new_in_both = |line: &(u64, &str)| self.was.contains(&line.0);
        let is_restless = !added.iter().all(is_new_in_both);
        // What stands elsewhere now has moved.
        let mut kept: Vec<(u64, &str)> =
            removed.iter().filter(|line| !self.is.contains(&line.0)).copied().collect();
        if is_restless {
            for (_, line) in added.iter().filter(|line| is_new_in_both(line)) {
                let likeness = |other: &(u64, &str)| kept_share(other.1, line);
                let likest =
                    (0..kept.len()).max_by(|a, b| likeness(&kept[*a]).total_cmp(&likeness(&kept[*b])));
                if let Some(likest) = likest.filter(|at| likeness(&kept[*at]) >= EDITED) {
                    kept.remove(likest);
                }
            }
        } else {
            kept.retain(|line| self.was.contains(&line.0));
        }
        let mut kept = kept.into_iter().map(|(_, line)| line);
        for line in added {
            if is_new_in_both(line) {
                stands.push(line.1);
            } else {
                stands.extend(kept.next());
            }
        }
        stands.extend(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands of a text of letters, a line each, that had become the second at one look and is the third at the next.
    fn stands(before: &str, between: &str, now: &str) -> String {
        let text = |letters: &str| {
            let line = |letter: char| match letter {
                'x' => "The council gave 12 million for the bridge.".to_owned(),
                'X' => "The council gave 21 million for the bridge.".to_owned(),
                other => format!("{other}{other} {other}{other}{other}"),
            };
            letters.chars().map(line).collect::<Vec<_>>().join("\n")
        };
        let stands = standing(&text(before), &line_hashes(&text(between)), &text(now)).expect("it is short");
        let letter = |line: &str| match line {
            "The council gave 12 million for the bridge." => 'x',
            "The council gave 21 million for the bridge." => 'X',
            other => other.chars().next().unwrap_or(' '),
        };
        stands.lines().map(letter).collect()
    }

    #[test]
    fn what_two_looks_have_read_stands() {
        for (before, between, now, expected) in [
            // A line that is another at each look, and an edit: apart, beside it, before and behind it.
            ("axbR", "axbS", "axbT", "axbR"),
            ("axbR", "aXbS", "aXbT", "aXbR"),
            ("abxR", "abXS", "abXT", "abXR"),
            ("Rxab", "SXab", "TXab", "RXab"),
            // A line that comes or goes beside it.
            ("abRc", "abScd", "abTcd", "abRcd"),
            ("aebRc", "abSc", "abTc", "abRc"),
            // It came between the looks, or was there once.
            ("axbR", "axbS", "aXbT", "axbR"),
            ("axbR", "aXbS", "axbT", "axbR"),
            // A live report grows at its end, at its beginning.
            ("ab", "abc", "abcd", "abc"),
            ("ab", "cab", "dcab", "cab"),
            ("abR", "abcS", "abcdT", "abcR"),
            // A line that is there at every second look.
            ("abc", "ac", "abc", "abc"),
            ("abc", "ac", "adc", "abc"),
            // Lines that only moved.
            ("abcR", "acbS", "acbT", "acbR"),
        ] {
            assert_eq!(stands(before, between, now), expected, "{before} {between} {now}");
        }
    }

    #[test]
    fn of_a_text_without_end_nothing_stands_but_the_whole() {
        let long = "a line\n".repeat(LINES + 1);
        assert_eq!(standing("a", &line_hashes("b"), &long), None);
        assert_eq!(standing(&long, &line_hashes("b"), "c"), None);
        assert!(line_hashes(&long).is_empty());
    }
}
