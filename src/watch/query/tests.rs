//! Queries and how they are read, as data.

use super::*;

fn show(node: &QueryNode) -> String {
    let all = |parts: &[QueryNode]| parts.iter().map(show).collect::<Vec<_>>().join(" ");
    match &node.kind {
        NodeKind::And(parts) => format!("(and {})", all(parts)),
        NodeKind::Or(parts) => format!("(or {})", all(parts)),
        NodeKind::Not(inner) => format!("(not {})", show(inner)),
        NodeKind::Near(reach, left, right) => format!("({reach:?} {} {})", show(left), show(right)),
        NodeKind::AtLeast(count, inner) => format!("({count}× {})", show(inner)),
        NodeKind::Leaf(leaf) => {
            let field = leaf.field.map(|field| format!("{}:", field.name())).unwrap_or_default();
            let weight =
                if (leaf.weight - 1.0).abs() > 1e-9 { format!("^{}", leaf.weight) } else { String::new() };
            match &leaf.operand {
                Operand::Entity(id) => format!("{field}@{id}{weight}"),
                Operand::Words { text, exact, slack } => {
                    let exact = if *exact { "=" } else { "" };
                    let slack = if *slack > 0 { format!("~{slack}") } else { String::new() };
                    format!("{field}{exact}<{text}>{slack}{weight}")
                }
            }
        }
    }
}

#[test]
fn good_queries_are_read_as_written() {
    for (query, tree) in [
        ("@csto AND @azerbaijan", "(and @csto @azerbaijan)"),
        ("ОДКБ Баку", "(and <ОДКБ> <Баку>)"),
        ("(a1 OR b2) c3", "(and (or <a1> <b2>) <c3>)"),
        ("gas -oil", "(and <gas> (not <oil>))"),
        ("gas AND NOT (oil OR coal)", "(and <gas> (not (or <oil> <coal>)))"),
        ("Al-Qaida", "<Al-Qaida>"),
        ("gas NEAR oil", "(Words(10) <gas> <oil>)"),
        ("gas NEAR/3 oil w/s coal", "(Sentence (Words(3) <gas> <oil>) <coal>)"),
        ("gas pre/2 oil AND ore ONEAR/7 tin", "(and (InOrder(2) <gas> <oil>) (InOrder(7) <ore> <tin>))"),
        ("gas w/p (oil OR coal)", "(Paragraph <gas> (or <oil> <coal>))"),
        ("NOT gas w/4 oil coal", "(and (not (Words(4) <gas> <oil>)) <coal>)"),
        ("title:gas^2 lead:\"big oil\"~3^0.5", "(and title:<gas>^2 lead:<big oil>~3^0.5)"),
        ("title:(gas OR =Oil)", "(or title:<gas> title:=<Oil>)"),
        ("lang:(az OR ru) gas", "(and (or lang:<az> lang:<ru>) <gas>)"),
        ("ATLEAST/3(gas OR @oil)^2", "(3× (or <gas>^2 @oil^2))"),
        ("azerb* wom?n", "(and <azerb*> <wom?n>)"),
        ("=\"New York\"", "=<New York>"),
        ("url:example.org/news gas", "(and url:<example.org/news> <gas>)"),
        ("near gas", "(and <near> <gas>)"),
        ("(w5 OR n2) AND W3", "(and (or <w5> <n2>) <W3>)"),
        ("N95 AND \"n/5\" AND =Gas", "(and <N95> <n/5> =<Gas>)"),
        ("gas NEAR (oil OR coal)", "(Words(10) <gas> (or <oil> <coal>))"),
        ("О’Нил д'Арк", "(and <О’Нил> <д'Арк>)"),
        ("中 gas", "(and <中> <gas>)"),
        ("lang:EN gas", "(and lang:<EN> <gas>)"),
        ("\"SALT AND PEPPER\" \"gas and oil\"", "(and <SALT AND PEPPER> <gas and oil>)"),
        ("\"TI\" gas AND (Texas TX)", "(and <TI> <gas> (and <Texas> <TX>))"),
        ("gas/oil AND 24/7 AND km/s", "(and <gas/oil> <24/7> <km/s>)"),
    ] {
        let mut problems = Vec::new();
        let node = parse(query, &mut problems).unwrap();
        assert_eq!(problems, [], "{query}");
        assert_eq!(show(&node), tree, "{query}");
    }
}

