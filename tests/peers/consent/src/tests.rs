//! Cases made by hand, answered from the page alone, for Cedar and Rego.

use crate::answer::{Answer, Engine};
use crate::cedar::Cedar;
use crate::county::County;
use crate::directives::Directives;
use crate::rego::Rego;
use crate::request::Case;
use serde_json::{Value, json};

/// A county of one person, whose policy permits most and whose organisation may look.
fn county() -> County {
    let evidence: Vec<Value> = crate::words::EVIDENCE[..5]
        .iter()
        .map(|kind| json!({"kind": kind, "from": "2026-01-01T00:00:00.000Z", "until": "2026-01-20T00:00:00.000Z"}))
        .collect();
    let assurance = json!({"status": "assured", "from": "2026-01-01T00:00:00.000Z", "evidence": evidence});
    let organisation =
        |code: &str| json!({"code": code, "name": "One", "kind": "hospice", "shares": true, "assurance": assurance});
    let mut across = organisation("ACROSS");
    across["county"] = json!("Hampshire");
    let mut old = organisation("OLD");
    old["closed"] = json!("2026-01-02T00:00:00.000Z");
    old["successor"] = json!("TRUST");
    let mut team = organisation("WARD");
    team["parent"] = json!("TRUST");
    County {
        place: 0,
        policy: json!({
            "format": 1, "name": "A county", "version": 1, "purposes": ["TREAT", "ETREAT", "PATRQT"],
            "self_claim_reason_characters": 5,
            "roles": [
                {"code": "R8000", "name": "A", "sections": ["demographics", "problems"], "coded": ["medications"],
                 "existence": ["social-care"], "relationships": ["admission", "self-claimed", "colleague-granted"],
                 "labels": []},
                {"code": "person", "name": "B", "sections": ["demographics", "documents"],
                 "relationships": ["person-themself"], "labels": []},
                {"code": "proxy", "name": "C", "sections": ["demographics"], "relationships": ["proxy"], "labels": []},
            ],
            "break_glass": {
                "roles": ["R8000"], "purposes": ["ETREAT"], "reason_characters": 5,
                "overrides": ["relationship", "opt-out", "section-dissent"], "never_opens": [],
            },
        }),
        register: json!({
            "format": 1, "name": "A register", "version": 1, "county": "Dorset",
            "organisations": [organisation("TRUST"), across, old, team],
            "agreements": [{
                "id": "a", "county": "Hampshire", "from": "2026-01-05T00:00:00.000Z",
                "until": "2026-01-10T00:00:00.000Z",
                "outward": {"sections": ["problems"], "purposes": ["TREAT"]},
                "inward": {"sections": [], "purposes": []},
            }],
        }),
        people: vec![json!({"nhs_number": "9990000018", "demographics": [], "directives": [], "lines": []})],
    }
}

fn request() -> Value {
    json!({
        "user": {"id": "u.ahmed"}, "organisation": "TRUST", "role": "R8000", "purpose": "TREAT",
        "at": "2026-01-06T00:00:00.000Z", "relationship": {"kind": "admission"},
    })
}

fn dissent(scope: Value) -> Value {
    json!({"effect": "dissent", "scope": scope, "made": "2026-01-03T00:00:00.000Z", "authority": "person"})
}

/// What Cedar and Rego both answer.
fn answer(county: &County, request: Value) -> Answer {
    let case = Case { request, person: Some(0) };
    let cedar = Cedar::new(county, 50);
    let answer = cedar.decide(&case);
    assert_eq!(cedar.look_and_see(&cedar.prepare(&case)), answer);
    assert_eq!(Rego::new(county).decide(&case), answer);
    answer
}

fn denied_by(county: &County, request: Value) -> Vec<&'static str> {
    answer(county, request).denied_by
}

fn with(mut value: Value, more: Value) -> Value {
    for (name, member) in more.as_object().expect("members") {
        value[name] = member.clone();
    }
    value
}

#[test]
fn a_look_with_nothing_amiss_opens_what_the_role_sees() {
    let answer = answer(&county(), request());
    assert!(answer.permitted);
    assert_eq!(answer.open.into_iter().collect::<Vec<_>>(), ["demographics", "medications", "problems", "social-care"]);
}

#[test]
fn every_rule_of_the_requester_is_told_and_of_the_relationship_one() {
    let asked = json!({"user": {"id": " \u{200b}"}, "organisation": "NONE", "role": "R1", "purpose": "HRESCH",
        "relationship": {"kind": "friend", "asserted_by": "nobody"}});
    let rules = [
        "C01-user-unnamed",
        "C02-organisation-unknown",
        "C05-role-unknown",
        "C07-purpose-secondary-use",
        "C13-relationship-unknown",
    ];
    assert_eq!(denied_by(&county(), with(request(), asked)), rules);
}

