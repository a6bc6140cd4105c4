//! A hit in words for people: the rule by which its surface is its term.

use std::borrow::Cow;
use std::slice;

use serde::{Serialize, Serializer};

use crate::watch::found::Hit;
use crate::watch::hit_rule::{HitRule, KnownRule, WordOrder, WordRule};
use crate::watch::item::Field;

/// The whole rule: `ru "Алиев": ending -ым, instrumental`.
pub(super) fn why(hit: &Hit) -> String {
    match &hit.why {
        HitRule::Told(sentence) => sentence.clone(),
        HitRule::Known(known) => format!("{}: {}", spelling(hit, known), rule(known)),
    }
}

/// How a hit stands for its entity: `@aliyev (ru "Ильхам Алиев"): surname alone`, or its term where it has none.
pub(crate) fn stands_for(hit: &Hit) -> String {
    match (&hit.entity, &hit.why) {
        (Some(id), HitRule::Known(known)) => format!("@{id} ({}): {}", spelling(hit, known), rule(known)),
        (None, HitRule::Known(known)) => format!("{}: {}", hit.term, rule(known)),
        (_, HitRule::Told(sentence)) => sentence.clone(),
    }
}

/// Hits as programs read them: the rule of each as a sentence.
pub(crate) fn hits_in_words<S: Serializer>(hits: &[Hit], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct HitInWords<'a> {
        field: Field,
        start: usize,
        end: usize,
        surface: &'a str,
        term: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        entity: Option<&'a str>,
        why: String,
    }
    serializer.collect_seq(hits.iter().map(|hit| HitInWords {
        field: hit.field,
        start: hit.start,
        end: hit.end,
        surface: &hit.surface,
        term: &hit.term,
        entity: hit.entity.as_deref(),
        why: why(hit),
    }))
}

fn spelling(hit: &Hit, known: &KnownRule) -> String {
    let lang = known.lang.as_ref().map_or(String::new(), |lang| format!("{lang} "));
    format!("{lang}\"{}\"", hit.term)
}

/// What was done to the words of the text, without the spelling.
fn rule(known: &KnownRule) -> String {
    let mut parts: Vec<String> = Vec::new();
    match known.order {
        WordOrder::Whole => {}
        WordOrder::Reversed => parts.push("surname first".to_owned()),
        WordOrder::Initials => parts.push("given name shortened".to_owned()),
        WordOrder::Between => parts.push("with words between".to_owned()),
        WordOrder::Surname => parts.push("surname alone".to_owned()),
        WordOrder::AnchoredSurname => {
            parts.push("surname alone, the full name stands in the item".to_owned());
        }
    }
    if let Some(distance) = known.sound {
        parts.push(format!("sounds alike, distance {:.2}", f64::from(distance) / 100.0));
    }
    parts.extend(known.words.iter().map(word_rule));
    if parts.is_empty() { "as written".to_owned() } else { parts.join("; ") }
}

/// What was done to one word.
fn word_rule(rule: &WordRule) -> String {
    let with_cases = |mut words: String, cases: &[Cow<'_, str>]| {
        for case in cases.iter().filter(|case| !case.is_empty()) {
            words.push_str(", ");
            words.push_str(&spell_out(case));
        }
        words
    };
    match rule {
        WordRule::Ending { ending, case } => with_cases(format!("ending -{ending}"), slice::from_ref(case)),
        WordRule::Suffix { language, ending, cases } => {
            with_cases(format!("{language} suffix -{ending}"), cases)
        }
        WordRule::Bare { language, case } => {
            with_cases(format!("{language} without ending"), slice::from_ref(case))
        }
        WordRule::Apostrophe { ending } => format!("ending -{ending} behind an apostrophe"),
        WordRule::Prefix { prefix } => format!("behind {prefix}-"),
        WordRule::Pattern => "fits the pattern".to_owned(),
    }
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
    use crate::watch::found::Hit;
    use crate::watch::item::Field;

    fn check(form: Form, spelling: Spelling, text: &str, expected: &str) {
        let term = Term { form, spellings: vec![spelling], not: Vec::new() };
        let mut hits = Vec::new();
        Lexicon::build(&[term]).scan(&mut Memo::default(), &[text], &mut hits);
        let hits = hits.iter().map(|hit| Hit {
            field: Field::Title,
            start: hit.start,
            end: hit.end,
            surface: text[hit.start..hit.end].to_owned(),
            term: hit.why.spelling.text.clone(),
            entity: None,
            why: (&hit.why).into(),
        });
        let told: Vec<String> = hits.map(|hit| why(&hit)).collect();
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
