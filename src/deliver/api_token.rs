//! The token by which a program reads what a reader may see.

use jiff::Timestamp;

use super::error::DeliverError;
use super::secret::{hash, random};
use crate::store::Store;
use crate::store::api_tokens::set_api_token;

/// What a token begins with: people and scanners of leaked secrets know it by that.
const PREFIX: &str = "wirewatch_";

/// Makes a token for the reader of this address and ends the one before; it is said once, and stored as a hash. `None`
/// where no reader has the address. It blocks.
///
/// # Errors
///
/// When the store fails, or the system gives no random bytes.
pub(crate) fn make_api_token(
    store: &Store,
    email: &str,
    now: Timestamp,
) -> Result<Option<String>, DeliverError> {
    let token = format!("{PREFIX}{}", random()?);
    let (email, hashed) = (email.to_owned(), hash(&token));
    let made = store.write_blocking(move |connection| set_api_token(connection, &email, &hashed, now))?;
    Ok(made.then_some(token))
}
