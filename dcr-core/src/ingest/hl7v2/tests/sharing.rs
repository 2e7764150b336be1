//! Consent to share, and what restricts what is shown.

use super::*;
use crate::record::*;

fn directive(segments: &[&str]) -> (Unit, Option<Directive>) {
    let unit = message("ADT^A31", &[&[PID], segments].concat());
    let found = unit.items("directive/RBD/123/shared-record").first().map(|c| match &c.parts().body {
        Some(ContributionBody::Directive(directive)) => directive.clone(),
        other => panic!("{other:?}"),
    });
    (unit, found)
}

#[test]
fn consent_and_dissent_to_share_are_read() {
    for (code, effect) in [("1", DirectiveEffect::Consent), ("2", DirectiveEffect::Dissent)] {
        let (unit, found) = directive(&[&format!("ZU8|X|{code}||No")]);
        let found = found.unwrap();
        assert_eq!((found.effect, &found.scope), (effect, &DirectiveScope::SharedRecord(OptOutMode::Hide)));
        assert_eq!(found.authority, DirectiveAuthority::NotStated);
        assert_eq!(found.made.to_string(), "2026-02-03T10:15:30.000Z");
        assert_eq!(found.original.unwrap().codings[0].code, code);
        assert_eq!(found.statement, None);
        assert!(unit.attached().contains(&"ZU8-1=X".to_owned()) && unit.attached().contains(&"ZU8-4=No".to_owned()));
    }
    for nothing in ["ZU8|X|3", "ZU8|X||", "ZU8|X|\"\"", "ZU8|X", "ZU8"] {
        assert_eq!(directive(&[nothing]).1, None, "{nothing}");
    }
    assert!(directive(&["ZU8|X|3"]).0.attached().contains(&"ZU8=ZU8|X|3".to_owned()));
}

#[test]
fn a_consent_that_cannot_be_read_withholds() {
    for unread in [
        &["ZU8||9"][..],
        &["ZU8||Y"],
        &["ZU8||01"],
        &["ZU8||1~2"],
        &["ZU8||^1"],
        &["ZU8||1", "ZU8||2"],
        &["ZU8 ||1"],
        &["ZU8^|1"],
    ] {
        let (unit, found) = directive(unread);
        let found = found.unwrap();
        assert_eq!(
            (found.effect, found.scope),
            (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood),
            "{unread:?}"
        );
        assert_eq!(unit.issue_places("hl7v2.consent.not-understood").len(), 1);
    }
    assert_eq!(directive(&["ZU8||1", "ZU8||1"]).1.unwrap().effect, DirectiveEffect::Consent);
}

#[test]
fn consent_to_a_summary_care_record_is_a_statement_of_its_own() {
    let summary = |segments: &[&str]| {
        let unit = message("ADT^A31", &[&[PID], segments].concat());
        let found = unit.items("directive/RBD/123/summary-record").first().map(|c| match &c.parts().body {
            Some(ContributionBody::Directive(directive)) => directive.clone(),
            other => panic!("{other:?}"),
        });
        (unit, found)
    };
    let whole = DirectiveScope::SharedRecord(OptOutMode::Hide);
    for (word, effect, scope) in [
        ("Yes", DirectiveEffect::Consent, &whole),
        ("Y", DirectiveEffect::Consent, &whole),
        ("no", DirectiveEffect::Dissent, &whole),
        ("N", DirectiveEffect::Dissent, &whole),
        ("Maybe", DirectiveEffect::Dissent, &DirectiveScope::NotUnderstood),
        ("Yes~No", DirectiveEffect::Dissent, &DirectiveScope::NotUnderstood),
    ] {
        let (unit, found) = summary(&[&format!("ZU8|X|1|{word}")]);
        let found = found.unwrap();
        assert_eq!((found.effect, &found.scope), (effect, scope), "{word}");
        assert_eq!(found.statement, Some(SharingStatement::SummaryRecord));
        assert_eq!(found.original.unwrap().codings[0], crate::identifier::Coding::new("ZU058", word));
        let told = unit.issue_places("hl7v2.summary-record.not-understood").len();
        assert_eq!(told, usize::from(found.scope == DirectiveScope::NotUnderstood), "{word}");
        // What the person decided about this record stands beside it.
        assert!(unit.issue_places("hl7v2.consent.not-understood").is_empty());
        assert_eq!(unit.items("directive/RBD/123/shared-record").len(), 1);
    }
    for nothing in ["ZU8|X|1|", "ZU8|X|1|\"\"", "ZU8|X|1"] {
        assert_eq!(summary(&[nothing]).1, None, "{nothing}");
    }
    let contradicting = summary(&["ZU8|||Yes", "ZU8|||No"]).1.unwrap();
    assert_eq!((contradicting.effect, contradicting.scope), (DirectiveEffect::Dissent, DirectiveScope::NotUnderstood));
}

#[test]
fn consent_is_read_wherever_it_stands() {
    let unit = message("ORU^R01", &[PID, "OBR|1||F1|UE", "ZU8||2"]);
    assert_eq!(unit.items("directive/").len(), 1);
    let unit = message("VXU^V04", &[PID, "ZU8||2"]);
    assert_eq!(unit.items("directive/").len(), 1);
}

#[test]
fn marks_on_the_message_restrict_everything_in_it() {
    let labels = |segment: &str| {
        let unit = message("ADT^A31", &[PID, segment, "AL1|1|DA|P^Penicillin"]);
        let all = [unit.demographics().sensitivity.clone(), entry(unit.items("allergy/")[0]).sensitivity.clone()];
        assert_eq!(all[0], all[1]);
        all[0].labels().to_vec()
    };
    assert_eq!(labels("ZU8||||Yes"), [SensitivityLabel::Location]);
    assert_eq!(labels("ZU8||||No"), []);
    assert_eq!(labels(&format!("PD1{}Y", "|".repeat(12))), [SensitivityLabel::Restricted]);
    assert_eq!(labels(&format!("PD1{}N", "|".repeat(12))), []);
    assert_eq!(labels(&format!("PD1{}?", "|".repeat(12))), [SensitivityLabel::Restricted]);
    assert_eq!(labels("ARV|1|A|LOC"), [SensitivityLabel::Location]);
    assert_eq!(labels("ARV|1|A|DEM"), [SensitivityLabel::from("access-restriction-DEM")]);
    assert_eq!(labels("ARV|1|D|DEM"), []);
    let unit = message("ADT^A31", &[PID, "ZU8||||Maybe"]);
    assert_eq!(unit.issue_places("hl7v2.location-hiding.unknown"), ["ZU8-4"]);
    assert!(unit.attached().contains(&"ZU8=ZU8||||Maybe".to_owned()));
}
