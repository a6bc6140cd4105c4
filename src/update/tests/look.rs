//! Scenes of removal and traps: what a publisher's page does over days, and what is made of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::article::MissingReason;
use crate::update::look::{Absence, BodyLook, Look, LookAnswer, LookMeaning, TextLook};
use crate::update::page_state::{PageReading, PageState, UnknownReason};
use crate::update::recheck::next_look;

const SAME: TextLook = TextLook {
    hash: 1,
    standing: None,
    body: BodyLook::Other,
    kept: 100,
    length: 100,
    absence: Absence::IfAnother,
    title_kept: true,
    takes_names_away: false,
};
const EDITED: TextLook = TextLook { hash: 2, kept: 90, ..SAME };
const STRANGE: TextLook = TextLook { hash: 3, kept: 5, length: 60, title_kept: false, ..SAME };
const EMPTIED: TextLook = TextLook { hash: 4, kept: 3, length: 4, ..SAME };
const NOT_FOUND_PAGE: TextLook = TextLook { hash: 5, kept: 30, absence: Absence::LikeNotFound, ..SAME };
const CENSORED: TextLook = TextLook { hash: 6, kept: 95, takes_names_away: true, ..SAME };

fn text(text: TextLook) -> LookAnswer {
    LookAnswer::Text(text)
}

/// Looks at a page at the given minutes and tells what each look means, beginning with an article that was read.
fn scene(looks: &[(i64, LookAnswer)]) -> Vec<LookMeaning> {
    scene_on(looks, true, false)
}

fn scene_on(looks: &[(i64, LookAnswer)], host_is_well: bool, held: bool) -> Vec<LookMeaning> {
    let mut state = PageState::default();
    let all = [&[(0, text(SAME))], looks].concat();
    let meanings = all.into_iter().map(|(minute, answer)| {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
        let (next, meaning) = Look { state: &state, answer, host_is_well, held, now }.judge();
        state = next;
        meaning
    });
    meanings.skip(1).collect()
}

fn told(meanings: &[LookMeaning]) -> Vec<LookMeaning> {
    let is_told = |meaning: &&LookMeaning| {
        matches!(meaning, LookMeaning::Withdrawn(_) | LookMeaning::Returned | LookMeaning::Edited { .. })
    };
    meanings.iter().filter(is_told).copied().collect()
}

#[test]
fn every_removal_is_told_once_with_its_second_look() {
    use LookAnswer::{Missing, NoText};
    use MissingReason::{Gone, LeadsElsewhere, Legal, NotFound, OtherText};
    for (name, answer, expected) in [
        ("404", Missing(NotFound), NotFound),
        ("410", Missing(Gone), Gone),
        ("451", Missing(Legal), Legal),
        ("a redirect to the front page", Missing(LeadsElsewhere), LeadsElsewhere),
        ("200 and the page for what is not found", text(NOT_FOUND_PAGE), OtherText),
        ("200 and the text of another article", text(STRANGE), OtherText),
        ("200 and next to nothing", text(EMPTIED), OtherText),
        ("200 and a headline over nothing", NoText { is_gone: true }, OtherText),
    ] {
        let meanings = scene(&[(30, answer), (91, answer), (152, answer), (1440, answer)]);
        assert_eq!(meanings[0], LookMeaning::MissingOnce(expected), "{name}");
        assert_eq!(told(&meanings), [LookMeaning::Withdrawn(expected)], "{name}");
        assert_eq!(meanings[1], LookMeaning::Withdrawn(expected), "{name}");
    }
}

#[test]
fn what_was_removed_for_legal_reasons_stays_so() {
    let missing = LookAnswer::Missing;
    let meanings = scene(&[(30, missing(MissingReason::Legal)), (91, missing(MissingReason::NotFound))]);
    assert_eq!(told(&meanings), [LookMeaning::Withdrawn(MissingReason::Legal)]);
}

#[test]
fn a_return_is_told() {
    let gone = LookAnswer::Missing(MissingReason::NotFound);
    let meanings = scene(&[(30, gone), (91, gone), (1440, text(SAME)), (1500, text(SAME))]);
    assert_eq!(told(&meanings), [LookMeaning::Withdrawn(MissingReason::NotFound), LookMeaning::Returned]);
}

