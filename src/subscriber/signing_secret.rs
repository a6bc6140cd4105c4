//! The secrets that sign what a webhook gets, as their file has them.

use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands before a secret that is written.
const PREFIX: &str = "whsec_";

/// Bytes of a secret: fewer protect nothing, and more than these no library takes.
const BYTES: RangeInclusive<usize> = 24..=64;

/// The bytes of the secrets of a file, one a line: more than one while one follows the other. In words where one of them
/// is none; nothing of what is written is repeated, as it may be the secret with a slip.
pub(crate) fn signing_secrets(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let secrets = lines.enumerate().map(|(line, secret)| {
        let bytes = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret));
        bytes.ok().filter(|bytes| BYTES.contains(&bytes.len())).ok_or_else(|| {
            format!("secret {} of the file is not `whsec_` and 24 to 64 bytes of base64", line + 1)
        })
    });
    let secrets: Vec<Vec<u8>> = secrets.collect::<Result<_, _>>()?;
    if secrets.is_empty() { Err("the file of secrets is empty".to_owned()) } else { Ok(secrets) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(signing_secrets(&format!("{secret}\n\n {secret} \n")).map(|secrets| secrets.len()), Ok(2));
        for wrong in ["", "  \n", "hunter2", "whsec_c2hvcnQ=", &format!("{secret}\nwhsec_%%%%")] {
            let words = signing_secrets(wrong).expect_err(wrong);
            assert!(!words.contains("hunter2") && !words.contains("%%%%"), "{words}");
        }
    }
}
