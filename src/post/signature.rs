//! The signature of Standard Webhooks: HMAC-SHA256 over id, time and body, with every secret that holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::subscriber::signing_secrets;

/// The secrets of a webhook, ready to sign with: more than one while one follows the other.
#[derive(Debug, Clone)]
pub(super) struct SigningSecrets(Vec<hmac::Key>);

impl SigningSecrets {
    /// Reads them, one a line; in words where one of them is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let secrets = signing_secrets(text)?;
        Ok(Self(secrets.iter().map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, bytes)).collect()))
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
}
