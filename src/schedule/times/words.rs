//! A line of times in words.

use super::fields::{Fields, TimeSet};

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The line as a person would say it, such as `at 07:00 on weekdays`.
pub(super) fn describe(fields: &Fields) -> String {
    let days = days(fields);
    let every_month = fields.months.len() == 12;
    let months =
        if every_month { String::new() } else { format!(" in {}", names(fields.months, &MONTHS, 1)) };
    format!("{}{days}{months}", times(fields))
}

fn times(fields: &Fields) -> String {
    let (minutes, hours) = (fields.minutes, fields.hours);
    if fields.every_hour() {
        return match even_step(minutes) {
            Some(60) => "every hour".to_owned(),
            Some(1) => "every minute".to_owned(),
            Some(step) => format!("every {step} minutes"),
            None => {
                format!("every hour at {}", list(minutes.numbers().map(|minute| format!(":{minute:02}"))))
            }
        };
    }
    if minutes.len() * hours.len() <= 6 {
        let at = |hour: i8| minutes.numbers().map(move |minute| format!("{hour:02}:{minute:02}"));
        return format!("at {}", list(hours.numbers().flat_map(at)));
    }
    let minutes = match even_step(minutes) {
        Some(60) => "on the hour".to_owned(),
        Some(1) => "every minute".to_owned(),
        Some(step) => format!("every {step} minutes"),
        None => format!("at {}", list(minutes.numbers().map(|minute| format!(":{minute:02}")))),
    };
    format!("{minutes} in the hours {}", ranges(hours, |hour| format!("{hour:02}")))
}

/// The step when the minutes divide the hour evenly and begin with it.
fn even_step(minutes: TimeSet) -> Option<u32> {
    let step = 60 / minutes.len();
    let even = 60 % minutes.len() == 0
        && minutes.numbers().all(|minute| u32::from(minute.unsigned_abs()) % step == 0);
    even.then_some(step)
}

fn days(fields: &Fields) -> String {
    if fields.days.len() < 31 {
        return format!(" on day {} of the month", ranges(fields.days, |day| day.to_string()));
    }
    if fields.weekdays.len() == 7 {
        return if fields.every_hour() { String::new() } else { " every day".to_owned() };
    }
    if fields.weekdays == TimeSet::of(1..=5) {
        " on weekdays".to_owned()
    } else {
        format!(" on {}", names(fields.weekdays, &WEEKDAYS, 0))
    }
}

fn names(set: TimeSet, names: &[&str], first: i8) -> String {
    let name = |number: i8| {
        usize::try_from(number - first).ok().and_then(|at| names.get(at)).map(|name| (*name).to_owned())
    };
    list(set.numbers().filter_map(name))
}

/// `8 to 12, 15 and 18`.
fn ranges(set: TimeSet, show: impl Fn(i8) -> String) -> String {
    let mut parts = Vec::new();
    let mut numbers = set.numbers().peekable();
    while let Some(low) = numbers.next() {
        let mut high = low;
        while let Some(next) = numbers.next_if(|next| *next == high + 1) {
            high = next;
        }
        match high - low {
            0 => parts.push(show(low)),
            1 => parts.extend([show(low), show(high)]),
            _ => parts.push(format!("{} to {}", show(low), show(high))),
        }
    }
    list(parts.into_iter())
}

/// `a, b and c`.
fn list(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    match parts.pop() {
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
        None => String::new(),
    }
}
