//! `[web]` of the settings.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use crate::diagnostic::table::{Table, TextValue};
use crate::diagnostic::{Fault, Problem};

use super::values;

/// `[web]`: the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebSettings {
    /// The address to bind.
    pub listen: SocketAddr,
    /// Where people reach it from outside; links in mails begin with it.
    pub public_url: Option<Url>,
    /// Who may subscribe by themselves.
    pub signup: Signup,
    /// Who signs readers in beside the code that is mailed.
    pub auth: Option<ProxyAuth>,
}

/// Who may subscribe by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Signup {
    /// Nobody.
    Closed,
    /// Addresses of these domains, in small letters.
    Domains(Vec<String>),
    /// Everybody.
    Open,
}

/// A proxy that signs readers in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProxyAuth {
    /// The header that names the reader's address, in small letters.
    pub header: String,
    /// The only networks whose requests are believed.
    pub trusted: Vec<IpNet>,
}

impl Signup {
    /// Whether this address may subscribe by itself.
    pub(crate) fn takes(&self, email: &str) -> bool {
        match self {
            Self::Closed => false,
            Self::Domains(domains) => {
                let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
                domain.is_some_and(|domain| domains.contains(&domain))
            }
            Self::Open => true,
        }
    }
}

impl ProxyAuth {
    /// Whether what comes from this address is believed.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&peer.to_canonical()))
    }
}

/// The words of `signup`.
#[derive(Clone, Copy, PartialEq)]
enum SignupWord {
    Closed,
    Domains,
    Open,
}

impl WebSettings {
    pub(super) fn read(mut table: Table<'_>) -> Option<Self> {
        let listen = table.read("listen", "address", values::listen);
        let public_url = table.read("public_url", "address", |text| {
            let url = values::web_address(text)?;
            match text.find(['?', '#']) {
                Some(at) => {
                    Err(Fault::new(at..text.len(), "links are made from this address: it ends with its path"))
                }
                None => Ok(url),
            }
        });
        let signup = read_signup(&mut table);
        let asked_for_auth = table.has("auth");
        let auth = table.table("auth").and_then(read_auth);
        table.finish();
        // Without the proxy that is meant, nothing is to listen.
        if asked_for_auth && auth.is_none() {
            return None;
        }
        Some(Self { listen: listen?, public_url, signup, auth })
    }
}

fn read_signup(table: &mut Table<'_>) -> Signup {
    let words =
        [("closed", SignupWord::Closed), ("domains", SignupWord::Domains), ("open", SignupWord::Open)];
    let word = table.choice("signup", &words).unwrap_or(SignupWord::Closed);
    let domains = each(table, "allowed_domains", values::mail_domain);
    if word == SignupWord::Domains && domains.is_empty() {
        let span = table.key_span("signup").unwrap_or_default();
        let problem = Problem::error(span, "no-domain", "signup = \"domains\" names no domain");
        table.note(problem.help("write allowed_domains = [\"example.org\"] beside it"));
    }
    match word {
        SignupWord::Closed => Signup::Closed,
        SignupWord::Domains => Signup::Domains(domains),
        SignupWord::Open => Signup::Open,
    }
}

fn read_auth(mut table: Table<'_>) -> Option<ProxyAuth> {
    let header = table.read("header", "header", values::header_name);
    let wanted = table.has("trusted");
    let span = table.key_span("trusted").unwrap_or_default();
    let trusted = each(&mut table, "trusted", values::network);
    if wanted && trusted.is_empty() {
        let problem = Problem::error(span, "no-proxy", "nobody is trusted: the header would never be read");
        table.note(problem.help("write trusted = [\"127.0.0.1/32\"]"));
    }
    table.finish();
    Some(ProxyAuth { header: header?, trusted }).filter(|auth| !auth.trusted.is_empty())
}

fn each<T>(
    table: &mut Table<'_>,
    key: &'static str,
    read: impl Fn(&str) -> Result<T, Fault> + Copy,
) -> Vec<T> {
    let texts: Vec<TextValue<'_>> = table.texts(key).unwrap_or_default();
    texts.into_iter().filter_map(|text| table.read_text(&text, "value", read)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_takes_its_own_addresses_and_no_others() {
        let domains = Signup::Domains(vec!["example.org".to_owned()]);
        for (email, taken) in [
            ("a@example.org", true),
            ("a@EXAMPLE.org", true),
            ("a@mail.example.org", false),
            ("a@notexample.org", false),
        ] {
            assert_eq!(domains.takes(email), taken, "{email}");
        }
        assert!(Signup::Open.takes("a@w.example") && !Signup::Closed.takes("a@example.org"));
    }

    #[test]
    fn a_proxy_is_believed_from_its_own_network() {
        let auth = ProxyAuth {
            header: "remote-email".to_owned(),
            trusted: vec![values::network("127.0.0.1").unwrap(), values::network("10.1.0.0/16").unwrap()],
        };
        for (peer, believed) in
            [("127.0.0.1", true), ("::ffff:127.0.0.1", true), ("10.1.2.3", true), ("10.2.0.1", false)]
        {
            assert_eq!(auth.trusts(peer.parse().unwrap()), believed, "{peer}");
        }
        for everything in ["0.0.0.0/0", "::/0", "proxy", "10.0.0.0/40"] {
            assert!(values::network(everything).is_err(), "{everything}");
        }
    }
}
