//! Two machines that poll and two that are desks, with a real server between, tell what one machine tells.

mod world;

use jiff::{SignedDuration, Timestamp};
use world::{World, left_out, long_story, story, wait};

#[test]
fn two_pollers_and_two_desks_tell_what_one_machine_tells() {
    let Some(mut world) = World::start(6) else { return left_out() };
    // News, in which every program and the server are killed.
    for round in 2..8 {
        world.publish(|site| (0..=round).map(|number| story(site, number, "first")).collect());
        match round {
            2..=5 => {
                let name = ["p1", "d1", "p2", "d2"][round - 2];
                world.poll_all();
                world.kill(name);
                world.begin(name);
            }
            6 => {
                world.bus.kill();
                world.poll_all();
                world.bus.begin();
            }
            _ => {}
        }
        world.poll_all();
    }
    world.settle(&[2, 3, 4, 5, 6, 7]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 30);
    // An edit, and what a publisher took back from amid the others: gone in two answers.
    let listed = |site: usize, without: &[usize]| {
        let kept = (0..8).filter(|number| !without.contains(number));
        kept.map(|number| story(site, number, if number == 3 { "edited" } else { "first" }))
            .collect::<Vec<_>>()
    };
    world.publish(|site| listed(site, &[5]));
    world.poll_all();
    world.poll_all();
    world.settle(&[]);
    assert!(world.compare("2042-01-01T01:00:00Z") > 6);
    // It is there again.
    world.publish(|site| listed(site, &[]));
    world.poll_all();
    world.settle(&[]);
    world.compare("2043-01-01T01:00:00Z");
    world.no_site_was_asked_by_two();
}

#[test]
fn while_the_server_is_away_polling_goes_on_and_nothing_is_lost() {
    let Some(mut world) = World::start(4) else { return left_out() };
    world.bus.kill();
    for round in 2..=7 {
        world.publish(|site| (0..=round).map(|number| story(site, number, "first")).collect());
        world.poll_all();
    }
    // What waits is counted, the articles of teasers too, whose pages are read after the polls; and polling has gone on.
    for name in ["p1", "p2"] {
        wait(&format!("{name} has noted all"), || {
            let bus = world.installation(name).json(&["status"])["bus"].clone();
            bus["unpublished"]["lines"].as_i64().is_some_and(|lines| lines >= 12)
                && bus["unpublished"]["since"].is_string()
                && bus["away_since"].is_string()
        });
    }
    assert!(world.installation("d1").json(&["status"])["bus"]["away_since"].is_string());
    world.bus.begin();
    world.settle(&[2, 3, 4, 5, 6, 7]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 20);
    for name in ["p1", "p2", "d1", "d2"] {
        wait("the server is there again", || {
            let bus = world.installation(name).json(&["status"])["bus"].clone();
            bus["away_since"].is_null() && bus["unpublished"]["lines"] == 0 && bus["pending"] == 0
        });
    }
}

