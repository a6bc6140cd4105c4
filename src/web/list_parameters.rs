//! What the addresses of lists say: a query, what narrows it, and where a page begins.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;

use super::address_query::{AddressQuery, ParameterFault};
use crate::ask::desk::{ArchiveQuestion, FoundKind};

/// What an address of these pages says. Unknown names are left alone: mail programs add their own.
#[derive(Debug, Clone, Default)]
pub(super) struct ListParameters {
    pub query: Option<String>,
    pub lang: Option<String>,
    pub before: Option<i64>,
    publisher: Option<String>,
    kind: Option<FoundKind>,
    entity: Option<String>,
    day: Option<Date>,
    /// What is wrong: it narrows nothing, and the page says so.
    pub faults: Vec<ParameterFault>,
}

impl<S: Send + Sync> FromRequestParts<S> for ListParameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::read(AddressQuery::from_request_parts(parts, state).await?))
    }
}

impl ListParameters {
    pub(super) fn read(mut query: AddressQuery) -> Self {
        let asked = Self {
            query: query.text("q"),
            lang: query.language(),
            before: query.cursor("before"),
            publisher: query.text("publisher"),
            kind: query.value("kind", "new, changed or withdrawn", FoundKind::of_word),
            entity: query.text("entity"),
            day: query.value("day", "a day such as 2026-11-30", |text| text.parse().ok()),
            faults: Vec::new(),
        };
        Self { faults: query.into_faults(), ..asked }
    }

    /// The same for a search, which nothing but a language narrows.
    pub(super) fn of_search(mut self) -> Self {
        for name in ["publisher", "kind", "entity", "day"] {
            if self.of(name).is_some() {
                self.faults.push(ParameterFault::wrong(name, name, "only q and lang in a search"));
            }
        }
        Self { publisher: None, kind: None, entity: None, day: None, ..self }
    }

    pub(super) fn question(&self) -> ArchiveQuestion {
        ArchiveQuestion {
            query: self.query.clone(),
            lang: self.lang.clone(),
            publisher: self.publisher.clone(),
            kind: self.kind,
            entity: self.entity.clone(),
            day: self.day,
            before: self.before,
        }
    }

    /// What is chosen under a name.
    pub(super) fn of(&self, name: &str) -> Option<String> {
        match name {
            "q" => self.query.clone(),
            "lang" => self.lang.clone(),
            "publisher" => self.publisher.clone(),
            "kind" => self.kind.map(|kind| kind.word().to_owned()),
            "entity" => self.entity.clone(),
            "day" => self.day.map(|day| day.to_string()),
            _ => None,
        }
    }

    /// The address of the same list with one thing other; `None` leaves it out.
    pub(super) fn with(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for own in ["q", "lang", "publisher", "kind", "entity", "day"] {
            let chosen = if own == name { value.map(str::to_owned) } else { self.of(own) };
            if let Some(chosen) = chosen {
                query.append_pair(own, &chosen);
            }
        }
        if let ("before", Some(value)) = (name, value) {
            query.append_pair("before", value);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> ListParameters {
        ListParameters::read(AddressQuery::of(query))
    }

    #[test]
    fn an_address_keeps_what_is_chosen_and_drops_the_cursor() {
        let asked = asked("q=gas+AND+lang%3Aru&lang=az&before=70&utm_source=mail");
        for (name, value, expected) in [
            ("kind", Some("changed"), "/w/a?q=gas+AND+lang%3Aru&lang=az&kind=changed"),
            ("lang", None, "/w/a?q=gas+AND+lang%3Aru"),
            ("before", Some("12"), "/w/a?q=gas+AND+lang%3Aru&lang=az&before=12"),
        ] {
            assert_eq!(asked.with("/w/a", name, value), expected);
        }
        assert_eq!(asked.faults, []);
    }

    #[test]
    fn what_is_wrong_is_named_and_narrows_nothing() {
        for (query, word) in [
            ("lang=zz", "lang"),
            ("day=2026-13-40", "day"),
            ("day=yesterday", "day"),
            ("kind=old", "kind"),
            ("before=x", "before"),
            ("q=gas&q=oil", "q"),
        ] {
            let asked = asked(&format!("{query}&publisher=Wire"));
            let names: Vec<&str> = asked.faults.iter().map(|fault| fault.name.as_str()).collect();
            assert_eq!(names, [word], "{query}");
            let left = asked.with("/w/a", "", None).replace("q=gas&", "");
            assert_eq!(left, "/w/a?publisher=Wire", "{query}");
        }
        let searched = asked("q=gas&lang=ru&kind=new&entity=x").of_search();
        assert_eq!(searched.faults.len(), 2);
        assert_eq!(searched.with("/search", "", None), "/search?q=gas&lang=ru");
    }
}
