//! What is wrong with a server's certificate, in words that an operator can send to its publisher.

use std::error::Error;
use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;

/// Names of a certificate that are told, at most.
const NAMES: usize = 3;

/// What an error of a connection says of the server's certificate, if that is what it fails for.
pub(super) fn certificate_fault(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(fault)) = error.downcast_ref() {
            return Some(words(fault));
        }
        // An I/O error passes on the source of what it holds, not what it holds.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = held.map(|held| held as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

fn words(fault: &CertificateError) -> String {
    match fault {
        CertificateError::Expired => "its certificate has expired".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("its certificate has expired on {}", day(*not_after))
        }
        CertificateError::NotValidYet => "its certificate is not valid yet".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}", day(*not_before))
        }
        CertificateError::NotValidForName => "its certificate is for another name".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            // They are told as `DnsName("a.example")`.
            let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name));
            let names = names.take(NAMES).collect::<Vec<_>>().join(", ");
            format!("its certificate is for another name than {}: {names}", expected.to_str())
        }
        CertificateError::UnknownIssuer => {
            "its certificate leads to no authority that this machine knows; often the server \
            leaves out the one in between"
                .to_owned()
        }
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is that of an authority, not of a host".to_owned()
        }
        other => format!("its certificate cannot be verified: {other}"),
    }
}

fn day(at: UnixTime) -> String {
    let at = i64::try_from(at.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    at.map_or_else(String::new, |at| TimeZone::UTC.to_datetime(at).date().to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::ServerName;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_said_with_its_facts() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        for (fault, expected) in [
            (
                CertificateError::ExpiredContext { time: at(1_796_047_899), not_after: at(1_729_987_200) },
                "its certificate has expired on 2024-10-27",
            ),
            (
                CertificateError::NotValidYetContext { time: at(0), not_before: at(1_796_047_899) },
                "its certificate is not valid before 2026-11-30",
            ),
            (
                CertificateError::NotValidForNameContext {
                    expected: ServerName::try_from("news.example").expect("a name"),
                    presented: vec!["DnsName(\"other.example\")".to_owned()],
                },
                "its certificate is for another name than news.example: other.example",
            ),
        ] {
            let inner = io::Error::other(rustls::Error::InvalidCertificate(fault));
            let outer = io::Error::other(inner);
            assert_eq!(certificate_fault(&outer).as_deref(), Some(expected));
        }
        assert_eq!(certificate_fault(&io::Error::other("reset")), None);
    }
}
