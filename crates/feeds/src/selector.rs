//! CSS selectors of an operator, and what is wrong with those that are none.

use scraper::Selector;
use scraper::error::SelectorErrorKind;
use selectors::parser::SelectorParseErrorKind as Fault;

/// Reads a selector.
///
/// # Errors
///
/// Why it is none, in a few words on one line.
pub(crate) fn parse(text: &str) -> Result<Selector, String> {
    Selector::parse(text).map_err(|error| words(&error))
}

/// Why a text is no CSS selector, in a few words on one line.
pub fn selector_fault(text: &str) -> Option<String> {
    parse(text).err()
}

fn words(error: &SelectorErrorKind<'_>) -> String {
    match error {
        SelectorErrorKind::EndOfLine => "it ends too early".to_owned(),
        SelectorErrorKind::UnexpectedSelectorParseError(fault) => of_fault(fault),
        other => {
            let said = other.to_string();
            let mut letters = said.chars();
            let first = letters.next().into_iter().flat_map(char::to_lowercase);
            first.chain(letters).filter(|letter| !letter.is_control()).collect()
        }
    }
}

fn of_fault(fault: &Fault<'_>) -> String {
    match fault {
        Fault::EmptySelector => "it is empty, or a part of it is".to_owned(),
        Fault::DanglingCombinator => "a part is missing beside `>`, `+`, `~`, `(` or a blank".to_owned(),
        Fault::UnsupportedPseudoClassOrElement(name) => {
            format!("`:{name}` is not known here: a page is read, not shown")
        }
        Fault::UnexpectedIdent(name) => format!("`{name}` was not expected"),
        Fault::ExpectedNamespace(name) => format!("the namespace `{name}` is not known"),
        Fault::ClassNeedsIdent(_) => "no name of a class stands behind `.`".to_owned(),
        Fault::PseudoElementExpectedColon(_)
        | Fault::PseudoElementExpectedIdent(_)
        | Fault::NoIdentForPseudo(_) => "no name stands behind `:`".to_owned(),
        Fault::NoQualifiedNameInAttributeSelector(_)
        | Fault::UnexpectedTokenInAttributeSelector(_)
        | Fault::ExpectedBarInAttr(_)
        | Fault::BadValueInAttr(_)
        | Fault::InvalidQualNameInAttr(_) => "what stands in `[ ]` is no attribute".to_owned(),
        _ => "its parts cannot stand together like this".to_owned(),
    }
}
