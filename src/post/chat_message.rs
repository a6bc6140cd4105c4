//! A payload as the message of a chat: one template for all kinds, which differ in their markup and in how much they take.

use askama::Template;

use super::chat::{ChatKind, ChatMarkup};
use crate::digest::payload::{Payload, PayloadKind};
use crate::digest::told_story::{StoryKind, ToldExcerpt, ToldStory};
use crate::wording::{counted, line_up_to, utc_minute};

/// Characters of the words before and after an edit.
const EDIT_LIMIT: usize = 300;

/// A message in two parts, for chats that show a title of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChatMessage {
    /// What it is about, without markup, on one line.
    pub heading: String,
    /// The rest, with markup.
    pub text: String,
    first_line: String,
}

#[derive(Template)]
#[template(path = "post/message.txt")]
struct MessageText<'a> {
    stories: &'a [ChatStory],
    /// What is not told, where that is so.
    rest: String,
}

/// A story with its markup.
struct ChatStory {
    headline: String,
    facts: String,
    /// Its quotations, then the words before and after an edit.
    lines: Vec<String>,
}

impl ChatMessage {
    /// The message with its heading as the first line.
    pub(super) fn whole(&self) -> String {
        format!("{}\n\n{}", self.first_line, self.text)
    }
}

/// The message, with as many stories as the chat takes.
pub(super) fn written(kind: &ChatKind, payload: &Payload) -> ChatMessage {
    let all = payload.stories.len() + payload.left_out;
    let heading = match payload.kind {
        PayloadKind::Test => "Wirewatch: a test".to_owned(),
        PayloadKind::Digest | PayloadKind::Alert => {
            let stories = counted(all, "story", "stories");
            // What waited from before has no titles.
            let named = if payload.titles.is_empty() { &payload.watchlists } else { &payload.titles };
            let watchlists = named.join(", ");
            line_up_to(200, &format!("Wirewatch: {stories} for {watchlists}"))
        }
    };
    let first_line = kind.markup.marked(&heading);
    let stories: Vec<ChatStory> = payload.stories.iter().map(|story| told(kind.markup, story)).collect();
    let mut shown = stories.len();
    loop {
        let text = MessageText { stories: &stories[..shown], rest: rest(kind.markup, payload, all - shown) };
        let text =
            text.render().expect("writing into a String cannot fail and the template calls nothing else");
        let message = ChatMessage { heading: heading.clone(), text, first_line: first_line.clone() };
        if shown == 0 || kind.length(&message.whole()) <= kind.most {
            return message;
        }
        shown -= 1;
    }
}

/// What is left out, counted and linked.
fn rest(markup: ChatMarkup, payload: &Payload, left_out: usize) -> String {
    let words = match (payload.kind, left_out) {
        (PayloadKind::Test, _) => {
            return markup.plain("This shows that Wirewatch can write here. Nobody has to do anything.");
        }
        (_, 0) => "All of it on the web".to_owned(),
        (_, left_out) => format!("And {} more", counted(left_out, "story", "stories")),
    };
    match &payload.url {
        Some(url) => markup.link(&words, url),
        None if left_out == 0 => String::new(),
        None => markup.plain(&words),
    }
}

fn told(markup: ChatMarkup, story: &ToldStory) -> ChatStory {
    let title = if story.title.is_empty() { "(without a title)" } else { &story.title };
    let title = match &story.url {
        Some(url) => markup.link(title, url),
        None => markup.plain(title),
    };
    let turn = match story.kind {
        StoryKind::New => "",
        StoryKind::Changed => "Changed: ",
        StoryKind::Withdrawn => "Withdrawn: ",
        StoryKind::Returned => "There again: ",
        StoryKind::CarriedFurther => "Carried further: ",
    };
    let when = utc_minute(story.published.unwrap_or(story.seen));
    let matched =
        if story.matched.is_empty() { String::new() } else { format!(" · {}", story.matched.join(", ")) };
    let side = |sign: &str, words: &Option<String>| {
        words.as_ref().map(|words| format!("{sign} {}", markup.plain(&line_up_to(EDIT_LIMIT, words))))
    };
    let quotes = story.excerpts.iter().map(|excerpt| quoted(markup, excerpt));
    let edit = [side("−", &story.before), side("+", &story.after)].into_iter().flatten();
    ChatStory {
        headline: format!("{turn}{title}"),
        facts: markup.plain(&format!("{}, {when}{matched}", story.source)),
        lines: quotes.chain(edit).collect(),
    }
}

fn quoted(markup: ChatMarkup, excerpt: &ToldExcerpt) -> String {
    let (mut quoted, mut at) = ("“".to_owned(), 0);
    for &(start, end) in &excerpt.marks {
        let (Some(before), Some(inside)) = (excerpt.text.get(at..start), excerpt.text.get(start..end)) else {
            continue;
        };
        quoted.push_str(&markup.plain(before));
        quoted.push_str(&markup.marked(inside));
        at = end;
    }
    quoted.push_str(&markup.plain(&excerpt.text[at..]));
    quoted.push('”');
    quoted
}
