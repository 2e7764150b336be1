//! How large an input may be.

/// Bounds that keep a hostile or broken input from exhausting its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one message or one file read at once; by default 64 MiB.
    pub message_bytes: usize,
    /// The deepest nesting of JSON; by default 64.
    pub depth: usize,
    /// The most segments, repeats, array items or columns of one kind; by default 100,000.
    pub repeats: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message_bytes: 64 << 20, depth: 64, repeats: 100_000 }
    }
}
