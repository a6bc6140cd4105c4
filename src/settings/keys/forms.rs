//! The forms that values of many keys share.

use crate::diagnostic::table::KeyKind;

/// Seconds.
pub(super) const MINUTE: u64 = 60;
/// Seconds.
pub(super) const HOUR: u64 = 60 * MINUTE;
/// Seconds.
pub(super) const DAY: u64 = 24 * HOUR;

/// A mail address.
pub(super) const ADDRESS: &str = r"^[^@\s]+@[^@\s]+$";
/// A language tag.
pub(super) const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";
/// A name that can be looked for.
pub(super) const NAME: &str = "..";
/// Any text but none.
pub(super) const SOME: &str = ".";

/// How often a feed is asked: not more than once a second, not less than once in thirty days.
pub(super) const INTERVAL: KeyKind = KeyKind::Duration { least: 1, most: 30 * DAY };

/// An address of the web.
pub(super) const WEB_ADDRESS: KeyKind = KeyKind::like(r"^https?://[^\s]+$");

/// An address to listen on.
pub(super) const LISTEN: KeyKind = KeyKind::like(r"^(\[[0-9a-fA-F:.]+\]|[0-9.]+):[0-9]+$");
