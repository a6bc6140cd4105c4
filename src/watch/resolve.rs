//! Queries with their names looked up: from what a file says to a rule over numbered terms.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use names::{Form, Term, TermId};

use crate::diagnostic::Problem;
use crate::diagnostic::nearest::nearest;
use crate::watch::countries;
use crate::watch::entity::Entity;
use crate::watch::expr::Expr;
use crate::watch::query::{FieldName, MAX_LEAVES, NodeKind, Operand, QueryLeaf, QueryNode, Reach};
use crate::watch::rule::{Filter, LeafTest, RuleLeaf, Scope};

/// All terms that any watchlist looks for, each once.
#[derive(Debug, Default)]
pub(super) struct TermTable {
    pub(super) specs: Vec<Term>,
    pub(super) names: Vec<TermName>,
    words: HashMap<(String, bool, u8), TermId>,
    entities: HashMap<(usize, usize), TermId>,
    used: HashSet<String>,
}

/// A term as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TermName {
    /// The name of the entity, or the words of the query.
    pub(super) label: String,
    /// The id of the entity, where it is one.
    pub(super) entity: Option<String>,
}

/// Entities by their ids, each with the number of its file and its place there.
pub(super) type EntityIndex<'a> = HashMap<&'a str, (usize, usize, &'a Entity)>;

/// The entities that one watchlist can name: its own and the shared ones.
pub(super) struct KnownEntities<'a> {
    pub(super) own: EntityIndex<'a>,
    pub(super) shared: &'a EntityIndex<'a>,
}

impl<'a> KnownEntities<'a> {
    fn find(&self, id: &str) -> Option<(usize, usize, &'a Entity)> {
        self.own.get(id).or_else(|| self.shared.get(id)).copied()
    }

    fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.own.keys().chain(self.shared.keys()).copied()
    }
}

impl TermTable {
    /// The number of an entity's term, and a note that it is used.
    pub(super) fn entity(&mut self, file: usize, at: usize, entity: &Entity) -> TermId {
        if let Some(id) = self.entities.get(&(file, at)) {
            return *id;
        }
        let name = TermName { label: entity.name.clone(), entity: Some(entity.id.clone()) };
        let id = self.add(entity.spec.clone(), name);
        self.entities.insert((file, at), id);
        self.used.insert(entity.id.clone());
        id
    }

    /// Whether anything looked up an entity of this id.
    pub(super) fn uses(&self, id: &str) -> bool {
        self.used.contains(id)
    }

    fn words(&mut self, text: &str, exact: bool, slack: u8) -> TermId {
        let key = (text.to_owned(), exact, slack);
        if let Some(id) = self.words.get(&key) {
            return *id;
        }
        let form = if exact { Form::Exact { slack } } else { Form::Words { slack } };
        let name = TermName { label: text.to_owned(), entity: None };
        let id = self.add(Term::single(form, text), name);
        self.words.insert(key, id);
        id
    }

    fn add(&mut self, spec: Term, name: TermName) -> TermId {
        let id = TermId(u32::try_from(self.specs.len()).unwrap_or(u32::MAX));
        self.specs.push(spec);
        self.names.push(name);
        id
    }
}

/// A query being resolved. Spans of its problems count from the first byte of the query.
pub(super) struct Resolver<'a> {
    names: &'a KnownEntities<'a>,
    terms: &'a mut TermTable,
    leaves: Vec<RuleLeaf>,
    problems: Vec<Problem>,
}

impl<'a> Resolver<'a> {
    /// Looks names up among `names` and numbers what is looked for in `terms`.
    pub(super) fn new(names: &'a KnownEntities<'a>, terms: &'a mut TermTable) -> Self {
        Self { names, terms, leaves: Vec::new(), problems: Vec::new() }
    }

    /// The leaves that the resolved expressions speak of, and what was wrong.
    pub(super) fn finish(self) -> (Vec<RuleLeaf>, Vec<Problem>) {
        (self.leaves, self.problems)
    }

