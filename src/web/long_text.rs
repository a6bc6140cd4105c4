//! Of a text that is too long for a page what is looked for: its beginning, and the paragraphs that something is the matter with.

use crate::wording::counted;

/// Bytes of the text of a page, at most: with its frame and its marks it stays under 60 kB.
const MOST: usize = 30 << 10;

/// Bytes that the marks of a paragraph take.
const MARKS: usize = 60;

/// How much a paragraph is wanted on a page that has no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    First,
    WhereThereIsRoom,
    Never,
}

/// A paragraph, or how many are left out there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PageParagraph<P> {
    Text(P),
    LeftOut(String),
}

/// What of the paragraphs of a text a page shows: all where there is room, else as much as there is, what is wanted first before
/// the rest. `length` is that of a paragraph in bytes.
pub(super) fn fitting<P>(
    paragraphs: Vec<P>,
    length: impl Fn(&P) -> usize,
    wanted: impl Fn(&[P], usize) -> Wanted,
) -> Vec<PageParagraph<P>> {
    let lengths: Vec<usize> = paragraphs.iter().map(|paragraph| length(paragraph) + MARKS).collect();
    let fits_whole = lengths.iter().sum::<usize>() <= MOST;
    let (mut room, mut shown) = (MOST, vec![fits_whole; paragraphs.len()]);
    for turn in [Wanted::First, Wanted::WhereThereIsRoom].into_iter().filter(|_| !fits_whole) {
        for at in (0..paragraphs.len()).filter(|at| wanted(&paragraphs, *at) == turn) {
            // A page that shows nothing helps nobody, however long its one paragraph is.
            shown[at] = lengths[at] <= room || room == MOST;
            if shown[at] {
                room = room.saturating_sub(lengths[at]);
            }
        }
    }
    let mut page: Vec<PageParagraph<P>> = Vec::new();
    let mut left_out = 0;
    for (paragraph, is_shown) in paragraphs.into_iter().zip(shown) {
        if !is_shown {
            left_out += 1;
            continue;
        }
        page.extend(note(left_out));
        left_out = 0;
        page.push(PageParagraph::Text(paragraph));
    }
    page.extend(note(left_out));
    page
}

fn note<P>(left_out: usize) -> Option<PageParagraph<P>> {
    let words = format!("… {} not shown …", counted(left_out, "paragraph", "paragraphs"));
    (left_out > 0).then_some(PageParagraph::LeftOut(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_where_it_is_wanted_and_a_short_one_whole() {
        let shown = |paragraphs: Vec<usize>, wanted: &[usize]| {
            let wish = |_: &[usize], at: usize| match at {
                0 if !wanted.contains(&0) => Wanted::WhereThereIsRoom,
                at if wanted.contains(&at) => Wanted::First,
                _ => Wanted::Never,
            };
            let page = fitting(paragraphs, |length| *length, wish);
            page.into_iter()
                .map(|one| match one {
                    PageParagraph::Text(length) => length.to_string(),
                    PageParagraph::LeftOut(words) => words,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(vec![10, 20], &[]), ["10", "20"]);
        assert_eq!(
            shown(vec![20_000; 4], &[2]),
            ["… 2 paragraphs not shown …", "20000", "… 1 paragraph not shown …"]
        );
        assert_eq!(shown(vec![9_000; 4], &[3]), ["9000", "… 2 paragraphs not shown …", "9000"]);
        assert_eq!(shown(vec![20_000; 2], &[0, 1]), ["20000", "… 1 paragraph not shown …"]);
        assert_eq!(shown(vec![90_000], &[0]), ["90000"]);
        assert_eq!(shown(Vec::new(), &[]), Vec::<String>::new());
    }
}
