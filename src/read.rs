//! Bytes and a content type become a feed with entries, whatever state the bytes are in.
