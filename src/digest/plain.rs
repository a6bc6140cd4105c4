//! The text part of a digest, written from the same view as the HTML.

use crate::digest::clean::MarkedPiece;
use crate::digest::view::{Compared, FateWords, Section, StoryRow, View};

/// Columns of a line; links are never broken.
const WIDTH: usize = 78;

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
    for block in &view.blocks {
        if let Some(title) = &block.title {
            page.blank();
            page.blank();
            page.wrapped("", &title.to_uppercase());
        }
        for part in &block.sections {
            section(&mut page, part);
        }
    }
    foot(&mut page, view);
    page.text
}

fn section(page: &mut TextPage, section: &Section) {
    page.blank();
    page.rule('=', &format!("{} ({})", section.heading, section.total));
    for row in &section.rows {
        page.blank();
        story(page, row);
    }
    if section.counted > 0 {
        page.blank();
        page.wrapped("", &format!("… and {} more, counted only.", section.counted));
    }
}

fn story(page: &mut TextPage, row: &StoryRow) {
    page.wrapped("", &marked(&row.title));
    if let Some(link) = &row.link {
        page.line(link);
    }
    page.wrapped("", &format!("{} · {}", row.source, row.facts));
    if !row.whole {
        return;
    }
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
        page.blank();
        page.wrapped("", &format!("{}:", carriers.said));
        for carrier in &carriers.named {
            page.wrapped("  ", &format!("{}, {}", carrier.name, carrier.when));
            if let Some(link) = &carrier.link {
                page.line(&format!("  {link}"));
            }
        }
        if carriers.more > 0 {
            page.wrapped("  ", &format!("and {} more", carriers.more));
        }
    }
    if !row.matched.named.is_empty() || !row.named.named.is_empty() {
        page.blank();
    }
    for (said, terms) in [("Matched", &row.matched), ("Also names", &row.named)] {
        let more = if terms.more > 0 { format!(" and {} more", terms.more) } else { String::new() };
        if !terms.named.is_empty() {
            page.wrapped("", &format!("{said}: {}{more}", terms.named.join(", ")));
        }
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

fn foot(page: &mut TextPage, view: &View) {
    page.blank();
    page.rule('-', "What was watched");
    for sentence in &view.coverage {
        page.wrapped("", sentence);
    }
    page.blank();
    if let Some(archive) = &view.archive {
        page.line("This digest on the web:");
        page.line(archive);
        page.blank();
    }
    page.wrapped("", &view.why);
    page.wrapped("", view.leave.said);
    if !view.leave.shown.is_empty() {
        page.line(&view.leave.shown);
    }
}

/// A quotation with what was looked for between asterisks.
fn marked(pieces: &[MarkedPiece]) -> String {
    let shown =
        |piece: &MarkedPiece| if piece.marked { format!("*{}*", piece.text) } else { piece.text.clone() };
    pieces.iter().map(shown).collect()
}

/// A passage with `[-what went away-]` and `{+what came+}`.
fn compared(passage: &[FateWords]) -> String {
    let shown = |words: &FateWords| {
        if words.removed() {
            format!("[-{}-]", words.text)
        } else if words.added() {
            format!("{{+{}+}}", words.text)
        } else {
            words.text.clone()
        }
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

    /// A paragraph in lines of at most [`WIDTH`] characters, each behind `indent`; nothing for an empty one.
    fn wrapped(&mut self, indent: &str, paragraph: &str) {
        let mut line = String::new();
        let mut width = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if width > 0 && indent.len() + width + 1 + length > WIDTH {
                self.line(&line);
                line.clear();
                width = 0;
            }
            line.push_str(if width == 0 { indent } else { " " });
            line.push_str(word);
            width += length + usize::from(width > 0);
        }
        if !line.is_empty() {
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
        assert_eq!(lines, [2 + 10 * 6 + 9 + 7, 8, 90]);
    }
}
