//! How an element stands on a page: what those of one list have in common.

use std::collections::HashMap;

use scraper::ElementRef;

use super::class::{lasting_classes, stem};

/// Items that make a list.
pub(super) const FEWEST: usize = 3;

/// How many elements of one standing have each class, and what classes begin with.
#[derive(Debug, Default)]
pub(super) struct Standings<'a> {
    classes: HashMap<(String, &'a str), usize>,
    stems: HashMap<(String, &'a str), usize>,
}

impl<'a> Standings<'a> {
    /// Counts the classes of these elements and of their parents.
    pub(super) fn of(elements: impl Iterator<Item = ElementRef<'a>>) -> Self {
        let mut standings = Self::default();
        for element in elements {
            let names = names(element);
            standings.count(element, &names);
            if let Some(parent) = parent(element) {
                standings.count(parent, &format!("{names}<"));
            }
        }
        standings
    }

    fn count(&mut self, element: ElementRef<'a>, names: &str) {
        for class in lasting_classes(element) {
            *self.classes.entry((names.to_owned(), class)).or_default() += 1;
        }
        for stem in lasting_classes(element).filter_map(stem) {
            *self.stems.entry((names.to_owned(), stem)).or_default() += 1;
        }
    }

    /// The names of an element and of the two around it, and the class that it, or else its parent, shares with most of
    /// its like. A class of its own, such as `item-7` or the name of its article, tells nothing; what such classes begin
    /// with may.
    pub(super) fn standing(&self, element: ElementRef<'a>) -> String {
        let names = names(element);
        let of_parent = || self.shared(parent(element)?, &format!("{names}<"));
        let class = self.shared(element, &names).or_else(of_parent);
        format!("{names} {}", class.unwrap_or_default())
    }

    fn shared(&self, element: ElementRef<'a>, names: &str) -> Option<&'a str> {
        let known = |counts: &HashMap<(String, &'a str), usize>, part: &'a str| {
            counts.get(&(names.to_owned(), part)).copied().filter(|count| *count >= FEWEST)
        };
        // Of as many the first: `max_by_key` would take the last.
        let most = |best: Option<(usize, &'a str)>, (count, part)| match best {
            Some((known, _)) if known >= count => best,
            _ => Some((count, part)),
        };
        let classes =
            lasting_classes(element).filter_map(|class| Some((known(&self.classes, class)?, class)));
        let stems = || {
            let stems = lasting_classes(element).filter_map(stem);
            stems.filter_map(|stem| Some((known(&self.stems, stem)?, stem))).fold(None, most)
        };
        classes.fold(None, most).or_else(stems).map(|(_, part)| part)
    }
}

fn parent(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.ancestors().find_map(ElementRef::wrap)
}

fn names(element: ElementRef<'_>) -> String {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(2);
    std::iter::once(element).chain(around).map(|one| one.value().name()).collect::<Vec<_>>().join("<")
}
