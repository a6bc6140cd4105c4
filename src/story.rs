//! The same news in many feeds.

mod candidates;
mod compare;
#[cfg(test)]
mod figures;
mod groups;
mod outline;
mod sketch;
mod words;

pub(crate) use candidates::{REMEMBERED, StoryCandidates};
pub(crate) use compare::{Between, GROUP_WITHIN, same_story};
pub(crate) use groups::{GroupedArticle, StoryGroups};
pub(crate) use sketch::{Sketch, sketch};
