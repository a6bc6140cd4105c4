//! `wirewatch feeds try`: what a source brings, line by line, before or after it is listed.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use feeds::{ListFinds, NotAFeed, ParsedEntry};
use serde_json::{Value, json};
use url::Url;

use super::asking::{Answered, SourceAsker, runtime};
use crate::cli::common::{Common, Exit};
use crate::cli::output::{print, tell};
use crate::cli::read_command::{entry as entry_as_json, quietly};
use crate::feed::{Feed, FeedSource, ListSelectors, SourceKind};
use crate::read::{SecondOpinion, SourceReading, second_opinion};
use crate::shown::Shown;
use crate::wording::{self, counted};

#[derive(Debug, clap::Args)]
pub(super) struct FeedsTryArgs {
    /// The address of a source, or a saved answer of it
    #[arg(value_name = "URL|FILE")]
    source: String,
    /// The address that a file came from: links stand on it, and where it is listed its keys hold
    #[arg(long, value_name = "U")]
    url: Option<String>,
    /// What stands there, as the key `kind`
    #[arg(long)]
    kind: Option<KindWord>,
    /// The CSS selector of an item of a list
    #[arg(long)]
    item: Option<String>,
    /// The selector of its link
    #[arg(long)]
    link: Option<String>,
    /// The selector of its title
    #[arg(long)]
    title: Option<String>,
    /// The selector of its date
    #[arg(long)]
    date: Option<String>,
    /// How its date is written, in the letters of strftime
    #[arg(long)]
    date_format: Option<String>,
    /// Only links like this
    #[arg(long)]
    keep: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindWord {
    Feed,
    Sitemap,
    Telegram,
    List,
}

impl From<KindWord> for SourceKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Feed => Self::Feed,
            KindWord::Sitemap => Self::Sitemap,
            KindWord::Telegram => Self::Telegram,
            KindWord::List => Self::List,
        }
    }
}

/// What was tried.
struct Attempt {
    shown: String,
    kind: SourceKind,
    read: Result<SourceReading, NotAFeed>,
    /// What an index leads to and was not read, and why.
    unread: Vec<String>,
    strict: Option<SecondOpinion>,
}

pub(super) fn run(common: &Common, args: &FeedsTryArgs) -> anyhow::Result<Exit> {
    let asking = SourceAsker::as_configured(common)?;
    let address = args.url.clone().unwrap_or_else(|| args.source.clone());
    let feed = as_listed(&asking, &address, args);
    let is_file = Path::new(&args.source).is_file();
    let wrong = (!is_file && Url::parse(&args.source).is_err())
        .then(|| format!("there is no file {}, and it is no address", args.source));
    if let Some(why) = wrong.or_else(|| wrong_selector(&feed.source)) {
        tell(format_args!("wirewatch: {why}"));
        return Ok(Exit::Usage);
    }
    let kind = feed.kind();
    let answered = if is_file {
        let bytes = fs::read(&args.source)?;
        let url = args.url.clone();
        Answered { bytes, content_type: None, url, moved_to: None, others: Vec::new(), unread: Vec::new() }
    } else {
        match runtime()?.block_on(asking.ask(&feed)) {
            Ok(answered) => answered,
            Err(failure) => {
                tell(format_args!("wirewatch: {}: {}", args.source, failure.message));
                return Ok(Exit::Problem);
            }
        }
    };
    let read = answered.read(&feed);
    let Answered { bytes, unread, .. } = answered;
    let is_feed = kind == SourceKind::Feed
        && !matches!(read, Err(NotAFeed::WebPage { .. } | NotAFeed::SitemapIndex { .. }));
    let strict =
        is_feed.then(|| quietly(|| second_opinion(&bytes, read.as_ref().ok().map(|read| &read.feed))));
    let attempt = Attempt { shown: Shown::address(&args.source).to_string(), kind, read, unread, strict };
    if common.json {
        print(format_args!("{}\n", as_json(&attempt)))?;
    } else {
        show(&attempt)?;
    }
    Ok(if attempt.read.is_ok() { Exit::Done } else { Exit::Problem })
}

/// The feed as it is listed, else as its address tells, with what the command line says instead.
fn as_listed(asking: &SourceAsker, address: &str, args: &FeedsTryArgs) -> Feed {
    let mut feed =
        asking.listed(address).unwrap_or_else(|| Feed { url: address.to_owned(), ..Feed::default() });
    let source = &mut feed.source;
    let says_list = args.item.is_some() || args.kind == Some(KindWord::List);
    if let Some(kind) = args.kind {
        source.kind = Some(kind.into());
    } else if says_list {
        source.kind = Some(SourceKind::List);
    }
    if source.kind == Some(SourceKind::List) {
        let list: &mut ListSelectors = source.list.get_or_insert_default();
        for (own, said) in [
            (&mut list.link, &args.link),
            (&mut list.title, &args.title),
            (&mut list.date, &args.date),
            (&mut list.date_format, &args.date_format),
        ] {
            *own = said.clone().or(own.take());
        }
        list.item = args.item.clone().unwrap_or_else(|| list.item.clone());
    }
    source.keep = args.keep.clone().or(source.keep.take());
    feed
}

