//! Choices as they are stored: one word each, written and read in one place.

/// Gives an enum of one-word variants its stored form; a word that is none of them is a damaged row.
macro_rules! stored_words {
    ($name:ident as $what:literal { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// The word as it is stored.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.word().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                match value.as_str()? {
                    $($word => Ok(Self::$variant),)+
                    other => Err(rusqlite::types::FromSqlError::Other(
                        format!("`{other}` is no {}", $what).into(),
                    )),
                }
            }
        }
    };
}

pub(super) use stored_words;
