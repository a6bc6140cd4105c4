//! One look at one page, from the manners of its site to the transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::sleep;
use url::Url;

use super::ask::{PageReply, ReadPage, ask, sibling};
use super::earlier_looks::EarlierLooks;
use super::extractors::Extractors;
use super::look::{is_conditional, judge, looks_replaced, told_by_its_teaser};
use super::look_context::LookContext;
use super::robots::{ASKED_AGAIN, Permission, answered, is_current, permission, robots_address};
use super::summary::PageSummary;
use crate::article::{PageKind, WebPage, count_words, kept};
use crate::event::KnownPublishers;
use crate::feed::{Feed, FetchFailure, RequestManner, Robots, Validators, site};
use crate::fetch::{Fetcher, manner_of};
use crate::schedule::Now;
use crate::settings::PageSettings;
use crate::store::known_pages::{KnownPage, pages_at};
use crate::store::page_looks::{LookedAt, record_look, record_teaser};
use crate::store::pages::{DuePage, PutOff, pages_asked, put_off, waited_enough};
use crate::store::sites::{patience_of, robots_of, save_patience, save_robots};
use crate::store::{Store, StoreError};
use crate::update::UnknownReason;
use crate::watch::pool::MatcherPool;

/// A page that may not be asked today is asked tomorrow.
const TOMORROW: SignedDuration = SignedDuration::from_hours(24);

/// Of the pairs of words of a site's answer to an address that never was, so many in a hundred stand in what has the same
/// text: such answers name the newest articles, and the address.
const LIKE_NOT_FOUND: usize = 60;

/// And of all that they show, for that has the frame of their site, which all of its pages share.
const SHOWN_LIKE_NOT_FOUND: usize = 85;

/// Looks at pages: holds what every look needs. Cheap to clone.
#[derive(Clone)]
pub(super) struct PageVisitor {
    pub store: Arc<Store>,
    pub fetcher: Arc<Fetcher>,
    pub settings: Arc<PageSettings>,
    pub matchers: Arc<MatcherPool>,
    pub publishers: Arc<KnownPublishers>,
    pub extractors: Extractors,
    /// Set when something was written that somebody may have to be told.
    pub news: Arc<AtomicBool>,
    pub now: Now,
}

impl PageVisitor {
    /// Matches those entries by what their feeds said whose page did not come in time: all of them, for who asks for one pass
    /// asks for no other.
    pub(super) async fn release_who_waited_enough(&self) -> Result<PageSummary, StoreError> {
        let now = (self.now)();
        let mut summary = PageSummary::default();
        loop {
            let (released, brought) = self.release_some(now).await?;
            summary += brought;
            if released == 0 {
                return Ok(summary);
            }
        }
    }

    /// A batch of them; answers how many, and what that brought.
    async fn release_some(&self, now: Timestamp) -> Result<(usize, PageSummary), StoreError> {
        let mut written = JoinSet::new();
        for address in self.store.read(|connection| waited_enough(connection, now))? {
            let known = self.store.read(|connection| pages_at(connection, &address))?;
            for known in known.iter().filter(|known| known.waits) {
                let (entry, (matches, traits)) =
                    (known.id, told_by_its_teaser(known, &self.matchers, &self.publishers));
                let store = Arc::clone(&self.store);
                written.spawn(async move {
                    let write = move |connection: &_| {
                        record_teaser(connection, entry, &matches, traits.as_ref(), now)
                    };
                    store.write(write).await
                });
            }
        }
        let (mut released, mut summary) = (0, PageSummary::default());
        while let Some(written) = written.join_next().await {
            // One that broke waits on and is tried again.
            let Ok(matches) = written else { continue };
            summary.matches += matches?;
            released += 1;
            self.news.store(true, Ordering::Relaxed);
        }
        Ok((released, summary))
    }

