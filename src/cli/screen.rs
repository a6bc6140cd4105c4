//! Text made to fit the terminal, and coloured there; where there is none, for a file or a pipe, nothing is cut.

use std::io::stdout;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use terminal_size::{Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The narrowest screen that tables are laid out for.
const NARROW: usize = 60;

/// How wide lines may be, and whether colours are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    columns: Option<usize>,
    /// A terminal, and neither `NO_COLOR` nor `TERM=dumb` say otherwise (`CLICOLOR_FORCE` for pipes).
    is_coloured: bool,
}

/// What a colour says; never the colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Somebody should act.
    Bad,
    /// Somebody should look.
    Doubtful,
    /// It is as it should be.
    Good,
    /// It is there to be copied, not to be read first.
    Faint,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Doubtful => AnsiColor::Yellow.on_default(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Faint => Style::new().dimmed(),
        }
    }
}

impl Screen {
    /// The terminal that the output goes to.
    pub(super) fn of_stdout() -> Self {
        let columns = terminal_size_of(stdout()).map(|(Width(columns), _)| usize::from(columns).max(NARROW));
        Self { columns, is_coloured: AutoStream::choice(&stdout()) != ColorChoice::Never }
    }

    #[cfg(test)]
    pub(super) fn of_width(columns: usize) -> Self {
        Self { columns: Some(columns), is_coloured: false }
    }

    /// Whether colours are seen.
    pub(super) fn is_coloured(self) -> bool {
        self.is_coloured
    }

    /// The text in the colour of a tone, where colours are seen.
    pub(super) fn toned(self, tone: Tone, text: &str) -> String {
        if !self.is_coloured {
            return text.to_owned();
        }
        let style = tone.style();
        format!("{style}{text}{style:#}")
    }

    /// Columns that are left of a line after so many; `None` where there is no end.
    pub(super) fn left_after(self, columns: usize) -> Option<usize> {
        self.columns.map(|width| width.saturating_sub(columns))
    }

    /// A text whose first line begins at the left and whose other lines stand behind an indent.
    pub(super) fn hanging(self, indent: usize, text: &str) -> String {
        let narrower = Self { columns: self.columns.map(|columns| columns.saturating_sub(indent)), ..self };
        let lines = narrower.wrapped(0, text);
        lines.replace('\n', &format!("\n{}", " ".repeat(indent)))
    }

    /// A text in lines behind an indent, broken between words; a longer word, such as an address, is left whole.
    pub(super) fn wrapped(self, indent: usize, text: &str) -> String {
        let most = self.left_after(indent).unwrap_or(usize::MAX);
        let mut lines = String::new();
        let mut used = 0;
        for word in text.split_whitespace() {
            let wide = word.width();
            if used > 0 && used + 1 + wide <= most {
                lines.push(' ');
                used += 1 + wide;
            } else {
                if used > 0 {
                    lines.push('\n');
                }
                lines.extend(std::iter::repeat_n(' ', indent));
                used = wide;
            }
            lines.push_str(word);
        }
        lines
    }
}

/// A text in exactly so many columns: filled with spaces, or cut with `…` where it is wider.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    let wide = text.width();
    if wide <= columns {
        return format!("{text}{}", " ".repeat(columns - wide));
    }
    let (mut kept, mut used) = (String::new(), 0);
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        kept.push(letter);
        used += wide;
    }
    format!("{kept}…{}", " ".repeat(columns.saturating_sub(used + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_fitted_by_what_the_eye_sees() {
        for (text, columns, expected) in [
            ("news", 6, "news  "),
            ("newspaper", 6, "newsp…"),
            ("外交部发言人", 6, "外交… "),
            ("ქართული", 7, "ქართული"),
            ("e\u{301}te\u{301}", 3, "e\u{301}te\u{301}"),
            ("", 2, "  "),
            ("ab", 1, "…"),
        ] {
            let found = fitted(text, columns);
            assert_eq!((found.as_str(), found.width()), (expected, columns), "{text}");
        }
    }

    #[test]
    fn words_are_wrapped_and_addresses_left_whole() {
        let screen = Screen::of_width(20);
        assert_eq!(
            screen.wrapped(4, "one two three four https://a.example/a/long/address end"),
            "    one two three\n    four\n    https://a.example/a/long/address\n    end"
        );
        assert_eq!(
            Screen { columns: None, is_coloured: false }.wrapped(2, "one two three four five six seven"),
            "  one two three four five six seven"
        );
        assert_eq!(screen.wrapped(4, ""), "");
    }

    #[test]
    fn a_hanging_text_begins_at_the_left() {
        let text = "reached its readers: sent to an address, and so on and on until the line ends somewhere";
        let lines =
            "reached its readers: sent to an address, and so on and on\n  until the line ends somewhere";
        assert_eq!(Screen::of_width(60).hanging(2, text), lines);
    }
}
