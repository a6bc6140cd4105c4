//! The settings of one installation, as plain data with their defaults.

mod all;
mod bus;
pub(crate) mod country_codes;
mod fetch;
pub(crate) mod keys;
mod language_codes;
mod mail;
mod metrics;
mod pages;
mod store;
mod translate;
pub(crate) mod typed;
pub(crate) mod units;
pub(crate) mod values;
mod watch;
mod web;

pub(crate) use all::Settings;
pub(crate) use bus::{BusRole, BusSettings, KeptEntries};
pub(crate) use fetch::FetchSettings;
pub(crate) use mail::{MailSettings, Security, SmtpSettings, TransportSettings};
pub(crate) use metrics::MetricsSettings;
pub(crate) use pages::{PageSettings, full_text, robots};
pub(crate) use store::StoreSettings;
pub(crate) use translate::{TranslateKind, TranslateSettings};
pub(crate) use watch::WatchSettings;
pub(crate) use web::{ProxyAuth, Signup, WebSettings};
