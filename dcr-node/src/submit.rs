//! Taking what sources send.

use crate::error::{InputError, NodeError};
use crate::input::{Input, InputFormat};
use crate::node::{Node, now};
use crate::quarantine::Detail;
use crate::read::read;
use crate::receipt::{QuarantineId, Receipt, ReceiptIssue};
use crate::store::{Taken, Work};
use dcr_core::contribution::Contribution;
use dcr_core::ingest::hl7v2::{Acknowledgement, acknowledge};
use dcr_core::ingest::{Fate, Limits, Source, Unit};

impl Node {
    /// Takes one input: reads it, keeps what can be used, and puts the rest whole into quarantine.
    ///
    /// When this returns, everything the receipt tells of is durable; after an error nothing of the input was kept. The
    /// same input twice changes nothing.
    ///
    /// # Errors
    /// [`crate::InputError::FormatUnknown`] when the format cannot be told; [`crate::StoreError`] when it cannot be kept.
    pub fn submit(&self, bytes: &[u8], input: &Input) -> Result<Receipt, NodeError> {
        // Reading takes longest and needs nothing of the store, so that nobody waits for it.
        let prepared = Prepared::new(bytes, input)?;
        self.write(|work| prepared.keep(work))
    }

    /// Takes many inputs in one transaction: all of them are durable when this returns, or none was kept.
    ///
    /// # Errors
    /// As [`Node::submit`].
    pub fn submit_all<B: AsRef<[u8]>>(
        &self,
        inputs: impl IntoIterator<Item = (B, Input)>,
    ) -> Result<Vec<Receipt>, NodeError> {
        self.write(|work| {
            inputs.into_iter().map(|(bytes, input)| Prepared::new(bytes.as_ref(), &input)?.keep(work)).collect()
        })
    }
}

impl Node {
    /// Takes HL7 v2 messages and says what to answer their sender: one acknowledgement for each message, in order.
    ///
    /// The answers exist only once what they acknowledge is durable.
    ///
    /// # Errors
    /// [`crate::InputError::NotHl7v2`] when the input is in another format; else as [`Node::submit`].
    pub fn submit_acknowledged(
        &self,
        bytes: &[u8],
        input: &Input,
        acknowledgement: &Acknowledgement,
    ) -> Result<(Receipt, Vec<Vec<u8>>), NodeError> {
        // What cannot even be told to be HL7 v2 still gets its answer: the sender of a broken header waits for one.
        let input = match input.format {
            InputFormat::Auto | InputFormat::Hl7v2 => input.clone().in_format(InputFormat::Hl7v2),
            _ => return Err(InputError::NotHl7v2.into()),
        };
        let prepared = Prepared::new(bytes, &input)?;
        let receipt = self.write(|work| prepared.keep(work))?;
        Ok((receipt, acknowledge(&prepared.units, acknowledgement)))
    }
}

/// An input that was read and can be kept.
pub(crate) struct Prepared {
    format: InputFormat,
    source: Source,
    units: Vec<Unit>,
}

impl Prepared {
    pub(crate) fn new(bytes: &[u8], input: &Input) -> Result<Self, NodeError> {
        let format = input.format.settled(bytes)?;
        let source = Source {
            organisation: input.organisation.clone(),
            system: input.system.clone(),
            received: input.received.map_or_else(now, Ok)?,
        };
        let units = read(bytes, &format, &source, &Limits::default())?;
        Ok(Self { format, source, units })
    }

    /// What was read from the units that can be accepted.
    pub(crate) fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        let accepted = self.units.iter().filter(|unit| matches!(unit.fate, Fate::Accepted));
        accepted.flat_map(|unit| &unit.contributions)
    }

    pub(crate) fn keep(&self, work: &mut Work<'_>) -> Result<Receipt, NodeError> {
        let source = work.heard(&self.source)?;
        let mut receipt = Receipt::default();
        for unit in &self.units {
            let hash = work.keys.look_up(
                "message",
                &[
                    self.source.organisation.as_str().as_bytes(),
                    self.source.system.as_str().as_bytes(),
                    self.format.as_str().as_bytes(),
                    self.format.mapping().unwrap_or_default().as_bytes(),
                    &unit.original,
                ],
            );
            match &unit.fate {
                Fate::Accepted => {
                    let person = match unit.contributions.first() {
                        Some(first) => Some(work.person(&first.person())?),
                        None => None,
                    };
                    let received = self.source.received;
                    let (message, repeated) =
                        work.put_message(hash, source, received, person.as_deref(), &unit.original)?;
                    receipt.accepted += 1;
                    receipt.repeated += u64::from(repeated);
                    for contribution in &unit.contributions {
                        let taken = work.take(contribution, received, message)?;
                        receipt.contributions += u64::from(taken == Taken::New);
                    }
                }
                Fate::Quarantined(reason) => {
                    let detail = Detail::new(unit, reason, &self.format).to_bytes();
                    let id = work.quarantine(hash, (source, &self.source), reason.code, &detail, &unit.original)?;
                    receipt.quarantined += 1;
                    receipt.quarantine.push(QuarantineId(id));
                }
            }
            receipt.issues.extend(
                unit.issues.iter().map(|issue| ReceiptIssue { unit: unit.place.clone(), issue: issue.clone() }),
            );
        }
        Ok(receipt)
    }
}
