//! Every coded concept of the model, wherever it stands.
//!
//! Each implementation takes its type apart field by field and names every variant, so that a new field or a new kind of
//! entry does not compile until it is said whether it holds concepts.

use super::{
    AboutMe, Alert, Allergy, CareProvider, Demographics, Directive, Document, DocumentSection, Dosage, Encounter,
    Entry, EntryBody, Immunisation, Investigation, Measurement, Medication, MedicationIssue, MedicationSupply, Problem,
    Procedure, Reaction, RelatedPerson, ResultValue, SectionStatement, SocialCare, Specimen,
};
use crate::identifier::CodedConcept;

/// What holds coded concepts.
pub(crate) trait Concepts {
    /// Shows every coded concept, each once, in the order of the fields.
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept));

    /// The same, for reading alone.
    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept));
}

impl Concepts for CodedConcept {
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
        visit(self);
    }

    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
        visit(self);
    }
}

impl<T: Concepts> Concepts for Option<T> {
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
        self.iter_mut().for_each(|held| held.concepts(visit));
    }

    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
        self.iter().for_each(|held| held.each_concept(visit));
    }
}

impl<T: Concepts> Concepts for Vec<T> {
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
        self.iter_mut().for_each(|held| held.concepts(visit));
    }

    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
        self.iter().for_each(|held| held.each_concept(visit));
    }
}

/// Takes a struct apart: which fields hold concepts, and which do not.
macro_rules! concepts_of {
    ($name:ident { $($holds:ident),* ; $($other:ident),* }) => {
        impl Concepts for $name {
            fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
                let Self { $($holds,)* $($other: _,)* } = self;
                $( $holds.concepts(visit); )*
                let _ = visit;
            }

            fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
                let Self { $($holds,)* $($other: _,)* } = self;
                $( $holds.each_concept(visit); )*
                let _ = visit;
            }
        }
    };
}

concepts_of!(Demographics {
    ethnicity, languages, marital_status, religion, death_notification, residential_status, contact_preferences;
    nhs_numbers, identifiers, names, birth_date, gender, death, addresses, contacts, interpreter_needed, practice, gp,
    sensitivity
});
concepts_of!(Directive { original; effect, scope, made, starts, ends, visit, authority, evidence, statement });
concepts_of!(SectionStatement { heading; section, empty, warnings, notes, as_at, sensitivity });
concepts_of!(Entry { body; sensitivity, author, links });
concepts_of!(Problem {
    code, severity, body_site; status, category, significance, episodicity, period, noted, asserter, notes
});
concepts_of!(Allergy {
    code, reactions, ingredients; status, certainty, categories, criticality, period, noted, asserter, notes
});
concepts_of!(Reaction { manifestations; severity, onset, description });
concepts_of!(Medication {
    drug, dosages, reasons, status_reason, ingredients, supply;
    status, course, period, authored, last_issued, review_due, quantity, prescriber, notes
});
concepts_of!(MedicationSupply {
    agency, issues; repeats_allowed, repeats_issued, duration, dosage_changed, status_changed
});
concepts_of!(MedicationIssue { dosages; issued, status, period, quantity, prescriber, notes });
concepts_of!(Dosage { route; text, amount, unit, frequency, as_needed });
concepts_of!(Investigation {
    code, specimens, measurements;
    kind, status, placer_number, filler_number, observed, reported, conclusion, requester, performers, notes
});
concepts_of!(Specimen { kind; identifier, collected, received });
concepts_of!(Measurement { code, value, method; interpretations, ranges, status, observed, group, notes });
concepts_of!(RelatedPerson {
    relationship;
    names, roles, addresses, contacts, birth_date, nhs_number, identifier, period, authority, rank, notes
});
concepts_of!(CareProvider { reasons; role, name, members, status, period, notes });
concepts_of!(Document {
    kind, sections; title, status, written, covers, authors, custodian, identifier, replaces, contents
});
concepts_of!(DocumentSection { code; title, text, depth });
concepts_of!(Encounter {
    service, reasons, admission, discharge;
    kind, status, visit_number, period, moves, participants, expected_end, notes, priority, topics
});
concepts_of!(Procedure { code, body_sites, reasons, outcome; status, performed, performers, notes });
concepts_of!(Immunisation {
    vaccine, procedure, status_reason, route, site, diseases;
    status, given, dose, batch, manufacturer, performers, notes
});
concepts_of!(SocialCare {
    what, component, reason, outcome;
    kind, status, period, client_type, delivery, provider, worker, description, details, notes
});
concepts_of!(Alert { code; kind, status, period, author, notes });
concepts_of!(AboutMe {
    ;
    most_important, important_people, communication, please_do_and_do_not, wellness, support, also_worth_knowing,
    supported_by, written
});

impl Concepts for EntryBody {
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
        match self {
            Self::Problem(held) => held.concepts(visit),
            Self::Allergy(held) => held.concepts(visit),
            Self::Medication(held) => held.concepts(visit),
            Self::Investigation(held) => held.concepts(visit),
            Self::RelatedPerson(held) => held.concepts(visit),
            Self::CareProvider(held) => held.concepts(visit),
            Self::Document(held) => held.concepts(visit),
            Self::Encounter(held) => held.concepts(visit),
            Self::Procedure(held) => held.concepts(visit),
            Self::Immunisation(held) => held.concepts(visit),
            Self::SocialCare(held) => held.concepts(visit),
            Self::Alert(held) => held.concepts(visit),
            Self::AboutMe(held) => held.concepts(visit),
        }
    }

    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
        match self {
            Self::Problem(held) => held.each_concept(visit),
            Self::Allergy(held) => held.each_concept(visit),
            Self::Medication(held) => held.each_concept(visit),
            Self::Investigation(held) => held.each_concept(visit),
            Self::RelatedPerson(held) => held.each_concept(visit),
            Self::CareProvider(held) => held.each_concept(visit),
            Self::Document(held) => held.each_concept(visit),
            Self::Encounter(held) => held.each_concept(visit),
            Self::Procedure(held) => held.each_concept(visit),
            Self::Immunisation(held) => held.each_concept(visit),
            Self::SocialCare(held) => held.each_concept(visit),
            Self::Alert(held) => held.each_concept(visit),
            Self::AboutMe(held) => held.each_concept(visit),
        }
    }
}

impl Concepts for ResultValue {
    fn concepts(&mut self, visit: &mut dyn FnMut(&mut CodedConcept)) {
        match self {
            Self::Coded(concept) | Self::Absent(concept) => visit(concept),
            Self::Quantity(_) | Self::Text(_) | Self::Time(_) | Self::Ratio(..) | Self::Range(..) => {}
        }
    }
    fn each_concept<'a>(&'a self, visit: &mut dyn FnMut(&'a CodedConcept)) {
        match self {
            Self::Coded(concept) | Self::Absent(concept) => visit(concept),
            Self::Quantity(_) | Self::Text(_) | Self::Time(_) | Self::Ratio(..) | Self::Range(..) => {}
        }
    }
}
