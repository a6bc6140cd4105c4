//! A file with the secrets in its addresses made unreadable, every place as it was.

use std::borrow::Cow;

use super::spots::{SecretPart, spots};

/// The same text with a `*` for every byte of a password and of a query's values: places and carets stay true. Mailboxes
/// are left: in a file of readers the mailbox is what a mistake is about.
pub(crate) fn with_hidden_secrets(text: &str) -> Cow<'_, str> {
    let secrets: Vec<_> = spots(text).into_iter().filter(|spot| spot.secret != SecretPart::Mailbox).collect();
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::with_capacity(text.len());
    let mut last = 0;
    for spot in secrets {
        // The signs stay: they show what is hidden.
        let (before, after) = match spot.secret {
            SecretPart::Login => (spot.span.start, spot.span.end - 1),
            SecretPart::Query | SecretPart::Mailbox => (spot.span.start + 1, spot.span.end),
        };
        hidden.push_str(&text[last..before]);
        hidden.extend(std::iter::repeat_n('*', after - before));
        last = after;
    }
    hidden.push_str(&text[last..]);
    Cow::Owned(hidden)
}

/// [`with_hidden_secrets`] for a file of an operator: behind the first `[[output]]` the paths of addresses are hidden too,
/// for the address of a hook is its key.
pub(crate) fn with_hidden_hooks(source: &str) -> Cow<'_, str> {
    let hidden = with_hidden_secrets(source);
    let Some(outputs) = hidden.find("[[output") else { return hidden };
    let mut text = hidden[..outputs].to_owned();
    let mut rest = &hidden[outputs..];
    while let Some(host) = rest.find("://").map(|scheme| scheme + 3) {
        let path = rest[host..].find(['/', '"', '\'', '\n']).map_or(rest.len(), |length| host + length);
        let end = rest[path..].find(['"', '\'', '\n']).map_or(rest.len(), |length| path + length);
        text.push_str(&rest[..path]);
        text.extend(rest[path..end].bytes().enumerate().map(|(at, _)| if at == 0 { '/' } else { '*' }));
        rest = &rest[end..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_starred_and_every_place_stays() {
        let file =
            "[[feed]]\nurl = \"https://user:pass@a.example/rss?key=1&b=2\"  # ä\nemail = \"a@b.example\"\n";
        let hidden = with_hidden_secrets(file);
        assert_eq!(
            hidden,
            "[[feed]]\nurl = \"https://*********@a.example/rss?*********\"  # ä\nemail = \"a@b.example\"\n"
        );
        assert_eq!(hidden.len(), file.len());
        assert_eq!(with_hidden_secrets("title = \"x?y\""), "title = \"x?y\"");
    }

    #[test]
    fn the_path_of_a_hook_is_hidden_and_nothing_moves() {
        let source = "url = \"https://a.example/rss\"\n[[output]]\nto = { slack = \"https://h.example/a/b\", x = 'http://c/' }\n";
        let hidden = with_hidden_hooks(source);
        assert_eq!(
            hidden,
            "url = \"https://a.example/rss\"\n[[output]]\nto = { slack = \"https://h.example/***\", x = 'http://c/' }\n"
        );
        assert_eq!(hidden.len(), source.len());
    }
}
