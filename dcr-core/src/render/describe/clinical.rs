//! Problems, allergies, procedures, vaccinations and alerts in words.

use super::{Description, Tone};
use crate::record::{
    Alert, AlertStatus, Allergy, AllergyStatus, Certainty, Criticality, Immunisation, ImmunisationStatus, Problem,
    ProblemCategory, ProblemStatus, Procedure, ProcedureStatus,
};
use crate::render::{dates, words};

pub(super) fn problem(problem: &Problem) -> Description {
    let mut said = Description::new(words::concept(&problem.code)).when(words::period(&problem.period));
    said.mark(
        problem.status.as_ref().map(ProblemStatus::as_str),
        match problem.status {
            Some(ProblemStatus::Inactive | ProblemStatus::Remission | ProblemStatus::Resolved) => Tone::Quiet,
            _ => Tone::Plain,
        },
    );
    match &problem.category {
        Some(ProblemCategory::Suspected) => said.mark(Some("Suspected, not confirmed"), Tone::Caution),
        Some(ProblemCategory::Refuted) => said.mark(Some("Ruled out"), Tone::Caution),
        Some(ProblemCategory::FamilyHistory) => said.mark(Some("Family history: about a relative"), Tone::Caution),
        category => said.fact("Kind", category.as_ref().map(|category| words::word(category.as_str()))),
    }
    said.mark(problem.significance.as_ref().map(|significance| significance.as_str()), Tone::Plain);
    said.fact("Severity", problem.severity.as_ref().map(words::concept));
    said.fact("Body site", problem.body_site.as_ref().map(words::concept));
    said.fact("Episode", problem.episodicity.as_ref().map(|episodicity| words::word(episodicity.as_str())));
    said.fact("Noted", problem.noted.as_ref().map(dates::partial));
    said.fact("Diagnosed by", problem.asserter.as_ref().map(words::participant));
    said.notes(&problem.notes);
    said
}

pub(super) fn allergy(allergy: &Allergy) -> Description {
    let mut said = Description::new(words::concept(&allergy.code));
    said.mark(
        allergy.status.as_ref().map(|status| match status {
            AllergyStatus::Refuted => "Ruled out",
            status => status.as_str(),
        }),
        match allergy.status {
            Some(AllergyStatus::Inactive | AllergyStatus::Resolved) => Tone::Quiet,
            Some(AllergyStatus::Refuted) => Tone::Caution,
            _ => Tone::Plain,
        },
    );
    said.mark(
        allergy.certainty.as_ref().map(Certainty::as_str),
        if matches!(allergy.certainty, None | Some(Certainty::Confirmed)) { Tone::Plain } else { Tone::Caution },
    );
    match &allergy.criticality {
        Some(Criticality::High) => said.mark(Some("High risk of serious harm"), Tone::Caution),
        Some(Criticality::Low) => said.fact("Risk", Some("Low risk of serious harm".to_owned())),
        risk => said.fact("Risk", risk.as_ref().map(|risk| words::word(risk.as_str()))),
    }
    said.fact("Contains", words::ingredients(&allergy.ingredients));
    for reaction in &allergy.reactions {
        let shown: Vec<String> = words::concepts(&reaction.manifestations)
            .into_iter()
            .chain(reaction.severity.as_deref().map(words::word))
            .chain(reaction.onset.as_ref().map(dates::partial))
            .collect();
        said.fact("Reaction", Some(shown.join(", ")));
        if let Some(description) = &reaction.description {
            said.passage("Reaction described", description);
        }
    }
    let categories: Vec<String> = allergy.categories.iter().map(|category| words::word(category.as_str())).collect();
    said.fact("Kind", Some(categories.join("; ")));
    said.fact("Held", words::period(&allergy.period));
    said.fact("Stated by", allergy.asserter.as_ref().map(words::participant));
    said.notes(&allergy.notes);
    said
}

pub(super) fn procedure(procedure: &Procedure) -> Description {
    let when = match (&procedure.performed.start, &procedure.performed.end) {
        (Some(start), None) => Some(dates::partial(start)),
        _ => words::period(&procedure.performed),
    };
    let mut said = Description::new(words::concept(&procedure.code)).when(when);
    said.mark(
        procedure.status.as_ref().map(ProcedureStatus::as_str),
        match procedure.status {
            Some(ProcedureStatus::NotDone | ProcedureStatus::Stopped) => Tone::Caution,
            Some(ProcedureStatus::Completed) => Tone::Quiet,
            _ => Tone::Plain,
        },
    );
    said.fact("Body site", words::concepts(&procedure.body_sites));
    said.fact("Reason", words::concepts(&procedure.reasons));
    said.fact("Outcome", procedure.outcome.as_ref().map(words::concept));
    said.fact("Done by", words::participants(&procedure.performers));
    said.notes(&procedure.notes);
    said
}

pub(super) fn immunisation(immunisation: &Immunisation) -> Description {
    let mut said = Description::new(words::concept(&immunisation.vaccine));
    match &immunisation.status {
        Some(ImmunisationStatus::Completed) => said.mark(Some("Given"), Tone::Quiet),
        Some(ImmunisationStatus::NotDone) => said.mark(Some("Not given"), Tone::Caution),
        status => said.mark(status.as_ref().map(ImmunisationStatus::as_str), Tone::Plain),
    }
    said.fact("Why", immunisation.status_reason.as_ref().map(words::concept));
    said.fact("Dose", immunisation.dose.clone());
    said.fact("Against", words::concepts(&immunisation.diseases));
    said.fact("Procedure", immunisation.procedure.as_ref().map(words::concept));
    said.fact("Batch", immunisation.batch.clone());
    said.fact("Manufacturer", immunisation.manufacturer.clone());
    said.fact("Route", immunisation.route.as_ref().map(words::concept));
    said.fact("Body site", immunisation.site.as_ref().map(words::concept));
    said.fact("Given by", words::participants(&immunisation.performers));
    said.notes(&immunisation.notes);
    said
}

pub(super) fn alert(alert: &Alert) -> Description {
    let mut said = Description::new(words::concept(&alert.code)).when(words::period(&alert.period));
    said.mark(
        alert.status.as_ref().map(AlertStatus::as_str),
        match alert.status {
            Some(AlertStatus::Inactive) => Tone::Quiet,
            _ => Tone::Caution,
        },
    );
    said.fact("Kind", alert.kind.as_ref().map(|kind| words::word(kind.as_str())));
    said.fact("Raised by", alert.author.as_ref().map(words::participant));
    said.notes(&alert.notes);
    said
}
