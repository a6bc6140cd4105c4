//! A problem in an operator's file, and how it is shown: file, line, column, the line itself, a caret, the fix.

pub(crate) mod finding;
pub(crate) mod nearest;
mod problem;
pub(crate) mod table;

pub(crate) use problem::{Fault, Problem, Severity};
