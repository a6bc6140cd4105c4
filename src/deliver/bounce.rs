//! Mails that come back: the return address by which each is known, and what its return means.

use jiff::Timestamp;

use crate::mail::bounce::Bounce;
use crate::store::refusals::{ReturnedMail, returned, suppress_if_returned};
use crate::store::{Connection, StoreError};

use super::notices::{note_refused_mail, note_suppressed_reader};
use super::secret::InstallationSecret;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BounceFate {
    /// It is of no mail of ours, or somebody made it up, or it was known.
    Unknown,
    /// The mail may still arrive.
    Passing,
    /// The mail counts as refused.
    Refused,
    /// And its reader gets nothing more.
    Suppressed,
}

/// The address that the mail of this number returns to: `bounce+7-0123456789abcdef@example.org`. Nobody else can say that
/// it came back.
pub(super) fn return_address(secret: &InstallationSecret, bounces: &str, mail: i64) -> String {
    match bounces.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{mail}-{}@{domain}", mark(secret, mail)),
        None => bounces.to_owned(),
    }
}

/// The number of the mail that returns to this address.
fn mail_of(secret: &InstallationSecret, address: &str) -> Option<i64> {
    let (_, extension) = address.rsplit_once('@')?.0.rsplit_once('+')?;
    let (mail, said) = extension.split_once('-')?;
    let mail = mail.parse().ok()?;
    (mark(secret, mail) == said.to_ascii_lowercase()).then_some(mail)
}

fn mark(secret: &InstallationSecret, mail: i64) -> String {
    secret.token(&format!("bounce {mail}")).chars().take(16).collect()
}

/// Takes a report: the mail counts as refused, its reader gets nothing more where the address does not exist, or where
/// three mails came back within a fortnight, and operators hear of it.
pub(crate) fn take_bounce(
    connection: &Connection,
    secret: &InstallationSecret,
    bounce: &Bounce,
    now: Timestamp,
) -> Result<BounceFate, StoreError> {
    let Some(mail) = bounce.sent_to.iter().find_map(|address| mail_of(secret, address)) else {
        return Ok(BounceFate::Unknown);
    };
    if !bounce.is_final {
        return Ok(BounceFate::Passing);
    }
    let words = format!("{} {}", bounce.status, bounce.words);
    let Some(found) = returned(connection, mail, words.trim_end(), now)? else {
        return Ok(BounceFate::Unknown);
    };
    let ReturnedMail { address, subject, subscriber, reply } = found;
    note_refused_mail(connection, &address, &subject, &reply, now)?;
    // Of an address behind that of the reader, to which it is forwarded, it says nothing of the reader's own.
    let is_elsewhere =
        bounce.recipient.as_ref().is_some_and(|recipient| !recipient.eq_ignore_ascii_case(&address));
    let status = if is_elsewhere { "" } else { bounce.status.as_str() };
    if !suppress_if_returned(connection, subscriber, status, now)? {
        return Ok(BounceFate::Refused);
    }
    note_suppressed_reader(connection, &address, now)?;
    Ok(BounceFate::Suppressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn only_the_installation_itself_makes_an_address_that_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let open = |name: &str| Store::open(&folder.path().join(name)).expect("the folder is ours");
        let secret = |store: &Store| InstallationSecret::of(store).expect("it can be made");
        let (here, there) = (secret(&open("here.db")), secret(&open("there.db")));
        let address = return_address(&here, "bounce@w.example", 7);
        assert!(
            address.starts_with("bounce+7-") && address.ends_with("@w.example") && address.len() == 35,
            "{address}"
        );
        assert_eq!(mail_of(&here, &address), Some(7));
        assert_eq!(mail_of(&here, &address.to_uppercase()), Some(7), "servers change the case");
        assert_eq!(mail_of(&there, &address), None);
        for forged in
            [address.replace("+7", "+8"), "bounce@w.example".to_owned(), "bounce+7-@w.example".to_owned()]
        {
            assert_eq!(mail_of(&here, &forged), None, "{forged}");
        }
    }
}
