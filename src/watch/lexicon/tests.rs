//! What the lexicon finds and what it leaves, as cases.

use super::hit::TermHit;
use super::spec::{Form, Spelling, Surname, TermSpec};
use super::{Lexicon, Memo};

fn scan(term: &TermSpec, texts: &[&str]) -> Vec<TermHit> {
    let lexicon = Lexicon::build(std::slice::from_ref(term));
    let mut hits = Vec::new();
    lexicon.scan(&mut Memo::default(), texts, &mut hits);
    hits
}

/// Marks each mention in the texts: `[so]`.
fn marked(term: &TermSpec, texts: &[&str]) -> String {
    let hits = scan(term, texts);
    let mark = |(part, text): (usize, &&str)| {
        let mut text = (*text).to_owned();
        for hit in hits.iter().rev().filter(|hit| hit.part == part) {
            text.insert(hit.end, ']');
            text.insert(hit.start, '[');
        }
        text
    };
    texts.iter().enumerate().map(mark).collect::<Vec<_>>().join(" | ")
}

fn check(term: &TermSpec, expected: &str) {
    let plain = expected.replace(['[', ']'], "");
    let texts: Vec<&str> = plain.split(" | ").collect();
    assert_eq!(marked(term, &texts), expected, "{:?}", term.spellings);
}

fn name(text: &str) -> TermSpec {
    TermSpec::single(Form::Name, text)
}

fn aliyev(surname: Surname) -> TermSpec {
    TermSpec {
        form: Form::Person { surname },
        spellings: vec![
            Spelling::new("Ilham Aliyev", None),
            Spelling::new("İlham Əliyev", Some("az")),
            Spelling::new("Ильхам Алиев", Some("ru")),
        ],
        not: vec!["Heydar Aliyev".to_owned(), "Гейдар Алиев".to_owned()],
    }
}

#[test]
fn every_case_form_is_found() {
    for (term, text) in [
        ("Алиев", "о встрече с [Алиевым], [Алиеву] и [Алиева]; Алиевский"),
        ("Азербайджан", "в [Азербайджане], [Азербайджану]; азербайджанский язык"),
        ("Павел", "слова [Павла]; Павлин"),
        ("Київ", "з [Києва] до [Києві], у [Київ]"),
        ("Прага", "у [Празі] та [Прагу]"),
        ("Канада", "у [Канадзе]"),
        ("Łódź", "do [Łodzi]; Łodziak"),
        ("Warszawa", "w [Warszawie], [Warszawą]"),
        ("Niemcy", "do [Niemiec], w [Niemczech]"),
        ("Praha", "v [Praze]"),
        ("Azərbaycan", "[Azərbaycanın], [Azərbaycandakı] və [AZƏRBAYCANDA]"),
        ("Türkiye", "[Türkiye’nin], [Türkiye'ye], [Türkiyede]"),
        ("Հայաստան", "[Հայաստանի], [Հայաստանում] եւ [Հայաստանից]"),
        ("Գյումրի", "[Գյումրու]"),
        ("საქართველო", "[საქართველოს], [საქართველოში]"),
        ("უკრაინა", "[უკრაინის]"),
        ("Қазақстан", "[Қазақстанда], [Қазақстанның]"),
        ("Кыргызстан", "[Кыргызстандын]"),
        ("O‘zbekiston", "[Oʻzbekistonning]"),
        ("ایران", "در [ایران]؛ ایرانی"),
        ("مصر", "[ومصر] [بمصر]"),
        ("Азәрбајҹан", "[Азәрбајҹанын], [Азәрбајҹанда]"),
        ("Μητσοτάκης", "του [Μητσοτάκη]"),
        ("ישראל", "[בישראל], [וישראל]"),
        ("Iran", "d'[Iran]; Iranian"),
    ] {
        check(&name(term), text);
    }
}

#[test]
fn spelling_accidents_do_not_matter() {
    for text in ["[Али\u{ad}еву]", "[АЛИЕВА]", "[Aлиeв]", "[Али\u{301}ев]", "[Али\u{200b}ев]", "[Алиёв]"]
    {
        check(&name("Алиев"), text);
    }
    check(&name("Київ"), "[Киі\u{308}в]");
    check(&name("Нью-Йорк"), "[Нью Йорка], [Нью-Йорке], [Ньюйорк]");
    check(&name("习近平"), "主席[习近平]在");
}

#[test]
fn capitals_tell_names_from_words() {
    check(&name("Надежда"), "[Надежду] видел с надеждой");
    check(&name("надежда"), "[Надежду] видел с [надеждой]");
    check(&name("НАТО"), "[НАТО] и Ната, нато");
    check(&name("Ната"), "НАТО и [Наты]");
    check(&name("KTMT"), "[KTMT]-nin, [KTMT’nin], ktmt");
    check(&name("ՀԱՊԿ"), "[ՀԱՊԿ]-ի, [ՀԱՊԿի]");
    check(&TermSpec::single(Form::Exact { slack: 0 }, "Apple"), "[Apple] Apples apple APPLE");
    let acronym = TermSpec { spellings: vec![Spelling::acronym("NATO")], ..name("") };
    check(&acronym, "[NATO] Nato");
}