#[test]
fn traps_are_told_as_nothing() {
    use LookAnswer::{Missing, NoText, Teaser, Unchanged, Unknown};
    use UnknownReason::{Refused, Robots, ServerError, Unreachable, Unreadable, Wall};
    let gone = Missing(MissingReason::NotFound);
    let six_hours = |answer: LookAnswer| (1..24).map(|n| (n * 15, answer)).collect::<Vec<_>>();
    for (name, looks) in [
        ("an outage of six hours by 5xx", six_hours(Unknown(ServerError))),
        ("an outage of six hours without connections", six_hours(Unknown(Unreachable))),
        ("a bot wall that stays", six_hours(Unknown(Wall))),
        ("a refusal that stays", six_hours(Unknown(Refused))),
        ("robots that forbid from now on", six_hours(Unknown(Robots))),
        ("a page that breaks its reader", six_hours(Unknown(Unreadable))),
        ("one 404 between", vec![(30, gone), (91, text(SAME)), (152, text(SAME))]),
        ("two 404 within an hour", vec![(30, gone), (50, gone), (60, text(SAME))]),
        (
            "404 and 503 in turns",
            vec![(30, gone), (91, Unknown(ServerError)), (95, text(SAME)), (160, gone), (170, Unchanged)],
        ),
        ("a paywall that closes", vec![(30, Teaser), (120, Teaser), (1440, Teaser)]),
        ("304 always", vec![(30, Unchanged), (120, Unchanged)]),
        (
            "two headlines in turns",
            vec![(30, text(EDITED)), (41, text(SAME)), (120, text(EDITED)), (131, text(SAME))],
        ),
        (
            "a text that is never the same twice",
            (1..20)
                .map(|n| {
                    (
                        n * 30,
                        text(TextLook { hash: u128::try_from(100 + n).expect("it is positive"), ..EDITED }),
                    )
                })
                .collect(),
        ),
        ("an emptied page for once", vec![(30, NoText { is_gone: true }), (91, text(SAME))]),
        ("a shell that stays", six_hours(NoText { is_gone: false })),
        (
            "another text that says nothing",
            six_hours(text(TextLook { absence: Absence::Unshown, ..STRANGE })),
        ),
        (
            "next to nothing under another headline",
            six_hours(text(TextLook { absence: Absence::Unshown, ..EMPTIED })),
        ),
    ] {
        let meanings = scene(&looks);
        assert_eq!(told(&meanings), [], "{name}: {meanings:?}");
    }
}

#[test]
fn nothing_is_withdrawn_while_its_host_is_ill_or_many_pages_go_at_once() {
    let gone = LookAnswer::Missing(MissingReason::NotFound);
    let looks = [(30, gone), (91, gone), (152, gone), (1440, gone)];
    assert_eq!(told(&scene_on(&looks, false, false)), []);
    assert_eq!(told(&scene_on(&looks, true, true)), []);
}

#[test]
fn an_edit_is_told_when_it_was_read_twice() {
    let meanings = scene(&[(30, text(EDITED)), (35, text(EDITED)), (41, text(EDITED)), (120, text(EDITED))]);
    assert_eq!(meanings[0], LookMeaning::Suspected);
    assert_eq!(meanings[1], LookMeaning::Suspected);
    assert_eq!(told(&meanings), [LookMeaning::Edited { seen_once: false }]);
}

#[test]
fn what_stands_is_told_where_something_on_the_page_is_another_at_each_look() {
    use LookMeaning::{Same, Suspected};
    let look = |n: u128, standing| text(TextLook { hash: 100 + n, standing: Some(standing), ..EDITED });
    let meanings = scene(&[
        (30, look(1, 1)),
        (41, look(2, 1)),
        (120, look(3, 1)),
        (125, look(4, 7)),
        (131, look(5, 7)),
        (136, look(6, 7)),
        (360, look(7, 7)),
        (371, look(8, 7)),
    ]);
    let edited = LookMeaning::Edited { seen_once: false };
    assert_eq!(meanings, [Suspected, Same, Suspected, Suspected, edited, Suspected, Same, Suspected]);
}

#[test]
fn a_watched_name_that_went_away_is_told_at_once() {
    let meanings = scene(&[(30, text(CENSORED)), (41, text(CENSORED))]);
    assert_eq!(meanings, [LookMeaning::Edited { seen_once: true }, LookMeaning::Same]);
}

