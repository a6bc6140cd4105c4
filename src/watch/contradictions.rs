//! Whether a query makes sense: one that can never match, or always does, is a mistake.

use crate::watch::query::FieldName;
use crate::watch::rule::{Expr, LeafTest, RuleLeaf, Scope};

/// What is wrong with a query that reads well: a message and the fix.
pub(super) fn contradiction_of(
    query: &Expr,
    leaves: &[RuleLeaf],
) -> Option<(&'static str, String, &'static str)> {
    if !looks_for_something(query) {
        let message = "this only says what must be absent, so nearly everything matches".to_owned();
        return Some((
            "always",
            message,
            "every side of an OR, and the whole, needs something that must be there",
        ));
    }
    never(query, leaves)
        .map(|message| ("never", message, "nothing can ever match this; leave one of them out"))
}

/// Whether every way to fulfil it needs something that is there.
fn looks_for_something(query: &Expr) -> bool {
    match query {
        Expr::Leaf(_) | Expr::Near(..) => true,
        Expr::And(parts) => parts.iter().any(looks_for_something),
        Expr::Or(parts) => parts.iter().all(looks_for_something),
        Expr::Not(_) => false,
        Expr::AtLeast(_, inner) => looks_for_something(inner),
    }
}

/// Why a part of the query can never hold.
fn never(query: &Expr, leaves: &[RuleLeaf]) -> Option<String> {
    match query {
        Expr::Leaf(_) | Expr::Not(_) => None,
        Expr::Or(parts) => parts.iter().find_map(|part| never(part, leaves)),
        Expr::AtLeast(_, inner) => never(inner, leaves),
        Expr::Near(_, left, right) => {
            never(left, leaves).or_else(|| never(right, leaves)).or_else(|| apart(left, right, leaves))
        }
        Expr::And(parts) => {
            parts.iter().find_map(|part| never(part, leaves)).or_else(|| contradiction(query, leaves))
        }
    }
}

fn contradiction(query: &Expr, leaves: &[RuleLeaf]) -> Option<String> {
    let (required, forbidden) = (required(query), forbidden(query));
    let clash = required.iter().find(|wanted| {
        forbidden.iter().any(|unwanted| implies(&leaves[**wanted].look, &leaves[*unwanted].look))
    });
    if let Some(leaf) = clash {
        return Some(format!("`{}` is both required and excluded", leaves[*leaf].label));
    }
    let single = |field| {
        let values = required.iter().filter(|leaf| match &leaves[**leaf].look {
            LeafTest::Filter(filter) => filter.field == field && !filter.value.contains(['*', '?', '-']),
            LeafTest::Term(..) => false,
        });
        values.map(|leaf| leaves[*leaf].label.as_str()).collect::<Vec<_>>()
    };
    let values =
        [single(FieldName::Lang), single(FieldName::Country)].into_iter().find(|values| values.len() > 1)?;
    Some(format!("`{}` and `{}` are never both true", values[0], values[1]))
}

/// Leaves that hold whenever the query does.
fn required(query: &Expr) -> Vec<usize> {
    match query {
        Expr::Leaf(leaf) => vec![*leaf],
        Expr::And(parts) => parts.iter().flat_map(required).collect(),
        Expr::Or(parts) => common(parts, required),
        Expr::Not(_) => Vec::new(),
        Expr::Near(_, left, right) => [required(left), required(right)].concat(),
        Expr::AtLeast(_, inner) => required(inner),
    }
}

/// Leaves that are absent whenever the query holds.
fn forbidden(query: &Expr) -> Vec<usize> {
    match query {
        Expr::And(parts) => parts.iter().flat_map(forbidden).collect(),
        Expr::Or(parts) => common(parts, forbidden),
        Expr::Not(inner) => sufficient(inner),
        Expr::Leaf(_) | Expr::Near(..) | Expr::AtLeast(..) => Vec::new(),
    }
}

/// Leaves of which one alone fulfils the query.
fn sufficient(query: &Expr) -> Vec<usize> {
    match query {
        Expr::Leaf(leaf) => vec![*leaf],
        Expr::Or(parts) => parts.iter().flat_map(sufficient).collect(),
        Expr::AtLeast(1, inner) => sufficient(inner),
        Expr::And(_) | Expr::Not(_) | Expr::Near(..) | Expr::AtLeast(..) => Vec::new(),
    }
}

fn common(parts: &[Expr], of: fn(&Expr) -> Vec<usize>) -> Vec<usize> {
    let mut sets = parts.iter().map(of);
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |kept, set| kept.into_iter().filter(|leaf| set.contains(leaf)).collect())
}

/// Whether one look finding something means that the other does.
fn implies(one: &LeafTest, other: &LeafTest) -> bool {
    match (one, other) {
        (LeafTest::Term(a, inner), LeafTest::Term(b, outer)) => {
            let within = match outer {
                Scope::Anywhere => *inner != Scope::Author,
                Scope::Text => *inner == Scope::Lead,
                Scope::Title | Scope::Lead | Scope::Author => false,
            };
            a == b && (inner == outer || within)
        }
        _ => one == other,
    }
}

/// Two sides that are looked for in different fields are never near each other.
fn apart(left: &Expr, right: &Expr, leaves: &[RuleLeaf]) -> Option<String> {
    let (left, right) = (scopes(left, leaves), scopes(right, leaves));
    let meet = left.iter().any(|one| right.iter().any(|other| one.meets(*other)));
    (!meet && !left.is_empty() && !right.is_empty())
        .then(|| "the two sides of the proximity stand in different fields".to_owned())
}

fn scopes(query: &Expr, leaves: &[RuleLeaf]) -> Vec<Scope> {
    match query {
        Expr::Leaf(leaf) => match leaves[*leaf].look {
            LeafTest::Term(_, scope) => vec![scope],
            LeafTest::Filter(_) => Vec::new(),
        },
        Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(|part| scopes(part, leaves)).collect(),
        Expr::Not(_) => Vec::new(),
        Expr::Near(_, left, right) => [scopes(left, leaves), scopes(right, leaves)].concat(),
        Expr::AtLeast(_, inner) => scopes(inner, leaves),
    }
}
