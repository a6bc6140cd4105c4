//! Header bytes as text, one character a byte: readable in the store and never changed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[expect(clippy::ref_option, reason = "serde hands the field by reference")]
pub(super) fn serialize<S: Serializer>(value: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(|bytes| bytes.iter().copied().map(char::from).collect::<String>()).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| {
        text.chars()
            .map(|letter| u8::try_from(letter).map_err(serde::de::Error::custom))
            .collect::<Result<Vec<u8>, D::Error>>()
    })
    .transpose()
}
