//! What keeps a query from holding, in sentences.

use crate::watch::evaluate::Question;
use crate::watch::mentions::Place;
use crate::watch::query::Reach;
use crate::watch::rule::Expr;

/// Names shown of a group none of which was found.
const SHOWN: usize = 6;

/// What would have to change for the query to hold; empty where it does.
pub(super) fn missing(question: &Question<'_>, query: &Expr) -> Vec<String> {
    if question.holds(query) {
        return Vec::new();
    }
    match query {
        Expr::Leaf(leaf) => vec![format!("{} is missing", question.leaves[*leaf].label)],
        Expr::And(parts) => parts.iter().flat_map(|part| missing(question, part)).collect(),
        Expr::Or(parts) => {
            let simple = parts.iter().all(|part| matches!(part, Expr::Leaf(_)));
            if simple {
                return vec![format!("none of {} is there", listed(parts, question))];
            }
            let ways: Vec<String> = parts.iter().map(|part| missing(question, part).join(" and ")).collect();
            vec![format!("no way holds: {}", shortened(&ways, "; or "))]
        }
        Expr::Not(inner) => vec![format!("{} is there and must not be", label(inner, question))],
        Expr::Near(reach, left, right) => near(question, *reach, left, right),
        Expr::AtLeast(count, inner) => {
            let found = question.places(inner).len();
            vec![format!("{count} mentions of {} are wanted, {found} found", label(inner, question))]
        }
    }
}

fn near(question: &Question<'_>, reach: Reach, left: &Expr, right: &Expr) -> Vec<String> {
    let absent = [missing(question, left), missing(question, right)].concat();
    if !absent.is_empty() {
        return absent;
    }
    let wanted = match reach {
        Reach::Words(most) => format!("within {most} words"),
        Reach::InOrder(most) => format!("within {most} words and in this order"),
        Reach::Sentence => "in one sentence".to_owned(),
        Reach::Paragraph => "in one paragraph".to_owned(),
    };
    let closest = closest(&question.places(left), &question.places(right));
    let closest = closest.map_or_else(
        || "they stand in different fields".to_owned(),
        |words| format!("the closest are {words} words apart"),
    );
    let (left, right) = (label(left, question), label(right, question));
    vec![format!("{left} and {right} are not {wanted}: {closest}")]
}

/// How many words further on the nearest partner stands.
fn closest(left: &[Place], right: &[Place]) -> Option<usize> {
    let apart = |one: &Place| {
        let middle = right.partition_point(|other| (other.part, other.first) <= (one.part, one.last));
        let after =
            right.get(middle).filter(|other| other.part == one.part).map(|other| other.first - one.last);
        let before = right[..middle].iter().rev().find(|other| other.last < one.first);
        let before = before.filter(|other| other.part == one.part).map(|other| one.first - other.last);
        after.into_iter().chain(before).min()
    };
    left.iter().filter_map(apart).min()
}

/// An expression in a few words.
fn label(query: &Expr, question: &Question<'_>) -> String {
    match query {
        Expr::Leaf(leaf) => question.leaves[*leaf].label.clone(),
        Expr::Or(parts) => format!("one of {}", listed(parts, question)),
        Expr::And(parts) => {
            shortened(&parts.iter().map(|part| label(part, question)).collect::<Vec<_>>(), " with ")
        }
        Expr::Not(inner) => format!("absence of {}", label(inner, question)),
        Expr::Near(_, left, right) => format!("{} near {}", label(left, question), label(right, question)),
        Expr::AtLeast(_, inner) => label(inner, question),
    }
}

fn listed(parts: &[Expr], question: &Question<'_>) -> String {
    shortened(&parts.iter().map(|part| label(part, question)).collect::<Vec<_>>(), ", ")
}

fn shortened(words: &[String], joint: &str) -> String {
    let more = words.len().saturating_sub(SHOWN);
    let shown = words.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(joint);
    if more > 0 { format!("{shown}{joint}{more} more") } else { shown }
}
