//! Links that nobody can guess: a digest's page is found by a token that only its mail and the store know.

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use crate::store::meta::{meta, set_meta};
use crate::store::{Connection, StoreError};

/// The name of the fact that holds the secret of this installation.
const NAME: &str = "link-secret";

/// The token for what `subject` names: the same whenever it is asked for, 32 hexadecimal digits.
pub(super) fn token(connection: &Connection, subject: &str) -> Result<String, StoreError> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret(connection)?.as_bytes());
    Ok(hex(&hmac::sign(&key, subject.as_bytes()).as_ref()[..16]))
}

/// The secret, made at first use.
fn secret(connection: &Connection) -> Result<String, StoreError> {
    if let Some(secret) = meta(connection, NAME)? {
        return Ok(secret);
    }
    let mut bytes = [0_u8; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| StoreError::damaged("secret", &"the system gives no random bytes"))?;
    let secret = hex(&bytes);
    set_meta(connection, NAME, &secret)?;
    Ok(secret)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
