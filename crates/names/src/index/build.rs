//! From what a watchlist asks for to words and phrases.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::forms::tables::Forms;
use crate::index::pattern;
use crate::index::stem_index::StemIndex;
use crate::spec::phrase::{Phrase, Style};
use crate::spec::term::{Form, Spelling, Surname, Term, TermId};
use crate::spec::word::{WordId, WordKind};
use crate::text::script::{Script, ScriptSet};
use crate::text::token::tokens;

/// Words and phrases under construction.
pub(crate) struct Builder {
    pub words: StemIndex,
    pub phrases: Vec<Phrase>,
}

impl Builder {
    pub(crate) fn new(forms: &'static Forms, terms: &[Term]) -> Self {
        let spellings: usize = terms.iter().map(|term| term.spellings.len() + term.not.len()).sum();
        let mut builder = Self { words: StemIndex::with_capacity(forms, spellings * 2), phrases: Vec::new() };
        for (index, term) in (0..).zip(terms) {
            builder.term(TermId(index), term);
        }
        builder
    }

    fn term(&mut self, id: TermId, term: &Term) {
        for spelling in &term.spellings {
            self.spelling(id, term.form, &Arc::new(spelling.clone()), false);
        }
        let names: Vec<Spelling> = term.not.iter().map(|name| Spelling::new(name.as_str(), None)).collect();
        for name in &names {
            self.spelling(id, without_surname(term.form), &Arc::new(name.clone()), true);
        }
        if matches!(term.form, Form::Person { .. } | Form::Unknown) {
            self.by_sound(id, term.form, &term.spellings, false);
            self.by_sound(id, without_surname(term.form), &names, true);
        }
    }

    fn spelling(&mut self, term: TermId, form: Form, spelling: &Arc<Spelling>, cancels: bool) {
        let written: Vec<&str> = split(&spelling.text, form);
        let kinds = kinds(&written, form, spelling.acronym);
        let lang = spelling.lang.as_deref();
        let words: SmallVec<[WordId; 4]> =
            written.iter().zip(&kinds).map(|(word, kind)| self.words.add(word, *kind, lang)).collect();
        let Some(&last) = words.last() else { return };
        let style = match form {
            Form::Person { .. } if words.len() > 1 => Style::Person,
            Form::Words { slack } | Form::Exact { slack } => Style::InOrder { slack },
            Form::Person { .. } | Form::Name | Form::Unknown => Style::InOrder { slack: 0 },
        };
        let anchor = match style {
            Style::Person => words.len() - 1,
            _ => (0..words.len()).max_by_key(|&at| (written[at].chars().count(), at)).unwrap_or(0),
        };
        let lone = match form {
            Form::Person { surname } if words.len() > 1 && surname != Surname::Never => Some(surname),
            _ => None,
        };
        if let Some(surname) = lone {
            let style = Style::Lone(surname);
            let words = SmallVec::from_slice(&[last]);
            self.phrases.push(Phrase {
                term,
                spelling: spelling.clone(),
                words,
                style,
                anchor: 0,
                capitals: 0,
                cancels,
            });
        }
        if words.len() > 1 && may_be_joined(&written, form) {
            let capital = written.iter().any(|word| capitals(word) > 0);
            let joined = self.words.add(&written.concat(), WordKind::Forms { capital }, lang);
            let words = SmallVec::from_slice(&[joined]);
            let style = Style::InOrder { slack: 0 };
            self.phrases.push(Phrase {
                term,
                spelling: spelling.clone(),
                words,
                style,
                anchor: 0,
                capitals: 0,
                cancels,
            });
        }
        let capitals = usize::from(
            written.len() == 2 && kinds.contains(&LOOSE) && written.iter().any(|w| capitals(w) > 0),
        );
        self.phrases.push(Phrase {
            term,
            spelling: spelling.clone(),
            words,
            style,
            anchor,
            capitals,
            cancels,
        });
    }

