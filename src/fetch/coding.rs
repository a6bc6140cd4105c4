//! Content codings by what the bytes are: names are announced wrongly more often than bytes are broken.

use std::io::{ErrorKind, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What is asked for.
pub(super) const ACCEPTED: &str = "gzip, br, zstd, deflate";

/// Layers that are taken off although nobody announced them.
const UNANNOUNCED: usize = 2;

/// Layers that an answer may announce.
const ANNOUNCED: usize = 4;

/// A body without its codings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DecodedBody {
    pub bytes: Vec<u8>,
    /// A coding ended before its end, or its sum was wrong: only a document that is whole may be believed.
    pub is_damaged: bool,
}

/// Why a body has no plain bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CodingError {
    /// More comes out of it than the limit.
    TooLarge,
    /// It is not in the coding that it is said to be in, nor a document as it is.
    Broken(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// The coding of a name; none for what changes nothing: `identity`, and what servers write there by mistake
    /// (`UTF-8`, `none`, `binary`, `aws-chunked`). Names have no case (RFC 9110, 8.4.1).
    fn of(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            "br" => Self::Brotli,
            "zstd" => Self::Zstd,
            _ => return None,
        })
    }

    /// What the bytes say they are: by the marks of gzip (RFC 1952, 2.3.1) and zstd (RFC 8878, 3.1.1), and by zlib's two
    /// bytes with their sum (RFC 1950, 2.2).
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes.trim_ascii_start() {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x78, flags @ (0x01 | 0x5e | 0x9c | 0xda), ..] if (0x7800 + u16::from(*flags)) % 31 == 0 => {
                Some(Self::Deflate)
            }
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// Takes off the announced codings, and those that nobody announced. The limit counts what comes out of each.
pub(super) fn decode(raw: Vec<u8>, announced: &str, limit: u64) -> Result<DecodedBody, CodingError> {
    let mut body = DecodedBody { bytes: raw, is_damaged: false };
    let codings: Vec<Coding> = announced.split(',').filter_map(Coding::of).take(ANNOUNCED).collect();
    // The last one named was applied last.
    for coding in codings.into_iter().rev() {
        let looks_like = Coding::of_bytes(&body.bytes);
        let is_plain = is_document(&body.bytes) || looks_like.is_some_and(|other| other != coding);
        match take_off(coding, &body.bytes, limit)? {
            // By chance a few bytes come out of a document that was never coded.
            Some(decoded) if !(decoded.is_damaged && is_plain) => {
                body = DecodedBody { is_damaged: decoded.is_damaged || body.is_damaged, ..decoded };
            }
            _ if is_plain => {}
            _ => return Err(CodingError::Broken(coding.name())),
        }
    }
    for _layer in 0..UNANNOUNCED {
        let Some(coding) = Coding::of_bytes(&body.bytes) else { break };
        let decoded = take_off(coding, &body.bytes, limit)?.ok_or(CodingError::Broken(coding.name()))?;
        body = DecodedBody { is_damaged: decoded.is_damaged || body.is_damaged, ..decoded };
    }
    Ok(body)
}

/// The bytes without this coding; none where not one comes out of it.
fn take_off(coding: Coding, bytes: &[u8], limit: u64) -> Result<Option<DecodedBody>, CodingError> {
    match coding {
        _ if bytes.is_empty() => Ok(Some(DecodedBody { bytes: Vec::new(), is_damaged: false })),
        // Blank lines before it are a script's that prints more than it means to.
        Coding::Gzip => drain(MultiGzDecoder::new(bytes.trim_ascii_start()), limit),
        // With the two bytes of zlib before it or without: servers have never agreed.
        Coding::Deflate => match drain(ZlibDecoder::new(bytes), limit)? {
            Some(decoded) => Ok(Some(decoded)),
            None => drain(DeflateDecoder::new(bytes), limit),
        },
        Coding::Brotli => drain(Decompressor::new(bytes, 4096), limit),
        Coding::Zstd => match zstd::Decoder::new(bytes) {
            Ok(decoder) => drain(decoder, limit),
            Err(_) => Ok(None),
        },
    }
}