/// What is wrong with the selectors of the command line.
fn wrong_selector(source: &FeedSource) -> Option<String> {
    let list = source.list.as_ref()?;
    if list.item.is_empty() {
        return Some("name the items of the list: --item \"article.teaser\"".to_owned());
    }
    let selectors = [Some(&list.item), list.link.as_ref(), list.title.as_ref(), list.date.as_ref()];
    let fault =
        |text: &String| Some(format!("`{text}` is no CSS selector: {}", feeds::selector_fault(text)?));
    let format = list.date_format.as_deref().filter(|format| !feeds::is_date_format(format));
    selectors
        .into_iter()
        .flatten()
        .find_map(fault)
        .or_else(|| format.map(|format| format!("no whole date can be read as `{format}`")))
}

fn as_json(attempt: &Attempt) -> Value {
    let read = attempt.read.as_ref();
    let feed = read.ok().map(|read| &read.feed);
    json!({
        "source": attempt.shown,
        "kind": attempt.kind.word(),
        "ok": read.is_ok(),
        "error": read.err().map(ToString::to_string),
        "title": feed.and_then(feeds::ParsedFeed::plain_title),
        "lang": feed.and_then(|feed| feed.lang.clone()),
        "entries": feed.map(|feed| feed.entries.iter().map(shown_entry).collect::<Vec<_>>()).unwrap_or_default(),
        "selectors": read.ok().and_then(|read| read.finds.as_ref()).map(|finds| json!({
            "items": finds.items,
            "without_link": finds.without_link,
            "not_kept": finds.not_kept,
            "repeated": finds.repeated,
            "without_title": finds.without_title,
            "without_date": finds.without_date,
            "unread_date": finds.unread_date,
        })),
        "warnings": warnings(attempt),
        "strict": attempt.strict,
    })
}

fn show(attempt: &Attempt) -> anyhow::Result<()> {
    let read = match &attempt.read {
        Ok(read) => read,
        Err(error) => {
            print(format_args!(
                "{} ({}): {}\n",
                attempt.shown,
                attempt.kind.word(),
                wording::line(&error.to_string())
            ))?;
            return show_strict(attempt);
        }
    };
    let title = read.feed.plain_title().unwrap_or_else(|| "without a title".to_owned());
    let count = counted(read.feed.entries.len(), "entry", "entries");
    print(format_args!("{} ({}): {}, {count}\n", attempt.shown, attempt.kind.word(), wording::line(&title)))?;
    for entry in &read.feed.entries {
        print(format_args!("{}\n", line(entry)))?;
    }
    if let Some(finds) = &read.finds {
        print(format_args!("selectors  {}\n", found(finds)))?;
    }
    for warning in warnings(attempt) {
        print(format_args!("warning    {}\n", wording::line(&warning)))?;
    }
    show_strict(attempt)
}

/// An entry as `read` has it, with its title as people see it: that of an item of a list is its markup.
fn shown_entry(entry: &ParsedEntry) -> Value {
    let mut json = entry_as_json(entry);
    json["title"] = json!(entry.title.as_ref().map(|_| entry.plain_title()));
    json
}

/// What was found wrong with what was read, and what was not.
fn warnings(attempt: &Attempt) -> Vec<String> {
    let read = attempt.read.iter().flat_map(|read| &read.feed.warnings).map(ToString::to_string);
    read.chain(attempt.unread.iter().cloned()).collect()
}

/// An entry on one line: when, what, where.
fn line(entry: &ParsedEntry) -> String {
    let at = entry.published.or(entry.updated).map_or("-".to_owned(), wording::utc_minute);
    let title = entry.plain_title();
    let words = if title.is_empty() { entry.text().chars().take(60).collect() } else { title };
    let words = if words.is_empty() { "without a title".to_owned() } else { wording::line(&words) };
    let link = entry.link.as_deref().map_or("without a link".to_owned(), wording::line);
    format!("    {at:20}  {words}\n    {:20}  {link}", "")
}

fn found(finds: &ListFinds) -> String {
    let mut parts = vec![counted(finds.items, "item", "items")];
    for (count, words) in [
        (finds.without_link, "without a link"),
        (finds.not_kept, "not like `keep`"),
        (finds.repeated, "lead where another one leads"),
        (finds.without_title, "without a title"),
        (finds.without_date, "without a date"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    if let Some(date) = &finds.unread_date {
        parts.push(format!("a date cannot be read: {}", wording::line(date)));
    }
    parts.join("; ")
}

fn show_strict(attempt: &Attempt) -> anyhow::Result<()> {
    let Some(strict) = &attempt.strict else { return Ok(()) };
    let error = strict.error.as_ref().map(|error| match (error.line, error.column) {
        (Some(line), Some(column)) => format!(", and stops at {line}:{column}: {}", error.message),
        _ => format!(", and stops: {}", error.message),
    });
    let count = counted(strict.entries, "entry", "entries");
    print(format_args!("strict     feed-rs reads {count}{}\n", wording::line(&error.unwrap_or_default())))?;
    for missed in &strict.missed {
        print(format_args!("    misses   {}\n", wording::line(missed)))?;
    }
    for differing in &strict.differing {
        let said = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), wording::line);
        let (ours, theirs) = (said(&differing.ours), said(&differing.strict));
        let entry = wording::line(&differing.entry);
        print(format_args!("    {:9} {theirs}, not {ours}: {entry}\n", differing.field))?;
    }
    if strict.more > 0 {
        print(format_args!("    and {} more\n", strict.more))?;
    }
    Ok(())
}
