//! The branch of a query by which it is entered: terms of which at least one is there whenever it holds.

use names::{Term, TermId};

use crate::watch::expr::{Answers, Expr, Needs};
use crate::watch::rule::{LeafTest, RuleLeaf};

/// The rarest such branch; `None` where the query can hold without any term, as `lang:az` does.
///
/// How rare a term is, is guessed from its spellings: few, long, of several words.
pub(super) fn trigger_terms(query: &Expr, leaves: &[RuleLeaf], specs: &[Term]) -> Option<Vec<TermId>> {
    let (_, mut terms) = branch(query, leaves, specs)?;
    terms.sort_unstable();
    terms.dedup();
    Some(terms)
}

/// A branch and how often its terms are expected.
type Branch = (f64, Vec<TermId>);

fn branch(query: &Expr, leaves: &[RuleLeaf], specs: &[Term]) -> Option<Branch> {
    query.fold(&|expr, branches: &mut Answers<'_, '_, Option<Branch>>| match expr.needs() {
        Needs::Itself(leaf) => match leaves[leaf].look {
            LeafTest::Term(term, _) => Some((frequency(&specs[term.0 as usize]), vec![term])),
            LeafTest::Filter(_) => None,
        },
        Needs::All => branches.flatten().min_by(|(a, _), (b, _)| a.total_cmp(b)),
        Needs::Any => {
            let (costs, terms): (Vec<f64>, Vec<Vec<TermId>>) =
                branches.collect::<Option<Vec<_>>>()?.into_iter().unzip();
            Some((costs.iter().sum(), terms.concat()))
        }
        Needs::Absence => None,
    })
}

fn frequency(spec: &Term) -> f64 {
    let rare = |text: &str| {
        let letters = text.chars().filter(|letter| !matches!(letter, '*' | '?')).count();
        1.0 / f64::from(u16::try_from(letters * letters + 1).unwrap_or(u16::MAX))
    };
    spec.spellings.iter().map(|spelling| rare(&spelling.text)).sum()
}
