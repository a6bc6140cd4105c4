//! Due digests become mail in the outbox, and mail in the outbox is sent.
