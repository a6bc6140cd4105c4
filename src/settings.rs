//! The settings of one installation, as plain data with their defaults.
