//! Why a page counts as missing.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a page counts as missing. The words are those that a reader gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MissingReason {
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// 451.
    Legal,
    /// It leads to the front page, or to a section, of its site.
    LeadsElsewhere,
    /// It answers as if all were well, with another text or none.
    OtherText,
}

impl fmt::Display for MissingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MissingReason::NotFound => "the page is not found any more",
            MissingReason::Gone => "the publisher says that the page is gone for good",
            MissingReason::Legal => "the page was removed for legal reasons",
            MissingReason::LeadsElsewhere => "the page leads to the front page or a section of the site",
            MissingReason::OtherText => "the page shows another text in its place",
        })
    }
}
