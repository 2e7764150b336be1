//! "About me" as a Composition: the person's own words under the standard's headings.

use super::choice::ResourceType;
use super::meta::Profiles;
use super::narrative::xhtml;
use super::stating::Stating;
use super::writer::Writer;
use crate::record::AboutMe;

/// Writes what matters to the person.
///
/// Source: PRSB About Me Information Standard v1.2; no FHIR code for it is known, so type and headings are words.
pub(super) fn about_me(w: &mut Writer, s: &Stating<'_, '_>, about: &AboutMe) {
    s.resource(w, ResourceType::Composition, s.id, Profiles::uk_core("Composition"), |w| {
        w.ours("status", "final");
        w.object("type", |w| w.ours("text", "About me"));
        s.subject(w, "subject");
        match &about.written {
            Some(written) => w.date_time("date", written),
            None => w.object("_date", |w| w.absent("unknown")),
        }
        w.array("author", |w| w.item(|w| w.text("reference", &s.export.patient.url())));
        w.ours("title", "About me");
        w.items("section", headings(about), |w, (title, words)| {
            w.ours("title", title);
            xhtml(w, "additional", |m| m.passage_with_breaks(words));
        });
    });
}

/// What is told, under its headings, in the standard's order.
pub(super) fn headings(about: &AboutMe) -> Vec<(&'static str, &str)> {
    [
        ("What is most important to me", &about.most_important),
        ("People who are important to me", &about.important_people),
        ("How I communicate and how to communicate with me", &about.communication),
        ("Please do and please don't", &about.please_do_and_do_not),
        ("My wellness", &about.wellness),
        ("How and when to support me", &about.support),
        ("Also worth knowing about me", &about.also_worth_knowing),
        ("Supported to write this by", &about.supported_by),
    ]
    .into_iter()
    .filter_map(|(title, words)| Some((title, words.as_deref().filter(|words| !words.trim().is_empty())?)))
    .collect()
}
