//! What is wrong with files, as data: each problem with the text it points to, its code and its fix.

use super::*;

/// Sources named by their id.
pub(in crate::watch) fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(id, text): &(&str, &str)| Source {
        name: format!("watchlists/{id}.toml"),
        id: (*id).to_owned(),
        text: (*text).to_owned(),
    };
    files.iter().map(source).collect()
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let sources = sources(files);
    let compiled = compile(&sources);
    let shown = |(at, problem): &(usize, Problem)| {
        let help = problem.help.as_deref().unwrap_or("-");
        let text = sources[*at].text.get(problem.span.clone()).unwrap_or("?");
        format!("{}: {} `{text}` | {help}", sources[*at].id, problem.code)
    };
    let found: Vec<String> = compiled.problems.iter().map(shown).collect();
    assert_eq!(found, expected, "{files:#?}");
    let refused =
        compiled.problems.iter().any(|(_, problem)| problem.severity == crate::diagnostic::Severity::Error);
    assert_eq!(compiled.watchlists.is_none(), refused);
}

const ENTITIES: &str = "[[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO']\n[[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'\n";

#[test]
fn a_good_set_compiles() {
    check(&[("entities", ENTITIES), ("a", "query = '@csto AND @aliyev'"), ("b", "query = 'gas'")], &[]);
    check(&[], &[]);
}

#[test]
fn the_problems_of_all_files_are_shown_at_once() {
    check(
        &[
            ("entities", "[[entity]]\nid = 'Csto'\nkind = 'organ'\nnames.rus2 = ['x']\nacronym = ['CSTO']"),
            ("a", "titel = 'x'\nquery = 'gas and oil'\nalert = 'now'\n[weights]\ntitel = 3\n"),
            ("b", "title = 'no query'"),
        ],
        &[
            "entities: id `'Csto'` | write \"csto\"",
            "entities: choice `'organ'` | -",
            "entities: language `rus2` | write a code such as az, ru or hy; or names = [\"…\"] for any language",
            "entities: name `'x'` | write the whole name",
            "entities: unknown-key `acronym` | did you mean `acronyms`?",
            "a: unknown-key `titel` | did you mean `title`?",
            "a: operator-case `and` | write AND, or \"and\" in quotes if the word itself is meant",
            "a: choice `'now'` | -",
            "a: unknown-key `titel` | did you mean `title`?",
            "b: missing-key `` | say what to look for: query = \"@csto AND @azerbaijan\"",
        ],
    );
}

#[test]
fn names_are_looked_up() {
    check(
        &[
            ("entities", ENTITIES),
            (
                "a",
                "query = \"@cstoo OR \\\"gas oil\\\" OR @alyev OR @somebody\"\nnotable = ['@aliev', 'a OR b', '@aliyev']",
            ),
        ],
        &[
            "a: unknown-entity `@cstoo` | did you mean @csto?",
            "a: unknown-entity `@alyev` | did you mean @aliyev?",
            "a: unknown-entity `@somebody` | add an [[entity]] with id = \"somebody\" here or in entities.toml",
            "a: unknown-entity `@aliev` | did you mean @aliyev?",
            "a: notable `'a OR b'` | write each name by itself: notable = [\"@aliyev\", \"@pashinyan\"]",
            "a: one-letter `a` | name a longer word, or a phrase in quotes",
            "a: one-letter `b` | name a longer word, or a phrase in quotes",
        ],
    );
    check(
        &[
            ("entities", &format!("{ENTITIES}{ENTITIES}")),
            (
                "a",
                "query = '@csto @aliyev @mine'\n[[entity]]\nid = 'mine'\nkind = 'term'\nname = 'gas'\n[[entity]]\nid = 'csto'\nkind = 'term'\nname = 'oil'",
            ),
        ],
        &[
            "entities: double-id `'csto'` | give one of them another id, or put all names under one",
            "entities: double-id `'aliyev'` | give one of them another id, or put all names under one",
            "a: double-id `'csto'` | remove it here, or give it another id",
        ],
    );
}

#[test]
fn an_entity_must_be_one() {
    check(
        &[(
            "a",
            "query = '@x1'\n[[entity]]\nid = 'x1'\nkind = 'place'\ncountry = 'az'\n[[entity]]\nkind = 'term'\nname = 'gas'\n[[entity]]\nid = 'x2'\nkind = 'org'\nsurname = 'alone'\ncountry = 'AZ'\n[[entity]]\nid = 'x3'\nkind = 'org'",
        )],
        &[
            "a: country `'az'` | did you mean \"AZ\"?",
            "a: missing-key `[[entity]]` | add `id = \"short-name\"`; queries call it @short-name",
            "a: unused-entity `'x2'` | -",
            "a: surname `surname` | remove it, or write kind = \"person\"",
            "a: country `'AZ'` | remove it, or write kind = \"place\"",
            "a: no-names `[[entity]]` | add `name = \"…\"`, `names.ru = [\"…\"]` or `acronyms = [\"…\"]`",
            "a: unused-entity `'x3'` | -",
        ],
    );
}

