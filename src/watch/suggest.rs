//! Spellings that were found by sound alone, gathered over many items: what an operator may add as names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use names::{Form, Lexicon, Manner, Memo, Spelling, Surname, Term, TermId};
use serde::Serialize;

use crate::diagnostic::nearest::nearest;
use crate::watch::excerpt::sentence_around;
use crate::watch::found::Excerpt;
use crate::watch::item::{Field, Item};
use crate::watch::marks::Mark;
use crate::watch::rule::LeafTest;
use crate::watch::set::{CompiledSet, Matcher, Watchlists};
use crate::watch::surface_name::{as_name, in_base_form, is_mixed, is_name};

/// Distinct spellings of one entity that are tried as names of the others: the commonest.
const TRIED: usize = 40;

/// The furthest that a spelling may be apart which was met in one item alone: beyond it chance is likelier.
const MET_ONCE: f32 = 0.075;

/// Case forms shown beside a suggestion.
const FORMS: usize = 6;

/// Looks through items for names that are met by sound.
#[derive(Debug)]
pub(crate) struct Listener {
    set: Arc<CompiledSet>,
    matcher: Matcher,
    /// Whether each term of the set is listened for.
    wanted: Vec<bool>,
    /// By entity and spelling.
    heard: BTreeMap<(String, String), HeardSpelling>,
}

/// One spelling as it stands in texts.
#[derive(Debug, Clone)]
struct HeardSpelling {
    mentions: usize,
    items: usize,
    languages: BTreeMap<String, usize>,
    sounds_like: String,
    distance: f32,
    excerpt: Excerpt,
}

/// The names that one entity lacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Suggestions {
    /// Its id.
    pub entity: String,
    /// Its international name.
    pub name: String,
    /// The nearest first, of those the commonest.
    pub spellings: Vec<Suggestion>,
    /// Spellings that were met in one item alone and are further than [`MET_ONCE`], or no name by their words: not shown.
    pub left_out: usize,
    /// Lines for its `[[entity]]`: `names.ru = […]`. A list that the entity has already is repeated in them.
    pub paste: Vec<String>,
}

/// A spelling that finds mentions which only their sound finds now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Suggestion {
    /// As it stands in a text, or its base form by the endings that are known.
    pub spelling: String,
    /// The name that it sounds like.
    pub sounds_like: String,
    /// How far the two are apart, from 0.
    pub distance: f32,
    /// Mentions, in all case forms.
    pub mentions: usize,
    /// Items that have one.
    pub items: usize,
    /// Items by language, `?` where they have none.
    pub languages: BTreeMap<String, usize>,
    /// The other forms in which it was met, at most six.
    pub forms: Vec<String>,
    /// The first sentence that was met.
    pub excerpt: Excerpt,
}

impl Listener {
    /// Listens for all entities, or for one entity or those of one watchlist; what is neither is answered by the nearest
    /// name that is one.
    pub(crate) fn new(watchlists: &Watchlists, only: Option<&str>) -> Result<Self, Option<String>> {
        let set = &watchlists.set;
        let entity = |term: usize| set.names[term].entity.as_deref();
        let all = 0..set.names.len();
        let wanted: Vec<bool> = match only {
            None => all.map(|term| entity(term).is_some()).collect(),
            Some(name) => {
                let id = name.strip_prefix('@').unwrap_or(name);
                let list = set.watchlists.iter().position(|list| list.id == name).map(|at| terms_of(set, at));
                let list = list.unwrap_or_default();
                let wanted: Vec<bool> = all
                    .map(|term| entity(term).is_some_and(|found| found == id || list.contains(&term)))
                    .collect();
                if !wanted.contains(&true) && list.is_empty() {
                    let known =
                        watchlists.ids().chain(set.names.iter().filter_map(|name| name.entity.as_deref()));
                    return Err(nearest(id, known).map(str::to_owned));
                }
                wanted
            }
        };
        Ok(Self { set: Arc::clone(set), matcher: watchlists.matcher(), wanted, heard: BTreeMap::new() })
    }

