//! The morning of an analyst, of our own writing.

use crate::article::MissingReason;
use crate::digest::input::{
    DigestInput, Disappearance, EarlierRevision, FoundArticle, LastSeenText, RevisedArticle, TakenBackArticle,
};
use crate::digest::tests::samples::{article, at, empty, found, matched, troubled};
use crate::watch::found::Hit;
use crate::watch::hit_rule::HitRule;
use crate::watch::item::Field;

/// The morning of an analyst: six languages, one wire story in three papers, an edit, a page taken back.
pub(super) fn monday() -> DigestInput {
    let mut again = found(
        5.0,
        (8, "Kura Post", "en", "Almaty hosts *CSTO* chiefs of staff", "2024-06-23T07:45"),
        &["…"],
        &["CSTO"],
        &[],
    );
    again.story_sent = Some(at("2024-06-21T03:00"));
    let mut material = empty();
    material.found = wire_story();
    material.found.extend([azerbaijani(), russian(), armenian(), persian(), again]);
    material.edits = vec![revised()];
    material.withdrawn = vec![TakenBackArticle {
        article: article(
            11,
            "Steppe Herald",
            "en",
            "Source: Baku sends observers to CSTO drill",
            "2024-06-20T13:20",
        ),
        matches: vec![matched(
            7.0,
            "",
            &[
                "A source in the general staff said *Azerbaijan* would send two observers to the *CSTO* drill.",
            ],
            &["CSTO", "Azerbaijan"],
            &[],
        )],
        seen: at("2024-06-22T06:15"),
        how: Disappearance::Unlisted,
        last: Some(LastSeenText {
            why: MissingReason::Gone,
            at: at("2024-06-22T04:10"),
            text:
                "A source in the general staff said Azerbaijan would send two observers to the CSTO drill.\n\
                   The ministry did not answer questions."
                    .into(),
            sha256: "4be0b8a3".repeat(8),
        }),
    }];
    material.coverage = troubled();
    material
}

/// One story in three papers.
pub(super) fn wire_story() -> Vec<FoundArticle> {
    let mut wire = found(
        31.4,
        (
            1,
            "Caspian Wire",
            "en",
            "*CSTO* chief says the door is open; Baku answers that it needs no door",
            "2024-06-23T18:41",
        ),
        &[
            "The *CSTO*’s secretary general, *Imangali Tasmagambetov*, said in Almaty on Sunday that the bloc could take in new members and named no country.",
            "*Azerbaijan*’s foreign ministry replied within the hour that the question of membership in the *CSTO* “is not on the table and was not on it before”.",
            "President *Ilham Aliyev* is expected in Astana on Thursday, where the allies of the *Collective Security Treaty Organization* meet.",
        ],
        &["CSTO", "Azerbaijan"],
        &["Imangali Tasmagambetov", "Ilham Aliyev"],
    );
    wire.article.published = Some(at("2024-06-23T18:20"));
    wire.story = Some(9);
    let copy = |entry, source: &str, published: &str, seen: &str| {
        let mut copy =
            found(20.0, (entry, source, "en", "*CSTO*: door open", seen), &["*CSTO* …"], &["CSTO"], &[]);
        copy.article.published = Some(at(published));
        copy.story = Some(9);
        copy
    };
    vec![
        wire,
        copy(2, "Report Daily", "2024-06-23T19:02", "2024-06-23T19:10"),
        copy(3, "Bosphorus Times", "2024-06-23T20:15", "2024-06-23T20:31"),
    ]
}

pub(super) fn azerbaijani() -> FoundArticle {
    found(
        12.2,
        (4, "Araz Xəbər", "az", "Deputat: *KTMT*-yə üzvlük məsələsi aktual deyil", "2024-06-23T09:12"),
        &[
            "*Hikmət Babaoğlu* deyib ki, *Azərbaycanın* *KTMT*-yə üzvlüyü məsələsi gündəlikdə yoxdur və yaxın illərdə olmayacaq.",
        ],
        &["KTMT", "Azərbaycan"],
        &["Hikmət Babaoğlu"],
    )
}

/// Changed by its publisher an hour after it appeared.
pub(super) fn russian() -> FoundArticle {
    let mut russian = found(
        18.75,
        (
            5,
            "Северный вестник",
            "ru",
            "Лавров обсудил с Баку «новую архитектуру», в *ОДКБ* ждут ответа",
            "2024-06-22T20:05",
        ),
        &[
            "Глава МИД России *Сергей Лавров* напомнил *Алиеву* и *Пашиняну*, что в *ОДКБ* «никого не удерживают и никого не гонят».",
            "В *Азербайджане* эти слова назвали «приглашением, которое не просили присылать».",
        ],
        &["ОДКБ", "Азербайджан"],
        &["Сергей Лавров", "Ильхам Алиев", "Никол Пашинян"],
    );
    russian.article.published = Some(at("2024-06-22T19:58"));
    russian.text =
        "Глава МИД России Сергей Лавров напомнил Алиеву и Пашиняну, что в ОДКБ «никого не удерживают и \
        никого не гонят». Ответа из Баку пока нет."
            .into();
    russian.first = Some(EarlierRevision {
        title: "Лавров обсудил с Баку вступление в ОДКБ".into(),
        text:
            "Глава МИД России Сергей Лавров напомнил Алиеву и Пашиняну, что в ОДКБ «никого не удерживают и \
            никого не гонят». Ответ из Баку обещан до пятницы."
                .into(),
        matches: russian.matches.clone(),
        edited: at("2024-06-22T21:10"),
        revisions: 1,
        seen_once: false,
    });
    russian
}

