//! Files that an operator may believe to be read, and that are not.

use std::fs;
use std::path::Path;

/// What a folder holds that looks as if it were meant and is not read, with the reason; by name.
pub(super) fn overlooked(folder: &Path, endings: &[&str], read_below: &[&str]) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(String, String)> = entries
        .flatten()
        .filter_map(|entry| {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if name.starts_with(['.', '#', '~']) || name.ends_with('~') || read_below.contains(&&*name) {
                return None;
            }
            let reason = if path.is_dir() { of_folder(&path, endings) } else { of_file(&name, endings) };
            reason.map(|reason| (name, reason))
        })
        .collect();
    found.sort();
    found
}

fn of_folder(folder: &Path, endings: &[&str]) -> Option<String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if has_ending(&name, endings) {
        return Some("it is a folder".to_owned());
    }
    let names =
        fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let number = names.filter(|name| has_ending(name, endings)).count();
    (number > 0)
        .then(|| format!("folders within this folder are not read, and this one holds {number} of its kind"))
}

fn of_file(name: &str, endings: &[&str]) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    let lower = ending.to_lowercase();
    if endings.contains(&ending) {
        return None;
    }
    if endings.contains(&&*lower) {
        return Some(format!("its name does not end in small letters: .{lower}"));
    }
    let near = ["tml", "toml1", "tom", "tomml", "conf", "txt"].contains(&&*lower) && lower != "txt"
        || lower == "txt" && name.to_lowercase().ends_with(".toml.txt");
    near.then(|| format!("its name does not end in .{}", endings[0]))
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_meant_is_named_and_what_an_editor_leaves_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["good.toml", ".hidden.toml", "a.toml~", "notes.txt", "FERRY.TOML", "x.tml", "y.toml.txt"]
        {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        for name in ["k.toml", "drafts", "more", "empty"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        for name in ["drafts/a.toml", "more/a.toml"] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        let names: Vec<String> =
            overlooked(folder.path(), &["toml"], &["drafts"]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["FERRY.TOML", "k.toml", "more", "x.tml", "y.toml.txt"]);
    }
}
