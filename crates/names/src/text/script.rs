//! Which alphabet a letter belongs to: it chooses the ending tables and the letters of the sound alphabet.

/// An alphabet that the program has tables for, or any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Script {
    /// Latin letters with all their marks.
    Latin,
    /// Cyrillic letters with all their marks.
    Cyrillic,
    /// Greek.
    Greek,
    /// Armenian.
    Armenian,
    /// Georgian, with the capitals that nobody writes.
    Georgian,
    /// Arabic, Persian and their neighbours.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// No tables: only the written form is found.
    Other,
}

/// How many scripts there are, for tables indexed by `Script as usize`.
pub(crate) const SCRIPTS: usize = Script::Other as usize + 1;

/// A set of alphabets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct ScriptSet(u32);

// One more alphabet than there are bits would silently be listened to by nobody.
const _: () = assert!(SCRIPTS <= u32::BITS as usize);

impl ScriptSet {
    /// All of them.
    pub(crate) const ALL: Self = Self(u32::MAX);

    pub(crate) fn one(script: Script) -> Self {
        Self(1 << script as u32)
    }

    pub(crate) fn has(self, script: Script) -> bool {
        self.0 & Self::one(script).0 != 0
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl Script {
    /// The alphabet of a letter; digits, marks and signs have none.
    pub fn of(letter: char) -> Option<Self> {
        let script = match letter as u32 {
            0x41..=0x5A
            | 0x61..=0x7A
            | 0xAA
            | 0xBA
            | 0xC0..=0xD6
            | 0xD8..=0xF6
            | 0xF8..=0x2AF
            | 0x1D00..=0x1DBF
            | 0x1E00..=0x1EFF
            | 0x2C60..=0x2C7F
            | 0xA720..=0xA7FF
            | 0xFF21..=0xFF3A
            | 0xFF41..=0xFF5A
            | 0xFB00..=0xFB06 => Self::Latin,
            0x00..=0x36F => return None,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x531..=0x58F | 0xFB13..=0xFB17 => Self::Armenian,
            0x590..=0x5FF | 0xFB1D..=0xFB4F => Self::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Self::Arabic,
            0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F => Self::Georgian,
            _ if letter.is_alphabetic() => Self::Other,
            _ => return None,
        };
        Some(script)
    }

    /// Whether its vowels are mostly left out: Arabic and Hebrew.
    pub(crate) fn is_unvoiced(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }

    /// Whether names are told from words by a capital: Georgian, Arabic and Hebrew have none in use.
    pub fn has_case(self) -> bool {
        matches!(self, Self::Latin | Self::Cyrillic | Self::Greek | Self::Armenian)
    }
}