    /// Looks through one item.
    pub(crate) fn show(&mut self, item: &Item<'_>) {
        let mentions = self.matcher.mentions(item);
        let mut met = BTreeSet::new();
        for hit in mentions.hits() {
            let term = hit.term.0 as usize;
            let (Some(distance), true) = (hit.why.heard_in_full(), self.wanted[term]) else { continue };
            let Some(entity) = &self.set.names[term].entity else { continue };
            let field = Field::of_part(hit.part);
            let surface = &mentions.text(field)[hit.start..hit.end];
            let key = (entity.clone(), as_name(surface, hit.why.manner == Manner::Reversed));
            let mark = Mark { field, start: hit.start, end: hit.end, key: term, required: true, weight: 1.0 };
            let heard = self.heard.entry(key.clone()).or_insert_with(|| HeardSpelling {
                mentions: 0,
                items: 0,
                languages: BTreeMap::new(),
                sounds_like: hit.why.spelling.text.clone(),
                distance,
                excerpt: sentence_around(&mentions, mark),
            });
            heard.mentions += 1;
            if met.insert(key) {
                heard.items += 1;
                let lang = item.lang.map_or("?", |lang| lang.split('-').next().unwrap_or(lang));
                *heard.languages.entry(lang.to_lowercase()).or_default() += 1;
            }
        }
    }

    /// What was heard, by entity.
    pub(crate) fn finish(self) -> Vec<Suggestions> {
        let mut by_entity: BTreeMap<String, Vec<(String, HeardSpelling)>> = BTreeMap::new();
        for ((entity, surface), heard) in self.heard {
            by_entity.entry(entity).or_default().push((surface, heard));
        }
        let suggestions = by_entity.into_iter().filter_map(|(id, heard)| {
            let term = self.set.names.iter().position(|name| name.entity.as_deref() == Some(&id))?;
            let all = fewest_names(heard);
            let met = all.len();
            let spellings: Vec<Suggestion> = all.into_iter().filter(is_likely).collect();
            let paste = lines(&self.set, &id, &spellings);
            let left_out = met - spellings.len();
            Some(Suggestions {
                entity: id,
                name: self.set.names[term].label.clone(),
                spellings,
                left_out,
                paste,
            })
        });
        suggestions.collect()
    }
}

/// Whether a spelling is more than an accident: a name by its words, and near or met more than once.
fn is_likely(one: &Suggestion) -> bool {
    is_name(&one.spelling) && (one.distance <= MET_ONCE || one.items > 1)
}

/// The terms that a watchlist looks for or names.
fn terms_of(set: &CompiledSet, watchlist: usize) -> BTreeSet<usize> {
    let rule = &set.rules[watchlist];
    let leaves = rule.leaves.iter().filter_map(|leaf| match leaf.look {
        LeafTest::Term(term, _) => Some(term),
        LeafTest::Filter(_) => None,
    });
    leaves.chain(rule.notable.iter().copied()).map(|term: TermId| term.0 as usize).collect()
}

/// The fewest of the spellings and their base forms that find all of them, each in its case forms: the one that finds most first.
fn fewest_names(mut heard: Vec<(String, HeardSpelling)>) -> Vec<Suggestion> {
    heard.sort_by_key(|(surface, heard)| (Reverse(heard.mentions), surface.chars().count(), surface.clone()));
    let tried = heard.iter().take(TRIED);
    let names: BTreeSet<String> = tried
        .flat_map(|(surface, heard)| [surface.clone(), in_base_form(surface, &heard.sounds_like)])
        .collect();
    let form = Form::Person { surname: Surname::Never };
    let lexicon = |name: String| (name.clone(), Lexicon::build(&[Term::single(form, name)]));
    let candidates: Vec<(String, Lexicon)> = names.into_iter().map(lexicon).collect();
    let mut chosen = Vec::new();
    while !heard.is_empty() {
        let covered = candidates.iter().map(|(_, lexicon)| covered(lexicon, &heard));
        let best = covered.zip(&candidates).max_by_key(|(covered, (surface, _))| {
            let mentions: usize = covered.iter().map(|at| heard[*at].1.mentions).sum();
            let as_it_stands =
                heard.iter().find(|(met, _)| met == surface).map_or(0, |(_, one)| one.mentions);
            // One with letters of two alphabets is the worst way to write it, one that nobody wrote the next.
            let letters = Reverse((is_mixed(surface), surface.chars().count()));
            (mentions, letters, as_it_stands, Reverse(surface))
        });
        let Some((covered, (name, _))) = best.filter(|(covered, _)| !covered.is_empty()) else { break };
        let name = name.clone();
        let mut rest = Vec::new();
        let mut taken = Vec::new();
        for (at, one) in heard.into_iter().enumerate() {
            if covered.contains(&at) { taken.push(one) } else { rest.push(one) }
        }
        heard = rest;
        chosen.extend(joined(name, taken));
    }
    // What is rarer than all that were tried stands by itself.
    chosen
        .extend(heard.into_iter().filter_map(|(surface, one)| joined(surface.clone(), vec![(surface, one)])));
    chosen.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(b.mentions.cmp(&a.mentions)));
    chosen
}

