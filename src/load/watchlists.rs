//! The files of watchlists, compiled together.

use std::path::Path;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Problem, Severity, finding};
use crate::watch::compile::compile;
use crate::watch::set::{Source, Watchlists};

use super::file::{DRAFTS, FileKind, OperatorFile, files_in};

/// The name of the file of shared entities, without its ending.
const ENTITIES: &str = "entities";

/// Compiles all watchlists together. Without the shared entities every name in them would look unknown: a file that
/// holds nothing but entities is taken for them, with a problem that says how to call it.
pub(super) fn read_watchlists(files: &[OperatorFile]) -> (Option<Watchlists>, Vec<(&OperatorFile, Problem)>) {
    if files.iter().any(|file| file.problem.is_some() && file.stem() == "entities") {
        return (None, Vec::new());
    }
    let readable: Vec<&OperatorFile> = files.iter().filter(|file| file.problem.is_none()).collect();
    let misnamed = |file: &OperatorFile| file.stem() != ENTITIES && file.holds_only_entities();
    let has_entities = readable.iter().any(|file| file.stem() == ENTITIES);
    let stand_in = if has_entities { None } else { readable.iter().position(|file| misnamed(file)) };
    let source = |(index, file): (usize, &&OperatorFile)| {
        let source = file.watch_source();
        if stand_in == Some(index) { Source { id: ENTITIES.to_owned(), ..source } } else { source }
    };
    let sources: Vec<Source> = readable.iter().enumerate().map(source).collect();
    let compiled = compile(&sources);
    let problems = compiled.problems.into_iter().map(|(index, problem)| (readable[index], problem));
    let misnamed = stand_in.map(|index| {
        let problem = Problem::error(0..0, "entities", "this file holds entities and no watchlist");
        (readable[index], problem.help("call it entities.toml"))
    });
    let watchlists = compiled.watchlists.filter(|_| misnamed.is_none());
    (watchlists, misnamed.into_iter().chain(problems).collect())
}

/// Compiles the watchlists of a folder, or says all that is wrong with it.
pub(crate) fn watchlists_in(folder: &Path) -> Result<Watchlists, Vec<Finding>> {
    let paths = files_in(folder, &["toml"]).map_err(|error| {
        let problem = Problem::error(0..0, "unreadable", format!("the folder cannot be read: {error}"));
        vec![Finding { path: folder.display().to_string(), source: "".into(), problem }]
    })?;
    let files: Vec<OperatorFile> =
        paths.iter().map(|path| OperatorFile::read(path, FileKind::Watchlist)).collect();
    compiled(&files)
}

fn compiled(files: &[OperatorFile]) -> Result<Watchlists, Vec<Finding>> {
    let unreadable = files.iter().filter_map(|file| Some(file.finding(file.problem.clone()?)));
    let (watchlists, problems) = read_watchlists(files);
    let problems = problems.into_iter().map(|(file, problem)| file.finding(problem));
    let mut findings: Vec<Finding> = unreadable.chain(problems).collect();
    finding::sort(&mut findings);
    watchlists.filter(|_| !findings.iter().any(Finding::is_error)).ok_or(findings)
}

/// Compiles one watchlist with its entities, or says all errors in them.
pub(crate) fn watchlist_alone(path: &Path, installed: Option<&Path>) -> Result<Watchlists, Vec<Finding>> {
    let file = OperatorFile::read(path, FileKind::Watchlist);
    // Most shared entities are used by other watchlists.
    compiled(&with_entities(file, installed)).map_err(|mut findings| {
        findings.retain(Finding::is_error);
        findings
    })
}

/// Compiles the watchlists of a folder with another file of shared entities, although their examples may then fail, or says all
/// errors in them. `None`: the file holds no entities alone.
pub(crate) fn with_other_entities(path: &Path, folder: &Path) -> Option<Result<Watchlists, Vec<Finding>>> {
    let entities = OperatorFile::read(path, FileKind::Watchlist);
    if entities.problem.is_some() || entities.stem() != ENTITIES && !entities.holds_only_entities() {
        return None;
    }
    let paths = files_in(folder, &["toml"]).unwrap_or_default();
    let others = paths.iter().map(|path| OperatorFile::read(path, FileKind::Watchlist));
    let others = others.filter(|file| file.stem() != ENTITIES && file.problem.is_none());
    let files: Vec<OperatorFile> = std::iter::once(entities).chain(others).collect();
    let mut sources: Vec<Source> = files.iter().map(OperatorFile::watch_source).collect();
    ENTITIES.clone_into(&mut sources[0].id);
    let compiled = compile(&sources);
    let problems = compiled.problems.into_iter().map(|(index, problem)| files[index].finding(problem));
    Some(compiled.draft.ok_or_else(|| problems.filter(Finding::is_error).collect()))
}

/// [`watchlist_alone`] although its examples may fail, for whoever asks why they do.
pub(crate) fn watchlist_draft(path: &Path, installed: Option<&Path>) -> Result<Watchlists, Vec<Finding>> {
    let files = with_entities(OperatorFile::read(path, FileKind::Watchlist), installed);
    let unreadable: Vec<Finding> =
        files.iter().filter_map(|file| Some(file.finding(file.problem.clone()?))).collect();
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let compiled = compile(&files.iter().map(OperatorFile::watch_source).collect::<Vec<_>>());
    let problems = compiled.problems.into_iter().map(|(index, problem)| files[index].finding(problem));
    compiled.draft.ok_or_else(|| problems.filter(Finding::is_error).collect())
}

/// A watchlist and the shared entities that it means: those beside it, else those of the folder that holds its
/// folder of drafts, else those of the `installed` folder of watchlists.
pub(super) fn with_entities(file: OperatorFile, installed: Option<&Path>) -> Vec<OperatorFile> {
    if file.stem() == ENTITIES {
        return vec![file];
    }
    let own = file.path.parent().unwrap_or(Path::new(""));
    let above = own.file_name().filter(|name| *name == DRAFTS).and(own.parent());
    let folders = [Some(own), above, installed].into_iter().flatten();
    let entities = folders.map(|folder| folder.join("entities.toml")).find(|path| path.is_file());
    let entities = entities.map(|path| OperatorFile::read(&path, FileKind::Watchlist));
    std::iter::once(file).chain(entities).collect()
}

/// What is wrong with the drafts in a folder of watchlists. None of it refuses anything: a draft is never live.
pub(crate) fn drafts(watchlists: &Path) -> Vec<Finding> {
    let paths = files_in(&watchlists.join(DRAFTS), &["toml"]).unwrap_or_default();
    let drafts = paths.iter().map(|path| OperatorFile::read(path, FileKind::Watchlist));
    let mut findings: Vec<Finding> = drafts
        .flat_map(|draft| {
            let path = draft.path.display().to_string();
            let findings = compiled(&with_entities(draft, None)).err().unwrap_or_default();
            findings.into_iter().filter(move |finding| finding.path == path)
        })
        .collect();
    for finding in &mut findings {
        finding.problem.severity = Severity::Warning;
    }
    findings
}
