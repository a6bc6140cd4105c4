//! What the addresses of lists say: a query, what narrows it, and where a page begins.

use serde::Deserialize;

use crate::ask::desk::{ArchiveQuestion, FoundKind};

/// What an address of these pages may say. Unknown names are left alone: mail programs add their own.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ListParameters {
    pub q: Option<String>,
    pub lang: Option<String>,
    publisher: Option<String>,
    kind: Option<String>,
    entity: Option<String>,
    day: Option<String>,
    before: Option<String>,
}

impl ListParameters {
    pub(super) fn query(&self) -> Option<String> {
        said_value(self.q.as_ref())
    }

    pub(super) fn before(&self) -> Option<i64> {
        self.before.as_deref().and_then(|before| before.parse().ok())
    }

    pub(super) fn question(&self) -> ArchiveQuestion {
        ArchiveQuestion {
            query: self.query(),
            lang: said_value(self.lang.as_ref()),
            publisher: said_value(self.publisher.as_ref()),
            kind: self.kind.as_deref().and_then(FoundKind::of_word),
            entity: said_value(self.entity.as_ref()),
            day: self.day.as_deref().and_then(|day| day.parse().ok()),
            before: self.before(),
        }
    }

    pub(super) fn of(&self, name: &str) -> Option<&String> {
        let value = match name {
            "q" => &self.q,
            "lang" => &self.lang,
            "publisher" => &self.publisher,
            "kind" => &self.kind,
            "entity" => &self.entity,
            "day" => &self.day,
            _ => return None,
        };
        value.as_ref().filter(|value| !value.trim().is_empty())
    }

    /// The address of the same list with one thing other; `None` leaves it out.
    pub(super) fn with(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for own in ["q", "lang", "publisher", "kind", "entity", "day"] {
            let chosen = if own == name { value } else { self.of(own).map(String::as_str) };
            if let Some(chosen) = chosen {
                query.append_pair(own, chosen);
            }
        }
        if let ("before", Some(value)) = (name, value) {
            query.append_pair("before", value);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// A value that says something, without white space at its ends.
pub(super) fn said_value(value: Option<&String>) -> Option<String> {
    value.map(|value| value.trim()).filter(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_chosen_and_drops_the_cursor() {
        let asked = ListParameters {
            q: Some("gas AND lang:ru".into()),
            lang: Some("az".into()),
            before: Some("70".into()),
            ..ListParameters::default()
        };
        for (name, value, expected) in [
            ("kind", Some("changed"), "/w/a?q=gas+AND+lang%3Aru&lang=az&kind=changed"),
            ("lang", None, "/w/a?q=gas+AND+lang%3Aru"),
            ("before", Some("12"), "/w/a?q=gas+AND+lang%3Aru&lang=az&before=12"),
        ] {
            assert_eq!(asked.with("/w/a", name, value), expected);
        }
    }
}
