use super::*;
use proptest::prelude::*;

const NOW: &str = "2026-11-22T09:00:00Z";

fn hospice(assurance: &Value) -> Organisation {
    serde_json::from_value(organisation("AAA", &json!({ "assurance": assurance }))).unwrap()
}

fn assured(evidence: &[Value]) -> Value {
    json!({ "status": "assured", "from": "2020-01-01T00:00:00Z", "evidence": evidence })
}

#[test]
fn the_usual_evidence_admits() {
    let admission = hospice(&assured(&evidence())).admission(&AdmissionCriteria::default(), at(NOW));
    assert_eq!(
        admission,
        Admission {
            state: AdmissionState::Admitted,
            status: AssuranceStatus::Assured,
            begins: None,
            ended: None,
            missing: vec![],
            valid_until: None
        }
    );
    assert_eq!(admission.sentences(), ["The organisation is admitted: it may look, and what it sends is taken."]);
    assert_eq!(
        serde_json::to_value(&admission).unwrap(),
        json!({ "state": "admitted", "status": "assured", "missing": [] })
    );
    let mut assurance = assured(&evidence());
    assurance["access"] = json!("read-only");
    let admission = hospice(&assurance).admission(&AdmissionCriteria::default(), at(NOW));
    assert_eq!(admission.state, AdmissionState::AdmittedReadOnly);
    assert_eq!(admission.sentences(), ["The organisation is admitted to look; what it sends waits in quarantine."]);
}

#[test]
fn each_missing_piece_is_named_and_when_it_lapsed() {
    let mut had = evidence();
    had.remove(3);
    had[0]["until"] = json!("2023-07-01T00:00:00Z");
    had.push(
        json!({ "kind": "data-security-toolkit", "from": "2023-07-01T00:00:00Z", "until": "2024-07-01T00:00:00Z" }),
    );
    had.push(json!({ "kind": "data-security-toolkit", "from": "2027-01-01T00:00:00Z" }));
    let hospice = hospice(&assured(&had));
    let criteria = AdmissionCriteria::default();
    let admission = hospice.admission(&criteria, at(NOW));
    let toolkit = MissingEvidence { kind: EvidenceKind::DataSecurityToolkit, lapsed: Some(at("2024-07-01T00:00:00Z")) };
    let guardian = MissingEvidence { kind: EvidenceKind::CaldicottGuardian, lapsed: None };
    assert_eq!((admission.state, &admission.missing), (AdmissionState::NotAdmitted, &vec![toolkit, guardian]));
    assert_eq!(admission.valid_until, Some(at("2027-01-01T00:00:00Z")));
    assert_eq!(
        admission.sentences(),
        [
            "The organisation is not admitted.",
            "Missing: \"standards met\" in the Data Security and Protection Toolkit; it lapsed at 2024-07-01T00:00:00.000Z.",
            "Missing: a named Caldicott Guardian.",
            "This can change at 2027-01-01T00:00:00.000Z.",
        ]
    );
    let later = hospice.admission(&criteria, at("2027-01-01T00:00:00Z"));
    assert_eq!((later.missing, later.valid_until), (vec![guardian], None));
    // A renewal without a gap: the last instant of the one, the first of the next.
    for time in ["2023-06-30T23:59:59.999Z", "2023-07-01T00:00:00Z", "2024-06-30T23:59:59.999Z"] {
        assert_eq!(hospice.admission(&criteria, at(time)).missing, [guardian], "{time}");
    }
    assert_eq!(hospice.admission(&criteria, at("2024-07-01T00:00:00Z")).missing, [toolkit, guardian]);
}

