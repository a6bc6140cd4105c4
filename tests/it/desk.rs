//! The web face: by hand, and in a real browser.

mod browser;
mod installed;
mod pages;
