//! One post to an output, to see whether it works.

use jiff::Timestamp;

use super::error::DeliverError;
use super::secret::{ContentMark, InstallationSecret};
use crate::digest::payload::{Payload, PayloadKind};
use crate::post::{PostOutcome, Poster};
use crate::subscriber::Output;

/// Posts something that says what it is; nothing is stored, and nothing is tried again.
///
/// # Errors
///
/// When the system gives no random bytes.
pub(crate) async fn send_test_post(
    poster: &Poster,
    output: &Output,
    now: Timestamp,
) -> Result<PostOutcome, DeliverError> {
    let key = format!("test {} {now}", output.id);
    let id = InstallationSecret::passing()?.post_id(&key, &ContentMark::of(""));
    let payload = Payload {
        kind: PayloadKind::Test,
        watchlists: Vec::new(),
        titles: Vec::new(),
        stories: Vec::new(),
        left_out: 0,
        url: None,
    };
    Ok(poster.post(&output.to, &id, &serde_json::to_vec(&payload)?, now).await)
}
