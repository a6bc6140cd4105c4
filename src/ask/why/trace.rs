//! Follows a page from its feed to its readers and says where it stopped.

use std::cmp::Reverse;

use super::question::WhyQuestion;
use super::way::PageTrace;
use super::{page, unread};
use crate::ask::address;
use crate::store::addresses::pages_at;
use crate::store::{Connection, StoreError, history};

/// Follows a page.
pub(crate) fn trace(connection: &Connection, asked: &WhyQuestion<'_>) -> Result<PageTrace, StoreError> {
    let numbers = match asked.page.trim().parse::<i64>() {
        Ok(number) => vec![number],
        Err(_) => pages_at(connection, &address::addresses(asked.page))?,
    };
    let mut matcher = asked.loaded.watchlists.matcher();
    let mut pages = Vec::new();
    for number in numbers {
        if let Some(stored) = history::entry_history(connection, number)? {
            pages.push(page::way(connection, asked, &stored, &mut matcher)?);
        }
    }
    pages.sort_by_key(|way| Reverse((way.verdict.outcome, way.verdict.stage, way.entry)));
    let (verdict, steps) = match pages.first() {
        Some(furthest) => (furthest.verdict.clone(), Vec::new()),
        None => unread::way(connection, asked)?,
    };
    Ok(PageTrace { page: asked.page.trim().to_owned(), verdict, steps, pages, running: asked.running })
}
