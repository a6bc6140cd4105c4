//! The times of digests over whole years and clock changes, and every wrong line.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::diagnostic::Fault;

use super::digest_times::DueWindow;
use super::quiet::Quiet;
use super::{DigestTimes, zone};

fn times(line: &str) -> DigestTimes {
    DigestTimes::parse(line).unwrap_or_else(|error| panic!("{line}: {error:?}"))
}

fn in_zone(name: &str) -> TimeZone {
    zone::find(name).unwrap()
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// Every slot from the beginning of one local date to that of another.
fn slots(line: &str, zone: &TimeZone, from: Date, to: Date) -> Vec<Timestamp> {
    let times = times(line);
    let midnight = |date: Date| zone.to_timestamp(date.at(0, 0, 0, 0)).unwrap();
    let before = midnight(from) - SignedDuration::from_secs(1);
    std::iter::successors(times.next_after(zone, before), |slot| times.next_after(zone, *slot))
        .take_while(|slot| *slot < midnight(to))
        .collect()
}

/// How many days of the year have how many slots other than `usual`, and the slots of those days.
fn check_year(line: &str, zone_name: &str, year: i16, usual: usize, others: &[(&str, &[&str])]) {
    let zone = in_zone(zone_name);
    let slots = slots(line, &zone, date(year, 1, 1), date(year + 1, 1, 1));
    assert!(slots.is_sorted_by(|a, b| a < b), "{line} in {zone_name}: not strictly in order");
    let mut by_day: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut day = date(year, 1, 1);
    while day.year() == year {
        by_day.insert(day.to_string(), Vec::new());
        day = day.checked_add(1.day()).unwrap();
    }
    for slot in &slots {
        let offset = zone.to_offset(*slot);
        let local = offset.to_datetime(*slot);
        let day = by_day.get_mut(&local.date().to_string()).unwrap();
        day.push(format!("{}{offset}", local.strftime("%H:%M")));
    }
    let wanted: BTreeMap<&str, Vec<&str>> =
        others.iter().map(|(day, slots)| (*day, slots.to_vec())).collect();
    let odd: BTreeMap<&str, Vec<&str>> = by_day
        .iter()
        .filter(|(day, slots)| slots.len() != usual || wanted.contains_key(day.as_str()))
        .map(|(day, slots)| (day.as_str(), slots.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(odd, wanted, "{line} in {zone_name} {year}");
    let times = times(line);
    for pair in slots.windows(2) {
        let just_before = pair[1] - SignedDuration::from_secs(1);
        assert_eq!(times.last_due(&zone, just_before), Some(pair[0]), "{line} in {zone_name}: back");
        assert_eq!(times.last_due(&zone, pair[1]), Some(pair[1]), "{line} in {zone_name}: on the slot");
    }
}

#[test]
fn t1_a_daily_digest_runs_once_on_every_day_of_the_year() {
    let berlin = "Europe/Berlin";
    check_year("0 7 * * *", berlin, 2027, 1, &[]);
    let both: &[(&str, &[&str])] = &[("2027-03-28", &["03:00+02"]), ("2027-10-31", &["02:30+02"])];
    check_year("30 2 * * *", berlin, 2027, 1, both);
    let both: &[(&str, &[&str])] =
        &[("2027-03-28", &["03:00+02", "14:30+02"]), ("2027-10-31", &["02:30+02", "14:30+01"])];
    check_year("30 2,14 * * *", berlin, 2027, 2, both);
    check_year("0 3 * * *", berlin, 2027, 1, &[("2027-03-28", &["03:00+02"])]);
    // Skipped and following slot fall on one instant: one digest, not two.
    check_year("0 2,3 * * *", berlin, 2027, 2, &[("2027-03-28", &["03:00+02"])]);
    let both: &[(&str, &[&str])] = &[("2018-11-04", &["01:00-02"]), ("2018-02-17", &["00:00-02"])];
    check_year("0 0 * * *", "America/Sao_Paulo", 2018, 1, both);
    check_year("30 23 * * *", "America/Sao_Paulo", 2018, 1, &[("2018-02-17", &["23:30-02"])]);
    let both: &[(&str, &[&str])] = &[("2027-04-04", &["01:45+11"]), ("2027-10-03", &["01:45+10:30"])];
    check_year("45 1 * * *", "Australia/Lord_Howe", 2027, 1, both);
    check_year("15 2 * * *", "Australia/Lord_Howe", 2027, 1, &[("2027-10-03", &["02:30+11"])]);
    check_year("0 7 * * *", "Asia/Baku", 2027, 1, &[]);
    check_year("30 4 * * *", "Asia/Baku", 2015, 1, &[("2015-03-29", &["05:00+05"])]);
    // The whole day was skipped: its digest goes out when the next day begins.
    check_year(
        "0 7 * * *",
        "Pacific/Apia",
        2011,
        1,
        &[("2011-12-30", &[]), ("2011-12-31", &["00:00+14", "07:00+14"])],
    );
}

#[test]
fn t2_a_line_of_every_hour_counts_real_hours() {
    let check = |line: &str, zone: &str, day: Date, count: usize| {
        let zone = in_zone(zone);
        let slots =
            slots(line, &zone, day.checked_sub(3.days()).unwrap(), day.checked_add(4.days()).unwrap());
        assert!(slots.is_sorted_by(|a, b| a < b), "{line}");
        let usual = if line == "hourly" { 24 } else { 48 };
        let mut days = BTreeMap::from([(day, 0)]);
        for slot in slots {
            *days.entry(zone.to_datetime(slot).date()).or_insert(0) += 1;
        }
        for (found_day, found) in days {
            assert_eq!(found, if found_day == day { count } else { usual }, "{line} on {found_day}");
        }
    };
    for line in ["*/30 * * * *", "15,45 * * * *", "0-59/30 0-23 1-31 * 0-6"] {
        check(line, "Europe/Berlin", date(2027, 3, 28), 46);
        check(line, "Europe/Berlin", date(2027, 10, 31), 50);
        check(line, "Asia/Baku", date(2027, 3, 28), 48);
    }
    check("hourly", "Europe/Berlin", date(2027, 3, 28), 23);
    check("hourly", "Europe/Berlin", date(2027, 10, 31), 25);
    check("*/30 * * * *", "Australia/Lord_Howe", date(2027, 4, 4), 49);
    check("*/30 * * * *", "Australia/Lord_Howe", date(2027, 10, 3), 47);
    check("0,30 * * * *", "America/Sao_Paulo", date(2018, 2, 17), 50);
    check("0,30 * * * *", "America/Sao_Paulo", date(2018, 11, 4), 46);
    // The clock went from 00:01 back to 23:01 of the day before.
    check("hourly", "America/St_Johns", date(2010, 11, 7), 25);
}

#[test]
fn t3_windows_are_gapless_whatever_the_clock_does() {
    let check = |line: &str, zone: &str, from: &str| {
        let (times, zone) = (times(line), in_zone(zone));
        let mut closed = at(from);
        for step in 0..700 {
            let now = at(from) + SignedDuration::from_mins(17 * step);
            let Some(window) = times.window(&zone, closed, now) else { continue };
            assert_eq!(window.from, closed);
            assert!(window.from < window.to && window.to <= now);
            assert!(window.missed == 0, "{window:?}");
            closed = window.to;
        }
    };
    for line in ["30 2 * * *", "*/30 * * * *"] {
        check(line, "Europe/Berlin", "2027-03-25T00:00:00Z");
        check(line, "Europe/Berlin", "2027-10-28T00:00:00Z");
        check(line, "Australia/Lord_Howe", "2027-04-01T00:00:00Z");
        check(line, "America/St_Johns", "2010-11-04T00:00:00Z");
    }
}

#[test]
fn t4_t6_t7_missed_slots_are_caught_up_once_and_a_clock_set_back_repeats_nothing() {
    let (times, zone) = (times("0 7 * * *"), in_zone("Asia/Baku"));
    let closed = at("2027-01-01T03:00:00Z");
    let check = |now: &str, to: Option<&str>, missed: u32| {
        let wanted = to.map(|to| DueWindow { from: closed, to: at(to), missed });
        assert_eq!(times.window(&zone, closed, at(now)), wanted, "at {now}");
    };
    check("2026-12-30T12:00:00Z", None, 0);
    check("2027-01-01T03:00:00Z", None, 0);
    check("2027-01-02T02:59:59Z", None, 0);
    check("2027-01-02T03:00:00Z", Some("2027-01-02T03:00:00Z"), 0);
    check("2027-01-03T02:59:59Z", Some("2027-01-02T03:00:00Z"), 0);
    check("2027-01-09T15:00:00Z", Some("2027-01-09T03:00:00Z"), 7);
}

#[test]
fn t8_a_changed_schedule_goes_on_from_the_old_bound() {
    let zone = in_zone("Asia/Baku");
    let closed = times("0 7 * * *").last_due(&zone, at("2027-01-01T12:00:00Z")).unwrap();
    let window = times("0 18 * * *").window(&zone, closed, at("2027-01-01T15:00:00Z")).unwrap();
    assert_eq!((window.from, window.to), (closed, at("2027-01-01T14:00:00Z")));
}

#[test]
fn lines_name_the_days_that_cron_means() {
    let check = |line: &str, days: &[&str]| {
        let (times, zone) = (times(line), TimeZone::UTC);
        let slots = std::iter::successors(times.next_after(&zone, at("2027-06-01T12:00:00Z")), |slot| {
            times.next_after(&zone, *slot)
        });
        let found: Vec<String> = slots
            .take(days.len())
            .map(|slot| zone.to_datetime(slot).strftime("%a %d.%m.%y %H:%M").to_string())
            .collect();
        assert_eq!(found, days, "{line}");
    };
    check("0 7 * * 1", &["Mon 07.06.27 07:00", "Mon 14.06.27 07:00"]);
    check("0 7 * * 0", &["Sun 06.06.27 07:00", "Sun 13.06.27 07:00"]);
    check("0 7 * * 7", &["Sun 06.06.27 07:00", "Sun 13.06.27 07:00"]);
    check(
        "0 7 * * 5-7",
        &["Fri 04.06.27 07:00", "Sat 05.06.27 07:00", "Sun 06.06.27 07:00", "Fri 11.06.27 07:00"],
    );
    check("0 7 * * sat-sun", &["Sat 05.06.27 07:00", "Sun 06.06.27 07:00"]);
    check(
        "0 7 * * MON-FRI",
        &["Wed 02.06.27 07:00", "Thu 03.06.27 07:00", "Fri 04.06.27 07:00", "Mon 07.06.27 07:00"],
    );
    check(
        "weekdays 7:00",
        &["Wed 02.06.27 07:00", "Thu 03.06.27 07:00", "Fri 04.06.27 07:00", "Mon 07.06.27 07:00"],
    );
    check("daily 06:30", &["Wed 02.06.27 06:30", "Thu 03.06.27 06:30"]);
    check("0 7 13 * *", &["Sun 13.06.27 07:00", "Tue 13.07.27 07:00"]);
    check("0 0 29 2 *", &["Tue 29.02.28 00:00", "Sun 29.02.32 00:00"]);
    check("0 0 1 JAN,jul *", &["Thu 01.07.27 00:00", "Sat 01.01.28 00:00"]);
    check(
        "*/20 8-9/1 1 7 *",
        &["Thu 01.07.27 08:00", "Thu 01.07.27 08:20", "Thu 01.07.27 08:40", "Thu 01.07.27 09:00"],
    );
    check(
        "0 7 * * */2",
        &["Thu 03.06.27 07:00", "Sat 05.06.27 07:00", "Sun 06.06.27 07:00", "Tue 08.06.27 07:00"],
    );
}

#[test]
fn t10_a_bad_line_is_an_error_with_its_place_and_the_fix() {
    let check = |line: &str, place: &str, message: &str, help: &str| {
        let error = DigestTimes::parse(line).expect_err(line);
        assert_eq!((&line[error.span.clone()], error.message.as_str()), (place, message), "{line}");
        assert!(error.help.as_deref().is_some_and(|words| words.contains(help)), "{line}: {error:?}");
    };
    check("", "", "no time given", "daily 07:00");
    check("daily", "daily", "a time of day is missing", "daily 07:00");
    check("daily 25:00", "25:00", "`25:00` is not a time of day", "07:00");
    check("weekdays 7:0", "7:0", "`7:0` is not a time of day", "07:00");
    check("noon", "noon", "a cron line has five fields, this one has 1", "daily 07:00");
    check("0 0 7 * * *", "0 0 7 * * *", "a cron line has five fields, this one has 6", "seconds");
    check("60 7 * * *", "60", "`60` is not a minute", "0 to 59");
    check("0 24 * * *", "24", "`24` is not an hour", "0 to 23");
    check("0 7 0 * *", "0", "`0` is not a day of the month", "1 to 31");
    check(
        "0 7 * * MON,,TUE",
        ",",
        "nothing stands beside this comma in the day of the week field",
        "take the comma",
    );
    check("0 7 * * MO", "MO", "`MO` is not a day of the week", "SUN to SAT");
    check("0 7 * * 8", "8", "`8` is not a day of the week", "0 to 7");
    check("0 7 ? * 1", "?", "`?` is not a day of the month", "write `*`");
    check("0 7 L * *", "L", "`L` is not a day of the month", "1 to 31");
    check("0 7 * * FRI-MON", "FRI-MON", "the range `FRI-MON` runs backwards", "`FRI-SAT,SUN-MON`");
    check("0 22-2 * * *", "22-2", "the range `22-2` runs backwards", "`22-23,0-2`");
    check("5/15 7 * * *", "5/15", "a step needs a range", "`5-59/15`");
    check("*/0 7 * * *", "0", "`0` is not a step of the minute field", "1 to 59");
    check("*/90 7 * * *", "90", "`90` is not a step of the minute field", "1 to 59");
    check(
        "0 7 13 * 5",
        "13 * 5",
        "both the day of the month and the day of the week are restricted",
        "put `*`",
    );
    check("0 7 31 2 *", "31 2", "this line never fires", "no month");
    check("0 7 31 4,6 *", "31 4,6", "this line never fires", "no month");
    check("0 7 ٣ * *", "٣", "`٣` is not a day of the month", "1 to 31");
}

#[test]
fn t10_a_bad_zone_is_an_error_with_the_nearest_name() {
    let check = |name: &str, help: &str| {
        let error: Fault = zone::find(name).expect_err(name);
        assert_eq!(error.span, 0..name.len());
        assert!(error.help.as_deref().is_some_and(|words| words.contains(help)), "{name}: {error:?}");
    };
    check("Asia/Bakku", "`Asia/Baku`");
    check("Baku", "`Asia/Baku`");
    check("Europe/Tblisi", "`Asia/Tbilisi`");
    check("America/Sao Paulo", "`America/Sao_Paulo`");
    check("Mars/Olympus_Mons_Base", "an IANA name");
    for offset in ["+04:00", "UTC+4", "GMT-3", "Etc/GMT-4", "EST"] {
        check(offset, "the name of a place");
    }
    for good in ["UTC", "Etc/UTC", "Asia/Baku", "europe/berlin", "EST5EDT"] {
        assert!(zone::find(good).is_ok(), "{good}");
    }
}

#[test]
fn t9_a_line_is_put_into_words_and_a_clock_change_is_told() {
    let check = |line: &str, words: &str| assert_eq!(times(line).describe(), words, "{line}");
    check("0 7 * * *", "at 07:00 every day");
    check("weekdays 07:00", "at 07:00 on weekdays");
    check("30 2,14 * * *", "at 02:30 and 14:30 every day");
    check("hourly", "every hour");
    check("*/30 * * * *", "every 30 minutes");
    check("* * * * *", "every minute");
    check("15,45 * * * 6,7", "every hour at :15 and :45 on Sunday and Saturday");
    check("*/30 8-18 * * 1-5", "every 30 minutes in the hours 08 to 18 on weekdays");
    check(
        "0 */2 * * *",
        "on the hour in the hours 00, 02, 04, 06, 08, 10, 12, 14, 16, 18, 20 and 22 every day",
    );
    check("0 7 1,15 JAN-MAR *", "at 07:00 on day 1 and 15 of the month in January, February and March");

    let told = |line: &str, zone: &str, words: Option<&str>| {
        let note = times(line).clock_change(&in_zone(zone), at("2027-01-01T00:00:00Z"));
        assert_eq!(note.as_deref(), words, "{line} in {zone}");
    };
    let skipped = "02:30 does not exist on 2027-03-28: this digest then goes out at 03:00";
    told("30 2 * * *", "Europe/Berlin", Some(skipped));
    told("0 2 1-24 * *", "Europe/Berlin", None);
    let doubled = "02:00 comes twice on 2027-10-31: this digest then goes out the first time only";
    told("0 2 31 10 *", "Europe/Berlin", Some(doubled));
    told("0 7 * * *", "Europe/Berlin", None);
    told("*/30 * * * *", "Europe/Berlin", None);
    told("30 2 * * *", "Asia/Baku", None);
}

#[test]
fn quiet_hours_end_at_an_instant() {
    let check = |range: &str, zone: &str, now: &str, end: Option<&str>| {
        let found = Quiet::parse(range).unwrap().end(&in_zone(zone), at(now));
        assert_eq!(found, end.map(at), "{range} in {zone} at {now}");
    };
    let (night, baku) = ("22:00-06:30", "Asia/Baku");
    check(night, baku, "2027-01-01T17:59:59Z", None);
    check(night, baku, "2027-01-01T18:00:00Z", Some("2027-01-02T02:30:00Z"));
    check(night, baku, "2027-01-01T23:00:00Z", Some("2027-01-02T02:30:00Z"));
    check(night, baku, "2027-01-02T02:29:59Z", Some("2027-01-02T02:30:00Z"));
    check(night, baku, "2027-01-02T02:30:00Z", None);
    check("12:00 - 13:00", baku, "2027-01-02T08:30:00Z", Some("2027-01-02T09:00:00Z"));
    check("12:00-13:00", baku, "2027-01-02T09:30:00Z", None);
    // Once over, they do not begin again when the clock is set back.
    check("22:00-02:30", "Europe/Berlin", "2027-10-31T00:10:00Z", Some("2027-10-31T00:30:00Z"));
    check("22:00-02:30", "Europe/Berlin", "2027-10-31T01:10:00Z", None);
    check("22:00-02:30", "Europe/Berlin", "2027-03-28T00:30:00Z", Some("2027-03-28T01:00:00Z"));
    for (bad, place) in
        [("22:00", "22:00"), ("22:00-24:00", "24:00"), (" 7-8:00", "7"), ("07:00-07:00", "07:00-07:00")]
    {
        let error = Quiet::parse(bad).expect_err(bad);
        assert_eq!((&bad[error.span], error.help.is_some()), (place, true), "{bad}");
    }
}

/// The second opinion: every minute of fourteen months, asked field by field, against what the `cron` crate lists.
#[test]
fn the_listed_times_are_those_whose_fields_fit_and_both_directions_agree() {
    type Fits = fn(i8, i8, i8, i8, i8) -> bool;
    let check = |line: &str, fits: Fits| {
        let (begin, end) = (at("2027-12-31T23:59:59Z"), at("2029-03-01T00:00:00Z"));
        let minutes = std::iter::successors(Some(at("2028-01-01T00:00:00Z")), |minute| {
            Some(*minute + SignedDuration::from_mins(1))
        });
        let wanted: Vec<Timestamp> = minutes
            .take_while(|minute| *minute < end)
            .filter(|minute| {
                let wall = TimeZone::UTC.to_datetime(*minute);
                let weekday = wall.date().weekday().to_sunday_zero_offset();
                fits(wall.minute(), wall.hour(), wall.day(), wall.month(), weekday)
            })
            .collect();
        let times = DigestTimes::parse(line).unwrap();
        let there = std::iter::successors(times.next_after(&TimeZone::UTC, begin), |slot| {
            times.next_after(&TimeZone::UTC, *slot)
        });
        assert!(there.take_while(|slot| *slot < end).eq(wanted.iter().copied()), "{line}");
        let second = SignedDuration::from_secs(1);
        let back = std::iter::successors(times.last_due(&TimeZone::UTC, end - second), |slot| {
            times.last_due(&TimeZone::UTC, *slot - second)
        });
        assert!(back.take_while(|slot| *slot > begin).eq(wanted.iter().rev().copied()), "{line}, backwards");
        assert!(!wanted.is_empty(), "{line}");
    };
    check("0 7 * * MON-FRI", |minute, hour, _, _, weekday| {
        minute == 0 && hour == 7 && (1..=5).contains(&weekday)
    });
    check("15 2,14 1 * *", |minute, hour, day, _, _| minute == 15 && [2, 14].contains(&hour) && day == 1);
    check("5-50/15 8-18/5 * 3-9 *", |minute, hour, _, month, _| {
        [5, 20, 35, 50].contains(&minute) && [8, 13, 18].contains(&hour) && (3..=9).contains(&month)
    });
    check("30 6 * * 0", |minute, hour, _, _, weekday| minute == 30 && hour == 6 && weekday == 0);
    check("30 6 * * 6-7", |minute, hour, _, _, weekday| {
        minute == 30 && hour == 6 && [6, 0].contains(&weekday)
    });
    check("59 23 31 * *", |minute, hour, day, _, _| minute == 59 && hour == 23 && day == 31);
    check("0 0 29 2 *", |minute, hour, day, month, _| minute == 0 && hour == 0 && day == 29 && month == 2);
}
