//! A time zone by its IANA name.

use jiff::tz::TimeZone;

use crate::diagnostic::Fault;
use crate::diagnostic::nearest::nearest;

/// The zone called `name`, such as `Asia/Baku`; a fixed offset is an error, for it knows no summer time.
pub(crate) fn find(name: &str) -> Result<TimeZone, Fault> {
    let error = |message: String| Fault::new(0..name.len(), message);
    if is_offset(name) {
        return Err(error(format!("`{name}` is a fixed offset, which knows no change of the clock"))
            .help("write the name of a place, such as `Asia/Baku`, or `UTC`"));
    }
    TimeZone::get(name).map_err(|_| {
        let error = error(format!("there is no time zone `{name}`"));
        match abbreviated(name).map(str::to_owned).or_else(|| near(name)) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("write an IANA name, such as `Asia/Baku` or `Europe/Berlin`"),
        }
    })
}

/// The place that people mean by an abbreviation which is no name of a zone.
fn abbreviated(name: &str) -> Option<&'static str> {
    const PLACES: [(&str, &str); 26] = [
        ("AMT", "Asia/Yerevan"),
        ("AZT", "Asia/Baku"),
        ("BST", "Europe/London"),
        ("CEST", "Europe/Berlin"),
        ("CST", "America/Chicago"),
        ("CDT", "America/Chicago"),
        ("EDT", "America/New_York"),
        ("EEST", "Europe/Kyiv"),
        ("GET", "Asia/Tbilisi"),
        ("GST", "Asia/Dubai"),
        ("HKT", "Asia/Hong_Kong"),
        ("IRST", "Asia/Tehran"),
        ("IST", "Asia/Kolkata"),
        ("JST", "Asia/Tokyo"),
        ("KGT", "Asia/Bishkek"),
        ("KST", "Asia/Seoul"),
        ("MSK", "Europe/Moscow"),
        ("MDT", "America/Denver"),
        ("PDT", "America/Los_Angeles"),
        ("PKT", "Asia/Karachi"),
        ("PST", "America/Los_Angeles"),
        ("SGT", "Asia/Singapore"),
        ("TJT", "Asia/Dushanbe"),
        ("TMT", "Asia/Ashgabat"),
        ("TRT", "Europe/Istanbul"),
        ("UZT", "Asia/Tashkent"),
    ];
    PLACES.iter().find(|(short, _)| short.eq_ignore_ascii_case(name)).map(|(_, place)| *place)
}

/// `+04:00`, `UTC+4`, `Etc/GMT-4`, `EST`: names without a place.
fn is_offset(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let rest = upper.strip_prefix("ETC/").unwrap_or(&upper);
    let rest = rest.strip_prefix("UTC").or_else(|| rest.strip_prefix("GMT")).unwrap_or(rest);
    rest.starts_with(['+', '-']) || ["EST", "MST", "HST"].contains(&rest)
}

/// The zone with the nearest name, or else with the nearest last part: `Baku` and `Europe/Baku` mean `Asia/Baku`.
fn near(name: &str) -> Option<String> {
    let name = name.replace(' ', "_");
    let zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let places = || zones.iter().map(String::as_str).filter(|zone| zone.contains('/') && !is_offset(zone));
    let city = |zone| str::rsplit(zone, '/').next().unwrap_or(zone);
    let by_city = || {
        let nearest = nearest(city(&name), places().map(city))?;
        places().find(|zone| city(zone) == nearest)
    };
    nearest(&name, places()).or_else(by_city).map(str::to_owned)
}
