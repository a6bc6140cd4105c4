//! The reference page of the language, every example of it run.

use super::compile::compile;
use super::compile::tests::sources;
use super::item::Item;
use super::set::Matcher;

const PAGE: &str = include_str!("../../docs/watchlists.md");

/// The TOML blocks of the page: the shared entities, and the watchlists.
fn blocks() -> (String, Vec<String>) {
    let blocks = PAGE.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let (shared, lists): (Vec<&str>, Vec<&str>) =
        blocks.partition(|block| block.starts_with("# entities.toml"));
    (shared.concat(), lists.into_iter().map(str::to_owned).collect())
}

/// The rows of the tables with this head, cell by cell, without the quotes of code.
fn rows(head: &str) -> Vec<Vec<String>> {
    let table = PAGE.split(head).nth(1).unwrap_or_default().lines().skip(2);
    let table = table.take_while(|line| line.starts_with('|'));
    let cell = |cell: &str| {
        let cell = cell.trim();
        let code = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
        code.filter(|code| !code.contains('`')).unwrap_or(cell).to_owned()
    };
    let rows = table.map(|line| line.trim_matches('|').split(" | ").map(cell).collect::<Vec<_>>());
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() > 5, "{head}");
    rows
}

fn compiled(query: &str) -> Result<Matcher, String> {
    let compiled = compile(&sources(&[("entities", &blocks().0), ("a", &format!("query = '{query}'"))]));
    let refused = compiled.problems.iter().map(|(_, problem)| problem.message.clone());
    let refused = refused.filter(|message| !message.starts_with("no watchlist uses"));
    compiled.watchlists.map(|set| set.matcher()).ok_or_else(|| refused.collect::<Vec<_>>().join("; "))
}

#[test]
fn the_files_on_the_page_compile() {
    let (entities, lists) = blocks();
    for list in lists {
        let compiled = compile(&sources(&[("entities", &entities), ("a", &list)]));
        assert!(compiled.watchlists.is_some(), "{list}\n{:?}", compiled.problems);
    }
}

#[test]
fn every_query_on_the_page_finds_what_it_says() {
    for row in rows("| query | finds | does not find |") {
        let mut matcher = compiled(&row[0]).unwrap_or_else(|problem| panic!("{}: {problem}", row[0]));
        for (text, expected) in [(&row[1], true), (&row[2], false)] {
            let found = matcher.matches(&Item { text, ..Item::default() });
            assert_eq!(!found.is_empty(), expected, "{} in {text}", row[0]);
        }
    }
}

#[test]
fn every_field_on_the_page_compares_as_it_says() {
    for row in rows("| query | field | finds | does not find |") {
        let mut matcher = compiled(&row[0]).unwrap_or_else(|problem| panic!("{}: {problem}", row[0]));
        for (value, expected) in [(&row[2], true), (&row[3], false)] {
            let tags = [value.clone()];
            let mut item = Item::default();
            match row[1].as_str() {
                "title" => item.title = value,
                "lang" => item.lang = Some(value),
                "country" => item.country = Some(value),
                "source" => item.source = Some(value),
                "tag" => item.tags = &tags,
                "url" => item.url = Some(value),
                "author" => item.author = Some(value),
                other => panic!("{other}"),
            }
            assert_eq!(!matcher.matches(&item).is_empty(), expected, "{} in {value}", row[0]);
        }
    }
}

#[test]
fn every_mistake_on_the_page_has_its_message() {
    for row in rows("| query | message |") {
        let message = compiled(&row[0]).err().unwrap_or_default();
        assert!(message.contains(&row[1]), "{}: {message}", row[0]);
    }
}
