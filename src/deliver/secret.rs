//! The installation's secret, and what derives from it: links that nobody can guess, and Message-IDs that no other
//! installation gives.

use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};

use crate::store::meta::{meta, set_meta};
use crate::store::readers::remember_way_out;
use crate::store::{Connection, Store, StoreError};

use super::error::DeliverError;

/// The name of the fact that holds the secret of this installation.
const NAME: &str = "link-secret";

/// The secret, ready to sign with.
#[derive(Debug, Clone)]
pub(crate) struct InstallationSecret(hmac::Key);

/// What tells a content from every other: taken once for all who get the same.
#[derive(Debug, Clone)]
pub(super) struct ContentMark(String);

impl ContentMark {
    pub(super) fn of(content: &str) -> Self {
        Self(hex(digest::digest(&digest::SHA256, content.as_bytes()).as_ref()))
    }
}

impl InstallationSecret {
    fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The secret, made at first use.
    pub(crate) fn of(store: &Store) -> Result<Self, DeliverError> {
        if let Some(secret) = store.read(|connection| meta(connection, NAME))? {
            return Ok(Self::new(&secret));
        }
        let secret = random()?;
        let kept = secret.clone();
        store.write_blocking(move |connection| set_meta(connection, NAME, &kept))?;
        Ok(Self::new(&secret))
    }

    /// One of its own, for a mail of which nothing is stored.
    pub(super) fn passing() -> Result<Self, DeliverError> {
        Ok(Self::new(&random()?))
    }

    /// The secret where there is one by now; else one whose links lead nowhere, for a rehearsal.
    pub(crate) fn for_rehearsal(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self::new(meta(connection, NAME)?.as_deref().unwrap_or_default()))
    }

    /// The token for what `subject` names: the same whenever it is asked for, 32 hexadecimal digits.
    pub(super) fn token(&self, subject: &str) -> String {
        hex(&hmac::sign(&self.0, subject.as_bytes()).as_ref()[..16])
    }

    /// The token of a reader's way out: the same in every mail, so that an old one still works.
    pub(crate) fn way_out(&self, email: &str) -> String {
        self.token(&format!("leave {email}"))
    }

    /// The Message-ID of the mail that `key` names and that says `content`: the same at every attempt, and never that
    /// of another mail, of another installation, or of this one set back to a backup.
    pub(super) fn message_id(&self, key: &str, content: &ContentMark, domain: &str) -> String {
        format!("<{}@{domain}>", self.token(&format!("message {key} {}", content.0)))
    }

    /// The same of a post: receivers know a repeat by it.
    pub(super) fn post_id(&self, key: &str, content: &ContentMark) -> String {
        format!("msg_{}", self.token(&format!("post {key} {}", content.0)))
    }

    /// What a form of a page holds, so that only that page can send it: `whose` names the session.
    pub(crate) fn form_token(&self, whose: &str) -> String {
        self.token(&format!("form {whose}"))
    }

    /// The address of a reader's feed of a watchlist; another number makes another address.
    pub(crate) fn feed_token(&self, email: &str, watchlist: &str, number: i64) -> String {
        self.token(&format!("feed {number} {email} {watchlist}"))
    }

    /// Writes down whose ways out these are, so that following one only looks up.
    pub(crate) fn remember_ways_out(
        &self,
        connection: &Connection,
        emails: &[String],
    ) -> Result<(), StoreError> {
        emails.iter().try_for_each(|email| remember_way_out(connection, email, &hash(&self.way_out(email))))
    }
}

/// 256 random bits, in hexadecimal digits.
///
/// # Errors
///
/// When the system gives no randomness.
pub(crate) fn random() -> Result<String, DeliverError> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| DeliverError::NoRandomness)?;
    Ok(hex(&bytes))
}

/// Eight random digits.
///
/// # Errors
///
/// As [`random`].
pub(crate) fn random_code() -> Result<String, DeliverError> {
    let mut bytes = [0_u8; 8];
    SystemRandom::new().fill(&mut bytes).map_err(|_| DeliverError::NoRandomness)?;
    Ok(format!("{:08}", u64::from_be_bytes(bytes) % 100_000_000))
}

/// What the store keeps of a token: it cannot be followed, and looking it up takes the same time for all.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref()[..16].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_of_one_mail_of_one_installation() {
        let (here, there) = (InstallationSecret::new("here"), InstallationSecret::new("there"));
        let content = ContentMark::of("content");
        let id = here.message_id("digest a@w.example 7", &content, "w.example");
        assert_eq!(id, here.message_id("digest a@w.example 7", &content, "w.example"), "a repeat is known");
        for other in [
            there.message_id("digest a@w.example 7", &content, "w.example"),
            here.message_id("digest b@w.example 7", &content, "w.example"),
            // After a backup is restored the same numbers name other entries.
            here.message_id("digest a@w.example 7", &ContentMark::of("other content"), "w.example"),
        ] {
            assert_ne!(other, id);
        }
        assert!(id.starts_with('<') && id.ends_with("@w.example>") && id.len() == 44, "{id}");
    }
}
