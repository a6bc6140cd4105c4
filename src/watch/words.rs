//! The rule by which a mention was found, in words for people.

use names::{Manner, Reason, Why};

/// The whole rule: `ru "Алиев": ending -ым, instrumental`.
pub(super) fn why(why: &Why) -> String {
    let lang = why.spelling.lang.as_ref().map_or(String::new(), |lang| format!("{lang} "));
    format!("{lang}\"{}\": {}", why.spelling.text, rule(why))
}

/// What was done to the words of the text, without the spelling.
fn rule(why: &Why) -> String {
    let mut parts: Vec<String> = Vec::new();
    match why.manner {
        Manner::Whole => {}
        Manner::Reversed => parts.push("surname first".to_owned()),
        Manner::Initials => parts.push("given name shortened".to_owned()),
        Manner::Between => parts.push("with words between".to_owned()),
        Manner::Surname => parts.push("surname alone".to_owned()),
        Manner::AnchoredSurname => parts.push("surname alone, the full name stands in the item".to_owned()),
    }
    if let Some(distance) = why.sound {
        parts.push(format!("sounds alike, distance {distance:.2}"));
    }
    parts.extend(why.words.iter().filter_map(|word| reason(word)));
    if parts.is_empty() { "as written".to_owned() } else { parts.join("; ") }
}

/// What was done to one word, if anything.
fn reason(reason: &Reason) -> Option<String> {
    let with_cases = |mut words: String, cases: &[&str]| {
        for case in cases.iter().filter(|case| !case.is_empty()) {
            words.push_str(", ");
            words.push_str(&spell_out(case));
        }
        words
    };
    Some(match reason {
        Reason::Same | Reason::Sound => return None,
        Reason::Ending { ending, case } => with_cases(format!("ending -{ending}"), &[case]),
        Reason::Suffix { language, ending, cases } => {
            with_cases(format!("{language} suffix -{ending}"), cases)
        }
        Reason::Bare { language, case } => with_cases(format!("{language} without ending"), &[case]),
        Reason::Apostrophe { ending } => format!("ending -{ending} behind an apostrophe"),
        Reason::Prefix { prefix } => format!("behind {prefix}-"),
        Reason::Pattern => "fits the pattern".to_owned(),
    })
}

/// The abbreviated name of a case in words: `gen.pl` is genitive plural.
fn spell_out(label: &str) -> String {
    let word = |part: &str| match part {
        "nom" => "nominative",
        "gen" => "genitive",
        "dat" => "dative",
        "acc" => "accusative",
        "ins" => "instrumental",
        "loc" => "locative",
        "abl" => "ablative",
        "voc" => "vocative",
        "erg" => "ergative",
        "adv" => "adverbial",
        "equ" => "equative",
        "ben" => "benefactive",
        "term" => "terminative",
        "def" => "definite",
        "obl" => "oblique",
        "fem" => "feminine",
        "pl" => "plural",
        _ => "",
    };
    let words = label.split('/').map(|case| {
        let parts = case.split('.').map(|part| if word(part).is_empty() { part } else { word(part) });
        parts.collect::<Vec<_>>().join(" ")
    });
    words.collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use names::{Form, Lexicon, Memo, Spelling, Surname, Term};

    use super::why;

    fn check(form: Form, spelling: Spelling, text: &str, expected: &str) {
        let term = Term { form, spellings: vec![spelling], not: Vec::new() };
        let mut hits = Vec::new();
        Lexicon::build(&[term]).scan(&mut Memo::default(), &[text], &mut hits);
        let told: Vec<String> = hits.iter().map(|hit| why(&hit.why)).collect();
        assert_eq!(told, [expected]);
    }

    #[test]
    fn the_rule_is_told() {
        let spelled = |lang: &str, text: &str| Spelling::new(text, Some(lang));
        let name = Form::Name;
        check(name, spelled("ru", "Алиев"), "с Алиевым", r#"ru "Алиев": ending -ым, instrumental"#);
        check(name, spelled("uk", "Київ"), "Києва", r#"uk "Київ": ending -а, genitive"#);
        check(name, spelled("az", "Bakı"), "Bakıda", r#"az "Bakı": Azerbaijani suffix -da, locative"#);
        check(
            name,
            spelled("tr", "Ankara"),
            "Ankara’nınki",
            r#"tr "Ankara": Turkish suffix -ninki, genitive"#,
        );
        check(name, spelled("ru", "Баку"), "Баку", r#"ru "Баку": as written"#);
        let person = Form::Person { surname: Surname::Alone };
        let aliyev = spelled("ru", "Ильхам Алиев");
        check(person, aliyev, "Алиев", r#"ru "Ильхам Алиев": surname alone"#);
        let aliyev = Spelling::new("Ilham Aliyev", None);
        check(person, aliyev, "Իլհամ Ալիեւ", r#""Ilham Aliyev": sounds alike, distance 0.00"#);
    }
}
