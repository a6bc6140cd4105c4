//! Who is asked to sign in.

/// How whoever asks for a page is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Welcome {
    /// Readers sign in.
    SignIn,
    /// Who asks from this machine is this reader: for the demo.
    As(String),
}