#[test]
fn a_status_or_a_window_keeps_out_whatever_the_evidence() {
    let said = |more: Value| {
        let mut assurance = assured(&evidence());
        assurance.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let admission = hospice(&assurance).admission(&AdmissionCriteria::default(), at(NOW));
        assert_eq!((admission.state, &admission.missing), (AdmissionState::NotAdmitted, &vec![]), "{more}");
        admission.sentences()[1..].to_vec()
    };
    assert_eq!(said(json!({ "status": "pending" })), ["Its assurance has been applied for and not yet given."]);
    assert_eq!(said(json!({ "status": "suspended" })), ["Its assurance is suspended."]);
    assert_eq!(said(json!({ "status": "withdrawn" })), ["Its assurance is withdrawn."]);
    assert_eq!(said(json!({ "until": "2026-01-01T00:00:00Z" })), ["Its assurance ended at 2026-01-01T00:00:00.000Z."]);
    assert_eq!(
        said(json!({ "from": "2027-01-01T00:00:00Z" })),
        ["Its assurance begins at 2027-01-01T00:00:00.000Z.", "This can change at 2027-01-01T00:00:00.000Z."]
    );
}

#[test]
fn a_policy_may_ask_more_or_less_of_a_kind() {
    let criteria = AdmissionCriteria::new(
        &[EvidenceKind::Training],
        [
            (OrganisationKind::Hospice, vec![EvidenceKind::Network]),
            (OrganisationKind::Pharmacy, vec![]),
            (OrganisationKind::Hospice, vec![EvidenceKind::ImpactAssessment]),
        ],
    );
    let asked = |kind| -> Vec<EvidenceKind> {
        EvidenceKind::ALL.iter().copied().filter(|evidence| criteria.asks(kind, *evidence)).collect()
    };
    assert_eq!(asked(OrganisationKind::Hospice), [EvidenceKind::ImpactAssessment, EvidenceKind::Network]);
    assert_eq!(asked(OrganisationKind::Pharmacy), []);
    assert_eq!(asked(OrganisationKind::CareHome), [EvidenceKind::Training]);
    for kind in OrganisationKind::ALL {
        for evidence in EvidenceKind::ALL {
            let usual = AdmissionCriteria::USUAL.contains(evidence);
            assert_eq!(AdmissionCriteria::default().asks(*kind, *evidence), usual, "{kind} {evidence}");
        }
    }
    let missing = hospice(&assured(&evidence())).admission(&criteria, at(NOW)).missing;
    let missing: Vec<EvidenceKind> = missing.into_iter().map(|missing| missing.kind).collect();
    assert_eq!(missing, [EvidenceKind::ImpactAssessment, EvidenceKind::Network]);
}

#[test]
fn the_guide_shows_what_is_so() {
    let guide = include_str!("../../../../docs/onboarding.md");
    let mut examples = guide.split("```json\n").skip(1).map(|after| after.split("```").next().unwrap());
    let hospice: Organisation = serde_json::from_str(examples.next().unwrap()).unwrap();
    let mut told: Admission = serde_json::from_str(examples.next().unwrap()).unwrap();
    let criteria = AdmissionCriteria::default();
    assert_eq!(hospice.admission(&criteria, at("2026-07-01T00:00:00Z")), told);
    told.state = AdmissionState::AdmittedReadOnly;
    told.missing.clear();
    told.valid_until = Some(at("2026-07-01T00:00:00Z"));
    assert_eq!(hospice.admission(&criteria, at("2026-06-30T23:59:59.999Z")), told);
    for kind in EvidenceKind::ALL {
        assert!(guide.contains(&format!("`{kind}`")), "{kind}");
    }
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000).unwrap()
}

fn window() -> impl Strategy<Value = (i64, Option<i64>)> {
    (0..20_i64, prop::option::weighted(0.5, 1..20_i64))
        .prop_map(|(from, lasts)| (from, lasts.map(|lasts| from + lasts)))
}

fn some_evidence() -> impl Strategy<Value = Evidence> {
    (prop::sample::select(EvidenceKind::ALL), window()).prop_map(|(kind, (from, until))| Evidence {
        kind,
        reference: None,
        from: instant(from),
        until: until.map(instant),
    })
}

