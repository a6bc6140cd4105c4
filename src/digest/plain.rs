//! The text part of a digest, written from the same view as the HTML.

use crate::change::{Fate, Run};
use crate::digest::clean::MarkedPiece;
use crate::digest::text_page::TextPage;
use crate::digest::view::{
    Carriers, Compared, Footer, LIGHT, Section, ShortLine, StoryRow, TranslatedLines, View,
};

/// The whole text part. Lines end in `\n`.
pub(crate) fn text(view: &View) -> String {
    let mut page = TextPage::default();
    page.wrapped("", &format!("Wirewatch {} · {}", view.kicker, view.day));
    page.blank();
    page.wrapped("", &view.heading.to_uppercase());
    page.wrapped("", &view.description);
    page.blank();
    page.wrapped("", &format!("{}.", view.counts));
    page.wrapped("", &view.span);
    for note in &view.notes {
        page.wrapped("", note);
    }
    in_short(&mut page, &view.in_short);
    for block in &view.blocks {
        if let Some(title) = &block.title {
            page.blank();
            page.blank();
            page.wrapped("", &title.to_uppercase());
        }
        if !block.note.is_empty() {
            page.blank();
            page.wrapped("", &block.note);
        }
        for part in &block.sections {
            section(&mut page, part);
        }
    }
    foot(&mut page, &view.foot);
    page.text
}

fn in_short(page: &mut TextPage, lines: &[ShortLine]) {
    if lines.is_empty() {
        return;
    }
    page.blank();
    page.rule('=', "In short");
    for (number, line) in (1..).zip(lines) {
        page.hanging(&format!("{number}. "), &format!("{}{} · {}", line.turn, line.title, line.source));
    }
}

fn section(page: &mut TextPage, section: &Section) {
    page.blank();
    page.rule('=', &format!("{} ({})", section.heading, section.total));
    for (at, row) in section.rows.iter().enumerate() {
        page.blank();
        if section.opens_light(at) {
            page.wrapped("", LIGHT);
            page.blank();
        }
        if let Some(said) = row.opens_event() {
            page.wrapped("", &format!("{said}:"));
        }
        // What follows under such a heading is set in, so that its end is seen.
        page.margin = if row.follows() { "  " } else { "" };
        if row.whole {
            story(page, row);
        } else {
            page.wrapped("", &format!("{} · {}{}, {}", plain(&row.title), row.source, row.also, row.when));
            page.link("", row.link.as_ref());
        }
        page.margin = "";
    }
    if section.counted > 0 {
        page.blank();
        page.wrapped("", &format!("… and {} more, counted only.", section.counted));
    }
}

fn story(page: &mut TextPage, row: &StoryRow) {
    page.wrapped("", &marked(&row.title));
    page.link("", row.link.as_ref());
    page.wrapped("", &format!("{} · {}", row.source, row.facts));
    for note in &row.notes {
        page.wrapped("", note);
    }
    for quote in &row.quotes {
        page.blank();
        page.wrapped("  ", &marked(quote));
    }
    if let Some(made) = &row.translation {
        translation(page, made);
    }
    if let Some(change) = &row.change {
        changes(page, change);
    }
    if let Some(carriers) = &row.carriers {
        also_in(page, carriers);
    }
    if !row.matched.named.is_empty() || !row.named.named.is_empty() {
        page.blank();
    }
    for (said, terms) in [("Matched", &row.matched), ("Also names", &row.named)] {
        if !terms.named.is_empty() {
            page.wrapped("", &format!("{said}: {}", terms.said()));
        }
    }
}

fn translation(page: &mut TextPage, made: &TranslatedLines) {
    if !made.lines.is_empty() {
        page.blank();
        page.wrapped("", &format!("{}:", made.said));
    }
    for line in &made.lines {
        page.blank();
        page.wrapped("  ", line);
    }
    if !made.left_out.is_empty() {
        page.blank();
        page.wrapped("", &made.left_out);
    }
}

fn also_in(page: &mut TextPage, carriers: &Carriers) {
    page.blank();
    page.wrapped("", &format!("{}:", carriers.said));
    for carrier in &carriers.named {
        page.wrapped("  ", &format!("{}, {}", carrier.name, carrier.when));
        page.link("  ", carrier.link.as_ref());
    }
    if carriers.more > 0 {
        page.wrapped("  ", &format!("and {} more", carriers.more));
    }
}

fn changes(page: &mut TextPage, change: &Compared) {
    page.blank();
    page.wrapped("", &change.said);
    for passage in &change.passages {
        page.blank();
        page.wrapped("  ", &compared(passage));
    }
    if !change.more.is_empty() {
        page.blank();
        page.wrapped("  ", &change.more);
    }
}

fn foot(page: &mut TextPage, foot: &Footer) {
    page.blank();
    if foot.coverage.is_empty() {
        page.line("--");
    } else {
        page.rule('-', "What was watched");
        for sentence in &foot.coverage {
            page.wrapped("", sentence);
        }
        page.blank();
    }
    if let Some(archive) = &foot.archive {
        page.line("On the web:");
        page.line(archive);
        page.blank();
    }
    page.wrapped("", &foot.why);
    page.wrapped("", foot.leave.said);
    if !foot.leave.shown.is_empty() {
        page.line(&foot.leave.shown);
    }
}

/// A quotation with what was looked for between asterisks.
fn marked(pieces: &[MarkedPiece]) -> String {
    let shown =
        |piece: &MarkedPiece| if piece.marked { format!("*{}*", piece.text) } else { piece.text.clone() };
    pieces.iter().map(shown).collect()
}

/// The same without marks, for a line that shows what little there is.
fn plain(pieces: &[MarkedPiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// A passage with `[-what went away-]` and `{+what came+}`.
fn compared(passage: &[Run]) -> String {
    let shown = |Run { fate, text }: &Run| match fate {
        Fate::Removed => format!("[-{text}-]"),
        Fate::Added => format!("{{+{text}+}}"),
        Fate::Kept => text.clone(),
    };
    passage.iter().map(shown).collect()
}
