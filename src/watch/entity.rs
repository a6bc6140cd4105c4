//! Entities: a person, body, place or term with every name it goes by, as files describe it.

use std::ops::Range;

use names::{Form, Spelling, Surname, Term, finds_itself, is_too_long};

use crate::diagnostic::Problem;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::table::{Table, TextValue};
use crate::settings::country_codes::in_two_letters;
use crate::watch::countries;

/// One `[[entity]]`.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    /// What queries write after `@`.
    pub(super) id: String,
    /// Where its id stands, in its own file.
    pub(super) span: Range<usize>,
    /// What digests call it: its name, else its first acronym, else its first alias.
    pub(super) name: String,
    /// What counts as a mention of it.
    pub(super) spec: Term,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntityKind {
    Person,
    Org,
    Place,
    Term,
}

/// Reads one `[[entity]]`; `None` where its id or its names are missing, which is then a problem.
pub(super) fn read(mut table: Table<'_>) -> Option<Entity> {
    let id = table.text("id");
    let id = id.filter(|id| check_id(&table, id));
    let kinds = [
        ("person", EntityKind::Person),
        ("org", EntityKind::Org),
        ("place", EntityKind::Place),
        ("term", EntityKind::Term),
    ];
    let kind = table.choice("kind", &kinds);
    let mut spellings = Vec::new();
    let name = table.text("name");
    add(&table, &mut spellings, name.iter(), None);
    let mut named = name.is_some() || table.has("country");
    named |= read_names(&mut table, &mut spellings);
    for acronym in table.texts("acronyms").unwrap_or_default() {
        named = true;
        if check_name(&table, &acronym) {
            spellings.push(Spelling::acronym(acronym.value));
        }
    }
    let not_texts = table.texts("not").unwrap_or_default();
    let mut not: Vec<String> =
        not_texts.iter().filter(|name| check_name(&table, name)).map(|name| name.value.to_owned()).collect();
    warn_of_own_names(&table, &spellings, &not_texts);
    if kind == Some(EntityKind::Person) {
        warn_of_offices(&table, &spellings);
    }
    let surname = read_surname(&mut table, kind);
    let form = if kind == Some(EntityKind::Person) { Form::Person { surname } } else { Form::Name };
    warn_of_unfindable(&table, form, &spellings);
    if let Some(code) = read_country(&mut table, kind, &mut spellings) {
        not.extend(countries::others(code).map(str::to_owned));
    }
    let span = table.span.clone();
    if !named {
        let problem = Problem::error(span, "no-names", "this entity has no name, so nothing is ever found");
        table.note(problem.help("add `name = \"…\"`, `names.ru = [\"…\"]` or `acronyms = [\"…\"]`"));
    }
    let name = name.map(|name| name.value.to_owned()).or_else(|| reader_name(&table, &spellings));
    table.finish();
    let id = id?;
    let spec = Term { form, spellings, not };
    Some(Entity { id: id.value.to_owned(), span: id.span, name: name.unwrap_or_default(), spec })
}

/// What readers are shown where no `name` is given: the English name, else the first in the file; and a note where that is
/// in letters that not every reader knows.
fn reader_name(table: &Table<'_>, spellings: &[Spelling]) -> Option<String> {
    let english = spellings.iter().find(|name| !name.acronym && name.lang.as_deref() == Some("en"));
    let start = |key| table.key_span(key).map_or(usize::MAX, |span| span.start);
    let acronyms_first = start("acronyms") < start("names");
    let first = spellings.iter().find(|name| name.acronym == acronyms_first).or(spellings.first());
    let shown = english.or(first)?;
    if !shown.text.chars().any(|letter| letter.is_ascii_alphabetic()) {
        let message = format!("digests in every language call this entity \"{}\"", shown.text);
        let problem = Problem::warning(table.span.clone(), "reader-name", message);
        table.note(problem.help("add `name = \"…\"`, as its readers know it"));
    }
    Some(shown.text.clone())
}

