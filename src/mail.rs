//! Messages as bytes, and the transports that carry them.
