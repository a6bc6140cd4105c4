//! File heads, sizes, and what must be absent where.
