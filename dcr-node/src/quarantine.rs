//! Looking at what could not be used, and trying it again.

use crate::error::{NodeError, StoreError};
use crate::input::{Input, InputFormat};
use crate::node::Node;
use crate::receipt::{QuarantineId, Receipt};
use crate::store::QuarantinedRow;
use crate::submit::{Occasion, Prepared};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::quality::Measure;
use dcr_core::ingest::{Issue, Unit};
use dcr_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One unit in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// Its number.
    pub id: QuarantineId,
    /// The organisation that sent it.
    pub organisation: OdsCode,
    /// The organisation's source system.
    pub system: SourceSystem,
    /// When it was received.
    pub received: Timestamp,
    /// In what format it came.
    pub format: String,
    /// Where in its input it stood, such as `message 3`.
    pub unit: String,
    /// The stable code of the reason.
    pub code: String,
    /// Where in the unit the reason lies.
    pub place: String,
    /// The reason in words.
    pub message: String,
}

/// What is sealed beside a unit in quarantine.
#[derive(Serialize, Deserialize)]
pub(crate) struct Detail {
    unit: String,
    place: String,
    message: String,
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mapping: Option<String>,
}

impl Detail {
    pub(crate) fn new(unit: &Unit, reason: &Issue, format: &InputFormat) -> Self {
        Self {
            unit: unit.place.clone(),
            place: reason.place.clone(),
            message: reason.message.to_owned(),
            format: format.as_str().to_owned(),
            mapping: format.mapping().map(str::to_owned),
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        // Texts alone, which always print.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn of(row: &QuarantinedRow) -> Result<Self, NodeError> {
        serde_json::from_slice(&row.detail).map_err(|_| StoreError::Corrupt { what: "quarantine" }.into())
    }

    fn format(&self) -> Result<InputFormat, NodeError> {
        let format = InputFormat::parse(&self.format, self.mapping.as_deref());
        Ok(format.ok_or(StoreError::Corrupt { what: "quarantine" })?)
    }
}

impl Node {
    /// Everything in quarantine, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn quarantine(&self) -> Result<Vec<Quarantined>, NodeError> {
        let rows = self.read(|work| work.quarantined(None))?;
        rows.into_iter()
            .map(|row| {
                let detail = Detail::of(&row)?;
                Ok(Quarantined {
                    id: QuarantineId(row.id),
                    organisation: row.source.organisation,
                    system: row.source.system,
                    received: row.source.received,
                    format: detail.format,
                    unit: detail.unit,
                    code: row.code,
                    place: detail.place,
                    message: detail.message,
                })
            })
            .collect()
    }

    /// The bytes of a unit in quarantine, as they came. They are about a person and no audit event is written: this is
    /// for whoever runs the node, to put a source right.
    ///
    /// # Errors
    /// [`crate::InputError::NotInQuarantine`] when there is none with this number.
    pub fn quarantined_bytes(&self, id: QuarantineId) -> Result<Vec<u8>, NodeError> {
        self.read(|work| {
            let row = work.quarantined_one(id.0)?;
            work.quarantined_bytes(&row)
        })
    }

    /// Reads a unit in quarantine again, as received when it came. What is accepted now leaves the quarantine.
    ///
    /// # Errors
    /// [`crate::InputError::NotInQuarantine`] when there is none with this number.
    pub fn replay(&self, id: QuarantineId) -> Result<Receipt, NodeError> {
        let terminology = self.terminology();
        self.write(|work| {
            let row = work.quarantined_one(id.0)?;
            let bytes = work.quarantined_bytes(&row)?;
            let source = work.heard(&row.source)?;
            let received = row.source.received;
            let input = Input {
                format: Detail::of(&row)?.format()?,
                organisation: row.source.organisation,
                system: row.source.system,
                received: Some(received),
            };
            let mut prepared = Prepared::new(&bytes, &input, &terminology)?;
            let receipt = prepared.keep(work, Occasion::Replayed)?;
            if receipt.quarantined == 0 && receipt.accepted > 0 {
                work.release(id.0)?;
                work.counts(source, received).count(Measure::Released, 1);
            }
            Ok(receipt)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NodeKey, NodeOptions};
    use dcr_core::identifier::NhsNumber;
    use dcr_core::ingest::Source;

    /// A message that an earlier version could not read and this one can.
    #[test]
    fn what_can_be_read_now_leaves_the_quarantine() {
        const MESSAGE: &[u8] = b"MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|1|P|2.4\r\
            EVN|A08|20261122133400\rPID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\r\
            DG1|1||C10^^RCV2\r";
        const MAP: &str = "{\"format\":1,\"name\":\"m\",\"version\":\"1\",\"from\":\"http://read.info/readv2\",\
            \"to\":\"http://snomed.info/sct\",\"columns\":{\"code\":\"a\",\"target\":\"b\"}}\na,b\nC10..,73211009\n";
        let folder = tempfile::tempdir().unwrap();
        let options = NodeOptions {
            organisation: OdsCode::parse("RBD").unwrap(),
            register: include_bytes!("../../dcr-core/src/register/dorset_example.json").to_vec(),
            policy: include_bytes!("../../dcr-core/src/consent/dorset_example.json").to_vec(),
        };
        let node = Node::create(folder.path(), &options, &NodeKey::from_bytes([7; 32])).unwrap();
        let source = Source {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            received: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
        };
        let id = node
            .write(|work| {
                let reason = Issue::new(dcr_core::ingest::Severity::Fatal, "hl7v2.earlier", "PID-3", "not read yet");
                let unit = Unit::quarantined("message 1", MESSAGE, reason.clone());
                let detail = Detail::new(&unit, &reason, &InputFormat::Hl7v2).to_bytes();
                let row = work.heard(&source)?;
                work.quarantine([1; 16], (row, &source), reason.code, &detail, MESSAGE)
            })
            .map(|(id, _)| QuarantineId(id))
            .unwrap();
        let [held] = node.quarantine().unwrap().try_into().unwrap();
        assert_eq!(
            (held.code.as_str(), held.place.as_str(), held.received),
            ("hl7v2.earlier", "PID-3", source.received)
        );
        node.use_terminology(crate::door::terminology(&[("m.csv", MAP)]).unwrap());
        let receipt = node.replay(id).unwrap();
        assert_eq!((receipt.accepted, receipt.quarantined), (1, 0));
        assert!(receipt.contributions > 0);
        assert_eq!(node.quarantine().unwrap(), []);
        let number = NhsNumber::parse("9990000018").unwrap();
        assert!(node.read(|work| work.person_of_number(&number)).unwrap().is_some());
        assert_eq!(node.replay(id).unwrap_err().code(), "node.quarantine.unknown");
        let total = node.quality(source.received, source.received).unwrap().sources.remove(0).total;
        let counted = [Measure::Accepted, Measure::Released, Measure::Repeated, Measure::Mapped("m@1".to_owned())];
        assert_eq!(counted.map(|measure| total.get(&measure)), [1, 1, 0, 1]);
    }
}
