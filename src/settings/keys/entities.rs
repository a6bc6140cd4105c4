//! The keys of an entity.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::NAME;

/// The entities that all watchlists of a folder share.
pub(crate) static ENTITIES: KeyTable = KeyTable::new(
    "The entities that all watchlists of the folder share",
    &[TomlKey::new("entity", KeyKind::Tables(&ENTITY), "One entity")],
);

pub(super) static ENTITY: KeyTable = KeyTable::new(
    "A person, a body, a place or a term, with every name it goes by",
    &[
        TomlKey::new("id", KeyKind::like("^[a-z0-9_-]+$"), "Queries call it @id")
            .required("add `id = \"short-name\"`; queries call it @short-name"),
        TomlKey::new(
            "kind",
            KeyKind::Choice(&["person", "org", "place", "term"]),
            "What it is; a person's surname counts once the full name stands in the item",
        )
        .required("add `kind = \"person\"`, \"org\", \"place\" or \"term\""),
        TomlKey::new(
            "name",
            KeyKind::like(NAME),
            "The international spelling: matching by sound starts here",
        ),
        TomlKey::new(
            "names",
            KeyKind::Names,
            "Names by language (names.ru = [\"…\"]), or names = [\"…\"] for any language; every one matches in all its case forms",
        ),
        TomlKey::new(
            "acronyms",
            KeyKind::Texts { pattern: Some(NAME) },
            "Short names in capitals; case endings are allowed (KTMT-nin)",
        ),
        TomlKey::new(
            "not",
            KeyKind::Texts { pattern: Some(NAME) },
            "Mentions that do not count; an item that has both still matches",
        ),
        TomlKey::new(
            "surname",
            KeyKind::Choice(&["anchored", "alone", "never"]),
            "Whether a lone surname counts: once the full name stands in the item, always, or never",
        ),
        TomlKey::new(
            "country",
            KeyKind::like("^[A-Z]{2}$"),
            "Two capitals: the names of countries come with the program; for places only",
        ),
    ],
);
