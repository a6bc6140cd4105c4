//! Two machines that poll and two that are desks, with a real server between, tell what one machine tells.

mod world;

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
