//! What keeps a query from holding, in sentences.

use crate::watch::evaluate::Evaluator;
use crate::watch::expr::{Answers, Expr};
use crate::watch::mentions::MentionSpan;
use crate::watch::query::Reach;

/// Names shown of a group none of which was found.
const SHOWN: usize = 6;

/// What would have to change for the query to hold; empty where it does.
pub(super) fn missing(evaluator: &Evaluator<'_>, query: &Expr) -> Vec<String> {
    query.fold(&|expr, parts: &mut Answers<'_, '_, Vec<String>>| {
        if evaluator.holds(expr) {
            return Vec::new();
        }
        match expr {
            Expr::Leaf(leaf) => vec![format!("{} is missing", evaluator.leaves[*leaf].label)],
            Expr::And(_) => parts.flatten().collect(),
            Expr::Or(sides) if sides.iter().all(|side| matches!(side, Expr::Leaf(_))) => {
                vec![format!("none of {} is there", listed(sides, evaluator))]
            }
            Expr::Or(_) => {
                let ways = shortened(parts.map(|way| way.join(" and ")), "; or ");
                vec![format!("no way holds: {ways}")]
            }
            Expr::Not(inner) => vec![format!("{} is there and must not be", label(inner, evaluator))],
            Expr::Near(reach, sides) => {
                let absent: Vec<String> = parts.flatten().collect();
                if absent.is_empty() { near(evaluator, *reach, sides) } else { absent }
            }
            Expr::AtLeast(count, inner) => {
                let found = evaluator.places(inner).len();
                vec![format!("{count} mentions of {} are wanted, {found} found", label(inner, evaluator))]
            }
        }
    })
}

fn near(evaluator: &Evaluator<'_>, reach: Reach, sides: &[Expr; 2]) -> Vec<String> {
    let [left, right] = sides;
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
    query.fold(&|expr, parts: &mut Answers<'_, '_, String>| match expr {
        Expr::Leaf(leaf) => evaluator.leaves[*leaf].label.clone(),
        Expr::Or(_) => format!("one of {}", shortened(parts, ", ")),
        Expr::And(_) => shortened(parts, " with "),
        Expr::Not(_) => format!("absence of {}", shortened(parts, "")),
        Expr::Near(..) => shortened(parts, " near "),
        Expr::AtLeast(..) => shortened(parts, ""),
    })
}

fn listed(parts: &[Expr], evaluator: &Evaluator<'_>) -> String {
    shortened(parts.iter().map(|part| label(part, evaluator)), ", ")
}

/// The first of the words in a row, and how many more there are.
fn shortened(mut words: impl Iterator<Item = String>, joint: &str) -> String {
    let shown = words.by_ref().take(SHOWN).collect::<Vec<_>>().join(joint);
    match words.count() {
        0 => shown,
        more => format!("{shown}{joint}{more} more"),
    }
}
