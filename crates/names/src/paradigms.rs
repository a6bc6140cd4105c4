//! Whole paradigms: every case form of names of every declension, as grammars have them.

use crate::lexicon::Lexicon;
use crate::scan::memo::Memo;
use crate::spec::term::{Form, Term};

/// One name in one of its forms.
struct ParadigmForm<'a> {
    language: &'a str,
    name: &'a str,
    form: String,
}

/// The forms of `paradigms.txt`; its first line says what a line means.
fn cases() -> Vec<ParadigmForm<'static>> {
    let lines = include_str!("paradigms.txt").lines().filter(|line| !line.starts_with('#'));
    let mut cases = Vec::new();
    for line in lines {
        let columns: Vec<&str> = line.split(" : ").collect();
        let &[language, base, endings, names] = columns.as_slice() else { panic!("{line}") };
        let base = if base == "-" { "" } else { base };
        for (name, ending) in names.split(' ').flat_map(|name| endings.split(' ').map(move |e| (name, e))) {
            let stem = name.strip_suffix(base).expect(line);
            let form = match ending.strip_suffix('+') {
                Some(front) => format!("{front}{name}"),
                None => format!("{stem}{}", if ending == "-" { "" } else { ending }),
            };
            cases.push(ParadigmForm { language, name, form });
        }
    }
    cases
}

#[test]
fn every_form_of_every_declension_is_found() {
    let mut missed = Vec::new();
    for ParadigmForm { language, name, form } in cases() {
        let lexicon = Lexicon::build(&[Term::single(Form::Name, name)]);
        let mut hits = Vec::new();
        lexicon.scan(&mut Memo::default(), &[&form], &mut hits);
        if hits.len() != 1 {
            missed.push(format!("{language}: {name} {form}"));
        }
    }
    assert!(missed.is_empty(), "{} forms are missed:\n{}", missed.len(), missed.join("\n"));
}
