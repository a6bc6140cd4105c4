//! What keeps a query from holding, in sentences.

use crate::watch::evaluate::Evaluator;
use crate::watch::mentions::MentionSpan;
use crate::watch::query::Reach;
use crate::watch::rule::Expr;

/// Names shown of a group none of which was found.
const SHOWN: usize = 6;

/// What would have to change for the query to hold; empty where it does.
pub(super) fn missing(evaluator: &Evaluator<'_>, query: &Expr) -> Vec<String> {
    if evaluator.holds(query) {
        return Vec::new();
    }
    match query {
        Expr::Leaf(leaf) => vec![format!("{} is missing", evaluator.leaves[*leaf].label)],
        Expr::And(parts) => parts.iter().flat_map(|part| missing(evaluator, part)).collect(),
        Expr::Or(parts) => {
            let simple = parts.iter().all(|part| matches!(part, Expr::Leaf(_)));
            if simple {
                return vec![format!("none of {} is there", listed(parts, evaluator))];
            }
            let ways: Vec<String> = parts.iter().map(|part| missing(evaluator, part).join(" and ")).collect();
            vec![format!("no way holds: {}", shortened(&ways, "; or "))]
        }
        Expr::Not(inner) => vec![format!("{} is there and must not be", label(inner, evaluator))],
        Expr::Near(reach, left, right) => near(evaluator, *reach, left, right),
        Expr::AtLeast(count, inner) => {
            let found = evaluator.places(inner).len();
            vec![format!("{count} mentions of {} are wanted, {found} found", label(inner, evaluator))]
        }
    }
}

fn near(evaluator: &Evaluator<'_>, reach: Reach, left: &Expr, right: &Expr) -> Vec<String> {
    let absent = [missing(evaluator, left), missing(evaluator, right)].concat();
    if !absent.is_empty() {
        return absent;
    }
    let wanted = match reach {
        Reach::Words(most) => format!("within {most} words"),
        Reach::InOrder(most) => format!("within {most} words and in this order"),
        Reach::Sentence => "in one sentence".to_owned(),
        Reach::Paragraph => "in one paragraph".to_owned(),
    };
    let closest = closest(&evaluator.places(left), &evaluator.places(right));
    let closest = closest.map_or_else(
        || "they stand in different fields".to_owned(),
        |words| format!("the closest are {words} words apart"),
    );
    let (left, right) = (label(left, evaluator), label(right, evaluator));
    vec![format!("{left} and {right} are not {wanted}: {closest}")]
}

/// How many words further on the nearest partner stands.
fn closest(left: &[MentionSpan], right: &[MentionSpan]) -> Option<usize> {
    let apart = |one: &MentionSpan| {
        let middle = right.partition_point(|other| (other.field, other.first) <= (one.field, one.last));
        let after =
            right.get(middle).filter(|other| other.field == one.field).map(|other| other.first - one.last);
        let before = right[..middle].iter().rev().find(|other| other.last < one.first);
        let before = before.filter(|other| other.field == one.field).map(|other| one.first - other.last);
        after.into_iter().chain(before).min()
    };
    left.iter().filter_map(apart).min()
}

/// An expression in a few words.
fn label(query: &Expr, evaluator: &Evaluator<'_>) -> String {
    match query {
        Expr::Leaf(leaf) => evaluator.leaves[*leaf].label.clone(),
        Expr::Or(parts) => format!("one of {}", listed(parts, evaluator)),
        Expr::And(parts) => {
            shortened(&parts.iter().map(|part| label(part, evaluator)).collect::<Vec<_>>(), " with ")
        }
        Expr::Not(inner) => format!("absence of {}", label(inner, evaluator)),
        Expr::Near(_, left, right) => format!("{} near {}", label(left, evaluator), label(right, evaluator)),
        Expr::AtLeast(_, inner) => label(inner, evaluator),
    }
}

fn listed(parts: &[Expr], evaluator: &Evaluator<'_>) -> String {
    shortened(&parts.iter().map(|part| label(part, evaluator)).collect::<Vec<_>>(), ", ")
}

fn shortened(words: &[String], joint: &str) -> String {
    let more = words.len().saturating_sub(SHOWN);
    let shown = words.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(joint);
    if more > 0 { format!("{shown}{joint}{more} more") } else { shown }
}
