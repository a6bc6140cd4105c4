//! Puts feeds at the end of an operator's file and leaves everything else in it as it stands.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::feeds_file;
use super::file::FileKind;
use crate::diagnostic::Severity;
use crate::feed::{Feed, FullText};
use crate::settings::units::show_duration;

/// Why no feed could be added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppendError {
    /// The file is no TOML; `check` says where.
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: String, reason: String },
    /// The key `feed` is something else than a list of tables.
    #[error("in {0} `feed` is not written as [[feed]], so nothing can be added to it")]
    OtherShape(String),
    /// The list is OPML.
    #[error("{0} is OPML: name a .toml file or a folder as `feeds` in the settings to add to it")]
    Opml(String),
    /// What would be added is wrong: the file would be refused at the next reload.
    #[error("nothing is added, {path} would be refused: {reason}")]
    Refused { path: String, reason: String },
    /// The file cannot be written.
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: io::Error },
}

/// The file that new feeds go into: the settings' own, or `feeds.toml` in the settings' folder.
pub(crate) fn file_for_new_feeds(feeds: &Path) -> PathBuf {
    if feeds.is_dir() { feeds.join("feeds.toml") } else { feeds.to_owned() }
}

/// Adds feeds to a file, which is made if it is not there. The file is replaced whole, never half written.
pub(crate) fn append(path: &Path, feeds: &[Feed]) -> Result<(), AppendError> {
    let name = || path.display().to_string();
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("opml")) {
        return Err(AppendError::Opml(name()));
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(AppendError::Unreadable { path: name(), reason: error.to_string() }),
    };
    let text = appended(&text, feeds, &name())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let (_, problems) = feeds_file::read(&text, folder);
    if let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error) {
        return Err(AppendError::Refused { path: name(), reason: problem.message.clone() });
    }
    if text.len() as u64 > FileKind::Feeds.most_bytes() {
        let reason = format!("it would be larger than {} MiB", FileKind::Feeds.most_bytes() >> 20);
        return Err(AppendError::Refused { path: name(), reason });
    }
    replace(path, &text).map_err(|source| AppendError::Write { path: name(), source })
}

/// Takes a feed out of the file that lists it, with the comments that stand right above it; answers which file that was,
/// `None` where no .toml file lists it.
pub(crate) fn remove(feeds: &Path, url: &str) -> Result<Option<PathBuf>, AppendError> {
    change(feeds, |list| {
        let before = list.len();
        list.retain(|table| !is_of(table, url));
        list.len() < before
    })
}

/// Gives a feed another title in the file that lists it; answers as [`remove`].
pub(crate) fn rename(feeds: &Path, url: &str, title: &str) -> Result<Option<PathBuf>, AppendError> {
    change(feeds, |list| match list.iter_mut().find(|table| is_of(table, url)) {
        Some(table) => {
            table["title"] = value(title);
            true
        }
        None => false,
    })
}

fn is_of(table: &Table, url: &str) -> bool {
    table.get("url").and_then(Item::as_str) == Some(url)
}

/// Changes the first list, of all .toml files, in which `change` finds what it is for.
fn change(feeds: &Path, change: impl Fn(&mut ArrayOfTables) -> bool) -> Result<Option<PathBuf>, AppendError> {
    let mut files = vec![feeds.to_owned()];
    if let Ok(folder) = fs::read_dir(feeds) {
        files = folder.filter_map(Result::ok).map(|file| file.path()).collect();
        files.sort();
    }
    let is_list = |file: &PathBuf| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    for path in files.into_iter().filter(is_list) {
        let name = path.display().to_string();
        let unreadable =
            |reason: String| AppendError::Unreadable { path: path.display().to_string(), reason };
        let text = fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
        let mut document: DocumentMut =
            text.parse().map_err(|error: toml_edit::TomlError| unreadable(error.to_string()))?;
        let Some(Item::ArrayOfTables(list)) = document.get_mut("feed") else { continue };
        if change(list) {
            let text = document.to_string();
            replace(&path, &text).map_err(|source| AppendError::Write { path: name, source })?;
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The text of a file with feeds added.
fn appended(text: &str, feeds: &[Feed], path: &str) -> Result<String, AppendError> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        AppendError::Unreadable { path: path.to_owned(), reason: error.to_string() }
    })?;
    // What stands after the last table must stay after the tables that were there.
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let list = document.entry("feed").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let list = list.as_array_of_tables_mut().ok_or_else(|| AppendError::OtherShape(path.to_owned()))?;
    for (index, feed) in feeds.iter().enumerate() {
        let mut table = table(feed);
        let before = if index == 0 { trailing.clone() } else { String::new() };
        let gap = if text.is_empty() && index == 0 { "" } else { "\n" };
        table.decor_mut().set_prefix(format!("{before}{gap}"));
        list.push(table);
    }
    if !feeds.is_empty() {
        document.set_trailing("");
    }
    Ok(document.to_string())
}

/// A feed as the file of feeds has it, to be put there by hand.
pub(crate) fn as_text(feed: &Feed) -> String {
    format!("[[feed]]\n{}", table(feed))
}