#[test]
fn phrases_keep_their_order() {
    let term = name("Организация Договора о коллективной безопасности");
    check(&term, "В [организации Договора о коллективной безопасности]; Организация Договора");
    let words = |text: &str, slack| TermSpec::single(Form::Words { slack }, text);
    check(&words("peace treaty", 0), "[peace treaties], peace, treaty");
    check(&words("peace treaty", 2), "[peace and friendship treaty]; peace and the old friendship treaty");
    check(&words("normali* relations", 0), "[normalise relations], [normalising relations]");
    check(&words("Алиев*", 0), "[Алиевский] алиевский");
    check(&words("*stan", 0), "[Kazakhstan] stands");
}

#[test]
fn people_have_their_ways() {
    let person = aliyev(Surname::Anchored);
    check(&person, "[Алиев] прибыл | [Ильхам Алиев] и Пашинян; [Алиеву]");
    check(&person, "Алиев прибыл | встреча с Алиевым");
    check(&person, "[Əliyev İlham], [Əliyev, İlham], [İ. Əliyev], [И. Г. Алиева]; Г. Алиев");
    check(&person, "[Ильхам Гейдарович Алиев]; Ильхам и Мехрибан");
    check(&person, "[Ильхам Алиев] открыл Центр Гейдара Алиева, сказал [Алиев]");
    check(&person, "Heydar Aliyev Center");
    check(&person, "[Ильхама Алиева], см. H. Aliyev, [Aliyev]");
    check(&aliyev(Surname::Alone), "[Алиев] и Гейдар Алиев");
    check(&aliyev(Surname::Never), "[Ильхам Алиев], Алиев");
}

#[test]
fn people_are_heard_in_other_scripts() {
    let person = aliyev(Surname::Anchored);
    check(&person, "[Իլհամ Ալիեւը] եւ [Ալիեւ]");
    check(&person, "[ილჰამ ალიევმა]");
    check(&person, "[إلهام علييف]");
    check(&person, "Ալիեւ");
    let pashinyan = TermSpec::single(Form::Person { surname: Surname::Anchored }, "Nikol Pashinyan");
    check(&pashinyan, "[Никола Пашиняна] и [Пашинян], Николай Патрушев");
    check(&pashinyan, "[Nikol Paşinyanla]");
    check(&TermSpec::single(Form::Unknown, "Putin"), "[Путиным]; Путь; [Putina]");
    check(&name("Putin"), "Путиным");
}

#[test]
fn the_rule_is_told() {
    let explain = |term: &TermSpec, text: &str| {
        let hits = scan(term, &[text]);
        hits.iter().map(|hit| hit.why.to_string()).collect::<Vec<_>>().join(" / ")
    };
    let person = aliyev(Surname::Alone);
    let check = |term: &TermSpec, text: &str, expected: &str| assert_eq!(explain(term, text), expected);
    let spelled =
        |text: &str, lang: &str| TermSpec { spellings: vec![Spelling::new(text, Some(lang))], ..name("") };
    check(&spelled("Алиев", "ru"), "с Алиевым", r#"ru "Алиев": ending -ым, instrumental"#);
    check(&spelled("Київ", "uk"), "Києва", r#"uk "Київ": ending -а, genitive"#);
    check(&spelled("Bakı", "az"), "Bakıda", r#"az "Bakı": Azerbaijani suffix -da, locative"#);
    check(&spelled("Ankara", "tr"), "Ankara’nınki", r#"tr "Ankara": Turkish suffix -ninki, genitive"#);
    check(&spelled("Баку", "ru"), "Баку", r#"ru "Баку": as written"#);
    check(&person, "Алиев", r#"ru "Ильхам Алиев": surname alone"#);
    check(&person, "Իլհամ Ալիեւ", r#""Ilham Aliyev": sounds alike, distance 0.00"#);
}

#[test]
fn a_memo_forgets_another_lexicon() {
    let mut memo = Memo::default();
    let mut found = |term: &str| {
        let mut hits = Vec::new();
        Lexicon::build(&[name(term)]).scan(&mut memo, &["Баку и Ереван"], &mut hits);
        hits.iter().map(|hit| (hit.start, hit.token_first)).collect::<Vec<_>>()
    };
    assert_eq!(found("Баку"), [(0, 0)]);
    assert_eq!(found("Ереван"), [(12, 2)]);
    assert_eq!(found("Тбилиси"), []);
}

#[test]
fn overlapping_terms_are_all_found() {
    let lexicon = Lexicon::build(&[name("Нагорный Карабах"), name("Карабах"), name("...")]);
    let mut hits = Vec::new();
    lexicon.scan(&mut Memo::default(), &["в Нагорном Карабахе"], &mut hits);
    let places: Vec<_> = hits.iter().map(|hit| (hit.term.0, hit.token_first, hit.token_last)).collect();
    assert_eq!(places, [(0, 1, 2), (1, 2, 2)]);
}

#[test]
fn hostile_texts_are_only_text() {
    let lexicon = Lexicon::build(&[
        aliyev(Surname::Anchored),
        name("*"),
        TermSpec::single(Form::Words { slack: 9 }, "*"),
    ]);
    let mut memo = Memo::default();
    for text in [
        "",
        "\u{301}\u{301}",
        "'''''",
        "\u{200b}",
        "а".repeat(100_000).as_str(),
        "a'".repeat(50_000).as_str(),
    ] {
        lexicon.scan(&mut memo, &[text], &mut Vec::new());
    }
}
