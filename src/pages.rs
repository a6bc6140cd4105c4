//! The lane of article pages: what is due is fetched, read, judged, matched and recorded, politely and once.

mod extractors;

pub(crate) use extractors::Extractors;
