//! The titles of the groups in which the lines of a section stand.

use crate::consent::VisibleLine;
use crate::merge::LineGroup;
use crate::record::Section;

/// For each line the title of the group that begins with it; none in a section in which everything holds.
pub(super) fn titles(section: Section, lines: &[VisibleLine]) -> Vec<Option<&'static str>> {
    let plain = lines.iter().all(|line| line.group.is_none_or(|group| group == LineGroup::Active));
    let mut before = None;
    lines
        .iter()
        .map(|line| {
            let begins = before != Some(line.group);
            before = Some(line.group);
            line.group.filter(|_| begins && !plain).map(|group| title(section, group))
        })
        .collect()
}

const fn title(section: Section, group: LineGroup) -> &'static str {
    match (group, section) {
        (LineGroup::Foremost, _) => "To be seen first",
        (LineGroup::Active, Section::Documents) => "Letters and reports",
        (LineGroup::Active, Section::RelatedPeople | Section::CareProviders) => "Now",
        (LineGroup::Active, _) => "Current",
        (LineGroup::Repeat, _) => "Repeat prescriptions",
        (LineGroup::Acute, _) => "Acute prescriptions",
        (LineGroup::Hospital, _) => "From hospital",
        (LineGroup::OverTheCounter, _) => "Bought without a prescription",
        (LineGroup::Planned, _) => "Planned",
        (LineGroup::NoneKnown, _) => "Stated as none known",
        (LineGroup::Mentioned, _) => "Diagnosed at encounters, on no list of problems",
        (LineGroup::Minor, _) => "Minor",
        (LineGroup::Suspected, _) => "Suspected",
        (LineGroup::FamilyHistory, _) => "Family history",
        (LineGroup::Given, _) => "Single doses given or handed out",
        (LineGroup::Past, _) => "Past",
        (LineGroup::Superseded, _) => "Replaced by a later document",
        (LineGroup::Cancelled, _) => "Did not take place",
        (LineGroup::Refuted, _) => "Refuted",
    }
}
