//! The page of an article: bytes of a publisher become a text, its dates and names, and what kind of answer it was.

mod body;
mod consent;
mod guard;
mod head;
mod json_ld;
mod kind;
mod page;
mod reading;
mod words;

pub(crate) use guard::{Excess, MOST_BYTES};
pub(crate) use page::WebPage;
pub(crate) use reading::read_page;

#[cfg(test)]
mod tests;
