//! What may stand between the words of one name.

/// Marks that end a clause: a name goes on behind them only where its spelling has them itself.
const CLAUSE: [char; 15] = [',', ';', ':', '!', '?', '(', ')', '[', ']', '|', '/', '…', '،', '؛', '。'];

/// Whether what stands between two words ends a clause, a sentence or a paragraph.
pub(crate) fn ends_clause(gap: &str) -> bool {
    gap.contains(CLAUSE) || gap.contains('.') || gap.matches('\n').count() > 1
}

/// The same for a gap whose full stop may belong to a short form before it.
pub(crate) fn ends_clause_without_stop(gap: &str) -> bool {
    gap.contains(CLAUSE) || gap.matches('\n').count() > 1
}