/// The spellings, by place, that a name finds by its letters.
fn covered(lexicon: &Lexicon, heard: &[(String, HeardSpelling)]) -> Vec<usize> {
    let mut memo = Memo::default();
    let finds = |surface: &str, memo: &mut Memo| {
        let mut hits = Vec::new();
        lexicon.scan(memo, &[surface], &mut hits);
        hits.iter().any(|hit| hit.start == 0 && hit.end == surface.len() && hit.why.heard_in_full().is_none())
    };
    let surfaces = heard.iter().enumerate();
    surfaces.filter(|(_, (surface, _))| finds(surface, &mut memo)).map(|(at, _)| at).collect()
}

/// One suggestion of all that its name finds.
fn joined(name: String, taken: Vec<(String, HeardSpelling)>) -> Option<Suggestion> {
    let own = taken.iter().find(|(surface, _)| *surface == name).or(taken.first())?.1.clone();
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for (lang, items) in taken.iter().flat_map(|(_, heard)| &heard.languages) {
        *languages.entry(lang.clone()).or_default() += items;
    }
    let others = taken.iter().map(|(surface, _)| surface).filter(|surface| **surface != name);
    Some(Suggestion {
        forms: others.take(FORMS).cloned().collect(),
        spelling: name,
        sounds_like: own.sounds_like,
        distance: own.distance,
        mentions: taken.iter().map(|(_, heard)| heard.mentions).sum(),
        items: taken.iter().map(|(_, heard)| heard.items).sum(),
        languages,
        excerpt: own.excerpt,
    })
}

