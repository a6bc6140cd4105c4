//! The listener: digests by unguessable link, and health.
