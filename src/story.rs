//! The same news in many feeds, told once.
