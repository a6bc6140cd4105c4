//! Whether a query makes sense: one that can never match, or always does, is a mistake.

use crate::watch::expr::{Answers, Expr, Needs};
use crate::watch::query::FieldName;
use crate::watch::rule::{LeafTest, RuleLeaf, Scope};

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
    query.fold(&|expr, parts: &mut Answers<'_, '_, bool>| match expr.needs() {
        Needs::Itself(_) => true,
        Needs::All => parts.any(|looks| looks),
        Needs::Any => parts.all(|looks| looks),
        Needs::Absence => false,
    })
}

/// Why a part of the query can never hold.
fn never(query: &Expr, leaves: &[RuleLeaf]) -> Option<String> {
    query.fold(&|expr, parts: &mut Answers<'_, '_, Option<String>>| match expr {
        Expr::Not(_) => None,
        Expr::Near(_, sides) => parts.flatten().next().or_else(|| apart(sides, leaves)),
        Expr::And(_) => parts.flatten().next().or_else(|| contradiction(expr, leaves)),
        Expr::Leaf(_) | Expr::Or(_) | Expr::AtLeast(..) => parts.flatten().next(),
    })
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
    query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<usize>>| match expr.needs() {
        Needs::Itself(leaf) => vec![leaf],
        Needs::All => parts.flatten().collect(),
        Needs::Any => common(parts),
        Needs::Absence => Vec::new(),
    })
}

/// Leaves that are absent whenever the query holds.
fn forbidden(query: &Expr) -> Vec<usize> {
    query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<usize>>| match expr.needs() {
        Needs::Itself(_) => Vec::new(),
        Needs::All => parts.flatten().collect(),
        Needs::Any => common(parts),
        Needs::Absence => expr.children().iter().flat_map(sufficient).collect(),
    })
}

/// Leaves of which one alone fulfils the query.
fn sufficient(query: &Expr) -> Vec<usize> {
    query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<usize>>| match expr {
        Expr::Leaf(leaf) => vec![*leaf],
        Expr::Or(_) | Expr::AtLeast(1, _) => parts.flatten().collect(),
        Expr::And(_) | Expr::Not(_) | Expr::Near(..) | Expr::AtLeast(..) => Vec::new(),
    })
}

fn common(sets: &mut Answers<'_, '_, Vec<usize>>) -> Vec<usize> {
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
fn apart(sides: &[Expr; 2], leaves: &[RuleLeaf]) -> Option<String> {
    let [left, right] = sides.each_ref().map(|side| scopes(side, leaves));
    let meet = left.iter().any(|one| right.iter().any(|other| one.meets(*other)));
    (!meet && !left.is_empty() && !right.is_empty())
        .then(|| "the two sides of the proximity stand in different fields".to_owned())
}

fn scopes(query: &Expr, leaves: &[RuleLeaf]) -> Vec<Scope> {
    query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<Scope>>| match expr.needs() {
        Needs::Itself(leaf) => match leaves[leaf].look {
            LeafTest::Term(_, scope) => vec![scope],
            LeafTest::Filter(_) => Vec::new(),
        },
        Needs::All | Needs::Any => parts.flatten().collect(),
        Needs::Absence => Vec::new(),
    })
}
