//! Files and texts that are made to hold matching up: refused with a message, or done in the time of any other.
//!
//! The sizes are such that work that grows with their square does not end while somebody waits.

use super::compile::compile;
use super::compile::tests::sources;
use super::item::Item;

/// What comes of a watchlist `a`: the codes of its problems.
fn problems(file: &str) -> Vec<&'static str> {
    let compiled = compile(&sources(&[("a", file)]));
    compiled.problems.iter().map(|(_, problem)| problem.code).collect()
}

fn entity(kind: &str, names: &str) -> String {
    format!("query = '@x'\n[[entity]]\nid = 'x'\nkind = '{kind}'\n{names}\n")
}

#[test]
fn files_that_are_too_much_are_refused() {
    let query = |query: &str| format!("query = '{query}'");
    for (file, codes) in [
        (query(&"gas OR ".repeat(1_000_000)), &["too-large"][..]),
        (query("\"gas oil\"~100000"), &["slack"]),
        (query("ATLEAST/9999999(gas)"), &["distance"]),
        (query("gas NEAR/0 oil"), &["distance"]),
        (query(&"gas ".repeat(1_000_000)), &["too-large"]),
        (query(&format!("\"{}\"", "gas ".repeat(65))), &["too-large"]),
        (query("*"), &["always"]),
        (entity("org", &format!("name = '{}'", "ab".repeat(500_000))), &["name"]),
        (entity("person", &format!("name = '{}'", "Gas ".repeat(250_000))), &["name"]),
    ] {
        assert_eq!(problems(&file), codes, "{}", &file[..file.len().min(80)]);
    }
}

#[test]
fn one_entity_may_have_very_many_names() {
    let names: Vec<String> = (0..5_000).map(|at| format!("'Kabolit{at}x Lomedur{at}'")).collect();
    assert_eq!(problems(&entity("org", &format!("names = [{}]", names.join(",")))), [""; 0]);
}

/// Watchlist, a piece of text, how often it stands there, mentions expected, whether something is cut.
type SlowCase<'a> = (&'a str, &'a str, usize, usize, bool);

#[test]
fn texts_of_one_repeated_name_are_matched_like_others() {
    let person = "[[entity]]\nid = 'x'\nkind = 'person'\nname = 'Ilham Aliyev'\nnot = ['Heydar Aliyev']\n";
    let people =
        format!("query = '@x OR @y'\n{person}[[entity]]\nid = 'y'\nkind = 'person'\nname = 'Natig Aliyev'\n");
    let either: Vec<String> = (0..200).map(|at| format!("(gas OR oil OR w{at})")).collect();
    let either = format!("query = '{}'", either.join(" AND "));
    let repeated = entity("org", "name = 'gas'\nnot = ['gas gas']");
    let cases: [SlowCase<'_>; 12] = [
        ("query = 'gas'", "gas ", 10_000, 10_000, false),
        ("query = '\"gas gas gas oil\"~50 OR oil'", "gas ", 10_000, 0, false),
        ("query = 'gas NEAR/500 oil'", "gas oil ", 3_000, 6_000, true),
        ("query = 'gas w/p oil w/p gas'", "gas oil ", 3_000, 6_000, true),
        ("query = 'gas w/s oil'", "Gas and oil. ", 3_000, 6_000, false),
        ("query = 'gas ONEAR/2 coal OR coal w/s gas'", "gas ", 10_000, 0, false),
        ("query = 'ATLEAST/500(gas NEAR/500 oil)'", "gas oil ", 3_000, 6_000, true),
        (&either, "gas oil ", 2_000, 4_000, false),
        (&repeated, "gas ", 10_000, 0, false),
        (&people, "Ilham Aliyev ", 4_000, 4_000, false),
        (&people, "Ilham Aliyev Natig Aliyev Heydar Aliyev and Aliyev. ", 2_000, 8_000, false),
        (&people, "Ильхам Алиев и И. Алиев. ", 1_000, 2_000, false),
    ];
    for (file, piece, times, mentions, cut) in cases {
        let compiled = compile(&sources(&[("a", file)]));
        let mut matcher = compiled.watchlists.expect(file).matcher();
        let text = piece.repeat(times);
        let found = matcher.matches(&Item { text: &text, ..Item::default() });
        let hits: usize = found.iter().map(|found| found.hits.len()).sum();
        let notes = found.iter().filter(|found| found.note.is_some()).count();
        assert_eq!((hits, notes > 0), (mentions, cut), "{file} {piece}");
    }
}

#[test]
fn patterns_are_tried_where_they_may_fit() {
    let patterns: Vec<String> = (0..3_000).map(|at| format!("aaa*x{at}")).collect();
    let compiled = compile(&sources(&[("a", &format!("query = '{}'", patterns.join(" OR ")))]));
    let mut matcher = compiled.watchlists.expect("the query is good").matcher();
    let text: String = (0..3_000).map(|at| format!("aaabx{at} ")).collect();
    let found = matcher.matches(&Item { text: &text, ..Item::default() });
    assert_eq!(found.first().map(|found| found.hits.len()), Some(3_000));
}