#[test]
fn a_page_that_goes_to_and_fro_is_told_as_long_as_it_may_be_a_correction() {
    const HEADED: TextLook = TextLook { hash: 9, body: BodyLook::Same, ..SAME };
    let again = TextLook { body: BodyLook::Same, ..SAME };
    let twice = |minute: i64, look: TextLook| [(minute, text(look)), (minute + 11, text(look))];
    for (name, turns, expected) in [
        ("a quote is taken back and stands again", [EDITED, SAME, EDITED, SAME], 2),
        ("a name is taken away, and there, and away", [CENSORED, SAME, CENSORED, SAME], 2),
        ("one headline, and the other, and the one", [HEADED, again, HEADED, again], 1),
        (
            "three texts",
            [EDITED, CENSORED, TextLook { hash: 10, ..EDITED }, TextLook { hash: 11, ..EDITED }],
            4,
        ),
    ] {
        let looks: Vec<(i64, LookAnswer)> =
            (1..).zip(turns).flat_map(|(turn, look)| twice(turn * 60, look)).collect();
        let meanings = scene(&looks);
        assert_eq!(told(&meanings).len(), expected, "{name}: {meanings:?}");
    }
}

#[test]
fn the_first_text_takes_the_place_of_the_teaser() {
    let state = PageState::default();
    let now = Timestamp::UNIX_EPOCH;
    for (answer, expected) in [
        (text(SAME), LookMeaning::FirstText),
        (LookAnswer::Teaser, LookMeaning::OnlyTeaser),
        (LookAnswer::NoText { is_gone: true }, LookMeaning::OnlyTeaser),
        (text(NOT_FOUND_PAGE), LookMeaning::OnlyTeaser),
        (LookAnswer::Missing(MissingReason::NotFound), LookMeaning::OnlyTeaser),
        (LookAnswer::Unknown(UnknownReason::Wall), LookMeaning::Unknown(UnknownReason::Wall)),
    ] {
        let (_, meaning) = Look { state: &state, answer, host_is_well: true, held: false, now }.judge();
        assert_eq!(meaning, expected);
    }
}

#[test]
fn looks_are_soon_where_something_hangs_in_the_balance_and_end() {
    let at = |minute: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
    let plan = [30, 120, 1440].map(Duration::from_mins);
    let unknown = LookMeaning::Unknown(UnknownReason::ServerError);
    for (meaning, failures, watched, now, expected) in [
        (LookMeaning::FirstText, 0, true, 1, Some(30)),
        (LookMeaning::Same, 0, true, 30, Some(120)),
        (LookMeaning::Same, 0, true, 1440, None),
        (LookMeaning::Same, 0, false, 1, None),
        (LookMeaning::MissingOnce(MissingReason::NotFound), 0, true, 1440, Some(1501)),
        (LookMeaning::Suspected, 0, true, 30, Some(41)),
        (unknown, 1, false, 1, Some(11)),
        (unknown, 3, true, 50, Some(170)),
        (unknown, 6, true, 2000, None),
    ] {
        let next = next_look(meaning, failures, at(0), &plan, watched, at(now));
        assert_eq!(next, expected.map(at), "{meaning:?} after {failures} failures at {now}");
    }
}

#[test]
fn what_its_feed_lists_no_more_goes_by_its_page() {
    use LookAnswer::{Missing, Unchanged, Unknown};
    let read = PageState {
        reading: Some(PageReading { hash: 1, seen: Timestamp::UNIX_EPOCH }),
        unlisted: Some(Timestamp::UNIX_EPOCH),
        ..PageState::default()
    };
    let gone = MissingReason::NotFound;
    for (answer, host_is_well, meaning, unlisted) in [
        (Unchanged, true, LookMeaning::Same, false),
        (text(SAME), true, LookMeaning::Same, false),
        (text(EDITED), true, LookMeaning::Suspected, false),
        // Feed and page say the same: that is seen twice.
        (Missing(gone), true, LookMeaning::Withdrawn(gone), false),
        (Missing(gone), false, LookMeaning::MissingOnce(gone), true),
        // A page that says nothing leaves the word to the feed.
        (Unknown(UnknownReason::Refused), true, LookMeaning::Unlisted, false),
    ] {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1);
        let (state, said) = Look { state: &read, answer, host_is_well, held: false, now }.judge();
        assert_eq!((said, state.unlisted.is_some()), (meaning, unlisted), "{answer:?}");
        let later = now + SignedDuration::from_mins(60);
        let look = Look { state: &state, answer: text(SAME), host_is_well: true, held: false, now: later };
        let returns = matches!(meaning, LookMeaning::Withdrawn(_) | LookMeaning::Unlisted);
        assert_eq!(look.judge().1 == LookMeaning::Returned, returns, "{answer:?}");
    }
}
