//! What files with secrets hold: read when something is sent, and kept nowhere.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use url::Url;

/// Bytes of such a file at most.
const MOST: u64 = 16 << 10;

/// What a file holds, without the blanks around it; in words where it cannot be read.
pub(crate) fn read_secret(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let opened = fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
    opened.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let text = text.trim();
    if text.is_empty() { Err(format!("{} is empty", path.display())) } else { Ok(text.to_owned()) }
}

/// A token that goes into a header or an address, of one word.
pub(crate) fn read_token(path: &Path) -> Result<String, String> {
    let token = read_secret(path)?;
    let plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { Ok(token) } else { Err(format!("{} holds more than a token", path.display())) }
}

/// An address that is a secret.
pub(crate) fn read_address(path: &Path) -> Result<Url, String> {
    // What is wrong with it is not said: it would be said of a secret.
    Url::parse(&read_secret(path)?).map_err(|_| format!("{} holds no address", path.display()))
}