fn some_organisation() -> impl Strategy<Value = Organisation> {
    let status = prop_oneof![4 => Just(AssuranceStatus::Assured), 1 => prop::sample::select(AssuranceStatus::ALL)];
    let kind = prop::sample::select(OrganisationKind::ALL);
    // The usual evidence for good, so that what is drawn on top decides often enough; some of it is taken away again.
    let usual = prop::sample::subsequence(AdmissionCriteria::USUAL.to_vec(), 2..=5);
    let more = prop::collection::vec(some_evidence(), 0..6);
    (status, kind, window(), prop::sample::select(Access::ALL), usual, more).prop_map(
        |(status, kind, (from, until), access, usual, mut evidence)| {
            let for_good = |kind| Evidence { kind, reference: None, from: instant(0), until: None };
            evidence.extend(usual.into_iter().map(for_good));
            let (from, until) = (Some(instant(from)), until.map(instant));
            let plain = serde_json::from_value(organisation("AAA", &json!({}))).unwrap();
            Organisation { kind, assurance: Assurance { status, from, until, access, evidence }, ..plain }
        },
    )
}

fn some_criteria() -> impl Strategy<Value = AdmissionCriteria> {
    let kinds = || prop::sample::subsequence(EvidenceKind::ALL.to_vec(), 0..=4);
    let named = prop::collection::vec((prop::sample::select(OrganisationKind::ALL), kinds()), 0..3);
    prop_oneof![
        Just(AdmissionCriteria::default()),
        (kinds(), named).prop_map(|(default, named)| AdmissionCriteria::new(&default, named)),
    ]
}

proptest! {
    #[test]
    fn taking_evidence_away_never_admits(
        organisation in some_organisation(), criteria in some_criteria(), time in 0..40_i64, which in any::<prop::sample::Index>()
    ) {
        let mut less = organisation.clone();
        less.assurance.evidence.remove(which.index(less.assurance.evidence.len()));
        let at = instant(time);
        prop_assert!(organisation.admitted_at(&criteria, at) || !less.admitted_at(&criteria, at));
        let missing = |organisation: &Organisation| -> Vec<EvidenceKind> {
            organisation.admission(&criteria, at).missing.into_iter().map(|missing| missing.kind).collect()
        };
        let (before, after) = (missing(&organisation), missing(&less));
        prop_assert!(before.iter().all(|kind| after.contains(kind)));
    }

    #[test]
    fn asking_for_more_never_admits(organisation in some_organisation(), time in 0..40_i64, criteria in some_criteria()) {
        let all = AdmissionCriteria::new(EvidenceKind::ALL, []);
        let none = AdmissionCriteria::new(&[], []);
        let at = instant(time);
        let admitted = organisation.admitted_at(&criteria, at);
        prop_assert!(admitted || !organisation.admitted_at(&all, at));
        prop_assert!(!admitted || organisation.admitted_at(&none, at));
    }

    #[test]
    fn an_admission_holds_until_it_says(organisation in some_organisation(), criteria in some_criteria(), time in 0..40_i64) {
        let now = organisation.admission(&criteria, instant(time));
        prop_assert_eq!(now.state != AdmissionState::NotAdmitted, organisation.admitted_at(&criteria, instant(time)));
        prop_assert!(now.state == AdmissionState::NotAdmitted || now.missing.is_empty());
        prop_assert!(now.valid_until.is_none_or(|until| until > instant(time)));
        for later in time..41 {
            if now.valid_until.is_none_or(|until| instant(later) < until) {
                prop_assert_eq!(&organisation.admission(&criteria, instant(later)), &now);
            }
        }
    }

    #[test]
    fn nobody_is_admitted_outside_the_assurance(organisation in some_organisation(), time in 0..40_i64) {
        let at = instant(time);
        let nothing = AdmissionCriteria::new(&[], []);
        prop_assert_eq!(organisation.admitted_at(&nothing, at), organisation.assurance.holds_at(at));
    }
}