    /// The first spelling, compared by sound in every script that has no spelling of its own. The first is the
    /// international one: alone in its script it is compared by sound there too.
    fn by_sound(&mut self, term: TermId, form: Form, spellings: &[Spelling], cancels: bool) {
        let Some(first) = spellings.first() else { return };
        let script =
            |spelling: &Spelling| spelling.text.chars().find_map(Script::of).unwrap_or(Script::Other);
        let own = ScriptSet::one(script(first));
        let taken = spellings[1..]
            .iter()
            .fold(ScriptSet::one(Script::Other), |taken, s| taken.with(ScriptSet::one(script(s))));
        let written = split(&first.text, form);
        let free = ScriptSet::ALL.without(taken);
        let spelling = Arc::new(first.clone());
        let add = |builder: &mut Self, written: &[&str], scripts: ScriptSet, style: Style| {
            let words: SmallVec<[WordId; 4]> = written
                .iter()
                .map(|word| builder.words.add(word, WordKind::Sound { scripts }, None))
                .collect();
            let anchor = words.len().saturating_sub(1);
            let spelling = spelling.clone();
            builder.phrases.push(Phrase { term, spelling, words, style, anchor, capitals: 0, cancels });
        };
        match (form, written.as_slice()) {
            (Form::Unknown, [_]) if !first.acronym && script(first) == Script::Latin => {
                add(self, &written, free.without(own), Style::LoneBySound(Surname::Alone));
            }
            (Form::Person { surname }, [.., last]) if written.len() > 1 => {
                add(self, &written, free, Style::PersonBySound);
                if surname == Surname::Anchored {
                    add(self, &[last], free, Style::LoneBySound(surname));
                }
            }
            (_, [_, _, ..]) => add(self, &written, free, Style::PersonBySound),
            _ => {}
        }
    }
}

/// The words of a spelling; in a query `*` and `?` belong to the word.
fn split(text: &str, form: Form) -> Vec<&str> {
    if matches!(form, Form::Words { .. }) && pattern::is_pattern(text) {
        return text.split_whitespace().flat_map(split_pattern).collect();
    }
    tokens(text).map(|token| &text[token.start..token.end]).collect()
}

fn split_pattern(word: &str) -> Vec<&str> {
    if pattern::is_pattern(word) {
        return vec![word];
    }
    tokens(word).map(|token| &word[token.start..token.end]).collect()
}

/// A word of a longer name: feeds write `европейския съюз` for `Европейски съюз`, so no single word needs its
/// capital; of two words one does, three or more are a name without any.
const LOOSE: WordKind = WordKind::Forms { capital: false };

/// How each word of a spelling is looked for.
fn kinds(words: &[&str], form: Form, acronym: bool) -> Vec<WordKind> {
    let shouted = words.len() > 1 && words.iter().all(|word| capitals(word) == word.chars().count());
    let kind = |word: &&str| {
        let capitals = capitals(word);
        let letters = word.chars().count();
        match form {
            Form::Exact { .. } => WordKind::Exact,
            _ if pattern::is_pattern(word) => WordKind::Pattern { capital: capitals > 0 },
            _ if acronym && words.len() == 1 && capitals > 0 => WordKind::Acronym { capitals },
            _ if capitals == letters && (2..=6).contains(&letters) && !shouted => {
                WordKind::Acronym { capitals }
            }
            Form::Person { .. } => WordKind::Forms { capital: capitals > 0 },
            _ if words.len() > 1 => LOOSE,
            _ => WordKind::Forms { capital: capitals > 0 },
        }
    };
    words.iter().map(kind).collect()
}

fn capitals(word: &str) -> usize {
    word.chars().take_while(|letter| letter.is_uppercase()).count()
}

/// Whether the words may also be written in one: `Нью-Йорк` and `Ньюйорк`, `#IlhamAliyev`.
fn may_be_joined(words: &[&str], form: Form) -> bool {
    let tight = match form {
        Form::Words { slack } => slack == 0 && !words.iter().any(|word| pattern::is_pattern(word)),
        Form::Exact { .. } => false,
        _ => true,
    };
    tight && words.len() <= 4 && words.iter().all(|word| word.chars().count() > 2)
}

/// What does not count is looked for as freely as what does, but never by its surname.
fn without_surname(form: Form) -> Form {
    match form {
        Form::Person { .. } => Form::Person { surname: Surname::Never },
        other => other,
    }
}
