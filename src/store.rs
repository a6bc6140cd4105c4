//! The SQLite store: all SQL, one writer.
