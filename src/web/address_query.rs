//! The query of an address: each parameter read once, and in our words what is wrong with one.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;

use crate::diagnostic::nearest::nearest;
use crate::settings::values;
use crate::wording::{line_up_to, list};

/// Letters of a value that are said back.
const GIVEN: usize = 60;

/// What is wrong with one parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ParameterFault {
    /// Its name as it was written.
    pub name: String,
    /// What was given, cut where it is long; `None` where nothing was.
    pub given: Option<String>,
    /// What it may be.
    pub expected: String,
}

impl ParameterFault {
    /// A value that cannot be meant.
    pub(super) fn wrong(name: &str, given: &str, expected: impl Into<String>) -> Self {
        Self { name: said(name), given: Some(said(given)), expected: expected.into() }
    }

    /// A parameter without which nothing can be answered.
    pub(super) fn missing(name: &str, expected: impl Into<String>) -> Self {
        Self { name: said(name), given: None, expected: expected.into() }
    }

    fn unknown(name: &str, known: &[&str]) -> Self {
        let expected = match (known, nearest(name, known.iter().copied())) {
            ([], _) => "no parameter at this address".to_owned(),
            (_, Some(near)) => format!("“{near}”, or another of {}", list(known)),
            (_, None) => format!("only {}", list(known)),
        };
        Self::wrong(name, name, expected)
    }
}

impl fmt::Display for ParameterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: write {}", self.name, self.expected)?;
        match &self.given {
            Some(given) => write!(f, ", not “{given}”"),
            None => write!(f, "; nothing was given"),
        }
    }
}

/// What came with a request, as it is said back.
fn said(text: &str) -> String {
    line_up_to(GIVEN, text)
}

/// The parameters of an address, and what was found wrong with those that were read.
#[derive(Debug, Clone, Default)]
pub(super) struct AddressQuery {
    pairs: Vec<(String, String)>,
    faults: Vec<ParameterFault>,
}

impl<S: Send + Sync> FromRequestParts<S> for AddressQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

impl AddressQuery {
    /// What stands behind the `?` of an address.
    pub(super) fn of(query: &str) -> Self {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { pairs, faults: Vec::new() }
    }

    /// A text without white space at its ends; `None` where nothing is said. Of two the first counts, and it is noted.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let mut own = self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim());
        let first = own.next()?.to_owned();
        let second = own.find(|second| *second != first).map(str::to_owned);
        if let Some(second) = second {
            self.note(ParameterFault::wrong(name, &second, format!("it once (“{}”)", said(&first))));
        }
        (!first.is_empty()).then_some(first)
    }

    /// A value that `read` understands, or a note of what it may be.
    pub(super) fn value<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = read(&text);
        if value.is_none() {
            self.note(ParameterFault::wrong(name, &text, expected));
        }
        value
    }

    /// The cursor of an answer before.
    pub(super) fn cursor(&mut self, name: &str) -> Option<i64> {
        let number = |text: &str| text.parse().ok().filter(|cursor| *cursor >= 0);
        self.value(name, "the whole number that the answer before gave", number)
    }

    /// A language tag, such as `az` or `sr-Latn`.
    pub(super) fn language(&mut self) -> Option<String> {
        let expected = "the code of a language, such as en, ru, az or sr-Latn";
        self.value("lang", expected, |text| values::language(text).ok())
    }

    /// Notes every parameter of another name.
    pub(super) fn only(&mut self, known: &[&str]) {
        let mut others: Vec<&String> = self.pairs.iter().map(|(name, _)| name).collect();
        others.retain(|name| !known.contains(&name.as_str()));
        others.dedup();
        let faults: Vec<ParameterFault> =
            others.into_iter().map(|name| ParameterFault::unknown(name, known)).collect();
        self.faults.extend(faults);
    }

    /// Notes what is wrong.
    pub(super) fn note(&mut self, fault: ParameterFault) {
        self.faults.push(fault);
    }

    /// What was found wrong with those that were read.
    pub(super) fn into_faults(self) -> Vec<ParameterFault> {
        self.faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a query of which `after`, `lang` and `q` are read.
    fn check(query: &str, expected: &[&str]) {
        let mut query = AddressQuery::of(query);
        query.only(&["after", "lang", "q"]);
        let _ = (query.cursor("after"), query.language(), query.text("q"));
        let faults: Vec<String> = query.into_faults().iter().map(ToString::to_string).collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_fault_names_the_parameter_what_it_may_be_and_what_was_given() {
        check("after=7&lang=az-Latn&q=gas+%26+oil", &[]);
        check("after=0&lang=&q=", &[]);
        check("", &[]);
        check("after=7&after=7", &[]);
        check("after=-1", &["after: write the whole number that the answer before gave, not “-1”"]);
        check("after=x", &["after: write the whole number that the answer before gave, not “x”"]);
        check(
            "after=99999999999999999999",
            &["after: write the whole number that the answer before gave, not “99999999999999999999”"],
        );
        check("after=7&after=8", &["after: write it once (“7”), not “8”"]);
        check("aftr=1", &["aftr: write “after”, or another of after, lang and q, not “aftr”"]);
        check("colour=red&colour=blue", &["colour: write only after, lang and q, not “colour”"]);
        for lang in ["zz", "russian", "a", "az-", "1", "%ff", "ua"] {
            let mut query = AddressQuery::of(&format!("lang={lang}"));
            assert_eq!(query.language(), None, "{lang}");
            let faults = query.into_faults();
            let words = "lang: write the code of a language, such as en, ru, az or sr-Latn, not “";
            assert!(faults.len() == 1 && faults[0].to_string().starts_with(words), "{faults:?}");
        }
    }

    #[test]
    fn what_is_said_back_is_one_short_line() {
        let long = format!("lang=%0d%0a<b>{}", "x".repeat(5_000));
        let mut query = AddressQuery::of(&long);
        let _ = query.language();
        let said = query.into_faults()[0].to_string();
        assert!(said.chars().count() < 200 && !said.contains(['\r', '\n']), "{said}");
    }
}
