//! Finds that tell of one event, put together in a list of the newest.

use std::collections::BTreeMap;

use crate::digest::happenings::{PublisherTally, event_said};
use crate::store::finds::Find;

/// A find at its place in a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedFind<'a> {
    pub find: &'a Find,
    /// It is the first to tell of an event that others tell of: `One event: 3 publishers, 2 languages`.
    pub opens: Option<String>,
    /// It tells of the event of the one before.
    pub follows: bool,
}

/// All finds of a page, those of one event together where the newest of them stands, the first to tell of it in front.
pub(crate) fn finds_by_event(finds: &[Find]) -> Vec<PlacedFind<'_>> {
    let mut events: BTreeMap<i64, Vec<&Find>> = BTreeMap::new();
    for find in finds {
        if let Some(event) = find.event {
            events.entry(event).or_default().push(find);
        }
    }
    let mut placed = Vec::new();
    for find in finds {
        match find.event.and_then(|event| events.get_mut(&event)).filter(|members| members.len() != 1) {
            None => placed.push(PlacedFind { find, opens: None, follows: false }),
            // They stand already where the newest of them does.
            Some(members) => placed.extend(one_event(std::mem::take(members))),
        }
    }
    placed
}

fn one_event(mut members: Vec<&Find>) -> Vec<PlacedFind<'_>> {
    members.sort_by_key(|find| (find.first_seen, find.entry));
    let mut tally = PublisherTally::default();
    for find in &members {
        tally.add(&find.family, find.cites, find.lang.as_deref());
    }
    let said = event_said(&tally);
    let place =
        |(place, find)| PlacedFind { find, opens: (place == 0).then(|| said.clone()), follows: place > 0 };
    members.into_iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::found::Match;

    fn find(entry: i64, minute: i64, event: Option<i64>, (family, lang): (&str, &str)) -> Find {
        let at = jiff::Timestamp::from_second(minute * 60).expect("it is a time");
        Find {
            id: entry,
            entry,
            found: at,
            first_seen: at,
            title: format!("Title {entry}"),
            url: None,
            source: family.to_owned(),
            family: family.to_owned(),
            lang: Some(lang.to_owned()),
            published: None,
            edited: None,
            withdrawn: None,
            found_match: Match {
                watchlist: "pact".to_owned(),
                score: 1.0,
                hits: Vec::new(),
                excerpts: Vec::new(),
                terms: Vec::new(),
                notable: Vec::new(),
                note: None,
            },
            event,
            cites: false,
        }
    }

    #[test]
    fn those_of_one_event_stand_where_the_newest_does_and_none_is_left_out() {
        let finds = [
            find(6, 60, Some(2), ("gün", "az")),
            find(5, 50, None, ("post", "en")),
            find(4, 40, Some(2), ("krai", "ru")),
            find(3, 30, Some(1), ("post", "en")),
            find(2, 20, Some(2), ("krai", "ru-RU")),
        ];
        let placed: Vec<(i64, Option<String>, bool)> = finds_by_event(&finds)
            .into_iter()
            .map(|placed| (placed.find.entry, placed.opens, placed.follows))
            .collect();
        let expected = [
            (2, Some("One event: 2 publishers, 2 languages".to_owned()), false),
            (4, None, true),
            (6, None, true),
            (5, None, false),
            (3, None, false),
        ];
        assert_eq!(placed, expected);
    }
}
