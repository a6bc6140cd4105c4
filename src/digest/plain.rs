//! The text part of a digest, written from the same view as the HTML.

use crate::change::{Fate, Run};
use crate::digest::clean::MarkedPiece;
use crate::digest::view::{Carriers, Compared, Footer, LIGHT, Section, ShortLine, StoryRow, View};

/// Columns of a line, as mail programs quote it once without breaking it; links are never broken.
const WIDTH: usize = 72;

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
        if row.whole {
            story(page, row);
        } else {
            page.wrapped("", &format!("{} · {}{}, {}", plain(&row.title), row.source, row.also, row.when));
            page.link("", row.link.as_ref());
        }
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

/// Lines of text as they are written.
#[derive(Default)]
struct TextPage {
    text: String,
}

impl TextPage {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line, unless nothing stands before it.
    fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn rule(&mut self, stroke: char, heading: &str) {
        self.wrapped("", heading);
        let width = heading.chars().count().min(WIDTH);
        self.line(&stroke.to_string().repeat(width));
    }

    /// A link on a line of its own, which is never broken.
    fn link(&mut self, indent: &str, link: Option<&String>) {
        if let Some(link) = link {
            self.line(&format!("{indent}{link}"));
        }
    }

    /// A paragraph in lines of at most [`WIDTH`] characters, each behind `indent`; nothing for an empty one.
    fn wrapped(&mut self, indent: &str, paragraph: &str) {
        self.lines(indent, indent, paragraph);
    }

    /// A paragraph whose first line begins with `mark`, the others below its text.
    fn hanging(&mut self, mark: &str, paragraph: &str) {
        self.lines(mark, &" ".repeat(mark.chars().count()), paragraph);
    }

    fn lines(&mut self, first: &str, indent: &str, paragraph: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                indent.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        if !empty {
            self.line(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_inside() {
        let mut page = TextPage::default();
        page.wrapped("  ", &"восемь ".repeat(12));
        page.wrapped("", &"x".repeat(90));
        page.wrapped("", " ");
        let lines: Vec<usize> = page.text.lines().map(|line| line.chars().count()).collect();
        assert_eq!(lines, [2 + 10 * 6 + 9, 2 + 6 + 1 + 6, 90]);
    }
}