#[test]
fn windows_begin_with_their_first_instant_and_end_before_their_last() {
    let across = |at: &str| denied_by(&county(), with(request(), json!({"organisation": "ACROSS", "at": at})));
    assert_eq!(across("2026-01-04T23:59:59.999Z"), ["C09-agreement-missing"]);
    assert!(across("2026-01-05T00:00:00.000Z").is_empty());
    assert!(across("2026-01-09T23:59:59.999Z").is_empty());
    assert_eq!(across("2026-01-10T00:00:00.000Z"), ["C09-agreement-missing"]);
    let lapsed = with(request(), json!({"at": "2026-01-20T00:00:00.000Z"}));
    assert_eq!(denied_by(&county(), lapsed), ["C04-organisation-not-assured"]);
    let closed = with(request(), json!({"organisation": "OLD"}));
    assert_eq!(denied_by(&county(), closed), ["C03-organisation-not-open"]);
    let open = answer(&county(), with(request(), json!({"organisation": "ACROSS"}))).open;
    assert_eq!(open.into_iter().collect::<Vec<_>>(), ["problems"]);
}

#[test]
fn the_terms_of_a_relationship_are_asked() {
    let mut county = county();
    county.policy["relationships"] = json!([
        {"kind": "admission", "asserted_by": ["system"], "expires_hours": 24},
        {"kind": "colleague-granted", "asserted_by": ["colleague"], "evidence": true},
        {"kind": "self-claimed", "asserted_by": ["user"], "codes": ["mim-01"], "code_required": true},
    ]);
    let rules = |relationship: Value| denied_by(&county, with(request(), json!({"relationship": relationship})));
    assert!(rules(json!({"kind": "admission", "established": "2026-01-05T00:00:00.001Z"})).is_empty());
    let expired = json!({"kind": "admission", "established": "2026-01-05T00:00:00.000Z"});
    assert_eq!(rules(expired), ["C19-relationship-expired"]);
    assert_eq!(rules(json!({"kind": "admission"})), ["C19-relationship-expired"]);
    let vouched = json!({"kind": "admission", "asserted_by": "user"});
    assert_eq!(rules(vouched), ["C17-relationship-not-vouched"]);
    let oneself = json!({"kind": "colleague-granted", "asserted_by": "colleague", "evidence": " U.Ahmed"});
    assert_eq!(rules(oneself), ["C18-relationship-evidence-missing"]);
    let claimed = json!({"kind": "self-claimed", "reason": "A long reason"});
    assert_eq!(rules(claimed), ["C15-relationship-reason-missing"]);
    assert!(rules(json!({"kind": "self-claimed", "reason": "A long reason", "code": "mim-01"})).is_empty());
}

#[test]
fn an_emergency_overrides_what_the_policy_names_and_nothing_else() {
    let mut county = county();
    let hidden = dissent(json!({"shared-record": "hide"}));
    county.people[0]["directives"] = json!([hidden, dissent(json!({"section": "problems"}))]);
    let emergency =
        json!({"purpose": "ETREAT", "break_glass": {"reason": "Collapsed"}, "relationship": {"kind": "friend"}});
    assert_eq!(denied_by(&county, request()), ["C22-opt-out"]);
    let opened = answer(&county, with(request(), emergency.clone()));
    assert!(opened.permitted && opened.open.contains("problems"));
    let short = with(with(request(), emergency.clone()), json!({"break_glass": {"reason": "Ill"}}));
    assert_eq!(denied_by(&county, short), ["C13-relationship-unknown"]);
    county.people[0]["directives"] = json!([hidden, dissent(json!({"shared-record": "do-not-hold"}))]);
    assert_eq!(denied_by(&county, with(request(), emergency)), ["C21-do-not-hold"]);
}

#[test]
fn a_dissent_holds_for_whoever_took_over_and_for_those_who_belong_to_it() {
    let mut county = county();
    county.people[0]["directives"] = json!([dissent(json!({"organisation": "OLD"}))]);
    assert_eq!(denied_by(&county, request()), ["C26-organisation-dissent"]);
    let ward = with(request(), json!({"organisation": "WARD"}));
    assert_eq!(denied_by(&county, ward), ["C26-organisation-dissent"]);
    county.people[0]["directives"] = json!([dissent(json!({"organisation": "WARD"}))]);
    assert!(answer(&county, request()).permitted);
}

#[test]
fn the_person_and_their_proxy_are_who_they_say() {
    let own = json!({"role": "person", "purpose": "PATRQT", "relationship": {"kind": "person-themself"}});
    let numbered =
        |number: &str| with(with(request(), own.clone()), json!({"user": {"id": "a", "nhs_number": number}}));
    assert_eq!(denied_by(&county(), with(request(), own.clone())), ["C18-relationship-evidence-missing"]);
    assert_eq!(denied_by(&county(), numbered("9990000026")), ["C31-not-the-person"]);
    assert!(answer(&county(), numbered("9990000018")).permitted);
    let mut county = county();
    county.people[0]["directives"] = json!([dissent(json!({"proxy": "attorney"}))]);
    let proxy = json!({"role": "proxy", "purpose": "PATRQT", "relationship": {"kind": "proxy", "evidence": "Paper",
        "established": "2026-01-02T00:00:00.000Z", "authority": "attorney"}});
    assert_eq!(denied_by(&county, with(request(), proxy)), ["C32-proxy-dissent"]);
}

