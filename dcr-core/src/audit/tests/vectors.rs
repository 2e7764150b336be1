//! The golden vectors of `tests/vectors/log/audit.json`, which were made by another implementation.

use crate::audit::{AuditLog, StoredBody, StoredEntry, verify_audit_log};
use crate::log::{Salt, VerifierKey};
use serde::Deserialize;
use std::convert::Infallible;

#[derive(Deserialize)]
struct Vectors {
    origin: String,
    verifier_key: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    checkpoint: String,
    kept: Vec<String>,
    entries: Vec<Written>,
    verdict: String,
}

#[derive(Deserialize)]
struct Written {
    leaf: String,
    salt: Option<String>,
    body: Option<String>,
}

fn bytes(text: &str) -> Vec<u8> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { panic!("an odd number of digits") };
    pairs.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

impl Written {
    fn stored(&self) -> StoredEntry {
        let body = match (&self.salt, &self.body) {
            (Some(salt), Some(body)) => {
                StoredBody::Held { salt: Salt::new(&bytes(salt)).unwrap(), bytes: body.clone().into_bytes() }
            }
            _ => StoredBody::Erased,
        };
        StoredEntry { leaf: bytes(&self.leaf), body }
    }
}

#[test]
fn every_case_has_its_verdict() {
    let path = format!("{}/../tests/vectors/log/audit.json", env!("CARGO_MANIFEST_DIR"));
    let vectors: Vectors = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(vectors.cases.len(), 19);
    let keys = [VerifierKey::parse(&vectors.verifier_key).unwrap()];
    for case in vectors.cases {
        let kept: Vec<Vec<u8>> = case.kept.into_iter().map(String::into_bytes).collect();
        let log =
            AuditLog { origin: &vectors.origin, keys: &keys, checkpoint: case.checkpoint.as_bytes(), kept: &kept };
        let entries = case.entries.iter().map(|entry| Ok::<_, Infallible>(entry.stored()));
        assert_eq!(verify_audit_log(&log, entries).code(), case.verdict, "{}", case.name);
    }
}
