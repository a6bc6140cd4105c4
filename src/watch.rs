//! Watchlists: files of names and queries, compiled whole or not at all, and matched against entries.

pub(crate) mod backtest;
mod boilerplate;
pub(crate) mod compile;
mod contradictions;
mod countries;
pub(crate) mod country_finder;
mod cover;
mod entity;
pub(crate) mod entity_finder;
pub(crate) mod entity_trial;
mod evaluate;
mod excerpt;
pub(crate) mod explain;
mod expr;
pub(crate) mod file;
pub(crate) mod found;
pub(crate) mod growth;
pub(crate) mod hit_rule;
pub(crate) mod item;
mod marks;
mod mentions;
mod missing;
mod near_word;
pub(crate) mod pool;
pub(crate) mod query;
mod quotation;
mod resolve;
mod rule;
mod score;
pub(crate) mod search;
pub(crate) mod set;
pub(crate) mod silence;
pub(crate) mod suggest;
mod surface_name;
mod trigger;
pub(crate) mod words;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