pub(super) fn armenian() -> FoundArticle {
    let mut armenian = found(
        9.1,
        (
            6,
            "Արագած լրատու",
            "hy",
            "Փաշինյան. Հայաստանը *ՀԱՊԿ*-ում սառեցրել է իր մասնակցությունը",
            "2024-06-22T11:30",
        ),
        &["*Նիկոլ Փաշինյանն* ասել է, որ *ՀԱՊԿ*-ի և *Ադրբեջանի* մասին հարցին պատասխան չի ստացել։"],
        &["ՀԱՊԿ", "Ադրբեջան"],
        &["Նիկոլ Փաշինյան"],
    );
    armenian.article.published = Some(at("2024-06-22T11:02"));
    armenian
}

pub(super) fn persian() -> FoundArticle {
    found(
        12.1,
        (
            7,
            "روزنامه خزر",
            "fa",
            "باکو: پیوستن به *سازمان پیمان امنیت جمعی* در دستور کار نیست",
            "2024-06-21T16:00",
        ),
        &[
            "سخنگوی وزارت خارجه گفت *جمهوری آذربایجان* عضو جنبش عدم تعهد است و به *سازمان پیمان امنیت جمعی* (CSTO) نمی‌پیوندد.",
        ],
        &["سازمان پیمان امنیت جمعی", "جمهوری آذربایجان"],
        &[],
    )
}

pub(super) fn revised() -> RevisedArticle {
    let before = "Russia and its allies ended their talks in Almaty on Friday.\n\n\
        “We invited Azerbaijan to join the CSTO and had a cautious yes,” the deputy minister said, and added \
        that papers would be signed in the autumn.\n\nThe drill begins in August.";
    let after = "Russia and its allies ended their talks in Almaty on Friday.\n\n\
        “We invited Azerbaijan to an exercise of the CSTO,” the deputy minister said, and added that papers \
        would be signed in the autumn.\n\nThe drill begins in September. Twelve hundred soldiers take part.";
    let spans = |text: &str| {
        ["Azerbaijan", "CSTO"]
            .iter()
            .filter_map(|name| Some((text.find(name)?, text.find(name)? + name.len())))
            .collect::<Vec<_>>()
    };
    let with_hits = |text: &str| {
        let mut found = matched(14.0, "", &[], &["CSTO", "Azerbaijan"], &[]);
        found.hits = spans(text)
            .into_iter()
            .map(|(start, end)| Hit {
                field: Field::Text,
                start,
                end,
                surface: text[start..end].into(),
                term: text[start..end].into(),
                entity: None,
                why: HitRule::Told("as written".into()),
            })
            .collect();
        found
    };
    let mut article =
        article(10, "Caspian Wire", "en", "Allies speak of an exercise in Almaty", "2024-06-20T15:40");
    article.published = Some(at("2024-06-20T15:30"));
    RevisedArticle {
        article,
        text: after.into(),
        matches: vec![with_hits(after)],
        story: None,
        before: EarlierRevision {
            title: "Allies speak of a new member in Almaty".into(),
            text: before.into(),
            matches: vec![with_hits(before)],
            edited: at("2024-06-21T10:25"),
            revisions: 2,
            seen_once: false,
        },
        is_told: true,
    }
}

/// A morning on which everything happens at once.
pub(super) fn flood(stories: i64) -> DigestInput {
    let mut material = monday();
    let title = "*CSTO* and *Azerbaijan*: a headline of the usual length, number ";
    let quote = "A sentence of the usual length that names the *CSTO* and *Azerbaijan* and says what was said of them \
        by somebody in an office, to somebody with a pencil, on an afternoon of some day of the week before.";
    for entry in 100..100 + stories {
        let (title, terms) = (format!("{title}{entry}"), ["CSTO", "Azerbaijan"]);
        let score = 25.0 - f64::from(i32::try_from(entry).expect("the samples are few")) / 1000.0;
        let head = (entry, "Caspian Wire", "en", title.as_str(), "2024-06-23T01:00");
        material.found.push(found(score, head, &[quote, quote], &terms, &[]));
    }
    material
}
