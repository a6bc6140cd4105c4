//! Mail addresses as every server takes them, and how they look in a log.

use std::fmt;
use std::str::FromStr;

use url::Host;

/// An address in ASCII: a plain local part and a domain name, international ones as A-labels.
///
/// Narrower than lettre's own: no quoted or international local part (few servers offer SMTPUTF8) and no IP
/// literal. Of names without a dot only `localhost` passes, for the machine's own users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    local: String,
    domain: String,
}

/// Why an address cannot be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddressError {
    /// No `@`.
    #[error("the address has no `@`")]
    NoAt,
    /// Something before the `@` that not every server takes.
    #[error(
        "what stands before the `@` holds more than letters, digits and `!#$%&'*+/=?^_`{{|}}~.-` in ASCII"
    )]
    Local,
    /// No name of a mail server after it.
    #[error("what stands after the `@` is not a domain name")]
    Domain,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(AddressError::NoAt)?;
        let mark = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
        if local.len() > 64 || !local.chars().all(mark) || local.split('.').any(str::is_empty) {
            return Err(AddressError::Local);
        }
        let Ok(Host::Domain(domain)) = Host::parse(domain) else { return Err(AddressError::Domain) };
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let named = domain.contains('.') || domain == "localhost";
        if domain.len() > 253 || !named || !domain.split('.').all(label) {
            return Err(AddressError::Domain);
        }
        Ok(Self { local: local.to_owned(), domain })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl Address {
    /// The domain, in ASCII and lower case.
    pub(crate) fn domain(&self) -> &str {
        &self.domain
    }

    /// The same for the mail library.
    pub(super) fn to_lettre(&self) -> Result<lettre::Address, AddressError> {
        lettre::Address::new(&self.local, &self.domain).map_err(|_| AddressError::Local)
    }
}

/// An address and the name that stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// The name, in any script.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl FromStr for Mailbox {
    type Err = AddressError;

    /// Reads `digest@example.org` or `Wirewatch <digest@example.org>`, the name with or without quotes.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let Some((name, address)) = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) else {
            return Ok(Self { name: None, address: text.parse()? });
        };
        let name = name.trim();
        let name = match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.replace("\\\"", "\"").replace("\\\\", "\\"),
            None => name.to_owned(),
        };
        Ok(Self { name: Some(name).filter(|name| !name.is_empty()), address: address.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_ascii_or_an_error() {
        let check = |text: &str, wanted: Result<&str, AddressError>| {
            let found = text.parse::<Address>().map(|address| address.to_string());
            assert_eq!(found, wanted.map(str::to_owned), "{text}");
        };
        check("analyst@example.org", Ok("analyst@example.org"));
        check(" First.Last+tag@Example.ORG ", Ok("First.Last+tag@example.org"));
        check("a@münchen.example", Ok("a@xn--mnchen-3ya.example"));
        check("ops@бюро.рф", Ok("ops@xn--90a0af9c.xn--p1ai"));
        check("root@localhost", Ok("root@localhost"));
        check("analyst", Err(AddressError::NoAt));
        for local in ["", ".a", "a.", "a..b", "a b", "a,b", "\"a\"", "a\r\nRCPT TO:<b", "анна", "a@b", "a<b"]
        {
            check(&format!("{local}@example.org"), Err(AddressError::Local));
        }
        check(&format!("{}@example.org", "a".repeat(65)), Err(AddressError::Local));
        for domain in [
            "",
            "example",
            "[127.0.0.1]",
            "127.0.0.1",
            "[::1]",
            "a..b",
            "-a.org",
            "a_b.org",
            "a b.org",
            "a.org\r\n",
        ] {
            let wanted = if domain.ends_with('\n') { Ok("a@a.org") } else { Err(AddressError::Domain) };
            check(&format!("a@{domain}"), wanted);
        }
    }

    #[test]
    fn a_mailbox_has_a_name_or_none() {
        let check = |text: &str, name: Option<&str>| {
            let mailbox: Mailbox = text.parse().unwrap();
            assert_eq!(
                (mailbox.name.as_deref(), mailbox.address.to_string().as_str()),
                (name, "a@b.org"),
                "{text}"
            );
        };
        check("a@b.org", None);
        check("<a@b.org>", None);
        check("Wirewatch <a@b.org>", Some("Wirewatch"));
        check("\"Müller, \\\"Ann\\\"\" <a@b.org>", Some("Müller, \"Ann\""));
        assert_eq!("Wirewatch".parse::<Mailbox>(), Err(AddressError::NoAt));
    }
}
