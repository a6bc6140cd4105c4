//! The secrets of a receiver, as they are when something is sent.

use std::path::Path;

use url::Url;

use crate::reach::secret_file::{read_address, read_token};
use crate::subscriber::HookAddress;

/// A token that goes into a header or an address, of one word.
pub(super) fn token(path: Option<&Path>) -> Result<String, String> {
    path.map_or_else(|| Err("there is no token for it".to_owned()), read_token)
}

/// The address of a hook.
pub(super) fn address(address: &HookAddress) -> Result<Url, String> {
    match address {
        HookAddress::Written(url) => Ok(url.clone()),
        HookAddress::File(path) => read_address(path),
    }
}
