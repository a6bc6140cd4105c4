//! Due digests become mail in the outbox, and mail in the outbox is sent.

pub(crate) mod account;
pub(crate) mod api_token;
mod attempt_log;
pub(crate) mod bounce;
pub(crate) mod compose;
mod departures;
mod dispatch;
pub(crate) mod error;
mod feet;
pub(crate) mod leave;
pub(crate) mod letter;
mod noted;
pub(crate) mod notices;
mod order;
pub(crate) mod outbox_text;
pub(crate) mod output_lane;
mod post_verdict;
mod record;
mod round;
pub(crate) mod secret;
pub(crate) mod send;
pub(crate) mod silence;
pub(crate) mod test_mail;
pub(crate) mod test_output;
#[cfg(test)]
mod tests;
mod translating;
mod translation_server;
mod verdict;
