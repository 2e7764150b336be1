//! FamilyMemberHistory: what is said of a relative.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::Problem;

const RELATION: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

/// Writes a problem of a relative. The record does not say which relative it is.
pub(super) fn family_history(w: &mut Writer, s: &Stating<'_, '_>, problem: &Problem) {
    let said = s.said();
    s.resource(w, ResourceType::FamilyMemberHistory, s.id, Profiles::uk_core("FamilyMemberHistory"), |w| {
        w.ours("status", "partial");
        s.subject(w, "patient");
        w.date_time_opt("date", problem.noted.as_ref());
        w.ours_concept("relationship", RELATION, "FAMMEMB");
        w.items("condition", [problem], |w, problem| {
            said.concept_required(w, "code", &problem.code);
            w.text_opt("onsetString", problem.period.start.as_ref().map(|start| start.as_str()));
            w.notes(&problem.notes);
        });
        s.beyond_opt("Status", problem.status.as_ref().map(|status| status.as_str()));
        s.beyond_opt("Significance", problem.significance.as_ref().map(|word| word.as_str()));
        s.beyond_opt("Episode", problem.episodicity.as_ref().map(|word| word.as_str()));
        s.beyond_opt("Severity", problem.severity.as_ref().map(|severity| severity.words()));
        s.beyond_opt("Body site", problem.body_site.as_ref().map(|site| site.words()));
        s.beyond_opt("Ended", problem.period.end.as_ref().map(|end| end.as_str()));
        s.beyond_opt("Told by", problem.asserter.as_ref().map(crate::render::words::participant));
    });
}
