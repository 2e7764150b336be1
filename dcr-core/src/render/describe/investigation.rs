//! Investigations in words.

use super::{Description, ResultRow, Tone};
use crate::record::{Interpretation, Investigation, Measurement, ResultStatus, Specimen};
use crate::render::{dates, words};

pub(super) fn investigation(investigation: &Investigation) -> Description {
    let mut said = Description::new(words::concept(&investigation.code));
    said.mark(investigation.status.as_ref().map(status_word), tone(investigation.status.as_ref()));
    said.mark(investigation.kind.as_ref().map(|kind| kind.as_str()), Tone::Quiet);
    said.results = investigation.measurements.iter().map(row).collect();
    for specimen in &investigation.specimens {
        said.fact("Specimen", Some(specimen_words(specimen)));
    }
    if investigation.observed.is_some() {
        said.fact("Reported", investigation.reported.as_ref().map(dates::partial));
    }
    said.fact("Asked for by", investigation.requester.as_ref().map(words::participant));
    said.fact("Done by", words::participants(&investigation.performers));
    said.fact("Requester's number", investigation.placer_number.clone());
    said.fact("Laboratory's number", investigation.filler_number.clone());
    if let Some(conclusion) = &investigation.conclusion {
        said.passage("Conclusion", conclusion);
    }
    said.notes(&investigation.notes);
    said
}

fn status_word(status: &ResultStatus) -> &str {
    match status {
        ResultStatus::Registered => "No result yet",
        ResultStatus::Partial => "Partial: more to come",
        ResultStatus::Preliminary => "Preliminary: not yet verified",
        ResultStatus::Unknown => "Status not known",
        status => status.as_str(),
    }
}

fn tone(status: Option<&ResultStatus>) -> Tone {
    match status {
        Some(ResultStatus::Final | ResultStatus::Appended) => Tone::Quiet,
        None => Tone::Plain,
        Some(_) => Tone::Caution,
    }
}

fn row(measurement: &Measurement) -> ResultRow {
    let interpretations: Vec<String> = measurement.interpretations.iter().map(words::interpretation).collect();
    let expected: Vec<String> = measurement.ranges.iter().map(words::range).collect();
    let remarks = measurement
        .status
        .iter()
        .map(|status| words::word(status_word(status)))
        .chain(measurement.observed.iter().map(|at| format!("Observed {}", dates::partial(at))))
        .chain(measurement.method.iter().map(|method| format!("Method: {}", words::concept(method))))
        .chain(measurement.notes.iter().cloned())
        .collect();
    ResultRow {
        test: words::concept(&measurement.code),
        value: measurement.value.as_ref().map_or_else(|| "No value".to_owned(), words::value),
        interpretation: interpretations.join(", "),
        attention: measurement.interpretations.iter().any(calls_for_attention),
        expected: expected.join("; "),
        remarks,
    }
}

/// Everything but what is plainly as expected: a word that is not known is not passed over.
fn calls_for_attention(interpretation: &Interpretation) -> bool {
    !matches!(interpretation, Interpretation::Normal | Interpretation::Negative | Interpretation::Susceptible)
}

fn specimen_words(specimen: &Specimen) -> String {
    let parts: Vec<String> = specimen
        .kind
        .iter()
        .map(words::concept)
        .chain(specimen.identifier.clone())
        .chain(specimen.collected.iter().map(|at| format!("taken {}", dates::partial(at))))
        .chain(specimen.received.iter().map(|at| format!("received {}", dates::partial(at))))
        .collect();
    parts.join(", ")
}
