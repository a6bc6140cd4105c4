//! The branch of a query by which it is entered: terms of which at least one is there whenever it holds.

use names::{Term, TermId};

use crate::watch::rule::{Expr, LeafTest, RuleLeaf};

/// The rarest such branch; `None` where the query can hold without any term, as `lang:az` does.
///
/// How rare a term is, is guessed from its spellings: few, long, of several words.
pub(super) fn trigger_terms(query: &Expr, leaves: &[RuleLeaf], specs: &[Term]) -> Option<Vec<TermId>> {
    let (_, mut terms) = branch(query, leaves, specs)?;
    terms.sort_unstable();
    terms.dedup();
    Some(terms)
}

fn branch(query: &Expr, leaves: &[RuleLeaf], specs: &[Term]) -> Option<(f64, Vec<TermId>)> {
    let rarest = |parts: &mut dyn Iterator<Item = &Expr>| {
        let branches = parts.filter_map(|part| branch(part, leaves, specs));
        branches.min_by(|(a, _), (b, _)| a.total_cmp(b))
    };
    match query {
        Expr::Leaf(leaf) => match leaves[*leaf].look {
            LeafTest::Term(term, _) => Some((frequency(&specs[term.0 as usize]), vec![term])),
            LeafTest::Filter(_) => None,
        },
        Expr::And(parts) => rarest(&mut parts.iter()),
        Expr::Near(_, left, right) => rarest(&mut [&**left, &**right].into_iter()),
        Expr::Or(parts) => {
            let branches: Option<Vec<_>> = parts.iter().map(|part| branch(part, leaves, specs)).collect();
            let (costs, terms): (Vec<f64>, Vec<Vec<TermId>>) = branches?.into_iter().unzip();
            Some((costs.iter().sum(), terms.concat()))
        }
        Expr::Not(_) => None,
        Expr::AtLeast(_, inner) => branch(inner, leaves, specs),
    }
}

fn frequency(spec: &Term) -> f64 {
    let rare = |text: &str| {
        let letters = text.chars().filter(|letter| !matches!(letter, '*' | '?')).count();
        1.0 / f64::from(u16::try_from(letters * letters + 1).unwrap_or(u16::MAX))
    };
    spec.spellings.iter().map(|spelling| rare(&spelling.text)).sum()
}
