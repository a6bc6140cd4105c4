//! Between composing and writing: the titles and excerpts of a digest are translated for readers who asked for it.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::digest::stored::encode;
use crate::digest::translation::{StoryTranslation, check, reasons};
use crate::digest::{Digest, Story};
use crate::settings::{Settings, TranslateKind, TranslateSettings};
use crate::store::Store;
use crate::store::digests::DigestContent;
use crate::store::translations::{TranslationEngine, keep_translation, known_translation, spend_characters};
use crate::translate::MachineTranslator;
use crate::watch::entity_finder::EntityFinder;
use crate::watch::set::Watchlists;

use super::error::DeliverError;
use super::record::Batch;
use super::round::RoundKind;
use super::translation_server::{ServerRecord, TranslationServer, TranslationWaits};

/// Who translates, for the digests of one pass.
pub(super) struct DigestTranslator<'a> {
    pub store: &'a Store,
    pub settings: &'a Settings,
    pub watchlists: &'a Watchlists,
    pub server: &'a TranslationServer,
    pub waits: TranslationWaits,
    /// When no digest waits any longer.
    pub until: Instant,
    pub now: Timestamp,
}

/// What became of the texts that were wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TranslationState {
    /// All that can be had is there.
    Complete,
    /// The same, and as many characters as may be in a day were translated.
    Spent,
    /// More can be had in a while.
    UnderWay,
}

impl DigestTranslator<'_> {
    /// The batches with translations beside their stories. Whatever fails, a digest goes out as it was. None where they
    /// are worth waiting for: then it is composed once more, after what is more urgent.
    pub(super) fn translated(&self, kind: RoundKind, mut batches: Vec<Batch>) -> Option<Vec<Batch>> {
        let Some(settings) = &self.settings.translate else { return Some(batches) };
        match self.translate_all(settings, kind, &mut batches) {
            Ok(TranslationState::Complete | TranslationState::Spent) => Some(batches),
            Ok(TranslationState::UnderWay) => None,
            Err(error) => {
                tracing::error!(%error, "digests go out without translations");
                Some(batches)
            }
        }
    }

    fn translate_all(
        &self,
        settings: &TranslateSettings,
        kind: RoundKind,
        batches: &mut [Batch],
    ) -> Result<TranslationState, DeliverError> {
        let engine = engine(settings);
        let digests = batches.iter().filter_map(|batch| Some(&batch.composed.as_ref()?.0));
        let wanted = self.wanted(settings, &engine, digests)?;
        let state = if wanted.is_empty() {
            TranslationState::Complete
        } else {
            self.ask(settings, &engine, kind, &wanted)?
        };
        let missing = match state {
            TranslationState::UnderWay => return Ok(state),
            TranslationState::Spent => "as many characters as may be in a day were translated",
            TranslationState::Complete => "the server gave none",
        };
        let mut finder = EntityFinder::new(self.watchlists);
        for (digest, new) in batches.iter_mut().filter_map(|batch| batch.composed.as_mut()) {
            for story in digest.parts.iter_mut().flat_map(|part| &mut part.new) {
                story.translation = self.beside((settings, &engine, missing), &mut finder, story)?;
            }
            new.content = DigestContent::Json(encode(digest)?);
        }
        Ok(TranslationState::Complete)
    }

    /// The texts that are to be asked for, the weightiest story first, each once, with their languages.
    fn wanted<'d>(
        &self,
        settings: &TranslateSettings,
        engine: &TranslationEngine,
        digests: impl Iterator<Item = &'d Digest>,
    ) -> Result<Vec<(String, String)>, DeliverError> {
        let (mut wanted, mut seen) = (Vec::new(), BTreeSet::new());
        for story in digests.flat_map(|digest| &digest.parts).flat_map(|part| &part.new) {
            let Some(lang) = translated_from(settings, story) else { continue };
            for text in texts(story).filter(|text| seen.insert((*text).to_owned())) {
                if self.known(engine, text)?.is_none() {
                    wanted.push((text.to_owned(), lang.to_owned()));
                }
            }
        }
        Ok(wanted)
    }

    fn known(&self, engine: &TranslationEngine, text: &str) -> Result<Option<String>, DeliverError> {
        Ok(self.store.read(|connection| known_translation(connection, engine, text))?)
    }

    /// Asks on a thread of its own: whoever composes may stand inside another runtime.
    fn ask(
        &self,
        settings: &TranslateSettings,
        engine: &TranslationEngine,
        kind: RoundKind,
        wanted: &[(String, String)],
    ) -> Result<TranslationState, DeliverError> {
        let left = self.until.saturating_duration_since(Instant::now());
        let (record, begins, ends) = match kind {
            RoundKind::Alerts => (&self.server.of_alerts, self.waits.alert, self.waits.alert),
            RoundKind::Digests | RoundKind::Rehearsal => {
                (&self.server.of_digests, self.waits.between_alerts, left)
            }
        };
        if ends.is_zero() || !record.may_be_asked(self.now) {
            return Ok(TranslationState::Complete);
        }
        let desk = TranslationDesk { store: self.store, settings, engine, record, begins, now: self.now };
        let fetch = &self.settings.fetch;
        let asked = thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let translator = match MachineTranslator::new(settings, fetch) {
                    Ok(translator) => translator,
                    Err(error) => {
                        tracing::error!(%error, "nothing is translated");
                        return Ok(TranslationState::Complete);
                    }
                };
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                    return Ok(TranslationState::Complete);
                };
                // What came in time is kept; the digest goes out with it.
                runtime.block_on(async {
                    tokio::time::timeout(ends, desk.ask(&translator, wanted)).await.unwrap_or_else(|_| {
                        record.failed(self.now);
                        Ok(TranslationState::Complete)
                    })
                })
            });
            asking.join().expect("asking does not panic")
        })?;
        Ok(asked)
    }

    /// What stands beside a story: what passed, and why other lines did not; `missing` is why there may be none.
    fn beside(
        &self,
        (settings, engine, missing): (&TranslateSettings, &TranslationEngine, &str),
        finder: &mut EntityFinder,
        story: &Story,
    ) -> Result<Option<StoryTranslation>, DeliverError> {
        let Some(from) = translated_from(settings, story) else { return Ok(None) };
        let languages = (from, settings.to.as_str());
        let (mut lines, mut faults, mut is_whole) = (Vec::new(), Vec::new(), true);
        for text in texts(story) {
            match self.known(engine, text)?.map(|made| (check(finder, text, &made, languages), made)) {
                None => is_whole = false,
                Some((Ok(()), made)) if !lines.contains(&made) => lines.push(made),
                Some((Ok(()), _)) => {}
                Some((Err(fault), _)) => faults.push(fault),
            }
        }
        let mut left_out = reasons(faults);
        left_out.extend((!is_whole).then(|| missing.to_owned()));
        let model = settings.model.clone();
        let is_there = !(lines.is_empty() && left_out.is_empty());
        Ok(is_there.then(|| StoryTranslation { model, lang: settings.to.clone(), lines, left_out }))
    }
}

