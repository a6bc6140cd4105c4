//! Delivery as a whole: from a stored match to what readers are told.

mod composing;
mod histories;
mod publisher;
