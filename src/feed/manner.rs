//! How a feed is asked for, where that is not as usual.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::source::SourceKind;

/// What the operator says of requests for a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RequestRules {
    /// What they call themselves, for publishers that refuse an honest name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Headers by their names; never shown with their values, and told to the origin of the listed address alone, and for pages of articles to its site.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, HeaderText>,
}

/// What a header says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeaderText {
    /// As the file of feeds has it.
    Text(String),
    /// What stands in this file at the time of the request.
    File(PathBuf),
}

/// One feed's requests, ready to be made.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct RequestManner {
    /// What is expected to answer.
    pub kind: SourceKind,
    /// The listed address: the host that headers are meant for, and the site that the name is told to.
    pub home: String,
    pub user_agent: Option<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
}

impl RequestRules {
    /// Whether they are those of every feed.
    pub(crate) fn are_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Nothing that prints a value may print a secret.
impl fmt::Debug for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(…)"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

impl fmt::Debug for RequestManner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RequestManner")
            .field("kind", &self.kind)
            .field("home", &self.home)
            .field("user_agent", &self.user_agent)
            .field("headers", &names)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_of_a_header_is_printed() {
        let secret = "hunter2".to_owned();
        let manner =
            RequestManner { headers: vec![("X-Key".to_owned(), secret.clone())], ..RequestManner::default() };
        let printed = format!("{manner:?} {:?}", HeaderText::Text(secret.clone()));
        assert!(printed.contains("X-Key") && !printed.contains(&secret), "{printed}");
    }
}
