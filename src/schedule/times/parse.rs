//! Reads a line of times, and says of a wrong one where it is wrong and what to write instead.
//!
//! The `cron` crate lists the times (`wall_clock.rs`) but does not read the line: it wants seconds, counts Sunday as 1,
//! ANDs the two day fields and gives no place for an error inside the line.

use std::ops::Range;

use crate::diagnostic::Fault;

use super::fields::{Fields, TimeSet};

const EXAMPLES: &str =
    "write five cron fields (`0 7 * * MON-FRI`), `daily 07:00`, `weekdays 07:00` or `hourly`";

/// One of the five fields: its name, its lowest and highest number, the names of its numbers from the lowest on.
struct CronField {
    name: &'static str,
    low: u8,
    high: u8,
    names: &'static [&'static str],
}

const MINUTE: CronField = CronField { name: "minute", low: 0, high: 59, names: &[] };
const HOUR: CronField = CronField { name: "hour", low: 0, high: 23, names: &[] };
const DAY: CronField = CronField { name: "day of the month", low: 1, high: 31, names: &[] };
const MONTH: CronField = CronField {
    name: "month",
    low: 1,
    high: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
/// Sunday is 0 and 7.
const WEEKDAY: CronField = CronField {
    name: "day of the week",
    low: 0,
    high: 7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

/// Reads five cron fields or one of the spoken forms.
pub(super) fn parse(line: &str) -> Result<Fields, Fault> {
    let places = words_of(line);
    let words: Vec<&str> = places.iter().map(|place| &line[place.clone()]).collect();
    match words[..] {
        [] => Err(Fault::new(0..line.len(), "no time given").help(EXAMPLES)),
        ["hourly"] => Ok(spoken(0, TimeSet::of(0..=23), TimeSet::of(0..=6))),
        ["daily" | "weekdays"] => {
            Err(Fault::new(places[0].clone(), "a time of day is missing").help(EXAMPLES))
        }
        [day @ ("daily" | "weekdays"), time] => {
            let (hour, minute) = time_of_day(time, places[1].start)?;
            let weekdays = TimeSet::of(if day == "daily" { 0..=6 } else { 1..=5 });
            Ok(spoken(minute, TimeSet::of([hour]), weekdays))
        }
        [minute, hour, day, month, weekday] => cron([minute, hour, day, month, weekday], &places),
        _ => Err(not_five(line, &places, words[0])),
    }
}

fn spoken(minute: u8, hours: TimeSet, weekdays: TimeSet) -> Fields {
    Fields {
        minutes: TimeSet::of([minute]),
        hours,
        days: TimeSet::of(1..=31),
        months: TimeSet::of(1..=12),
        weekdays,
    }
}

/// Reads `7:00` or `07:00`; `start` is where the time stands in its line.
pub(super) fn time_of_day(time: &str, start: usize) -> Result<(u8, u8), Fault> {
    let read = time.split_once(':').filter(|(_, minute)| minute.len() == 2).and_then(|(hour, minute)| {
        Some((number(hour).filter(|hour| *hour < 24)?, number(minute).filter(|minute| *minute < 60)?))
    });
    read.ok_or_else(|| {
        Fault::new(start..start + time.len(), format!("`{time}` is not a time of day"))
            .help("write hours and minutes from 00:00 to 23:59, such as `07:00`")
    })
}

fn cron(words: [&str; 5], places: &[Range<usize>]) -> Result<Fields, Fault> {
    let field = |at: usize, field: &CronField| set(words[at], places[at].start, field);
    let fields = Fields {
        minutes: field(0, &MINUTE)?,
        hours: field(1, &HOUR)?,
        days: field(2, &DAY)?,
        months: field(3, &MONTH)?,
        weekdays: field(4, &WEEKDAY)?.sunday_once(),
    };
    if fields.days.len() < 31 && fields.weekdays.len() < 7 {
        let span = places[2].start..places[4].end;
        return Err(Fault::new(span, "both the day of the month and the day of the week are restricted")
            .help("crons differ on what that means: put `*` in one of the two"));
    }
    let longest =
        fields.months.numbers().map(|month| if month == 2 { 29 } else { 30 + i8::from(is_long(month)) });
    if fields.days.numbers().next() > longest.max() {
        return Err(Fault::new(places[2].start..places[3].end, "this line never fires")
            .help("no month it names has such a day"));
    }
    Ok(fields)
}

fn is_long(month: i8) -> bool {
    [1, 3, 5, 7, 8, 10, 12].contains(&month)
}

/// Reads one field: elements between commas.
fn set(word: &str, mut start: usize, field: &CronField) -> Result<TimeSet, Fault> {
    let mut all = TimeSet::of([]);
    for part in word.split(',') {
        if part.is_empty() {
            return Err(Fault::new(
                start..start + 1,
                format!("nothing stands beside this comma in the {} field", field.name),
            )
            .help("take the comma away, or write what is missing"));
        }
        all = all.with(element(part, start, field)?);
        start += part.len() + 1;
    }
    Ok(all)
}

/// Reads `*`, `5`, `MON`, `1-5`, each range also with a step: `*/15`, `8-18/2`.
fn element(part: &str, start: usize, field: &CronField) -> Result<TimeSet, Fault> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    let (low, high) = match range.split_once('-') {
        Some((low, high)) => {
            let first = value(low, start, field)?;
            let last = value(high, start + low.len() + 1, field)?;
            // `SAT-SUN`: as the end of a range Sunday comes after Saturday.
            (first, if last == 0 && field.high == 7 && first > 0 { 7 } else { last })
        }
        None if range == "*" => (field.low, field.high),
        None => {
            let only = value(range, start, field)?;
            if let Some(step) = step {
                let span = start..start + part.len();
                return Err(Fault::new(span, "a step needs a range")
                    .help(format!("write `{range}-{}/{step}`", field.top())));
            }
            (only, only)
        }
    };
    if low > high {
        return Err(Fault::new(start..start + range.len(), format!("the range `{range}` runs backwards"))
            .help(backwards(range, field)));
    }
    let step = match step {
        None => 1,
        Some(step) => number(step).filter(|step| (1..=field.top()).contains(step)).ok_or_else(|| {
            let at = start + range.len() + 1;
            Fault::new(at..at + step.len(), format!("`{step}` is not a step of the {} field", field.name))
                .help(format!("write a number from 1 to {}", field.top()))
        })?,
    };
    // `*/2` in the weekday field counts from Sunday to Saturday, not on to the second Sunday.
    let high = if range == "*" { field.top() } else { high };
    Ok(TimeSet::of((low..=high).step_by(usize::from(step))))
}

/// Reads a number or a name.
fn value(word: &str, start: usize, field: &CronField) -> Result<u8, Fault> {
    let place = field.names.iter().position(|name| name.eq_ignore_ascii_case(word));
    let named = place.and_then(|at| u8::try_from(at).ok()).map(|at| at + field.low);
    if let Some(value) =
        named.or_else(|| number(word).filter(|value| (field.low..=field.high).contains(value)))
    {
        return Ok(value);
    }
    let mut range = format!("{} to {}", field.low, field.high);
    if let [first, .., last] = field.names {
        range = format!("{range} or {first} to {last}");
    }
    let help = match word {
        "?" => "write `*`".to_owned(),
        _ => format!("write {range}, a range (`a-b`), a list (`a,b`) or a step (`*/n`)"),
    };
    let span = start..start + word.len().max(1);
    let article = if field.name == "hour" { "an" } else { "a" };
    Err(Fault::new(span, format!("`{word}` is not {article} {}", field.name)).help(help))
}

impl CronField {
    /// The highest number that is not a second name of another.
    fn top(&self) -> u8 {
        if self.high == 7 { 6 } else { self.high }
    }
}

fn backwards(range: &str, field: &CronField) -> String {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    let name = |number: u8| {
        field.names.get(usize::from(number - field.low)).map_or(number.to_string(), |name| (*name).to_owned())
    };
    format!("write `{low}-{},{}-{high}`", name(field.top()), name(field.low))
}

fn not_five(line: &str, places: &[Range<usize>], first: &str) -> Fault {
    let span = line.find(first).unwrap_or(0)..places.last().map_or(line.len(), |last| last.end);
    let count = places.len();
    let error = Fault::new(span, format!("a cron line has five fields, this one has {count}"));
    match count {
        6 => error.help("there is no field for seconds or years: minute, hour, day, month, weekday"),
        _ => error.help(EXAMPLES),
    }
}

/// At most two digits, nothing else.
fn number(word: &str) -> Option<u8> {
    let digits = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}

fn words_of(line: &str) -> Vec<Range<usize>> {
    let start_of = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    line.split_whitespace().map(|word| start_of(word)..start_of(word) + word.len()).collect()
}