/// Asks for texts one after the other, and keeps what comes.
struct TranslationDesk<'a> {
    store: &'a Store,
    settings: &'a TranslateSettings,
    engine: &'a TranslationEngine,
    record: &'a ServerRecord,
    /// No further text is asked for after so long.
    begins: Duration,
    now: Timestamp,
}

impl TranslationDesk<'_> {
    /// Asks for as many as there is time for.
    async fn ask(
        &self,
        translator: &MachineTranslator<'_>,
        wanted: &[(String, String)],
    ) -> Result<TranslationState, DeliverError> {
        let begun = Instant::now();
        for (text, lang) in wanted {
            if begun.elapsed() >= self.begins {
                return Ok(TranslationState::UnderWay);
            }
            if !self.spend(text).await? {
                tracing::warn!("the characters that may be translated in a day are spent");
                return Ok(TranslationState::Spent);
            }
            match translator.translate(text, lang).await {
                Ok(made) => {
                    self.record.answered();
                    self.keep(text, made).await?;
                }
                Err(error) => {
                    tracing::warn!(%error, "a text was not translated");
                    if !self.record.failed(self.now) {
                        return Ok(TranslationState::Complete);
                    }
                }
            }
        }
        Ok(TranslationState::Complete)
    }

    async fn spend(&self, text: &str) -> Result<bool, DeliverError> {
        let (text, per_day, now) = (text.to_owned(), self.settings.per_day, self.now);
        let spend = move |connection: &_| spend_characters(connection, &text, per_day, now);
        Ok(self.store.write(spend).await?)
    }

    async fn keep(&self, text: &str, made: String) -> Result<(), DeliverError> {
        let (engine, text, now) = (self.engine.clone(), text.to_owned(), self.now);
        let keep = move |connection: &_| keep_translation(connection, &engine, &text, &made, now);
        Ok(self.store.write(keep).await?)
    }
}

fn engine(settings: &TranslateSettings) -> TranslationEngine {
    let kind = match settings.kind {
        TranslateKind::LibreTranslate => "libretranslate",
        TranslateKind::OpenAi => "openai",
    };
    TranslationEngine { name: format!("{kind} {}", settings.model), lang: settings.to.clone() }
}

/// The language of a story that is translated.
fn translated_from<'a>(settings: &TranslateSettings, story: &'a Story) -> Option<&'a str> {
    story.head.lang.as_deref().filter(|lang| settings.takes(lang))
}

/// What of a story leaves: its title and the sentences that are shown, nothing else.
fn texts(story: &Story) -> impl Iterator<Item = &str> {
    let excerpts = story.excerpts.iter().map(|excerpt| excerpt.text.as_str());
    std::iter::once(story.head.title.as_str()).chain(excerpts).filter(|text| !text.trim().is_empty())
}