#[test]
fn marks_death_connections_and_permission_deny() {
    let mut county = county();
    county.policy["deceased"] = json!({"purposes": ["ETREAT"], "after_days": 2});
    county.policy["connections"] = json!({"self": "deny", "relative": "flag", "colleague": "deny"});
    county.policy["permission_to_view"] = json!({"required": true, "exempt": ["self-claimed"]});
    county.people[0]["died"] = json!({"on": "2026-01-04T00:00:00.000Z"});
    county.people[0]["demographics"] = json!([{"source": ["A", "B", "C"], "labels": ["restricted", "local"]}]);
    let neighbour = with(request(), json!({"connection": "neighbour"}));
    let rules = [
        "C24-person-never-shown",
        "C25-person-restricted",
        "C33-own-record",
        "C35-colleague",
        "C36-deceased",
        "C38-permission-missing",
    ];
    assert_eq!(denied_by(&county, neighbour), rules);
    county.policy["restricted_person"] = json!({"view": "reduced"});
    county.people[0]["demographics"] = json!([{"source": ["A", "B", "C"], "labels": ["restricted"]}]);
    let before = with(request(), json!({"at": "2026-01-05T23:59:59.999Z", "permission": "given"}));
    let reduced = answer(&county, before.clone());
    assert_eq!(reduced.open.into_iter().collect::<Vec<_>>(), ["demographics", "medications", "problems"]);
    assert_eq!(denied_by(&county, with(before.clone(), json!({"permission": "perhaps"}))), ["C37-permission-refused"]);
    let consent = json!([{"effect": "consent", "scope": {"organisation": "OLD"}, "made": "2026-01-03T00:00:00.000Z",
        "authority": "person"}]);
    county.people[0]["directives"] = consent;
    let mut unasked = before;
    unasked.as_object_mut().expect("members").remove("permission");
    assert!(answer(&county, unasked).permitted);
}

#[test]
fn directives_stand_by_their_times_and_their_authors() {
    let modes = |directives: Value, at: i64| {
        let policy = json!({"one_visit_hours": 24});
        let record = json!({"directives": directives, "visits": [{"organisation": "A", "system": "B", "item": "v",
            "ends_earliest": "2026-01-04T00:00:00.000Z", "ends_latest": "2026-01-05T00:00:00.000Z"}]});
        let standing = Directives::new(&policy, &record).at(at);
        (standing.dissents.modes.len(), standing.consents.modes.len(), standing.not_understood)
    };
    let (day, hide) = (crate::instant::day, json!({"shared-record": "hide"}));
    let later =
        json!({"effect": "consent", "scope": hide, "made": "2026-01-04T00:00:00.000Z", "authority": "not-stated"});
    let undone = json!([dissent(hide.clone()), later]);
    // Day 3 is 2026-01-04; a dissent without a start stands before it was made.
    assert_eq!(modes(undone.clone(), day(0)), (1, 0, false));
    assert_eq!(modes(undone, day(3)), (0, 1, false));
    let competent = with(dissent(hide.clone()), json!({"evidence": {"statement": "Gillick", "competent": true}}));
    assert_eq!(modes(json!([competent, later]), day(3)), (1, 1, false));
    let at_once = with(later.clone(), json!({"made": "2026-01-03T00:00:00.000Z"}));
    assert_eq!(modes(json!([dissent(hide.clone()), at_once]), day(3)), (1, 1, false));
    let attorney =
        with(later.clone(), json!({"authority": "attorney", "evidence": {"statement": "LPA", "dated": "2026-01-06"}}));
    assert_eq!(modes(json!([dissent(hide.clone()), attorney]), day(4)), (1, 0, false));
    assert_eq!(modes(json!([dissent(hide.clone()), attorney]), day(5)), (0, 1, false));
    let visit = json!({"visit": {"organisation": "A", "system": "B", "item": "v"}});
    assert_eq!(modes(json!([with(dissent(hide.clone()), visit.clone())]), day(3)), (1, 0, false));
    assert_eq!(modes(json!([with(dissent(hide.clone()), visit.clone())]), day(4)), (0, 0, false));
    assert_eq!(modes(json!([with(later.clone(), visit)]), day(3)), (0, 0, false));
    let unknown = json!({"visit": {"organisation": "A", "system": "B", "item": "w"}});
    assert_eq!(modes(json!([with(later.clone(), unknown)]), day(4) - 1), (0, 1, false));
    let turned = with(dissent(hide), json!({"ends": "2026-01-03T00:00:00.000Z"}));
    assert_eq!(modes(json!([turned]), day(0)), (1, 0, true));
    let coded = with(dissent(json!("not-understood")), json!({"statement": "secondary-use"}));
    assert_eq!(modes(json!([coded]), day(3)), (0, 0, false));
}
