//! The settings of one installation, as plain data with their defaults.

mod all;
mod fetch;
mod mail;
mod store;
pub(crate) mod units;
mod watch;
mod web;

pub(crate) use all::Settings;
pub(crate) use fetch::FetchSettings;
pub(crate) use mail::{MailSettings, Security, SmtpSettings, TransportSettings};
pub(crate) use store::StoreSettings;
pub(crate) use watch::WatchSettings;
pub(crate) use web::WebSettings;
