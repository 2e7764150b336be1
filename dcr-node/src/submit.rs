//! Taking what sources send.

use crate::error::{InputError, NodeError};
use crate::gate::Arrival;
use crate::input::{Input, InputFormat};
use crate::node::{Node, now};
use crate::quarantine::Detail;
use crate::read::read;
use crate::receipt::{QuarantineId, Receipt, ReceiptIssue};
use crate::store::{Taken, Work};
use dcr_core::consent::AccessRequest;
use dcr_core::contribution::{ContentHash, Contribution};
use dcr_core::ingest::hl7v2::{Acknowledgement, acknowledge};
use dcr_core::ingest::quality::{Measure, QualityCounts};
use dcr_core::ingest::terminology::{CodeTally, Terminology};
use dcr_core::ingest::{Fate, Issue, Limits, Severity, Source, Unit};

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
        let mut prepared = Prepared::new(bytes, input, &self.terminology())?;
        self.write(|work| prepared.keep(work, Occasion::Received))
    }

    /// Takes many inputs in one transaction: all of them are durable when this returns, or none was kept.
    ///
    /// # Errors
    /// As [`Node::submit`].
    pub fn submit_all<B: AsRef<[u8]>>(
        &self,
        inputs: impl IntoIterator<Item = (B, Input)>,
    ) -> Result<Vec<Receipt>, NodeError> {
        let terminology = self.terminology();
        let prepare = |(bytes, input): (B, Input)| Prepared::new(bytes.as_ref(), &input, &terminology);
        self.write(|work| inputs.into_iter().map(|input| prepare(input)?.keep(work, Occasion::Received)).collect())
    }
}

/// On what occasion an input is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A source sent it.
    Received,
    /// It was read again from the quarantine, where it was counted when it came.
    Replayed,
}

impl Occasion {
    /// Counts a unit: one that was there already is a repeat and nothing more, unless it was only read again.
    fn count(self, unit: &Unit, repeated: bool, counts: &mut QualityCounts) {
        match (repeated, self) {
            (false, _) => counts.count_unit(unit),
            (true, Self::Received) => counts.count(Measure::Repeated, 1),
            (true, Self::Replayed) => {}
        }
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
        let mut prepared = Prepared::new(bytes, &input, &self.terminology())?;
        let receipt = self.write(|work| prepared.keep(work, Occasion::Received))?;
        Ok((receipt, acknowledge(&prepared.units, acknowledgement)))
    }
}

/// An input that was read and can be kept.
pub(crate) struct Prepared {
    format: InputFormat,
    source: Source,
    units: Vec<Unit>,
    /// For each unit, what was done to each of its contributions.
    translated: Vec<Vec<Translated>>,
}

/// What was done to a contribution after it was read.
struct Translated {
    /// What became of its codes.
    codes: CodeTally,
    /// The hash of what its source stated, where codes were added.
    stated: Option<ContentHash>,
}

impl Translated {
    fn new(read: &mut Contribution, terminology: &Terminology) -> Result<Self, NodeError> {
        // Without maps nothing is added, and nothing need be remembered to compare with.
        let before = (!terminology.is_empty()).then(|| read.clone());
        let codes = terminology.translate(read);
        let stated = before.filter(|before| before != read).map(|before| before.content_hash()).transpose()?;
        Ok(Self { codes, stated })
    }
}

impl Prepared {
    pub(crate) fn new(bytes: &[u8], input: &Input, terminology: &Terminology) -> Result<Self, NodeError> {
        let format = input.format.settled(bytes)?;
        let source = Source {
            organisation: input.organisation.clone(),
            system: input.system.clone(),
            received: input.received.map_or_else(now, Ok)?,
        };
        let mut units = read(bytes, &format, &source, &Limits::default())?;
        let translate = |unit: &mut Unit| -> Result<Vec<Translated>, NodeError> {
            unit.contributions.iter_mut().map(|read| Translated::new(read, terminology)).collect()
        };
        let translated = units.iter_mut().map(translate).collect::<Result<_, NodeError>>()?;
        Ok(Self { format, source, units, translated })
    }