/// A line for each language: what the entity has in it already, and what is suggested.
fn lines(set: &CompiledSet, entity: &str, spellings: &[Suggestion]) -> Vec<String> {
    let known = set.entities.iter().find(|known| known.id == entity).map(|known| &known.spec.spellings);
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for suggestion in spellings {
        let most = suggestion.languages.iter().max_by_key(|(lang, items)| (**items, Reverse(*lang)));
        let lang = most.map_or("?", |(lang, _)| lang.as_str());
        // `und` is the language code for a language that is not known.
        let lang = if lang.chars().all(|c| c.is_ascii_lowercase()) { lang } else { "und" };
        let list = names.entry(lang).or_insert_with(|| {
            let of_lang = |spelling: &&Spelling| spelling.lang.as_deref() == Some(lang) && !spelling.acronym;
            known.into_iter().flatten().filter(of_lang).map(|spelling| spelling.text.as_str()).collect()
        });
        list.push(&suggestion.spelling);
    }
    let quoted = |name: &&str| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    let line = |(lang, names): (&str, Vec<&str>)| {
        format!("names.{lang} = [{}]", names.iter().map(quoted).collect::<Vec<_>>().join(", "))
    };
    names.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    fn watchlists() -> Watchlists {
        let entities = "[[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'\nnames.az = ['İlham Əliyev']\n\
                        [[entity]]\nid = 'lavrov'\nkind = 'person'\nname = 'Sergey Lavrov'\nnames.ru = ['Сергей Лавров']\n\
                        [[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO']";
        let lists = sources(&[
            ("entities", entities),
            ("a", "query = '@aliyev AND @csto'"),
            ("b", "query = '@lavrov'"),
        ]);
        compile(&lists).watchlists.expect("the files are good")
    }

    fn heard(only: Option<&str>, texts: &[(&str, Option<&str>)]) -> Vec<Suggestions> {
        let watchlists = watchlists();
        let mut listener = Listener::new(&watchlists, only).expect("it is there");
        for (text, lang) in texts {
            listener.show(&Item { text, lang: *lang, ..Item::default() });
        }
        listener.finish()
    }

    #[test]
    fn what_is_met_once_and_far_is_counted_and_not_shown() {
        let far = ("Элгам Олиеф прибыл.", Some("ru"));
        for (texts, shown, left_out) in [(&[far][..], 0, 1), (&[far, far], 1, 0)] {
            let found = heard(None, texts);
            assert_eq!((found[0].spellings.len(), found[0].left_out), (shown, left_out), "{found:?}");
            assert_eq!(found[0].paste.len(), shown);
        }
        // A preposition behind the given name is nobody's surname.
        let found = heard(None, &[("قال إلهام علييف من باكو.", Some("ar"))]);
        assert!(
            found.iter().flat_map(|one| &one.spellings).all(|one| !one.spelling.contains("من")),
            "{found:?}"
        );
    }

    const TEXTS: [(&str, Option<&str>); 4] = [
        ("Вчера Ильхам Алиев прибыл. Ильхама Алиева ждали.", Some("ru")),
        ("Встреча с Ильхамом Алиевым. Сергей Лавров молчал.", Some("ru-RU")),
        ("İlham Əliyev gəldi. Ilham Aliyev came.", Some("az")),
        ("Іллям нічого. Ільхам Алієв сказав.", Some("uk")),
    ];

    #[test]
    fn what_is_met_by_sound_is_suggested_once_in_its_base_form() {
        let found = heard(None, &TEXTS);
        assert_eq!(found.len(), 1, "what has a name in the script is not heard: {found:?}");
        assert_eq!((found[0].entity.as_str(), found[0].name.as_str()), ("aliyev", "Ilham Aliyev"));
        let first = &found[0].spellings[0];
        assert_eq!(
            (first.spelling.as_str(), first.mentions, first.items, first.languages["ru"]),
            ("Ильхам Алиев", 3, 3, 3)
        );
        assert_eq!(first.forms, ["Ильхама Алиева", "Ильхамом Алиевым"]);
        assert_eq!(first.excerpt.text, "Вчера Ильхам Алиев прибыл.");
        assert_eq!(found[0].paste, ["names.ru = [\"Ильхам Алиев\"]", "names.uk = [\"Ільхам Алієв\"]"]);
        assert_eq!(heard(Some("a"), &TEXTS), found);
        assert_eq!(heard(Some("@aliyev"), &TEXTS), found);
        assert_eq!(heard(Some("b"), &TEXTS), []);
    }

    #[test]
    fn what_is_suggested_is_no_longer_heard_once_it_is_pasted() {
        let found = heard(None, &TEXTS);
        let entity = format!(
            "[[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'\nnames.az = ['İlham Əliyev']\n{}",
            found[0].paste.join("\n")
        );
        let set = compile(&sources(&[("entities", &entity), ("a", "query = '@aliyev'")]));
        let mut listener =
            Listener::new(&set.watchlists.expect("what is pasted is good"), None).expect("all");
        for (text, lang) in TEXTS {
            listener.show(&Item { text, lang, ..Item::default() });
        }
        assert_eq!(listener.finish(), []);
    }

    #[test]
    fn a_name_that_is_neither_is_answered_by_the_nearest() {
        assert_eq!(Listener::new(&watchlists(), Some("aliev")).map(drop), Err(Some("aliyev".to_owned())));
        assert_eq!(Listener::new(&watchlists(), Some("@nobody")).map(drop), Err(None));
        // A surname first and a list that is there already.
        let found = heard(Some("aliyev"), &[("Алиев Ильхам приехал.", None), ("Əлијев Илһам", Some("az"))]);
        assert_eq!(
            found[0].paste,
            ["names.az = [\"İlham Əliyev\", \"Илһам Əлијев\"]", "names.und = [\"Ильхам Алиев\"]"]
        );
    }
}
