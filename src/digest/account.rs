//! A short mail to one reader about its own subscription: a code, a link to confirm, what was changed.

use askama::Template;

use crate::digest::Rendered;
use crate::digest::text_page::TextPage;

/// What a reader is told about its own subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AccountLetter {
    /// What it is about. It stands in lists of mails, so no code is in it.
    pub subject: String,
    /// A code to enter.
    pub code: Option<String>,
    /// What there is to say.
    pub sentences: Vec<String>,
    /// Where to go.
    pub link: Option<String>,
    /// What the link is called.
    pub link_words: String,
}

#[derive(Template)]
#[template(path = "digest/account.html")]
struct AccountPage<'a> {
    letter: &'a AccountLetter,
}

/// The mail in both forms.
pub(crate) fn render_account(letter: &AccountLetter) -> Rendered {
    let AccountLetter { subject, code, sentences, link, .. } = letter;
    let mut page = TextPage::default();
    if let Some(code) = code {
        page.line(code);
        page.blank();
    }
    for sentence in sentences {
        page.wrapped("", sentence);
    }
    if link.is_some() {
        page.blank();
        page.link("", link.as_ref());
    }
    let html = AccountPage { letter }.render().unwrap_or_default();
    Rendered { subject: subject.clone(), text: page.text, html }
}
