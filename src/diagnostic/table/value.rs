//! Values that are no text: read by their kind, within the bounds of their key.

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::Problem;

use super::key::{KeyKind, TomlKey};
use super::words::{out_of_range, wrong_type};

/// Reads a value of a key; `source` is the text of the file.
pub(super) type ReadValue<T> = fn(&TomlKey, &Spanned<DeValue<'_>>, source: &str) -> Result<T, Box<Problem>>;

/// `true` or `false`.
pub(super) fn flag(key: &TomlKey, value: &Spanned<DeValue<'_>>, source: &str) -> Result<bool, Box<Problem>> {
    let flag = value.get_ref().as_bool();
    flag.ok_or_else(|| Box::new(wrong_type(key.name, value, "true or false", source)))
}

/// A whole number.
pub(super) fn whole(key: &TomlKey, value: &Spanned<DeValue<'_>>, source: &str) -> Result<i64, Box<Problem>> {
    let (least, most) = match key.kind {
        KeyKind::Whole { least, most } => (least, most),
        _ => (i64::MIN, i64::MAX),
    };
    let Some(number) = value.get_ref().as_integer() else {
        return Err(Box::new(wrong_type(key.name, value, "a whole number", source)));
    };
    let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
    let bounds = (&*least.to_string(), &*most.to_string());
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| Box::new(out_of_range(key.name, value.span(), bounds)))
}

/// A number with or without a fraction.
pub(super) fn number(key: &TomlKey, value: &Spanned<DeValue<'_>>, source: &str) -> Result<f64, Box<Problem>> {
    let (least, most) = match key.kind {
        KeyKind::Number { least, most } => (least, most),
        _ => (f64::MIN, f64::MAX),
    };
    let number: Option<f64> = match value.get_ref() {
        DeValue::Float(number) => number.as_str().parse().ok(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
        _ => return Err(Box::new(wrong_type(key.name, value, "a number", source))),
    };
    let bounds = (&*least.to_string(), &*most.to_string());
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| Box::new(out_of_range(key.name, value.span(), bounds)))
}