fn drain(mut coded: impl Read, limit: u64) -> Result<Option<DecodedBody>, CodingError> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 32 << 10];
    loop {
        match coded.read(&mut buffer) {
            Ok(0) => return Ok(Some(DecodedBody { bytes, is_damaged: false })),
            Ok(length) if (bytes.len() + length) as u64 > limit => return Err(CodingError::TooLarge),
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) if bytes.is_empty() => return Ok(None),
            Err(_) => return Ok(Some(DecodedBody { bytes, is_damaged: true })),
        }
    }
}

/// Whether the bytes begin as a feed or a page does, uncoded.
fn is_document(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    bytes.starts_with(b"<") || bytes.starts_with(b"{") || bytes.starts_with(b"\xef\xbb\xbf")
}

/// Whether a document that broke off has its end all the same: its root is closed.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let end = bytes.trim_ascii_end();
    let closes = |root: &str| {
        let start = end.len().checked_sub(root.len());
        start.is_some_and(|start| end[start..].eq_ignore_ascii_case(root.as_bytes()))
    };
    ["</rss>", "</feed>", "</rdf:rdf>", "</channel>", "</urlset>", "</sitemapindex>", "</html>"]
        .into_iter()
        .any(closes)
        || end.ends_with(b"}") && serde_json::from_slice::<serde::de::IgnoredAny>(end).is_ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const FEED: &[u8] =
        b"<rss><channel><title>Velling opens the pier, again and again</title></channel></rss>";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every write")
    }

    fn check(raw: Vec<u8>, announced: &str, is_damaged: bool) {
        let expected = Ok(DecodedBody { bytes: FEED.to_vec(), is_damaged });
        assert_eq!(decode(raw, announced, 1 << 20), expected, "{announced}");
    }

    #[test]
    fn bodies_are_decoded_by_what_they_are() {
        for name in ["gzip", "x-gzip", "GZIP", "", "identity", "none", "gzip, gzip", "br, gzip"] {
            check(gzip(FEED), name, false);
        }
        for name in ["", "UTF-8", "none", "binary", "aws-chunked", "gzip", "br", "deflate", "zstd"] {
            check(FEED.to_vec(), name, false);
        }
        check(gzip(&gzip(FEED)), "gzip", false);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        let zlib = zlib.write_all(FEED).and_then(|()| zlib.finish()).expect("memory");
        for name in ["deflate", "gzip", ""] {
            check(zlib.clone(), name, false);
        }
        check([b"\r\n", gzip(FEED).as_slice()].concat(), "gzip", false);
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        check(raw.write_all(FEED).and_then(|()| raw.finish()).expect("memory"), "Deflate", false);
        check(gzip(FEED), "deflate", false);
        let zstd = zstd::encode_all(FEED, 1).expect("memory");
        check(zstd.clone(), "zstd", false);
        check(zstd, "", false);
    }

    #[test]
    fn a_damaged_body_says_so() {
        let whole = gzip(FEED);
        check(whole[..whole.len() - 8].to_vec(), "gzip", true);
        let mut wrong_sum = whole.clone();
        let sum = wrong_sum.len() - 8;
        wrong_sum[sum] ^= 1;
        check(wrong_sum, "gzip", true);
        assert!(is_whole(FEED) && is_whole(b"{\"items\":[]}\n") && is_whole(b"<x></RSS>\n"));
        assert!(!is_whole(&FEED[..40]) && !is_whole(b"{\"items\":[{}") && !is_whole(b""));
    }

    #[test]
    fn what_is_broken_or_too_large_is_refused() {
        assert_eq!(decode(b"gibberish".to_vec(), "gzip", 100), Err(CodingError::Broken("gzip")));
        assert_eq!(decode(gzip(&[b' '; 1000]), "gzip", 999), Err(CodingError::TooLarge));
        assert_eq!(decode(gzip(&gzip(&[b' '; 9000])), "", 999), Err(CodingError::TooLarge));
    }
}
