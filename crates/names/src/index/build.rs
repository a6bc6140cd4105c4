//! From what a watchlist asks for to words and phrases.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::forms::tables::Forms;
use crate::index::stem_index::StemIndex;
use crate::index::variants::recut;
use crate::index::written::{Written, capitals};
use crate::phonetic::letters::{OTHER_ENGLISH, families_of};
use crate::spec::phrase::{Phrase, Style};
use crate::spec::term::{Form, Spelling, Surname, Term, TermId};
use crate::spec::word::{WordId, WordKind};
use crate::text::fold::fold;
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
        let owner = Owner { term, spelling, cancels };
        self.written(owner, form, &spelling.text);
        if let Some(recut) = recut(&spelling.text).filter(|_| !matches!(form, Form::Exact { .. })) {
            self.written(owner, form, &recut);
        }
    }

    /// Enters the phrases of a spelling as it is written, or as it may be.
    fn written(&mut self, owner: Owner<'_>, form: Form, text: &str) {
        let written = Written::new(text, form, owner.spelling.acronym);
        let (only, lang) = (owner.spelling.only.as_slice(), owner.spelling.lang.as_deref());
        let both = written.words.iter().zip(&written.kinds);
        let words: WordIds = both.map(|(word, kind)| self.words.add(word, *kind, lang, only)).collect();
        let Some(last) = words.len().checked_sub(1) else { return };
        let is_person = matches!(form, Form::Person { .. }) && last > 0 && !written.whole;
        let style = match form {
            _ if is_person => Style::Person,
            Form::Words { slack } | Form::Exact { slack } => Style::InOrder { slack },
            Form::Person { .. } | Form::Name | Form::Unknown => Style::InOrder { slack: 0 },
        };
        let letters = |at: &usize| (written.words[*at].chars().count(), *at);
        let anchor = if is_person { last } else { (0..words.len()).max_by_key(letters).unwrap_or(0) };
        if let Form::Person { surname } = form
            && is_person
            && surname != Surname::Never
        {
            let own = SmallVec::from_slice(&words[written.surname..]);
            let anchor = own.len() - 1;
            self.phrases.push(Phrase { anchor, ..owner.phrase(own, Style::Lone(surname)) });
        }
        if written.may_be_joined(form) {
            let capital = written.words.iter().any(|word| capitals(word) > 0);
            let joined = self.words.add(&written.words.concat(), WordKind::Forms { capital }, lang, only);
            self.phrases.push(owner.phrase(SmallVec::from_slice(&[joined]), Style::InOrder { slack: 0 }));
        }
        let (capitals, surname) = (written.capitals(form), written.surname);
        let phrase = owner.phrase(words, style);
        self.phrases.push(Phrase { anchor, capitals, surname, gaps: written.gaps, ..phrase });
    }

    /// The first spelling, compared by sound in every script that has an alphabet; where a spelling is given it is
    /// the better certainty, not a reason to hear nothing.
    fn by_sound(&mut self, term: TermId, form: Form, spellings: &[Spelling], cancels: bool) {
        let Some(first) = spellings.first() else { return };
        let own = first.text.chars().find_map(Script::of).unwrap_or(Script::Other);
        let scripts = ScriptSet::ALL.without(ScriptSet::one(Script::Other));
        let spelling = Arc::new(first.clone());
        let owner = Owner { term, spelling: &spelling, cancels };
        let written = Written::new(&first.text, form, first.acronym);
        // An alias that differs in its marks alone says in which language the name is read.
        let folded = fold_words(&first.text);
        let same = |one: &&Spelling| fold_words(&one.text) == folded;
        let families = spellings.iter().filter(same).fold(0, |set, one| set | families_of(&one.text));
        let families = if written.words.len() > 1 { families | OTHER_ENGLISH } else { families };
        let mut add = |words: &[Cow<'_, str>], scripts: ScriptSet, style: Style| {
            let kind = WordKind::Sound { scripts, families };
            let words: WordIds = words.iter().map(|word| self.words.add(word, kind, None, &[])).collect();
            let (anchor, surname) = (words.len().saturating_sub(1), written.surname);
            self.phrases.push(Phrase { anchor, surname, ..owner.phrase(words, style) });
        };
        let words = written.words.as_slice();
        match (form, words) {
            (Form::Unknown, [_]) if !first.acronym && own == Script::Latin => {
                let others = scripts.without(ScriptSet::one(own));
                add(words, others, Style::LoneBySound(Surname::Alone));
            }
            (Form::Person { surname }, [_, .., last]) => {
                add(words, scripts, Style::PersonBySound);
                // Of a double surname the last word alone is a stranger's.
                let double = words
                    .get(written.surname..words.len() - 1)
                    .is_some_and(|front| front.iter().any(|word| capitals(word) > 0));
                // Alone, a surname by sound would be anybody's: it counts where the full name stands.
                if surname != Surname::Never && !double {
                    add(std::slice::from_ref(last), scripts, Style::LoneBySound(Surname::Anchored));
                }
            }
            (_, [_, _, ..]) => add(words, scripts, Style::PersonBySound),
            _ => {}
        }
    }
}

type WordIds = SmallVec<[WordId; 4]>;

/// Whose phrases are entered.
#[derive(Clone, Copy)]
struct Owner<'a> {
    term: TermId,
    spelling: &'a Arc<Spelling>,
    cancels: bool,
}

impl Owner<'_> {
    /// A phrase that is anchored by its first word and has no more to it.
    fn phrase(self, words: WordIds, style: Style) -> Phrase {
        let (term, spelling, cancels) = (self.term, Arc::clone(self.spelling), self.cancels);
        Phrase { term, spelling, words, style, anchor: 0, surname: 0, capitals: 0, gaps: None, cancels }
    }
}

fn fold_words(text: &str) -> Vec<String> {
    tokens(text).map(|token| fold(&text[token.start..token.end]).text).collect()
}

/// What does not count is looked for as freely as what does, but never by its surname.
fn without_surname(form: Form) -> Form {
    match form {
        Form::Person { .. } => Form::Person { surname: Surname::Never },
        other => other,
    }
}
