//! The page of an article: bytes of a publisher become a text, its dates and names, and what kind of answer it was.

mod asides;
mod body;
mod byline;
mod cards;
mod consent;
mod frame;
mod guard;
mod head;
mod headline;
mod json_ld;
mod kind;
mod labels;
mod lead;
mod likeness;
mod markup;
mod missing;
mod notice;
mod page;
mod phrases;
mod reading;
mod reported;
mod shown;
mod siblings;
mod standfirst;
mod trim;
mod words;

pub(crate) use asides::{are_spelled_alike, without_asides};
pub(crate) use consent::may_be_consent;
pub(crate) use frame::{is_mostly_frame, line_hash, without_frame};
pub(crate) use guard::MOST_BYTES;
pub(crate) use labels::without_labels;
pub(crate) use lead::{below_lead, lead, without_lead};
pub(crate) use likeness::{kept, kept_words, length, sentence_went_away};
pub(crate) use missing::MissingReason;
pub(crate) use notice::PageNotice;
pub(crate) use page::{PageKind, WebPage};
pub(crate) use phrases::wants_a_script;
pub(crate) use reading::read_page;
pub(crate) use shown::SAME_HEADLINE;
pub(crate) use words::count_words;

#[cfg(test)]
mod tests;
