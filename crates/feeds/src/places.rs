//! Where the source behind a page stands: what its address tells, what the page tells, what robots.txt tells.

mod by_address;
mod by_page;
mod by_robots;

pub use by_address::told_by_address;
pub use by_page::{channels_of_page, told_by_page};
pub use by_robots::sitemaps_of_robots;
