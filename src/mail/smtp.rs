//! Mail to a server: one connection at a time, and what each answer means at its place.

pub(super) mod client;
mod failure;
mod line;
mod session;
