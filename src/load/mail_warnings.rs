//! Settings that would send mail and links where nobody reads them, or in the open.

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::reach::is_private_host;
use crate::settings::{Settings, TransportSettings};

use super::file::OperatorFile;

/// Domains that exist for examples alone.
const EXAMPLES: [&str; 4] = ["example.org", "example.com", "example.net", "example"];

/// Placeholders that would get real mail: with the folder for trying out nothing leaves, and nothing is said.
pub(super) fn placeholders(file: &OperatorFile, settings: &Settings) -> Vec<Finding> {
    if matches!(settings.mail.transport, TransportSettings::Folder(_)) {
        return Vec::new();
    }
    let from = is_example(settings.mail.from.trim_end_matches('>')).then(|| {
        let span = file.setting_span(&["mail"], "from").unwrap_or_default();
        (span, "mails would come from an address of an example domain")
    });
    let operators =
        settings.operators.iter().any(|operator| is_example(operator)).then(|| {
            (file.key_span("operators"), "operators would be told at an address of an example domain")
        });
    [from, operators]
        .into_iter()
        .flatten()
        .map(|(span, words)| {
            file.finding(Problem::warning(span, "placeholder", words).help("write an address of your own"))
        })
        .collect()
}

/// Links that everybody on the way can read, although everybody may come.
pub(super) fn open_links(file: &OperatorFile, settings: &Settings) -> Option<Finding> {
    let web = settings.web.as_ref()?;
    let url = web.public_url.as_ref().filter(|url| url.scheme() == "http")?;
    let near = ["localhost", "127.0.0.1", "[::1]"].contains(&url.host_str().unwrap_or_default());
    if near || web.listen.ip().is_loopback() {
        return None;
    }
    let span = file.setting_span(&["web"], "public_url").unwrap_or_default();
    let problem = Problem::warning(
        span,
        "open",
        "the links in mails are keys, and http shows them to everybody on the way",
    );
    Some(file.finding(problem.help("put a server with TLS before it, and write https://…")))
}

/// Numbers for machines belong on no listener that readers reach.
pub(super) fn shared_listener(file: &OperatorFile, settings: &Settings) -> Option<Finding> {
    let (web, metrics) = (settings.web.as_ref()?.listen, settings.metrics.as_ref()?.listen);
    let same = web.port() == metrics.port()
        && (web.ip() == metrics.ip() || web.ip().is_unspecified() || metrics.ip().is_unspecified());
    let span = file.setting_span(&["metrics"], "listen").unwrap_or_default();
    let problem = Problem::error(span, "shared-listener", "[web] listens there already");
    same.then(|| file.finding(problem.help("take another port, such as 127.0.0.1:8711")))
}

fn is_example(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().to_lowercase();
    EXAMPLES.iter().any(|example| domain == *example || domain.ends_with(&format!(".{example}")))
}

/// What is translated elsewhere leaves the house.
pub(super) fn open_translation(file: &OperatorFile, settings: &Settings) -> Option<Finding> {
    let translate = settings.translate.as_ref().filter(|translate| !is_private_host(&translate.url))?;
    let host = translate.url.host_str().unwrap_or_default();
    let span = file.setting_span(&["translate"], "url").unwrap_or_default();
    let words = format!("excerpts of what you watch leave the house: {host} is no private address");
    let problem = Problem::warning(span, "leaves", words);
    Some(file.finding(problem.help("ask a server of your own, such as http://127.0.0.1:5000/translate")))
}
