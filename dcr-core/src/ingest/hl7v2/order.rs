//! ORC, OBR and what follows them: the orders of a message, as its kind puts them in order.

use super::context::Context;
use super::message::Segment;

/// One order: its ORC, its OBR, its specimens and what else belongs to it.
#[derive(Debug)]
pub(super) struct Order<'m> {
    pub(super) common: Option<Segment<'m>>,
    pub(super) request: Segment<'m>,
    pub(super) specimens: Vec<Segment<'m>>,
    /// What follows the OBR: observations and their notes, among others.
    pub(super) rest: Vec<Segment<'m>>,
    /// What belongs to the order and says nothing that is read here.
    pub(super) unread: Vec<Segment<'m>>,
}

/// The orders of one person's part of a message, and the observations outside any of them.
#[derive(Debug, Default)]
pub(super) struct Orders<'m> {
    pub(super) orders: Vec<Order<'m>>,
    /// OBX and their NTE before the first order.
    pub(super) lone: Vec<Segment<'m>>,
}

/// What is about the person or the visit wherever it stands.
const OF_THE_PERSON: [&str; 14] =
    ["PID", "PD1", "NK1", "PV1", "PV2", "AL1", "IAM", "DG1", "PR1", "GT1", "IN1", "IN2", "IN3", "ZU8"];

/// Reads the order groups.
///
/// In OUL^R22 and R23 the specimen comes before its orders, and in every OUL an ORC may follow its OBR; everywhere else
/// an ORC goes before and a specimen behind. Source: HL7 v2.5.1 chapters 4 and 7.
pub(super) fn read<'m>(context: &Context<'m>) -> Orders<'m> {
    let unsolicited = context.kind == "OUL";
    let specimen_first = unsolicited && matches!(context.trigger.as_str(), "R22" | "R23");
    let mut found = Orders::default();
    let mut common = None;
    let mut waiting: Vec<Segment<'m>> = Vec::new();
    let mut specimen: Option<Segment<'m>> = None;
    for segment in context.all() {
        match segment.name() {
            name if name.is_empty() || OF_THE_PERSON.contains(&name) => {}
            "ORC" if unsolicited && found.orders.last().is_some_and(|order| order.common.is_none()) => {
                if let Some(order) = found.orders.last_mut() {
                    order.common = Some(segment);
                }
            }
            "ORC" => {
                common = Some(segment);
                waiting.clear();
            }
            "OBR" => found.orders.push(Order {
                common: common.take(),
                request: segment,
                specimens: specimen.into_iter().collect(),
                rest: Vec::new(),
                unread: std::mem::take(&mut waiting),
            }),
            "SPM" if specimen_first => {
                specimen = Some(segment);
                waiting.clear();
                common = None;
                // Until the next OBR what follows is about the specimen.
                waiting.push(segment);
            }
            _ if common.is_some() || !waiting.is_empty() => waiting.push(segment),
            name => match found.orders.last_mut() {
                Some(order) if name == "SPM" => order.specimens.push(segment),
                Some(order) => order.rest.push(segment),
                None if name == "OBX" || (name == "NTE" && !found.lone.is_empty()) => found.lone.push(segment),
                None => {}
            },
        }
    }
    found
}
