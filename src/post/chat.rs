//! The kinds of chats as data: how each marks words and links, and how much of a message it takes.

/// What a kind of chat makes of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChatKind {
    /// How words are marked.
    pub markup: ChatMarkup,
    /// How long a message may be; what does not fit is counted and linked.
    pub most: usize,
    /// In what that is counted.
    pub unit: LengthUnit,
}

/// How a chat marks words and links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChatMarkup {
    /// `**so**` and `[so](https://example.org)`.
    Markdown,
    /// `*so*` and `<https://example.org|so>`.
    Slack,
    /// `<b>so</b>` and `<a href="https://example.org">so</a>`.
    Html,
    /// Not at all: `*so*`, and the address after it.
    Plain,
}

/// In what the length of a message is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LengthUnit {
    /// Bytes of UTF-8.
    Bytes,
    /// Units of UTF-16, as JavaScript counts.
    Utf16,
}

impl ChatKind {
    /// ntfy makes a file of what is longer than 4 096 bytes.
    pub(super) const NTFY: Self = Self { markup: ChatMarkup::Markdown, most: 3_800, unit: LengthUnit::Bytes };
    /// Slack takes 40 000, and advises 4 000.
    pub(super) const SLACK: Self = Self { markup: ChatMarkup::Slack, most: 4_000, unit: LengthUnit::Utf16 };
    /// Mattermost takes 16 383.
    pub(super) const MATTERMOST: Self =
        Self { markup: ChatMarkup::Markdown, most: 16_000, unit: LengthUnit::Utf16 };
    /// Discord takes 2 000.
    pub(super) const DISCORD: Self =
        Self { markup: ChatMarkup::Markdown, most: 2_000, unit: LengthUnit::Utf16 };
    /// Telegram takes 4 096, markup left out.
    pub(super) const TELEGRAM: Self = Self { markup: ChatMarkup::Html, most: 4_096, unit: LengthUnit::Utf16 };
    /// A Matrix event takes 64 KiB, both forms and JSON's marks included.
    pub(super) const MATRIX: Self = Self { markup: ChatMarkup::Html, most: 16_000, unit: LengthUnit::Bytes };
    /// The same without markup.
    pub(super) const MATRIX_PLAIN: Self =
        Self { markup: ChatMarkup::Plain, most: 16_000, unit: LengthUnit::Bytes };
    /// What stands behind an Apprise server is not known here; it shortens by itself.
    pub(super) const APPRISE: Self =
        Self { markup: ChatMarkup::Markdown, most: 8_000, unit: LengthUnit::Utf16 };

    /// How long a text is.
    pub(super) fn length(&self, text: &str) -> usize {
        match self.unit {
            LengthUnit::Bytes => text.len(),
            LengthUnit::Utf16 => text.encode_utf16().count(),
        }
    }
}

impl ChatMarkup {
    /// Foreign words, in which nothing is markup and nobody is called.
    pub(super) fn plain(self, text: &str) -> String {
        match self {
            Self::Markdown => {
                let mut escaped = String::with_capacity(text.len());
                for c in text.chars() {
                    match c {
                        // Nobody is called by what a page says: `@here` with a blank of no width in it.
                        '@' => escaped.push_str("@\u{200b}"),
                        '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '~' | '|' | '#' => {
                            escaped.push('\\');
                            escaped.push(c);
                        }
                        c => escaped.push(c),
                    }
                }
                escaped
            }
            Self::Slack => {
                let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                // There is no way to write these as they are.
                escaped.replace('*', "∗").replace('_', "\u{200b}_").replace('~', "∼").replace('`', "ˋ")
            }
            Self::Html => html_escape::encode_double_quoted_attribute(text).into_owned(),
            Self::Plain => text.to_owned(),
        }
    }

    /// What was looked for.
    pub(super) fn marked(self, text: &str) -> String {
        let inner = self.plain(text);
        match self {
            Self::Markdown => format!("**{inner}**"),
            Self::Slack | Self::Plain => format!("*{inner}*"),
            Self::Html => format!("<b>{inner}</b>"),
        }
    }

    /// A link; addresses are those that a mail may hold.
    pub(super) fn link(self, text: &str, url: &str) -> String {
        let inner = self.plain(text);
        match self {
            // Such signs end the link.
            Self::Markdown => {
                format!(
                    "[{inner}]({})",
                    url.replace('(', "%28").replace(')', "%29").replace('_', "%5F").replace('*', "%2A")
                )
            }
            Self::Slack => {
                format!("<{}|{}>", url.replace('&', "&amp;").replace('|', "%7C"), inner.replace('|', "¦"))
            }
            Self::Html => {
                format!("<a href=\"{}\">{inner}</a>", html_escape::encode_double_quoted_attribute(url))
            }
            Self::Plain => format!("{inner} {url}"),
        }
    }
}
