//! The text part of a mail, line by line.

/// Columns of a line, as mail programs quote it once without breaking it; links are never broken.
const WIDTH: usize = 72;

/// Lines of text as they are written.
#[derive(Default)]
pub(crate) struct TextPage {
    /// What is written by now.
    pub text: String,
    /// What every line begins with: what is set in belongs to what stands above it.
    pub margin: &'static str,
}

impl TextPage {
    pub(crate) fn line(&mut self, line: &str) {
        if !line.trim_end().is_empty() {
            self.text.push_str(self.margin);
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line, unless nothing stands before it.
    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    pub(crate) fn rule(&mut self, stroke: char, heading: &str) {
        self.wrapped("", heading);
        let width = heading.chars().count().min(WIDTH);
        self.line(&stroke.to_string().repeat(width));
    }

    /// A link on a line of its own, which is never broken.
    pub(crate) fn link(&mut self, indent: &str, link: Option<&String>) {
        if let Some(link) = link {
            self.line(&format!("{indent}{link}"));
        }
    }

    /// A paragraph in lines of at most [`WIDTH`] characters, each behind `indent`; nothing for an empty one.
    pub(crate) fn wrapped(&mut self, indent: &str, paragraph: &str) {
        self.lines(indent, indent, paragraph);
    }

    /// A paragraph whose first line begins with `mark`, the others below its text.
    pub(crate) fn hanging(&mut self, mark: &str, paragraph: &str) {
        self.lines(mark, &" ".repeat(mark.chars().count()), paragraph);
    }

    fn lines(&mut self, first: &str, indent: &str, paragraph: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH - self.margin.len() {
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