    /// What was read from the units that can be accepted.
    pub(crate) fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        let accepted = self.units.iter().filter(|unit| matches!(unit.fate, Fate::Accepted));
        accepted.flat_map(|unit| &unit.contributions)
    }

    /// Makes every unit wait that could be accepted: its organisation may look and does not contribute yet.
    fn hold_back(&mut self) {
        for unit in self.units.iter_mut().filter(|unit| matches!(unit.fate, Fate::Accepted)) {
            let reason = Issue::new(
                Severity::Fatal,
                "register.read-only",
                "",
                "the organisation may look and not contribute yet",
            );
            unit.contributions.clear();
            unit.directory.clear();
            unit.issues.push(reason.clone());
            unit.fate = Fate::Quarantined(reason);
        }
    }

    /// Keeps everything. What became of each unit stands in the units from here on.
    pub(crate) fn keep(&mut self, work: &mut Work<'_>, occasion: Occasion) -> Result<Receipt, NodeError> {
        if work.rules()?.is_read_only(&self.source.organisation) {
            self.hold_back();
        }
        let source = work.heard(&self.source)?;
        let received = self.source.received;
        let by = AccessRequest::new(self.source.system.as_str(), self.source.organisation.as_str(), "", "", received);
        let mut receipt = Receipt::default();
        for (unit, translated) in self.units.iter().zip(&self.translated) {
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
                    receipt.accepted += 1;
                    for entry in &unit.directory {
                        work.put_directory((source, &self.source), entry)?;
                    }
                    let arrival = Arrival { contributions: &unit.contributions, hash, source, received, by: &by };
                    let gate = work.gate(&arrival)?;
                    receipt.contributions += gate.taken;
                    match gate.closed {
                        None => keep_unit(work, (unit, translated), &arrival, occasion, &mut receipt)?,
                        Some(closed) => keep_rest(work, (unit, translated), &closed, &arrival, &mut receipt)?,
                    }
                    work.settle_wishes(&by)?;
                }
                Fate::Quarantined(_) if work.names_only_not_held(&unit.original)? => {
                    receipt.not_held += 1;
                    work.counts(source, received).count(Measure::NotHeld, 1);
                }
                Fate::Quarantined(reason) => {
                    let detail = Detail::new(unit, reason, &self.format).to_bytes();
                    let (id, repeated) =
                        work.quarantine(hash, (source, &self.source), reason.code, &detail, &unit.original)?;
                    occasion.count(unit, repeated, work.counts(source, received));
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

/// Keeps a unit whole.
fn keep_unit(
    work: &mut Work<'_>,
    (unit, translated): (&Unit, &[Translated]),
    arrival: &Arrival<'_>,
    occasion: Occasion,
    receipt: &mut Receipt,
) -> Result<(), NodeError> {
    let person = match unit.contributions.first() {
        Some(first) => Some(work.person(&first.person())?),
        None => None,
    };
    let Arrival { hash, source, received, .. } = *arrival;
    let (message, repeated) = work.put_message(hash, source, received, person.as_deref(), Some(&unit.original))?;
    work.put_message_people(message, &unit.contributions)?;
    receipt.repeated += u64::from(repeated);
    occasion.count(unit, repeated, work.counts(source, received));
    for (contribution, translated) in unit.contributions.iter().zip(translated) {
        let taken = work.take(contribution, translated.stated, received, message)?;
        receipt.contributions += u64::from(taken != Taken::Held);
        if taken != Taken::Held && !repeated {
            let counts = work.counts(source, received);
            counts.count_contribution(contribution, received, &translated.codes);
            counts.count(Measure::OutOfOrder, u64::from(taken == Taken::OutOfOrder));
        }
    }
    Ok(())
}

/// Keeps what of a unit is about others than those who are not held. The original is not kept: it is about both.
fn keep_rest(
    work: &mut Work<'_>,
    (unit, translated): (&Unit, &[Translated]),
    closed: &[bool],
    arrival: &Arrival<'_>,
    receipt: &mut Receipt,
) -> Result<(), NodeError> {
    let Arrival { hash, source, received, .. } = *arrival;
    receipt.not_held += 1;
    work.counts(source, received).count(Measure::NotHeld, 1);
    for ((contribution, translated), closed) in unit.contributions.iter().zip(translated).zip(closed) {
        if *closed {
            continue;
        }
        let person = work.person(&contribution.person())?;
        let (message, _) = work.put_message(hash, source, received, Some(&person), None)?;
        let taken = work.take(contribution, translated.stated, received, message)?;
        receipt.contributions += u64::from(taken != Taken::Held);
    }
    Ok(())
}
