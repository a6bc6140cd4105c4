//! Whole digests composed from samples, compared byte for byte with the files in `snapshots/`.
//!
//! `WIREWATCH_REWRITE_SNAPSHOTS=1 cargo test digest` writes them anew; read the difference as a reader would.

mod monday;
mod samples;

use std::path::Path;

use crate::digest::Digest;
use crate::digest::Kind;
use crate::digest::Rendered;
use crate::digest::compose::compose;
use crate::digest::compose::heartbeat;
use crate::digest::material::Material;
use crate::digest::render::HTML_LIMIT;
use crate::digest::render::render;
use crate::digest::render::render_page;
use crate::digest::tests::monday::flood;
use crate::digest::tests::monday::monday;
use crate::digest::tests::samples::empty;
use crate::digest::tests::samples::troubled;

/// Compares a mail with the files of this name, or writes them.
fn check_snapshot(name: &str, mail: &Rendered) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/digest/snapshots");
    let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
    for (file, content) in [(format!("{name}.txt"), &text), (format!("{name}.html"), &mail.html)] {
        let path = folder.join(file);
        if std::env::var_os("WIREWATCH_REWRITE_SNAPSHOTS").is_some() {
            std::fs::write(&path, content).expect("the folder of snapshots is writable");
        }
        let kept = std::fs::read_to_string(&path).expect("the snapshot exists");
        assert!(kept == *content, "{} differs; rewrite it and read the difference", path.display());
    }
}

fn digest(material: &Material) -> Digest {
    compose(Kind::Scheduled, material).expect("the sample has something to tell")
}

#[test]
fn a_monday_is_rendered_as_before() {
    check_snapshot("monday", &render(&digest(&monday())));
}

#[test]
fn a_quiet_day_says_what_was_read() {
    let mut material = empty();
    assert_eq!(compose(Kind::Scheduled, &material), None);
    material.coverage = troubled();
    check_snapshot("heartbeat", &render(&heartbeat(&material)));
}

#[test]
fn the_same_material_in_any_order_gives_the_same_mail() {
    let mut material = monday();
    let mail = render(&digest(&material));
    material.found.reverse();
    assert_eq!(render(&digest(&material)), mail);
    material.found.rotate_left(3);
    assert_eq!(render(&digest(&material)), mail);
}

#[test]
fn a_digest_survives_the_store() {
    let digest = digest(&monday());
    let kept = serde_json::to_string(&digest).expect("a digest is plain data");
    let back: Digest = serde_json::from_str(&kept).expect("what was written can be read");
    assert_eq!(back, digest);
    assert_eq!(render(&back), render(&digest));
    assert_eq!(digest.entries(), (1..=8).chain([10, 11]).collect::<Vec<i64>>());
}

#[test]
fn a_flood_is_shortened_and_both_parts_say_so() {
    let check = |stories: i64, archive: bool| {
        let mut material = flood(stories);
        if !archive {
            material.links.archive = None;
        }
        let digest = digest(&material);
        let mail = render(&digest);
        assert!(mail.html.len() <= HTML_LIMIT, "{stories}: {} bytes", mail.html.len());
        assert!(mail.html.len() > HTML_LIMIT - 2000, "{stories}: {} bytes", mail.html.len());
        let page = render_page(&digest);
        let said = format!("{} stories are more than one mail holds", stories + 8);
        assert_eq!(mail.html.matches(&said).count(), 1);
        assert_eq!(mail.text.replace('\n', " ").matches(&said).count(), 1);
        assert!(!page.contains("more than one mail holds"));
        let shown = |part: &str| {
            (100..100 + stories).filter(|entry| part.contains(&format!("number {entry}"))).collect::<Vec<_>>()
        };
        assert_eq!(shown(&mail.html), shown(&mail.text), "both parts name the same stories");
        assert_eq!(shown(&page).len(), usize::try_from(stories).expect("a count"));
        // What went away is never shortened before news.
        assert!(mail.html.contains("Baku sends observers"));
        shown(&mail.html).len()
    };
    assert_eq!(check(150, true), 150);
    assert!(check(600, false) < 600);
}
