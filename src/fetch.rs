//! One conditional request for one feed, within limits and never to a private address.