    /// The expression of a part of a query; `None` where a name in it is unknown.
    pub(super) fn resolve(&mut self, node: &QueryNode) -> Option<Expr> {
        match &node.kind {
            NodeKind::And(parts) => self.all(parts).map(flatten_and),
            NodeKind::Or(parts) => self.all(parts).map(flatten_or),
            NodeKind::Not(inner) => self.resolve(inner).map(|inner| match inner {
                Expr::Not(inner) => *inner,
                inner => Expr::Not(Box::new(inner)),
            }),
            NodeKind::AtLeast(count, inner) => {
                self.resolve(inner).map(|inner| Expr::AtLeast(*count, Box::new(inner)))
            }
            NodeKind::Near(reach, left, right) => {
                self.no_absence(left);
                self.no_absence(right);
                let (left, right) = (self.resolve(left), self.resolve(right));
                let Some(near) = spread(*reach, &left?, &right?, &mut { MAX_LEAVES }) else {
                    let message = format!("written out, this asks for more than {MAX_LEAVES} pairs");
                    let problem = Problem::error(node.span.clone(), "too-large", message);
                    self.problems.push(problem.help("put the names of one thing into one [[entity]]"));
                    return None;
                };
                Some(near)
            }
            NodeKind::Leaf(leaf) => self.leaf(leaf, &node.span).map(Expr::Leaf),
        }
    }

    /// Every part, so that the problems of all are found.
    fn all(&mut self, parts: &[QueryNode]) -> Option<Vec<Expr>> {
        let resolved: Vec<Option<Expr>> = parts.iter().map(|part| self.resolve(part)).collect();
        resolved.into_iter().collect()
    }

    /// Proximity speaks of places, and what is absent or a property of the feed has none.
    fn no_absence(&mut self, side: &QueryNode) {
        match &side.kind {
            NodeKind::Not(_) => {
                let problem = Problem::error(side.span.clone(), "near-not", "what is absent is near nothing");
                self.problems.push(problem.help("put it apart: (a NEAR b) AND NOT c"));
            }
            NodeKind::And(parts) | NodeKind::Or(parts) => parts.iter().for_each(|part| self.no_absence(part)),
            NodeKind::AtLeast(_, inner) => self.no_absence(inner),
            NodeKind::Near(..) => {}
            NodeKind::Leaf(leaf) => {
                if let Some(field) = leaf.field.filter(|field| field.is_filter()) {
                    let message = format!("`{}:` says nothing of places in the text", field.name());
                    let problem = Problem::error(side.span.clone(), "near-filter", message);
                    self.problems.push(problem.help("put it apart: (a NEAR b) AND lang:az"));
                }
            }
        }
    }

    fn leaf(&mut self, leaf: &QueryLeaf, span: &Range<usize>) -> Option<usize> {
        let filter = leaf.field.filter(|field| field.is_filter());
        let (look, label) = match (&leaf.operand, filter) {
            (Operand::Entity(id), Some(field)) => {
                let message = format!("`{}:` is compared with a word, @{id} is a set of names", field.name());
                let problem = Problem::error(span.clone(), "filter", message);
                self.problems
                    .push(problem.help("entities are looked for in title:, lead:, text: and author:"));
                return None;
            }
            (Operand::Entity(id), None) => {
                (LeafTest::Term(self.entity(id, span)?, Scope::of(leaf.field)), format!("@{id}"))
            }
            (Operand::Words { text, .. }, Some(field)) => {
                let value = text.to_lowercase();
                self.check_filter(field, &value, span);
                (LeafTest::Filter(Filter { field, value }), text.clone())
            }
            (Operand::Words { text, exact, slack }, None) => {
                let label = if *exact { format!("={text}") } else { text.clone() };
                (LeafTest::Term(self.terms.words(text, *exact, *slack), Scope::of(leaf.field)), label)
            }
        };
        let label = leaf.field.map_or(label.clone(), |field| format!("{}:{label}", field.name()));
        let known = self.leaves.iter().position(|known| known.look == look);
        if let Some(at) = known {
            // One thing named twice is one leaf; the greater weight is the one that was meant.
            let weight = &mut self.leaves[at].weight;
            *weight = weight.max(leaf.weight);
            return Some(at);
        }
        self.leaves.push(RuleLeaf { look, weight: leaf.weight, label });
        Some(self.leaves.len() - 1)
    }