    async fn record(&self, site: String, look: LookedAt, now: Timestamp) -> Result<usize, StoreError> {
        let is_news = look.stops_waiting || look.text.is_some() || look.withdrawn.is_some();
        let matches = self.store.write(move |connection| record_look(connection, &site, &look, now)).await?;
        if is_news {
            self.news.store(true, Ordering::Relaxed);
        }
        Ok(matches)
    }

    /// Looks at one page for every entry that leads there. Answers what it brought and how long its site rests now.
    pub(super) async fn look_at(
        &self,
        page: &DuePage,
        earlier: EarlierLooks,
    ) -> Result<(PageSummary, Duration), StoreError> {
        let now = (self.now)();
        let known = self.store.read(|connection| pages_at(connection, &page.address))?;
        let Ok(address) = Url::parse(&page.address) else {
            return Ok((
                self.record_all(page, &known, &PageReply::Unknown(UnknownReason::Unreachable), now).await?,
                Duration::ZERO,
            ));
        };
        let today = self.store.read(|connection| pages_asked(connection, page.feed, now - TOMORROW))?;
        let origin = address.origin().ascii_serialization();
        let patience = self.store.read(|connection| patience_of(connection, &origin, now))?;
        let nothing = (PageSummary::default(), Duration::ZERO);
        if let Some(until) = patience {
            self.put_off(page, PutOff::Origin(origin), now, until).await?;
            return Ok(nothing);
        }
        if today >= usize::try_from(self.settings.per_day).unwrap_or(usize::MAX) {
            self.put_off(page, PutOff::Feed(page.feed), now, now + TOMORROW).await?;
            return Ok(nothing);
        }
        let rule = |feed: &Feed| feed.robots.unwrap_or(self.settings.robots);
        let ignores_robots = known.iter().any(|known| rule(&known.feed.feed) == Robots::Ignore);
        let permission = if ignores_robots {
            Permission::Allowed { delay: Duration::ZERO }
        } else {
            self.permission(&address, &origin, now).await?
        };
        let Permission::Allowed { delay } = permission else {
            let reply = PageReply::Unknown(UnknownReason::Robots);
            let summary = self.record_all(page, &known, &reply, now).await?;
            if permission == Permission::Unknown {
                self.put_off(page, PutOff::Origin(origin), now, now + ASKED_AGAIN).await?;
            }
            return Ok((summary, Duration::ZERO));
        };
        let spacing = self.settings.spacing.max(delay);
        if earlier.may_be_under_way(spacing) {
            sleep(spacing).await;
        }
        let (mut reply, rest) = self.ask(&address, &known, now).await;
        if let PageReply::Page(read) = &mut reply
            && looks_replaced(&known, read)
        {
            sleep(spacing).await;
            read.like_not_found = self.is_like_not_found((&address, &known), &origin, read, now).await?;
        }
        if let Some(until) = rest.and_then(|rest| now.checked_add(rest).ok()) {
            self.store.write(move |connection| save_patience(connection, &origin, until)).await?;
        }
        Ok((self.record_all(page, &known, &reply, now).await?, spacing))
    }

    /// Asks for the page of these entries, with the validators that are known of it.
    async fn ask(&self, page: &Url, known: &[KnownPage], now: Timestamp) -> (PageReply, Option<Duration>) {
        let teasers = known.iter().filter(|known| !known.is_from_page);
        let feed_words = teasers.map(|known| count_words(&known.entry.text)).max().unwrap_or(0);
        let validators = known
            .first()
            .filter(|known| is_conditional(&known.state))
            .map(|known| known.state.validators.clone())
            .unwrap_or_default();
        match manner_for(page, known) {
            Ok(manner) => {
                ask(&self.fetcher, &self.extractors, page, &validators, &manner, feed_words, now).await
            }
            // As its feed, it is not asked without what the operator wants to be sent.
            Err(_) => (PageReply::Unknown(UnknownReason::Refused), None),
        }
    }

