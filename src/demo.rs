//! The main job on bundled feeds, with no network and no mail server.
