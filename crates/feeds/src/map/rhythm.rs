//! What a feed says about when to ask again, as its elements come.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::dates;
use crate::feed::FeedHints;
use crate::field::FeedField;

/// What a feed says about its rhythm, as its elements come.
#[derive(Debug, Default)]
pub(super) struct FeedRhythm {
    ttl: Option<Duration>,
    hours: [bool; 24],
    days: [bool; 7],
    period: Option<Duration>,
    frequency: Option<u32>,
    base: Option<Timestamp>,
}

impl FeedRhythm {
    pub(super) fn note(&mut self, field: FeedField, text: &str) {
        match field {
            // Minutes; more than a year of them is a mistake.
            FeedField::Ttl => {
                let minutes = text.parse::<u64>().ok().filter(|minutes| (1..=527_040).contains(minutes));
                self.ttl = minutes.map(|minutes| Duration::from_secs(minutes * 60)).or(self.ttl);
            }
            FeedField::UpdatePeriod => self.period = period(text).or(self.period),
            FeedField::UpdateFrequency => {
                self.frequency = text.parse().ok().filter(|frequency| *frequency > 0).or(self.frequency);
            }
            FeedField::UpdateBase => self.base = dates::read(text).or(self.base),
            _ => {}
        }
    }

    pub(super) fn add_hour(&mut self, text: &str) {
        if let Ok(hour @ 0..=24) = text.parse::<usize>() {
            self.hours[hour % 24] = true;
        }
    }

    pub(super) fn add_day(&mut self, text: &str) {
        let start = text.get(..3).unwrap_or_default().to_ascii_lowercase();
        if let Some(day) =
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|day| *day == start)
        {
            self.days[day] = true;
        }
    }

    /// A feed that skips every hour or every day says nothing.
    pub(super) fn finish(self, hints: &mut FeedHints) {
        hints.ttl = self.ttl;
        if !self.hours.iter().all(|skips| *skips) {
            hints.skip_hours = (0..24_u8).filter(|hour| self.hours[usize::from(*hour)]).collect();
        }
        if !self.days.iter().all(|skips| *skips) {
            let days = (1..=7).filter_map(|day| Weekday::from_monday_one_offset(day).ok());
            hints.skip_days = days.zip(self.days).filter_map(|(day, skips)| skips.then_some(day)).collect();
        }
        if self.period.is_some() || self.frequency.is_some() {
            let period = self.period.unwrap_or(Duration::from_hours(24));
            hints.update_every = Some(period / self.frequency.unwrap_or(1));
        }
        hints.update_base = self.base;
    }
}

fn period(text: &str) -> Option<Duration> {
    let hours = match text.to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 7 * 24,
        "monthly" => 30 * 24,
        "yearly" => 365 * 24,
        _ => return None,
    };
    Some(Duration::from_hours(hours))
}
