//! The organisations of the county and their systems.

/// An organisation's system as the node names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    /// ODS code; for councils the GSS code, because no ODS code is known to be current.
    pub(crate) organisation: &'static str,
    /// The system's name.
    pub(crate) system: &'static str,
}

const fn source(organisation: &'static str, system: &'static str) -> Source {
    Source { organisation, system }
}

/// Dorset County Hospital.
pub(crate) const RBD: Source = source("RBD", "PAS");
/// University Hospitals Dorset.
pub(crate) const R0D: Source = source("R0D", "EPR");
/// Dorset HealthCare.
pub(crate) const RDY: Source = source("RDY", "COMMUNITY");
/// Dorset Council.
pub(crate) const DORSET: Source = source("E06000059", "ASC");
/// Bournemouth, Christchurch and Poole Council.
pub(crate) const BCP: Source = source("E06000058", "ASC");

/// A GP practice.
#[derive(Debug)]
pub(crate) struct Practice {
    /// Its code and system.
    pub(crate) source: Source,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its doctor, in words.
    pub(crate) doctor: &'static str,
}

const fn practice(code: &'static str, system: &'static str, name: &'static str, doctor: &'static str) -> Practice {
    Practice { source: source(code, system), name, doctor }
}

/// The practices. Those on `EMIS` send collections of resources with local references; those on `TPP` send messages with
/// `urn:uuid` references.
pub(crate) const PRACTICES: [Practice; 12] = [
    practice("J81001", "EMIS", "Maumbury Surgery", "Dr Helen Marsh"),
    practice("J81002", "EMIS", "Jurassic Coast Practice", "Dr Imran Qureshi"),
    practice("J81003", "EMIS", "Brit Valley Surgery", "Dr Owen Llewellyn"),
    practice("J81004", "EMIS", "Stour Vale Practice", "Dr Ruth Abbott"),
    practice("J81005", "EMIS", "Abbey Lane Surgery", "Dr Simon Peach"),
    practice("J81006", "EMIS", "Isle of Purbeck Practice", "Dr Clare Dunning"),
    practice("J81007", "TPP", "Boscombe Chine Surgery", "Dr Anita Rao"),
    practice("J81008", "TPP", "Westover Practice", "Dr Daniel Stagg"),
    practice("J81009", "TPP", "Harbourside Surgery", "Dr Fiona Clegg"),
    practice("J81010", "TPP", "Canford Heath Practice", "Dr Peter Adeyemi"),
    practice("J81011", "TPP", "Priory Quay Surgery", "Dr Laura Minns"),
    practice("J81012", "TPP", "Minster Practice", "Dr Tom Whitlock"),
];

/// The practice at this place; a place that does not exist is the first.
pub(crate) fn practice_at(place: usize) -> &'static Practice {
    let [first, ..] = &PRACTICES;
    PRACTICES.get(place).unwrap_or(first)
}