#[test]
fn an_entity_without_names_is_refused() {
    let names = "add `name = \"…\"`, `names.ru = [\"…\"]` or `acronyms = [\"…\"]`";
    for (lists, problems) in [
        ("names = []", vec![format!("a: no-names `[[entity]]` | {names}")]),
        ("acronyms = []", vec![format!("a: no-names `[[entity]]` | {names}")]),
        ("names = {}", vec![format!("a: no-names `[[entity]]` | {names}")]),
        ("names.ru = []", vec!["a: no-names `ru` | write the names in it, or remove it".to_owned()]),
        (
            "names.en = ['CSTO']\nnames.ru = []",
            vec!["a: no-names `ru` | write the names in it, or remove it".to_owned()],
        ),
        ("names = ['']", vec!["a: name `''` | write the whole name".to_owned()]),
        ("names = ['CSTO']\nacronyms = []", vec![]),
    ] {
        let file = format!("query = '@x'\n[[entity]]\nid = 'x'\nkind = 'org'\n{lists}");
        check(&[("a", &file)], &problems.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn senseless_queries_are_refused() {
    for (query, code) in [
        ("NOT gas", "always"),
        ("gas OR NOT oil", "always"),
        ("gas AND NOT gas", "never"),
        ("title:gas -gas", "never"),
        ("gas -title:gas", ""),
        ("(gas OR oil) -(gas OR oil)", ""),
        ("(gas AND oil) -(gas OR tin)", "never"),
        ("gas lang:az lang:ru", "never"),
        ("gas lang:(az OR ru)", ""),
        ("gas lang:azerbaijani", "never"),
        ("gas country:aze", "never"),
        ("title:gas NEAR text:oil", "never"),
        ("title:gas w/s oil", ""),
        ("author:gas w/s oil", "never"),
        ("gas NEAR lang:az", "near-filter"),
        ("gas NEAR (oil AND NOT tin)", "near-not"),
        ("(gas OR (oil tin)) NEAR/3 (coal AND ore)", ""),
        ("url:@csto", "filter"),
        ("lang:az", ""),
    ] {
        let compiled = compile(&sources(&[("a", &format!("query = '{query}'"))]));
        let codes: Vec<&str> = compiled.problems.iter().map(|(_, problem)| problem.code).collect();
        assert_eq!(codes.join(" "), code, "{query}");
    }
}

#[test]
fn hostile_files_are_refused_and_never_slow() {
    let many = "[[test]]\nmatch='a'\n".repeat(10_001);
    let compiled = compile(&sources(&[("a", &format!("query = 'gas'\n{many}"))]));
    assert!(
        compiled.problems.iter().any(|(_, p)| p.code.starts_with("too-")),
        "{:?}",
        &compiled.problems[..1]
    );
    let pairs = vec!["(gas AND oil)"; 100].join(" OR ");
    let compiled = compile(&sources(&[("a", &format!("query = '({pairs}) NEAR ({pairs})'"))]));
    assert_eq!(compiled.problems[0].1.code, "too-large");
    let words = (0..3999).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" OR ");
    check(&[("a", &format!("query = '({words}) AND NOT oil'"))], &[]);
}

#[test]
fn countries_take_the_endings_of_their_own_languages() {
    let entities = ["IR", "IQ", "EG", "GE", "CN"].map(|code| {
        format!("[[entity]]\nid = '{}'\nkind = 'place'\ncountry = '{code}'\n", code.to_lowercase())
    });
    let lists = [
        ("ir", "query = '@ir'"),
        ("iq", "query = '@iq'"),
        ("eg", "query = '@eg'"),
        ("ge", "query = '@ge'"),
        ("cn", "query = '@cn'"),
    ];
    let mut files = vec![("entities", entities.iter().map(String::as_str).collect::<String>())];
    files.extend(lists.map(|(id, query)| (id, query.to_owned())));
    let files: Vec<(&str, &str)> = files.iter().map(|(id, text)| (*id, text.as_str())).collect();
    let set = compile(&sources(&files)).watchlists.expect("the files are good");
    let mut matcher = set.matcher();
    for (text, expected) in [
        ("Heyet Irak'a gitti.", &["iq"][..]),
        ("İran'a gitti.", &["ir"]),
        ("В Иране и Грузии.", &["ge", "ir"]),
        ("Milli Eğitim Bakanı geldi.", &[]),
        ("آذربایجان و ایران", &["ir"]),
        ("Władze Chin zapowiedziały wizytę.", &["cn"]),
        // By the endings of a neighbour.
        ("U Kini i iz Gruzije.", &["cn", "ge"]),
        ("Kinas regering reste hem.", &["cn"]),
    ] {
        let mut found: Vec<String> = matcher
            .matches(&Item { text, ..Item::default() })
            .into_iter()
            .map(|found| found.watchlist)
            .collect();
        found.sort();
        assert_eq!(found, expected, "{text}");
    }
}
