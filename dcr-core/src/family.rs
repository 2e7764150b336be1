//! The families of errors, as every binding tells them.

use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// The family that an error code belongs to: C's status codes and Python's exception classes follow it.
    ///
    /// A caller that meets a code it does not know can still act on the family.
    pub enum ErrorFamily {
        /// A value given by the caller cannot be used: an identifier, a time, a message format, a mapping.
        Input = "input",
        /// A register, a policy or an access request cannot be read.
        Rules = "rules",
        /// The node's folder or database: missing, not ours, full, busy, damaged.
        Store = "store",
        /// The node's key is wrong or malformed.
        Key = "key",
        /// The audit or a log cannot be written or read.
        Audit = "audit",
        /// A fault of the library itself.
        Internal = "internal",
    }
}

impl ErrorFamily {
    /// The family of a stable error code such as `node.store.full`; an unknown code is the library's own fault.
    ///
    /// ```
    /// use dcr_core::ErrorFamily;
    /// assert_eq!(ErrorFamily::of_code("node.store.full"), ErrorFamily::Store);
    /// assert_eq!(ErrorFamily::of_code("identifier.check-digit"), ErrorFamily::Input);
    /// assert_eq!(ErrorFamily::of_code("consent-record.unreadable"), ErrorFamily::Input);
    /// assert_eq!(ErrorFamily::of_code("policy-signature.signature"), ErrorFamily::Rules);
    /// ```
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let mut parts = code.split('.');
        match (parts.next(), parts.next()) {
            (Some("node"), Some("store" | "quarantine")) => Self::Store,
            (Some("node"), Some("key")) => Self::Key,
            (Some("node"), Some("audit")) | (Some("audit" | "log"), _) => Self::Audit,
            (Some("node"), Some("policy" | "register" | "request"))
            | (
                Some("code-set" | "consent" | "match-model" | "policy" | "policy-signature" | "register" | "request"),
                _,
            ) => Self::Rules,
            (Some("node"), Some("input" | "person" | "directive" | "identity"))
            | (
                Some(
                    "consent-record" | "contribution" | "decimal" | "document" | "fhir" | "hl7v2" | "identifier"
                    | "ingest" | "json" | "match-table" | "tabular" | "terminology" | "time" | "train" | "xml",
                ),
                _,
            ) => Self::Input,
            _ => Self::Internal,
        }
    }
}