#[test]
fn every_mistake_is_shown_with_its_place_and_fix() {
    check_problems(&[
        ("", &[("", "empty")][..]),
        ("()", &[("()", "empty")]),
        ("gas AND ()", &[("()", "empty")]),
        ("gas and oil", &[("and", "operator-case")]),
        ("gas Or oil not coal", &[("Or", "operator-case"), ("Or", "mixed"), ("not", "operator-case")]),
        ("gas OR oil AND coal", &[("OR", "mixed")]),
        ("gas oil OR coal", &[("OR", "mixed")]),
        ("gas near/5 oil W/3 coal", &[("near/5", "operator-case"), ("W/3", "operator-case")]),
        ("titel:gas", &[("titel", "unknown-field")]),
        ("title:(text:gas)", &[("text:", "never")]),
        ("(gas OR oil", &[("(", "brackets")]),
        ("gas) OR oil", &[(")", "brackets")]),
        ("gas AND", &[("AND", "operand")]),
        ("OR gas AND AND oil", &[("OR", "operand"), ("AND", "operand")]),
        ("gas NEAR", &[("NEAR", "operand")]),
        ("gas w/x oil", &[("w/x", "distance")]),
        ("gas NEAR/0 oil", &[("NEAR/0", "distance")]),
        ("gas NEAR NOT oil", &[("NOT", "near-not")]),
        ("NOT", &[("NOT", "operand")]),
        ("gas NOT NOT oil", &[("NOT", "double-not")]),
        ("x", &[("x", "one-letter")]),
        ("a* *", &[("a*", "one-letter"), ("*", "always")]),
        ("=ga*", &[("=ga*", "exact")]),
        ("\"\"", &[("\"\"", "always")]),
        ("\"gas", &[("\"", "quotes")]),
        ("“gas oil”", &[("“", "quotes")]),
        ("gas & oil, coal", &[("&", "stray"), (",", "stray"), (",", "mixed")]),
        ("@ gas", &[("@", "entity")]),
        ("gas^ x", &[("^", "weight"), ("x", "one-letter")]),
        ("ATLEAST/3 gas", &[("ATLEAST/3", "count")]),
        ("title:", &[("", "operand")]),
        ("and and and", &[("and", "operator-case"), ("and", "operator-case"), ("and", "operator-case")]),
    ]);
}

#[test]
fn operators_of_other_systems_are_one_mistake_each() {
    check_problems(&[
        ("gas, oil, coal", &[(",", "stray")]),
        ("sanction! w/5 gas", &[("sanction!", "foreign-operator")]),
        ("gas near5 oil", &[("near5", "foreign-operator")]),
        ("gas /s oil", &[("/s", "foreign-operator")]),
        ("gas +3 oil", &[("+3", "foreign-operator")]),
        ("gas NOT w/5 oil", &[("NOT w/5", "near-not")]),
        ("hlead(gas) AND oil", &[("hlead", "foreign-field")]),
        ("title = gas", &[("title =", "foreign-field")]),
        ("lang=az AND gas", &[("lang=", "foreign-field")]),
        ("atleast5(gas)", &[("atleast5", "foreign-operator")]),
        ("gas ANDNOT oil", &[("ANDNOT", "foreign-operator")]),
        ("gas AND-oil", &[("AND-", "foreign-operator")]),
        ("gas - oil", &[("-", "stray")]),
        ("газ И нефть", &[("И", "foreign-operator")]),
        ("газ ИЛИ нефть", &[("ИЛИ", "foreign-operator")]),
        ("gas UND oil", &[("UND", "foreign-operator")]),
        ("#gas AND oil", &[("#", "stray")]),
        ("U.S. AND oil", &[("U.S.", "dots")]),
        ("C++ AND oil", &[("C++", "one-letter")]),
        ("\"gas oil\" ~5", &[("~5", "slack")]),
        ("near/5 AND gas", &[("near/5", "operator-case")]),
        ("gas NEAR 5 oil", &[("NEAR 5", "distance")]),
        ("headline:gas", &[("headline", "unknown-field")]),
        ("hlead=gas AND oil", &[("hlead=", "foreign-field")]),
        ("hd=gas AND oil", &[("hd=", "foreign-field")]),
        ("co=gazprom AND oil", &[("co=", "foreign-field")]),
        ("date>=2020-01-01 AND gas", &[("date>=2020-01-01", "foreign-field")]),
        ("gas AND date aft 2019", &[("date aft 2019", "foreign-field")]),
        ("gas date(geq 2020)", &[("date(geq 2020)", "foreign-field")]),
        ("wc > 500 AND gas", &[("wc > 500", "foreign-field")]),
        ("gas WITHIN 5 oil", &[("WITHIN 5", "foreign-operator")]),
        ("gas n/5 oil", &[("n/5", "foreign-operator")]),
        ("gas W5 oil", &[("W5", "foreign-operator")]),
        ("gas w/ 5 oil", &[("w/ 5", "distance")]),
        ("gas NEAR / 5 oil", &[("NEAR / 5", "distance")]),
        ("gas NEAR-5 oil", &[("NEAR-5", "distance")]),
        ("gas NEAR,5 oil", &[("NEAR,5", "distance")]),
        ("gas w/sent oil", &[("w/sent", "foreign-operator")]),
        ("gas w/seg oil", &[("w/seg", "foreign-operator")]),
        ("gas NEXT/3 oil", &[("NEXT/3", "foreign-operator")]),
        ("NEAR((gas, oil), 5)", &[("NEAR((gas, oil), 5)", "foreign-operator")]),
        ("gas NEAR(oil,5)", &[("NEAR(oil,5)", "foreign-operator")]),
        ("ATLEAST(5, gas)", &[("ATLEAST(5, gas)", "foreign-operator")]),
        ("gas BUT NOT oil", &[("BUT", "foreign-operator")]),
        ("gas XOR oil", &[("XOR", "foreign-operator")]),
        ("gas$3 AND oil", &[("gas$3", "foreign-operator")]),
        ("colo#r AND oil", &[("colo#r", "foreign-operator")]),
        ("gas~2 AND oil", &[("gas~2", "foreign-operator")]),
        ("gas %5 oil", &[("%", "stray")]),
        ("{gas oil} AND coal", &[("{", "stray")]),
        ("AND gas) OR oil", &[(")", "brackets")]),
        ("Баку или Москва", &[("или", "foreign-operator")]),
        ("gas e oil", &[("e", "foreign-operator")]),
        ("غاز أو نفط", &[("أو", "foreign-operator")]),
    ]);
}