    /// Whether the site answers an address beside the page that never was with the text that stands at the page now.
    async fn is_like_not_found(
        &self,
        (page, known): (&Url, &[KnownPage]),
        origin: &str,
        read: &ReadPage,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(sibling) = sibling(page) else { return Ok(false) };
        if self.permission(&sibling, origin, now).await? == Permission::Forbidden {
            return Ok(false);
        }
        let Ok(manner) = manner_for(&sibling, known) else { return Ok(false) };
        let nothing = Validators::default();
        let (reply, _) = ask(&self.fetcher, &self.extractors, &sibling, &nothing, &manner, 0, now).await;
        Ok(match reply {
            PageReply::Page(other) => is_the_same(&other.page, &read.page),
            PageReply::Unchanged | PageReply::Missing(_) | PageReply::Unknown(_) => false,
        })
    }

    async fn put_off(
        &self,
        page: &DuePage,
        which: PutOff,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let site = page.site.clone();
        self.store.write(move |connection| put_off(connection, &site, &which, now, until)).await
    }

    /// Judges a reply for each entry of its address, and writes each in a transaction of its own.
    async fn record_all(
        &self,
        page: &DuePage,
        known: &[KnownPage],
        reply: &PageReply,
        now: Timestamp,
    ) -> Result<PageSummary, StoreError> {
        let mut summary = PageSummary::default();
        match reply {
            PageReply::Unknown(_) => summary.failed += 1,
            PageReply::Unchanged | PageReply::Page(_) | PageReply::Missing(_) => summary.pages += 1,
        }
        let context = LookContext {
            store: &self.store,
            site: &page.site,
            first: known.first().map_or(0, |known| known.id),
            plan: &self.settings.recheck,
            matchers: &self.matchers,
            publishers: &self.publishers,
            now,
        };
        for known in known {
            let look = judge(&context, known, reply)?;
            summary.edited += usize::from(look.text.as_ref().is_some_and(|text| text.is_edit));
            summary.withdrawn += usize::from(look.withdrawn == Some(true));
            summary.matches += self.record(page.site.clone(), look, now).await?;
        }
        Ok(summary)
    }

    /// What the robots.txt of a page's origin says, asked at most once a day.
    async fn permission(&self, page: &Url, origin: &str, now: Timestamp) -> Result<Permission, StoreError> {
        let stored = self.store.read(|connection| robots_of(connection, origin))?;
        if let Some(robots) = stored.filter(|robots| is_current(robots, now)) {
            return Ok(permission(&robots, page));
        }
        let Some(address) = robots_address(page) else { return Ok(Permission::Forbidden) };
        let fetched = self.fetcher.page(address.as_str(), &Validators::default(), now).await;
        let robots = answered(fetched, now);
        let answer = permission(&robots, page);
        let origin = origin.to_owned();
        self.store.write(move |connection| save_robots(connection, &origin, &robots)).await?;
        Ok(answer)
    }
}

/// Whether two answers are one: their texts, or all that they show where they have none.
fn is_the_same(sibling: &WebPage, page: &WebPage) -> bool {
    let has_text = [sibling, page].iter().all(|page| page.kind == PageKind::Article);
    let [one, other] = [sibling, page]
        .map(|page| if has_text { page.article.text.as_str() } else { page.shown.visible.as_str() });
    let enough = if has_text { LIKE_NOT_FOUND } else { SHOWN_LIKE_NOT_FOUND };
    count_words(one) > 0 && kept(one, other) >= enough
}

/// How a page is asked for: as the first of its feeds that is of its site and is not asked for as usual.
fn manner_for(page: &Url, known: &[KnownPage]) -> Result<RequestManner, FetchFailure> {
    let is_of_site = |feed: &&Feed| Url::parse(&feed.url).is_ok_and(|home| site(&home) == site(page));
    let mut feeds = known.iter().map(|known| &known.feed.feed).filter(|feed| !feed.request.are_usual());
    match feeds.find(is_of_site) {
        Some(feed) => manner_of(&feed.url, feed.kind(), Some(&feed.request)),
        None => Ok(RequestManner::default()),
    }
}