fn check_id(table: &Table<'_>, id: &TextValue<'_>) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if !id.value.is_empty() && id.value.chars().all(good) {
        return true;
    }
    let slug: String =
        id.value.to_lowercase().chars().map(|c| if good(c) { c } else { '-' }).collect::<String>();
    let message = "an id has small Latin letters, digits, `-` and `_` only";
    let problem = Problem::error(id.span.clone(), "id", message);
    let slug = slug.trim_matches('-');
    table.note(if slug.is_empty() { problem } else { problem.help(format!("write \"{slug}\"")) });
    false
}

/// `names = [...]`, or `names.az = [...]` by language; whether any name stands there.
fn read_names(table: &mut Table<'_>, spellings: &mut Vec<Spelling>) -> bool {
    if !table.take("names").is_some_and(|names| names.get_ref().is_table()) {
        let names = table.texts("names").unwrap_or_default();
        add(table, spellings, names.iter(), None);
        return !names.is_empty();
    }
    let Some(names) = table.table("names") else { return false };
    let mut named = false;
    let mut by_place = names.every_texts();
    by_place.sort_by_key(|(lang, _)| lang.span.start);
    for (lang, names) in by_place {
        let plain = lang.value.split('-').next().unwrap_or_default();
        if !(2..=3).contains(&plain.len()) || !plain.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let message = format!("`{}` is no language code", lang.value);
            let problem = Problem::error(lang.span.clone(), "language", message);
            table
                .note(problem.help("write a code such as az, ru or hy; or names = [\"…\"] for any language"));
        }
        if names.is_empty() {
            let problem = Problem::error(lang.span.clone(), "no-names", "this list of names is empty");
            table.note(problem.help("write the names in it, or remove it"));
        }
        named = true;
        add(table, spellings, names.iter(), Some(lang.value));
    }
    named
}

fn add<'a, 'b: 'a>(
    table: &Table<'_>,
    spellings: &mut Vec<Spelling>,
    names: impl Iterator<Item = &'a TextValue<'b>>,
    lang: Option<&str>,
) {
    let good = names.filter(|name| check_name(table, name));
    spellings.extend(good.map(|name| Spelling::new(name.value, lang)));
}

/// What does not count hides what counts, where both are the same.
fn warn_of_own_names(table: &Table<'_>, spellings: &[Spelling], not: &[TextValue<'_>]) {
    for text in not {
        let own = spellings.iter().any(|spelling| spelling.text.to_lowercase() == text.value.to_lowercase());
        if own {
            let message = "this is a name of the entity itself, and none of its mentions would count";
            let problem = Problem::warning(text.span.clone(), "own-name", message);
            table.note(problem.help("write whole other names here, such as those of namesakes"));
        }
    }
}

/// An office is no part of a name: where it is written into one, the name without it is not found.
fn warn_of_offices(table: &Table<'_>, spellings: &[Spelling]) {
    const OFFICES: [&str; 24] = [
        "president",
        "minister",
        "premier",
        "general",
        "colonel",
        "ambassador",
        "senator",
        "governor",
        "king",
        "sheikh",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "professor",
        "sir",
        "президент",
        "министр",
        "премьер",
        "генерал",
        "посол",
        "губернатор",
        "prezident",
    ];
    for spelling in spellings {
        let mut words = spelling.text.split_whitespace();
        let first = words.next().unwrap_or_default().trim_end_matches('.').to_lowercase();
        if words.count() >= 2 && OFFICES.contains(&first.as_str()) {
            let message = format!("“{}” is found with the office in front only", spelling.text);
            let problem = Problem::warning(table.span.clone(), "office", message);
            table.note(problem.help("write the name without it: the office is found beside it anyway"));
        }
    }
}

/// A name needs two letters; one is found everywhere.
fn check_name(table: &Table<'_>, name: &TextValue<'_>) -> bool {
    let letters = name.value.chars().filter(|letter| letter.is_alphanumeric()).count();
    let message = match letters {
        0 => "this name is empty",
        1 => "one letter is found everywhere",
        _ if name.value.starts_with('@') => "names are words: an entity cannot go by another one's id",
        _ if name.value.contains(['*', '?']) => "names have no wildcards: every case form is found anyway",
        _ if is_too_long(name.value) => "no name is as long as this",
        _ => return true,
    };
    table.note(Problem::error(name.span.clone(), "name", message).help("write the whole name"));
    false
}