    /// The term of an entity; an unknown one is a problem.
    fn entity(&mut self, id: &str, span: &Range<usize>) -> Option<TermId> {
        if let Some((file, at, entity)) = self.names.find(id) {
            return Some(self.terms.entity(file, at, entity));
        }
        let problem = Problem::error(span.clone(), "unknown-entity", format!("there is no entity @{id}"));
        let foreign = id.chars().find(|letter| letter.is_alphabetic() && !letter.is_ascii());
        self.problems.push(match nearest(id, self.names.ids()) {
            Some(known) if foreign.is_some() => {
                let letter = foreign.unwrap_or_default();
                problem.help(format!("write @{known}: the `{letter}` in it is no Latin letter"))
            }
            Some(known) => problem.help(format!("did you mean @{known}?")),
            None => problem.help(format!("add an [[entity]] with id = \"{id}\" here or in entities.toml")),
        });
        None
    }

    fn check_filter(&mut self, field: FieldName, value: &str, span: &Range<usize>) {
        let letters = |value: &str| value.bytes().all(|byte| byte.is_ascii_lowercase());
        let (good, meant, otherwise) = match field {
            FieldName::Lang => {
                let code = value.split('-').next().unwrap_or_default();
                let named = languages::all().iter().find(|language| language.name.to_lowercase() == value);
                let good = (2..=3).contains(&code.len()) && letters(code);
                (
                    good,
                    named.map(|language| language.code.to_owned()),
                    "write a code such as lang:az or lang:ru",
                )
            }
            FieldName::Country => {
                let good = value.len() == 2 && letters(value);
                (good, countries::code_of(value).map(str::to_owned), "write a code such as country:AZ")
            }
            _ => (true, None, ""),
        };
        if !good {
            let message = format!("`{}:{value}` can never match", field.name());
            let help = meant.map_or(otherwise.to_owned(), |code| format!("write {}:{code}", field.name()));
            self.problems.push(Problem::error(span.clone(), "never", message).help(help));
        }
    }
}

fn flatten_and(parts: Vec<Expr>) -> Expr {
    let parts =
        parts.into_iter().flat_map(|part| if let Expr::And(inner) = part { inner } else { vec![part] });
    Expr::And(parts.collect())
}

fn flatten_or(parts: Vec<Expr>) -> Expr {
    let parts =
        parts.into_iter().flat_map(|part| if let Expr::Or(inner) = part { inner } else { vec![part] });
    Expr::Or(parts.collect())
}

/// `(a AND b) NEAR c` asks for a near c and b near c; an OR that holds an AND is taken apart likewise.
///
/// `None` where that would be more pairs than `budget`.
fn spread(reach: Reach, left: &Expr, right: &Expr, budget: &mut usize) -> Option<Expr> {
    if let Some((parts, join)) = splits(left) {
        let parts: Option<_> = parts.iter().map(|part| spread(reach, part, right, budget)).collect();
        return parts.map(join);
    }
    if let Some((parts, join)) = splits(right) {
        let parts: Option<_> = parts.iter().map(|part| spread(reach, left, part, budget)).collect();
        return parts.map(join);
    }
    *budget = budget.checked_sub(1)?;
    Some(Expr::Near(reach, Box::new([left.clone(), right.clone()])))
}

/// Makes one expression of several.
type Join = fn(Vec<Expr>) -> Expr;

/// The parts between which a side of a proximity is distributed, and what joins the results.
fn splits(side: &Expr) -> Option<(&[Expr], Join)> {
    match side {
        Expr::And(parts) => Some((parts, flatten_and)),
        Expr::Or(parts) if parts.iter().any(|part| splits(part).is_some()) => Some((parts, flatten_or)),
        _ => None,
    }
}