#[test]
fn what_is_an_operator_elsewhere_by_its_place_is_one_mistake_each() {
    check_problems(&[
        ("TI gas AND oil", &[("TI", "foreign-field")][..]),
        ("oil AND (SU \"gas price\")", &[("SU", "foreign-field")]),
        ("gas/5 oil", &[("gas/5", "foreign-operator")]),
        ("gas/s oil AND coal", &[("gas/s", "foreign-operator")]),
        ("gas.AND.oil", &[("gas.AND.oil", "foreign-operator")]),
        ("gas NOT-oil", &[("NOT-", "foreign-operator")]),
        ("gas <NEAR/5> oil", &[("<NEAR/5>", "foreign-operator")]),
        ("gas <and> oil", &[("<and>", "foreign-operator")]),
        ("gas[ti] AND oil", &[("gas[ti]", "foreign-operator")]),
        ("gas.ti. AND oil", &[("gas.ti.", "foreign-operator")]),
        ("gas NEARBY oil", &[("NEARBY", "foreign-operator")]),
        ("gas N/S oil", &[("N/S", "foreign-operator")]),
        ("gas NEAR/P oil", &[("NEAR/P", "foreign-operator")]),
        ("gas near/s oil", &[("near/s", "foreign-operator")]),
        ("gas NEAR/5f oil", &[("NEAR/5f", "foreign-operator")]),
        ("gas wf5 oil", &[("wf5", "foreign-operator")]),
        ("\"gas AND oil\"", &[("\"gas AND oil\"", "foreign-operator")]),
        ("\"big gas w/5 oil\" coal", &[("\"big gas w/5 oil\"", "foreign-operator")]),
    ]);
}

/// Checks the problems of queries: the text each points to, and its code.
fn check_problems(rows: &[(&str, &[(&str, &str)])]) {
    for (query, expected) in rows {
        let mut problems = Vec::new();
        parse(query, &mut problems);
        let found: Vec<_> = problems.iter().map(|p| (&query[p.span.clone()], p.code)).collect();
        assert_eq!(found, *expected, "{query}");
    }
}

#[test]
fn mixing_shows_both_readings() {
    let mut problems = Vec::new();
    parse("gas AND oil OR \"sour crude\" tin", &mut problems);
    assert_eq!(
        problems[0].help.as_deref(),
        Some("write (gas AND oil) OR (\"sour crude\" AND tin)  or  gas AND (oil OR \"sour crude\") AND tin")
    );
}

