//! The signature of Standard Webhooks: HMAC-SHA256 over id, time and body, with every secret that holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// What stands before a secret that is written.
const PREFIX: &str = "whsec_";

/// Bytes of a secret: fewer protect nothing, and more than these no library takes.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The secrets of a webhook, ready to sign with: more than one while one follows the other.
#[derive(Debug, Clone)]
pub(super) struct SigningSecrets(Vec<hmac::Key>);

impl SigningSecrets {
    /// Reads them, one a line; in words where one of them is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys = lines.enumerate().map(|(line, secret)| {
            let bytes = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret));
            let bytes = bytes.ok().filter(|bytes| BYTES.contains(&bytes.len()));
            // Nothing of what is written is repeated: it may be the secret, with a slip.
            bytes.map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes)).ok_or_else(|| {
                format!("secret {} of the file is not `whsec_` and 24 to 64 bytes of base64", line + 1)
            })
        });
        let keys: Vec<hmac::Key> = keys.collect::<Result<_, _>>()?;
        if keys.is_empty() { Err("the file of secrets is empty".to_owned()) } else { Ok(Self(keys)) }
    }

    /// The header `webhook-signature` of a body that is sent at this second.
    pub(super) fn sign(&self, id: &str, second: i64, body: &[u8]) -> String {
        let signed = [format!("{id}.{second}.").as_bytes(), body].concat();
        let signature = |key: &hmac::Key| format!("v1,{}", STANDARD.encode(hmac::sign(key, &signed)));
        self.0.iter().map(signature).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_body_is_signed_as_the_libraries_of_the_specification_do() {
        let secrets = SigningSecrets::parse(SECRET).expect("it is a secret");
        let signature =
            secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn every_secret_of_a_rotation_signs() {
        let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let both = SigningSecrets::parse(&format!("{SECRET}\n\n {other} \n")).expect("they are secrets");
        let one = |secret: &str| SigningSecrets::parse(secret).expect("it is one").sign("i", 1, b"x");
        assert_eq!(both.sign("i", 1, b"x"), format!("{} {}", one(SECRET), one(other)));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for wrong in ["", "  \n", "hunter2", "whsec_c2hvcnQ=", &format!("{SECRET}\nwhsec_%%%%")] {
            let words = SigningSecrets::parse(wrong).expect_err(wrong);
            assert!(!words.contains("hunter2") && !words.contains("%%%%"), "{words}");
        }
    }
}
