//! What files of outputs hold: read when something is sent, and kept nowhere.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use url::Url;

use crate::subscriber::HookAddress;

/// Bytes of such a file at most.
const MOST: u64 = 16 << 10;

/// What a file holds, without the blanks around it; in words where it cannot be read.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let opened = fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
    opened.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let text = text.trim();
    if text.is_empty() { Err(format!("{} is empty", path.display())) } else { Ok(text.to_owned()) }
}

/// A token that goes into a header or an address, of one word.
pub(super) fn token(path: Option<&Path>) -> Result<String, String> {
    let Some(path) = path else { return Err("there is no token for it".to_owned()) };
    let token = read(path)?;
    let plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { Ok(token) } else { Err(format!("{} holds more than a token", path.display())) }
}

/// The address of a hook.
pub(super) fn address(address: &HookAddress) -> Result<Url, String> {
    match address {
        HookAddress::Written(url) => Ok(url.clone()),
        // What is wrong with it is not said: it would be said of a secret.
        HookAddress::File(path) => {
            Url::parse(&read(path)?).map_err(|_| format!("{} holds no address", path.display()))
        }
    }
}
