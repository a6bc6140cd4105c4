//! The problems of a query as they are shown: in order, one for each cause, and not too many.

use std::ops::Range;

use crate::diagnostic::Problem;

/// The most problems of one query that are shown.
const MAX_PROBLEMS: usize = 25;

/// The problems in the order of the query, without those that only follow from another at the same place.
pub(super) fn shown(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.span.start);
    let mut met: Vec<Range<usize>> = Vec::new();
    problems.retain(|problem| {
        // What stands right behind a sign without a meaning belongs to it.
        let behind =
            || met.first().is_some_and(|sign| sign.end == problem.span.start && sign.start < sign.end);
        let follows = matches!(problem.code, "operand" | "wildcard" | "count") && met.contains(&problem.span)
            || problem.code == "one-letter" && behind();
        met.truncate(MAX_PROBLEMS);
        met.insert(0, problem.span.clone());
        !follows
    });
    if problems.len() > MAX_PROBLEMS {
        let hidden = problems.len() - MAX_PROBLEMS;
        let span = problems[MAX_PROBLEMS].span.clone();
        problems.truncate(MAX_PROBLEMS);
        let message = format!("{hidden} more problems in this query are not shown");
        problems.push(Problem::error(span, "more", message));
    }
    problems
}

/// Takes back the only problem if it is an operator with which the query begins, and answers it: a bracket that closes nothing
/// tells that the beginning is missing.
pub(super) fn forget_headless<'a>(query: &'a str, problems: &mut Vec<Problem>) -> Option<&'a str> {
    let [only] = problems.as_slice() else { return None };
    let begins = only.code == "operand" && query[..only.span.start].trim().is_empty();
    let span = problems.pop_if(|_| begins)?.span;
    Some(&query[span])
}
