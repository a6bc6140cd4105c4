//! A digest: what one mail to one subscriber says, as data and as text.
