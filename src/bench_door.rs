//! The door by which `benches/` and `examples/` come in; the program does not use it.

pub mod archive;
pub mod bus;
pub mod delivery;
pub mod events;
pub mod streams;
pub mod watchlists;
