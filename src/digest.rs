//! A digest: what one mail to one subscriber says, as data and as text.

pub(crate) mod account;
pub(crate) mod clean;
mod compared;
pub(crate) mod compose;
pub(crate) mod concern;
mod content;
mod edits;
mod fold;
mod footer;
pub(crate) mod happenings;
mod headlines;
pub(crate) mod input;
mod kept_numbers;
mod layout;
pub(crate) mod notice;
mod notice_feed;
pub(crate) mod payload;
mod plain;
mod quotes;
pub(crate) mod render;
mod rows;
mod shorten;
pub(crate) mod stored;
mod subject;
mod text_page;
pub(crate) mod told_story;
mod topics;
pub(crate) mod translation;
mod view;
pub(crate) mod words;

pub(crate) use content::{
    CarriedFurther, Digest, DigestKind, DigestSection, Edit, EditMeaning, EditedArticle, Part, Story,
    WithdrawnArticle,
};
pub(crate) use render::Rendered;

#[cfg(test)]
mod tests;
