//! Shortens a mail or a page that would be too long: first to titles, then to counts, the least weighty stories first.

use crate::digest::view::{EventPlace, Section, StoryRow, View};
use crate::wording;

/// Stories that stand whole before any other is named: a flood must not take the sentences from what matters most.
const FIRST: usize = 10;

/// What is shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Mail,
    Page,
}

/// The longest form for which `fits` holds; the shortest one where none does. Stories that say little
/// beside the first are a line each in any case.
///
/// The longer it is, the less it fits: `fits` is asked about ten times for a thousand stories.
pub(crate) fn shorten(view: View, sheet: Sheet, fits: impl Fn(&View) -> bool) -> View {
    let mut view = view;
    let sections = view.blocks.iter_mut().flat_map(|block| &mut block.sections);
    sections
        .flat_map(|section| &mut section.rows)
        .for_each(|row| row.whole = !row.light && row.event != EventPlace::InALine);
    if fits(&view) {
        return view;
    }
    let stories = view.rows().count();
    // Step s < n shows s stories, the first of them whole; step n + s shows s of them whole and names the others.
    let (mut known, mut open) = (0, 2 * stories);
    while known + 1 < open {
        let step = known.midpoint(open);
        if fits(&at_step(&view, sheet, stories, step)) {
            known = step;
        } else {
            open = step;
        }
    }
    at_step(&view, sheet, stories, known)
}

fn at_step(view: &View, sheet: Sheet, stories: usize, step: usize) -> View {
    let named = step.min(stories);
    let whole = step.saturating_sub(stories).max(named.min(FIRST));
    let mut ranks: Vec<(u8, usize, usize)> =
        view.rows().enumerate().map(|(place, row)| (row.rank.0, row.rank.1, place)).collect();
    ranks.sort_unstable();
    let mut order = vec![0; stories];
    for (rank, (_, _, place)) in ranks.into_iter().enumerate() {
        order[place] = rank;
    }
    let mut shortened = view.clone();
    let mut places = order.into_iter();
    let sections = shortened.blocks.iter_mut().flat_map(|block| &mut block.sections);
    for section in sections {
        shorten_section(section, &mut places, named, whole);
    }
    let whole = shortened.rows().filter(|row| row.whole).count();
    let archived = sheet == Sheet::Mail && view.foot.archive.is_some();
    shortened.notes.push(note(sheet, stories, named, whole, archived));
    shortened
}

fn shorten_section(
    section: &mut Section,
    order: &mut impl Iterator<Item = usize>,
    named: usize,
    whole: usize,
) {
    let rows = std::mem::take(&mut section.rows);
    for (row, rank) in rows.into_iter().zip(order) {
        if rank < named {
            section.rows.push(StoryRow { whole: row.whole && rank < whole, ..row });
        } else {
            section.counted += 1;
        }
    }
}

fn note(sheet: Sheet, stories: usize, named: usize, whole: usize, archived: bool) -> String {
    let mut forms = vec![format!("{whole} stand here whole")];
    forms.push(format!("{} by their titles", named - whole));
    if stories > named {
        forms.push(format!("{} are only counted", stories - named));
    }
    let all = wording::counted(stories, "story", "stories");
    let rest = if archived { " All of them are on the web; the link is at the end." } else { "" };
    let sheet = match sheet {
        Sheet::Mail => "mail",
        Sheet::Page => "page",
    };
    format!("{all} are more than one {sheet} holds: {}.{rest}", wording::list(&forms))
}
