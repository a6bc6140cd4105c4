//! The fields of the feed itself, and what it says about when to ask again.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Weekday;

use super::{Mapper, Place};
use crate::field::Field;
use crate::token::Tag;
use crate::value::Shape;
use crate::{Hints, dates};

impl<'a> Mapper<'a> {
    /// The place that a field of the feed opens, or none where it has been read to its end.
    pub(super) fn feed_field(&mut self, field: Field, tag: &Tag<'a>) -> Option<Place> {
        match field {
            Field::Title(rank @ 0..=1) => {
                let title = self.rich_text(tag, field);
                if !title.is_empty() {
                    self.title.offer(rank, title);
                }
            }
            Field::Link => self.feed_link(tag),
            Field::Language => {
                let lang = self.text(tag, field, Shape::Text).into_owned();
                if !lang.is_empty() {
                    self.feed.lang = Some(lang);
                }
            }
            Field::SkipHours => return Some(Place::SkipHours),
            Field::SkipDays => return Some(Place::SkipDays),
            Field::Complete => self.feed.hints.complete = true,
            Field::Archive => self.feed.hints.archive = true,
            Field::Ttl | Field::UpdatePeriod | Field::UpdateFrequency | Field::UpdateBase => {
                let text = self.text(tag, field, Shape::Text);
                self.rhythm.note(field, &text);
            }
            // Read over as texts, so that markup in them opens nothing.
            Field::Description(_) | Field::Content => drop(self.rich_text(tag, field)),
            _ => return Some(Place::Other),
        }
        None
    }

    fn feed_link(&mut self, tag: &Tag<'a>) {
        let Some(href) = self.attribute("href").or_else(|| self.attribute("resource")) else {
            let text = self.text(tag, Field::Link, Shape::Text);
            if let Some(link) = self.bases.resolve(&text) {
                self.link.offer(1, link);
            }
            return;
        };
        let Some(address) = self.bases.resolve(&href) else { return };
        if let Some(rank) = self.rank_of_link() {
            self.link.offer(rank, address);
            return;
        }
        let relations = self.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        let hints = &mut self.feed.hints;
        for relation in relations.split_ascii_whitespace() {
            match relation.rsplit('/').next().unwrap_or_default() {
                "hub" if hints.hubs.len() < 8 && !hints.hubs.contains(&address) => {
                    hints.hubs.push(address.clone());
                }
                "self" => hints.self_link = hints.self_link.take().or_else(|| Some(address.clone())),
                "next" => hints.next = hints.next.take().or_else(|| Some(address.clone())),
                "prev-archive" => {
                    hints.prev_archive = hints.prev_archive.take().or_else(|| Some(address.clone()));
                }
                _ => {}
            }
        }
    }
}

/// What a feed says about its rhythm, as its elements come.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    ttl: Option<Duration>,
    hours: [bool; 24],
    days: [bool; 7],
    period: Option<Duration>,
    frequency: Option<u32>,
    base: Option<Timestamp>,
}

impl Rhythm {
    fn note(&mut self, field: Field, text: &str) {
        match field {
            // Minutes; more than a year of them is a mistake.
            Field::Ttl => {
                let minutes = text.parse::<u64>().ok().filter(|minutes| (1..=527_040).contains(minutes));
                self.ttl = minutes.map(|minutes| Duration::from_secs(minutes * 60)).or(self.ttl);
            }
            Field::UpdatePeriod => self.period = period(text).or(self.period),
            Field::UpdateFrequency => {
                self.frequency = text.parse().ok().filter(|frequency| *frequency > 0).or(self.frequency);
            }
            Field::UpdateBase => self.base = dates::read(text).or(self.base),
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
    pub(super) fn finish(self, hints: &mut Hints) {
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
