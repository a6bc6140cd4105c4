//! Many warnings of one kind in one file as a few and their number.

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;

/// As many of one kind are shown in full: enough to see what is meant.
const SHOWN: usize = 5;

/// Leaves of the warnings with one code in one file the first ones, and says at the last of them how many more there
/// are. `findings` are sorted.
pub(super) fn grouped(findings: Vec<Finding>) -> Vec<Finding> {
    let kind = |finding: &Finding| (finding.path.clone(), finding.problem.code);
    let mut seen: Vec<((String, &'static str), usize)> = Vec::new();
    let mut kept = Vec::new();
    for finding in findings {
        if finding.is_error() {
            kept.push(finding);
            continue;
        }
        let kind = kind(&finding);
        let number = match seen.iter_mut().find(|(seen, _)| *seen == kind) {
            Some((_, number)) => {
                *number += 1;
                *number
            }
            None => {
                seen.push((kind, 1));
                1
            }
        };
        if number <= SHOWN {
            kept.push(finding);
        }
    }
    for ((path, code), number) in seen.into_iter().filter(|(_, number)| *number > SHOWN) {
        let last = kept.iter().rposition(|one| one.path == path && one.problem.code == code);
        let Some(at) = last else { continue };
        let Finding { source, problem: last, .. } = &kept[at];
        let message = format!("{} more of this kind (`{code}`) in this file", number - SHOWN);
        let problem = Problem::warning(last.span.clone(), "more", message);
        let summary = Finding { path, source: source.clone(), problem };
        kept.insert(at + 1, summary);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_is_a_few_and_a_number() {
        let finding = |at: usize, code| Finding {
            path: "feeds.toml".to_owned(),
            source: "x".repeat(9_000).into(),
            problem: Problem::warning(at..at + 1, code, "twice"),
        };
        let storm: Vec<Finding> = (0..4_900).map(|at| finding(at, "double")).collect();
        let kept = grouped([storm, vec![finding(4_900, "alike")]].concat());
        let shown: Vec<_> = kept.iter().map(|one| (one.problem.code, one.problem.message.as_str())).collect();
        let twice = ("double", "twice");
        let more = ("more", "4895 more of this kind (`double`) in this file");
        assert_eq!(shown, [twice, twice, twice, twice, twice, more, ("alike", "twice")]);
    }
}