#[test]
fn what_cannot_be_read_holds_up_nobody() {
    let Some(mut world) = World::start(2) else { return left_out() };
    world.bus.publish("wirewatch.somebody", b"hello");
    world.bus.publish("wirewatch.somebody", br#"{"v":99,"bulletin":{"of":"tomorrow"}}"#);
    world.publish(|site| vec![story(site, 1, "first"), story(site, 2, "first")]);
    world.poll_all();
    world.settle(&[2]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 2);
    let bus = world.installation("d1").json(&["status"])["bus"].clone();
    assert_eq!(bus["unreadable"]["messages"], 2, "{bus}");
    assert!(bus["unreadable"]["reason"].as_str().is_some_and(|why| why.contains("version 99")), "{bus}");
}

#[test]
fn a_message_that_is_too_large_comes_in_parts() {
    let Some(mut world) = World::with("max_payload: 16384", 2) else { return left_out() };
    for site in [0, 1] {
        world.publish_at(site, vec![story(site, 1, "first"), long_story(site, 2, 4_000)]);
        world.poll_all();
        world.settle_at(site, 2);
        assert!(world.compare(&format!("204{}-01-01T01:00:00Z", site + 1)) > 2);
    }
    let bus = world.installation("d1").json(&["status"])["bus"].clone();
    assert_eq!(bus["unreadable"]["messages"], 0, "{bus}");
}

#[test]
fn a_page_on_a_site_of_another_machine_is_asked_for_by_that_one() {
    let Some(mut world) = World::start(4) else { return left_out() };
    world.publish_elsewhere(2);
    world.poll_all();
    world.settle(&[2]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 2);
    world.no_site_was_asked_by_two();
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the hour begins where the machines' own clock stands")]
fn an_hour_without_the_server_loses_nothing() {
    let Some(mut world) = World::start(4) else { return left_out() };
    world.bus.kill();
    for name in ["alone", "p1", "p2"] {
        world.kill(name);
    }
    let begun = Timestamp::now();
    for minutes in (5..=60).step_by(5) {
        let newest = 1 + minutes / 5;
        world.publish(|site| (0..=newest).map(|number| story(site, number, "first")).collect());
        world.poll_at(begun + SignedDuration::from_mins(i64::try_from(minutes).expect("an hour")));
    }
    world.bus.begin();
    for name in ["alone", "p1", "p2"] {
        world.begin(name);
    }
    world.settle(&(2..=13).collect::<Vec<_>>());
    assert!(world.compare("2041-01-01T01:00:00Z") > 4 * 12);
    world.no_site_was_asked_by_two();
}

#[test]
fn twenty_five_kills_lose_nothing_and_repeat_nothing() {
    let Some(mut world) = World::start(4) else { return left_out() };
    let names = ["p1", "d1", "bus", "p2", "d2"];
    for kill in 0..25 {
        world.publish(|site| (0..=kill + 2).map(|number| story(site, number, "first")).collect());
        world.kill_while_polling(names[kill % names.len()], kill % 7);
        world.poll_all();
        if kill % 10 == 9 {
            world.settle(&[kill + 2]);
            assert!(world.compare(&format!("204{}-01-01T01:00:00Z", kill / 10 + 1)) > 4 * 9);
        }
    }
    world.settle(&(2..=26).collect::<Vec<_>>());
    assert!(world.compare("2045-01-01T01:00:00Z") > 4 * 4);
    world.no_site_was_asked_by_two();
}

#[test]
fn a_desk_that_was_set_back_to_a_backup_takes_again_what_it_has_lost() {
    let Some(mut world) = World::start(4) else { return left_out() };
    let copy = world.installation("d1").path("copy.db");
    let ran = world.installation("d1").run(&["backup", &copy.display().to_string()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world.publish(|site| (0..4).map(|number| story(site, number, "first")).collect());
    world.poll_all();
    world.settle(&[2, 3]);
    // The server believes that all of it was taken.
    world.kill("d1");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(world.installation("d1").path(&format!("wirewatch.db{ending}")));
    }
    std::fs::copy(copy, world.installation("d1").path("wirewatch.db")).expect("it was written");
    world.begin("d1");
    world.settle(&[2, 3]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 4 * 2);
}

#[test]
fn what_a_lost_stream_held_is_told_again_and_operators_hear_of_it() {
    let Some(mut world) = World::start(4) else { return left_out() };
    // One desk is away while everything is published; the stream is lost before it is back.
    world.kill("d1");
    world.publish(|site| (0..4).map(|number| story(site, number, "first")).collect());
    world.poll_all();
    // Before any of it is edited: a page that is asked for later shows the later text.
    for site in 0..4 {
        for number in [2, 3] {
            world.wait_for_text(&["alone", "d2"], site, number);
        }
    }
    world.publish(|site| (0..4).map(|number| story(site, number, "edited")).collect());
    world.poll_all();
    world.wait_until_published();
    world.bus.lose();
    world.bus.begin();
    world.begin("d1");
    world.settle(&[2, 3]);
    assert!(world.compare("2041-01-01T01:00:00Z") > 4 * 2);
    wait("operators are told", || world.told_to_operators().contains("was lost"));
    world.publish(|site| (0..5).map(|number| story(site, number, "edited")).collect());
    world.poll_all();
    world.settle(&[4]);
    assert!(world.compare("2042-01-01T01:00:00Z") > 4);
}
