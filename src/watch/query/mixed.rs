//! A level on which AND and OR are mixed: both ways to read it, written out with brackets.

use std::ops::Range;

use super::tree::QueryNode;

/// What joins two operands of one level, and where it is written; a space is an AND of no length.
pub(super) type Joining = (Joint, Range<usize>);

/// What joins two operands of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    And,
    Or,
}

/// The level of `query` written out with brackets, `outer` binding loosest.
pub(super) fn reading(query: &str, operands: &[QueryNode], joints: &[Joining], outer: Joint) -> String {
    let word = |joint: Joint| if joint == Joint::And { " AND " } else { " OR " };
    let inner = if outer == Joint::And { Joint::Or } else { Joint::And };
    let mut groups: Vec<Vec<String>> = vec![Vec::new()];
    for (at, operand) in operands.iter().enumerate() {
        if at > 0 && joints[at - 1].0 == outer {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(shortened(&query[operand.span.clone()]));
        }
    }
    let bracket = |group: &Vec<String>| match group.as_slice() {
        [one] => one.clone(),
        many => format!("({})", many.join(word(inner))),
    };
    let shown: Vec<String> = groups.iter().take(6).map(bracket).collect();
    let more = if groups.len() > 6 { " …" } else { "" };
    format!("{}{more}", shown.join(word(outer)))
}

/// A long operand of a message, cut between characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(59).collect::<String>())
}
