//! The web face: by hand, and in a real browser.

mod addresses;
mod browser;
mod installed;
mod own;
mod pages;
