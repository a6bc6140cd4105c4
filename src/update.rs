//! The decision what one poll of a feed means: new, edited, seen, relinked, well or failing.
