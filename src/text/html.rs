//! HTML reduced to the plain text that a reader would see.
