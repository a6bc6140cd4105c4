//! The base form of a word that was met in some case, told by the name that it sounds like.

use crate::forms::tables::forms;
use crate::phonetic::distance;
use crate::phonetic::distance::ComparedSound;
use crate::phonetic::letters::{Sound, readings};
use crate::text::fold::fold;
use crate::text::script::Script;

/// The form of `word` that sounds most like `name`: `Алиевым` beside `Aliyev` is `Алиев`. The word itself where no other
/// form comes nearer.
pub fn base_form(word: &str, name: &str) -> String {
    let folded = fold(word);
    let (Some(script), Some(target)) = (folded.script, sounds(name).into_iter().next()) else {
        return word.to_owned();
    };
    let (target, unvoiced) = (ComparedSound::new(target), script.is_unvoiced());
    let far = |text: &str| {
        let mut least = f32::INFINITY;
        readings(text, script, |sound| {
            least = least.min(target.distance(sound, distance::FULL_NAME, unvoiced));
        });
        least
    };
    let own = if script == Script::Latin { word } else { folded.text.as_str() };
    let mut best = (far(own), word.to_owned());
    forms().bases(&folded.text, script, |base| {
        let written = written_as(word, base);
        let apart = far(if script == Script::Latin { &written } else { base });
        if apart < best.0 {
            best = (apart, written);
        }
    });
    let (_, base) = best;
    // The bare stem sounds nearest, but no Georgian writes it: the nominative is ალიევი.
    let is_stem = script == Script::Georgian && base != word && !base.ends_with(['ა', 'ე', 'ი', 'ო', 'უ']);
    if is_stem { format!("{base}ი") } else { base }
}

fn sounds(name: &str) -> Vec<Sound> {
    let folded = fold(name);
    let Some(script) = folded.script else { return Vec::new() };
    let mut found = Vec::new();
    let text = if script == Script::Latin { name } else { folded.text.as_str() };
    readings(text, script, |sound| found.push(sound.clone()));
    found
}

/// A folded base form with the letters, marks and capitals that the word has.
fn written_as(word: &str, base: &str) -> String {
    let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    let fronts: Vec<(usize, String)> = ends.map(|end| (end, fold(&word[..end]).text)).collect();
    let front = fronts.iter().rev().find(|(_, folded)| base.starts_with(folded.as_str()));
    let (end, folded) = front.map_or((0, ""), |(end, folded)| (*end, folded.as_str()));
    format!("{}{}", &word[..end], &base[folded.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_sounds_most_like_the_name_is_its_base() {
        for (word, name, base) in [
            ("Алиевым", "Aliyev", "Алиев"),
            ("Алиеве", "Aliyev", "Алиев"),
            ("Алиевой", "Aliyeva", "Алиева"),
            ("Ильхаме", "Ilham", "Ильхам"),
            ("Лавров", "Lavrov", "Лавров"),
            ("Пашиняне", "Pashinyan", "Пашинян"),
            ("Əliyevlə", "Aliyev", "Əliyev"),
            ("Paşinyanın", "Pashinyan", "Paşinyan"),
            ("Ալիևի", "Aliyev", "Ալիև"),
            ("ალიევმა", "Aliyev", "ალიევი"),
            ("ილჰამ", "Ilham", "ილჰამ"),
            ("Никол", "Nikol", "Никол"),
            ("2026", "Nikol", "2026"),
            ("Алиев", "", "Алиев"),
        ] {
            assert_eq!(base_form(word, name), base, "{word} {name}");
        }
    }
}
