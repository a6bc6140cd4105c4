//! The event loop of the service.
