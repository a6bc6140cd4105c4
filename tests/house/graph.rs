//! Which file uses which, and the circles among them.

use std::collections::BTreeMap;

use super::source::SourceFile;

/// Which file each file uses, as indices, seen through what roots hand on. Declaring a module is no use of it.
pub(crate) fn arrows(files: &[SourceFile]) -> Vec<Vec<usize>> {
    let modules: BTreeMap<&[String], usize> =
        files.iter().enumerate().map(|(index, file)| (&*file.module, index)).collect();
    let exports: Vec<Vec<(String, Vec<String>)>> = files.iter().map(|file| file.exports.clone()).collect();
    let target = |path: &[String]| -> Option<usize> {
        let mut path = path.to_vec();
        for _hop in 0..8 {
            let depth = (1..=path.len()).rev().find(|&depth| modules.contains_key(&path[..depth]))?;
            let index = modules[&path[..depth]];
            let Some(name) = path.get(depth) else { return Some(index) };
            let named = exports[index].iter().find(|(exported, _)| exported == name);
            let Some((_, onward)) = named else { return Some(index) };
            path = [onward.as_slice(), &path[depth + 1..]].concat();
        }
        None
    };
    files
        .iter()
        .enumerate()
        .map(|(own, file)| {
            let uses = file.references.iter().filter_map(|reference| target(&reference.path));
            let mut uses: Vec<usize> = uses.filter(|&used| used != own).collect();
            uses.sort_unstable();
            uses.dedup();
            uses
        })
        .collect()
}

/// Groups of files that use one another in a circle: each reaches each.
pub(crate) fn circles(arrows: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let reaches: Vec<Vec<bool>> = (0..arrows.len())
        .map(|start| {
            let mut seen = vec![false; arrows.len()];
            let mut open = arrows[start].clone();
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next], true) {
                    open.extend(&arrows[next]);
                }
            }
            seen
        })
        .collect();
    let mut placed = vec![false; arrows.len()];
    let mut found = Vec::new();
    for file in 0..arrows.len() {
        if placed[file] || !reaches[file][file] {
            continue;
        }
        let circle: Vec<usize> =
            (0..arrows.len()).filter(|&other| reaches[file][other] && reaches[other][file]).collect();
        for &member in &circle {
            placed[member] = true;
        }
        found.push(circle);
    }
    found
}
