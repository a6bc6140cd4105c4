//! A problem in a file as data, and a fault within one value of it.

use std::ops::Range;

/// One thing that is wrong in a file, as data; [`Finding`](super::finding::Finding) makes it text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where, as bytes into the source; an empty span points between two characters.
    pub span: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// A few words under the caret.
    pub label: Option<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// A second place in the same file that the problem speaks of ("first used here").
    pub also: Option<(Range<usize>, String)>,
    /// Whether the file is refused for it.
    pub severity: Severity,
    /// A stable word for machines, such as `unknown-key`.
    pub code: &'static str,
}

/// Whether a problem refuses the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// The file is refused.
    Error,
    /// The file is taken; a person should look.
    Warning,
}

impl Problem {
    /// An error at `span`.
    pub(crate) fn error(span: Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { span, message: message.into(), label: None, help: None, also: None, severity, code }
    }

    /// A warning at `span`.
    pub(crate) fn warning(span: Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, code, message) }
    }

    /// The same with words under the caret.
    #[must_use]
    pub(crate) fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// The same with what to write instead.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same with a second place.
    #[must_use]
    pub(crate) fn also(self, span: Range<usize>, words: impl Into<String>) -> Self {
        Self { also: Some((span, words.into())), ..self }
    }
}

/// What is wrong inside one value, pointing into the value's own characters; a [`Problem`] once its place in the
/// file is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Bytes into the value.
    pub span: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at `span` of the value.
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The same with what to write instead.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