fn read_surname(table: &mut Table<'_>, kind: Option<EntityKind>) -> Surname {
    let rules = [("anchored", Surname::Anchored), ("alone", Surname::Alone), ("never", Surname::Never)];
    if let (Some(span), Some(kind)) = (table.key_span("surname"), kind)
        && kind != EntityKind::Person
    {
        let problem = Problem::error(span, "surname", "only a person has a surname");
        table.note(problem.help("remove it, or write kind = \"person\""));
    }
    table.choice("surname", &rules).unwrap_or_default()
}

/// `country = "AZ"` brings the country's names in all languages of the program; its code.
fn read_country<'a>(
    table: &mut Table<'a>,
    kind: Option<EntityKind>,
    spellings: &mut Vec<Spelling>,
) -> Option<&'a str> {
    let code = table.text("country")?;
    if kind.is_some_and(|kind| kind != EntityKind::Place) {
        let problem =
            Problem::error(code.span.clone(), "country", "only a place brings the names of a country");
        table.note(problem.help("remove it, or write kind = \"place\""));
        return None;
    }
    let names: Vec<Spelling> =
        countries::names(code.value).map(|(langs, name)| in_own_forms(langs, name)).collect();
    if names.is_empty() {
        let message = format!("\"{}\" is no country", code.value);
        let problem = Problem::error(code.span.clone(), "country", message);
        let upper = code.value.to_uppercase();
        let help = match countries::codes()
            .find(|known| *known == upper)
            .or_else(|| in_two_letters(code.value))
            .or_else(|| nearest(&upper, countries::codes()))
        {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => "write the two capitals of ISO 3166, such as \"AZ\"".to_owned(),
        };
        table.note(problem.help(help));
    }
    for name in names {
        if !spellings.iter().any(|known| known.text == name.text) {
            spellings.push(name);
        }
    }
    Some(code.value)
}

/// A country's name with the endings of the languages that have it, and of no other: Iraq with a Turkish ending is no
/// Portuguese Iran.
pub(super) fn in_own_forms(langs: impl Iterator<Item = &'static str>, name: &str) -> Spelling {
    let langs: Vec<&str> = langs.collect();
    // The tables of a second script have codes of their own, and some languages are declined by a neighbour's.
    let tables = langs.iter().filter_map(|lang| match *lang {
        "uz-Cyrl" => Some("uzc"),
        "sr-Latn" | "hr" => Some("sl"),
        "sk" => Some("cs"),
        "mk" => Some("bg"),
        "nl" | "sv" | "da" | "nb" => Some("en"),
        "lv" => Some("lt"),
        // The genitive of Armenia is an Armenian in English.
        "fi" if langs.contains(&"en") => None,
        lang => Some(lang),
    });
    let western = langs.contains(&"hy").then_some("hyw");
    let southern = langs.iter().any(|lang| matches!(*lang, "sr-Latn" | "hr")).then_some("hr");
    let only = tables.chain(western).chain(southern).map(str::to_owned).collect();
    Spelling { only, ..Spelling::new(name, langs.first().copied()) }
}

/// Says of names with marks in them that can never be found; words alone always are.
fn warn_of_unfindable(table: &Table<'_>, form: Form, spellings: &[Spelling]) {
    for name in spellings.iter().filter(|name| has_marks(&name.text) && !finds_itself(form, name)) {
        let message = format!("\"{}\" can never be found", name.text);
        let problem = Problem::warning(table.span.clone(), "never", message);
        table.note(problem.help("write it without the marks, as its words stand in texts"));
    }
}

/// Whether something beside words stands in a name, or a word that is longer than any.
pub(super) fn has_marks(text: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || letter.is_whitespace() || "-'’".contains(letter);
    !text.chars().all(plain) || text.split_whitespace().any(|word| word.len() > 100)
}
