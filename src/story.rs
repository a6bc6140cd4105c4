//! The same news in many feeds: a small sketch of each text, and whether two sketches tell one story.
