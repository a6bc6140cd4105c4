//! The files of watchlists, compiled together.

use std::path::Path;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Problem, finding};
use crate::watch::compile::compile;
use crate::watch::set::{Source, Watchlists};

use super::file::{FileKind, OperatorFile, files_in};

/// Compiles all watchlists together. Without the shared entities every name in them would look unknown.
pub(super) fn read_watchlists(files: &[OperatorFile]) -> (Option<Watchlists>, Vec<(&OperatorFile, Problem)>) {
    if files.iter().any(|file| file.problem.is_some() && file.stem() == "entities") {
        return (None, Vec::new());
    }
    let readable: Vec<&OperatorFile> = files.iter().filter(|file| file.problem.is_none()).collect();
    let sources: Vec<Source> = readable.iter().map(|file| file.watch_source()).collect();
    let compiled = compile(&sources);
    let problems = compiled.problems.into_iter().map(|(index, problem)| (readable[index], problem)).collect();
    (compiled.watchlists, problems)
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

/// Compiles one watchlist with the `entities.toml` beside it, or says all errors in them.
pub(crate) fn watchlist_alone(path: &Path) -> Result<Watchlists, Vec<Finding>> {
    let mut files = vec![OperatorFile::read(path, FileKind::Watchlist)];
    let entities = path.with_file_name("entities.toml");
    if files[0].stem() != "entities" && entities.is_file() {
        files.push(OperatorFile::read(&entities, FileKind::Watchlist));
    }
    // Most shared entities are used by other watchlists.
    compiled(&files).map_err(|mut findings| {
        findings.retain(Finding::is_error);
        findings
    })
}