#[test]
fn hostile_queries_are_refused_and_never_slow() {
    for (query, code) in [
        ("(".repeat(500_000), "too-deep"),
        (format!("{}gas{}", "(".repeat(33), ")".repeat(33)), "too-deep"),
        ("gas OR ".repeat(100_000) + "oil", "too-large"),
        ("*".repeat(1_000_000), "always"),
        ("a*b*c*d*e*f ".repeat(80_000), "wildcard"),
        ("*gas* ".repeat(201), "too-large"),
        ("and ".repeat(250_000), "operator-case"),
        ("NOT ".repeat(250_000), "double-not"),
        ("title:".repeat(150_000), "operand"),
        ("\"~".repeat(400_000), "slack"),
    ] {
        let mut problems = Vec::new();
        parse(&query, &mut problems);
        assert!(problems.iter().any(|problem| problem.code == code), "{} {problems:?}", &query[..20]);
        assert!(problems.len() <= 26);
    }
    let mut problems = Vec::new();
    parse(&format!("{}gas{}", "(".repeat(32), ")".repeat(32)), &mut problems);
    assert_eq!(problems, []);
}

/// What passed silently as words, or was told the wrong fix: the place, the code and the fix.
#[test]
fn relatives_of_foreign_operators_are_told_their_fix() {
    for (query, place, fix) in [
        ("gas AFTER/3 oil", "AFTER/3", "b ONEAR/3 a"),
        ("gas F/3 oil", "F/3", "ONEAR/3"),
        ("gas NOTNEAR/3 oil", "NOTNEAR/3", "a AND NOT (a NEAR/3 b)"),
        ("gas AROUND/5 oil", "AROUND/5", "NEAR/5"),
        ("gas AROUND(5) oil", "AROUND(5)", "NEAR/5"),
        ("gas 5W oil", "5W", "ONEAR/5"),
        ("gas 5n oil", "5n", "NEAR/5"),
        ("gas (3n) oil", "(3n)", "NEAR/3"),
        ("gas (S) oil", "(S)", "w/s"),
        ("gas(W)oil", "(W)", "ONEAR/1"),
        ("gas <-> oil", "<->", "ONEAR/1"),
        ("gas <3> oil", "<3>", "ONEAR/3"),
        ("gas << oil", "<<", "ONEAR/10"),
        ("gas /+3 oil", "/+3", "ONEAR/3"),
        ("gas /(1 3) oil", "/(1 3)", "NEAR/3"),
        ("gas /N3/ oil", "/N3/", "NEAR/3"),
        ("gas NEAR/5f oil", "NEAR/5f", "ONEAR/5"),
        ("gas NEAR/P oil", "NEAR/P", "w/p"),
        ("gas w/5s oil", "w/5s", "w/s"),
        ("gas NEAR_5 oil", "NEAR_5", "NEAR/5"),
        ("gas NEAR~5 oil", "NEAR~5", "NEAR/5"),
        ("газ РЯДОМ/5 нефть", "РЯДОМ/5", "NEAR/5"),
        ("gas WITHIN oil", "WITHIN", "NEAR"),
        ("gas FOLLOWEDBY oil", "FOLLOWEDBY", "ONEAR"),
        ("gas AND/OR oil", "AND/OR", "OR"),
        ("gas BUTNOT oil", "BUTNOT", "NOT"),
        ("газ БЕЗ нефть", "БЕЗ", "NOT"),
        ("'european union' AND gas", "'european union'", "\"european union\""),
        ("gas AND ‘european union’", "‘", "\"…\""),
        ("noft(gas) AND oil", "noft", "leave noft out"),
        ("su.exact(\"gas oil\")", "su.exact", "leave su.exact out"),
        ("date:[2020 TO 2021] AND gas", "date:[2020 TO 2021]", "--since"),
        ("gas before:2020-01-01", "before:2020-01-01", "--since"),
    ] {
        let mut problems = Vec::new();
        parse(query, &mut problems);
        let [problem] = problems.as_slice() else { panic!("{query}: {problems:?}") };
        assert_eq!(&query[problem.span.clone()], place, "{query}");
        assert!(problem.help.as_ref().is_some_and(|help| help.contains(fix)), "{query}: {:?}", problem.help);
    }
    for words in [
        "NEXT AND gas",
        "gas OR NO",
        "\"AFTER/3\" gas",
        "url:example.org/5 gas",
        "9/11 gas",
        "d'Arc O'Neill",
        "F/3",
    ] {
        let mut problems = Vec::new();
        parse(words, &mut problems);
        assert_eq!(problems, [], "{words}");
    }
}