fn table(feed: &Feed) -> Table {
    let mut table = Table::new();
    table["url"] = value(&feed.url);
    let list = feed.source.list.as_ref();
    let name = if list.is_some() { "name" } else { "title" };
    for (key, text) in [
        (name, feed.title.clone()),
        ("lang", feed.lang.clone()),
        ("country", feed.country.clone()),
        ("publisher", feed.publisher.clone()),
        ("every", feed.every.map(show_duration)),
        ("kind", feed.source.kind.map(|kind| kind.word().to_owned())),
        ("item", list.map(|list| list.item.clone())),
        ("link", list.and_then(|list| list.link.clone())),
        ("title", list.and_then(|list| list.title.clone())),
        ("date", list.and_then(|list| list.date.clone())),
        ("date_format", list.and_then(|list| list.date_format.clone())),
        ("keep", feed.source.keep.clone()),
        ("user_agent", feed.request.user_agent.clone()),
    ] {
        if let Some(text) = text {
            table[key] = value(text);
        }
    }
    if !feed.tags.is_empty() {
        table["tags"] = value(feed.tags.iter().collect::<Array>());
    }
    match feed.full_text {
        Some(FullText::Fetched) => table["full_text"] = value(true),
        Some(FullText::AsGiven) => table["full_text"] = value(false),
        Some(FullText::Auto) => table["full_text"] = value("auto"),
        None => {}
    }
    if let Some(robots) = feed.robots {
        table["robots"] = value(robots.word());
    }
    table
}

/// Writes beside the file and renames, keeping its permissions and the link that may lead to it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = path.with_extension("toml.new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn feed(url: &str) -> Feed {
        Feed {
            url: url.to_owned(),
            title: Some("A \"B\"".to_owned()),
            lang: Some("az".to_owned()),
            tags: vec!["one".to_owned(), "two".to_owned()],
            every: Some(Duration::from_mins(10)),
            full_text: Some(FullText::Fetched),
            ..Feed::default()
        }
    }

    #[test]
    fn comments_and_order_stay_as_they_are() {
        let text = "# Our feeds.\n\n[[feed]] # first\nurl = \"https://z.example/\"   # slow\n\n[[feed]]\nurl = 'https://a.example/'\n# The end.\n";
        let added =
            appended(text, &[feed("https://m.example/"), feed("https://b.example/")], "feeds.toml").unwrap();
        assert!(added.starts_with(text), "{added}");
        let (listed, problems) = feeds_file::read(&added, Path::new(""));
        assert!(problems.is_empty(), "{problems:?}");
        let urls: Vec<&str> = listed.iter().map(|listed| listed.feed.url.as_str()).collect();
        assert_eq!(
            urls,
            ["https://z.example/", "https://a.example/", "https://m.example/", "https://b.example/"]
        );
        assert_eq!(listed[2].feed, feed("https://m.example/"));
    }

    #[test]
    fn a_feed_goes_with_its_comment_and_nothing_else_goes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("feeds.toml");
        let text = "# ours\n[[feed]]\nurl = \"https://a.example/rss\"  # a\n\n# theirs\n[[feed]]\n\
                    url = \"https://b.example/rss\"\n\n# the end\n";
        fs::write(&path, text).expect("the folder is ours");
        assert_eq!(remove(&path, "https://c.example/rss").expect("it is a list"), None);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        let removed = remove(folder.path(), "https://b.example/rss").expect("it is a list");
        assert_eq!(removed, Some(path.clone()));
        let left = fs::read_to_string(&path).expect("it is there");
        assert_eq!(left, "# ours\n[[feed]]\nurl = \"https://a.example/rss\"  # a\n\n# the end\n");
        assert_eq!(rename(&path, "https://b.example/rss", "B").expect("it is a list"), None);
        for title in ["A", "A \"quoted\" one"] {
            let renamed = rename(&path, "https://a.example/rss", title).expect("it is a list");
            assert_eq!(renamed, Some(path.clone()));
        }
        let left = fs::read_to_string(&path).expect("it is there");
        let renamed = "# ours\n[[feed]]\nurl = \"https://a.example/rss\"  # a\ntitle = 'A \"quoted\" one'\n\n# the end\n";
        assert_eq!(left, renamed);
    }

    #[test]
    fn an_empty_file_becomes_a_list_and_a_strange_one_is_left_alone() {
        assert!(appended("", &[feed("https://m.example/")], "f").unwrap().starts_with("[[feed]]\nurl = "));
        assert!(
            appended("# only words\n", &[feed("https://m.example/")], "f")
                .unwrap()
                .starts_with("# only words\n\n[[feed]]\n")
        );
        assert!(matches!(appended("feed = [{url = 'x'}]", &[], "f"), Err(AppendError::OtherShape(_))));
        assert!(matches!(appended("[[feed]", &[], "f"), Err(AppendError::Unreadable { .. })));
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds.toml");
        append(&path, &[feed("https://a.example/")]).unwrap();
        append(&path, &[feed("https://b.example/")]).unwrap();
        assert_eq!(feeds_file::read(&fs::read_to_string(&path).unwrap(), folder.path()).0.len(), 2);
        let strange = Feed { country: Some("Azerbaijan".to_owned()), ..feed("https://c.example/") };
        assert!(matches!(append(&path, &[strange]), Err(AppendError::Refused { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
