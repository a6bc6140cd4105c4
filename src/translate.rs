//! Asks the server that the operator names for translations of titles and excerpts, and of nothing else.

mod asked;
mod translator;

pub(crate) use self::translator::MachineTranslator;
