//! What selectors could find in a page that nobody has written any for.

mod class;
mod items;
mod parts;
mod proposal;
mod selector;
mod standing;

pub use proposal::{ListSketch, sketch_list};
