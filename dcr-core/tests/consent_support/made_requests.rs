//! Requests made at random.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "test support: a failure here is the test's failure"
)]

use super::{HOUR, NEAR, NUMBER, REASON, at, later, near, number};
use dcr_core::consent::{AccessRequest, BreakGlass, ClaimedRelationship, User};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

/// A request; more often than not one that has what most policies ask for.
pub fn request() -> impl Strategy<Value = AccessRequest> {
    prop_oneof![3 => sound(), 2 => any_request()]
}

fn sound() -> impl Strategy<Value = AccessRequest> {
    let who = prop_oneof![
        6 => (
            select(vec!["R8000", "R8000", "S8000:G8000:R8003", "R8010"]),
            select(vec!["admission", "referral"]),
            Just("TREAT"),
        ),
        1 => (Just("R8000"), Just("admission"), select(vec!["ETREAT", "PATADMIN", "PATRQT"])),
        1 => Just(("person", "person-themself", "PATRQT")),
        2 => Just(("proxy", "proxy", "PWATRNY")),
    ];
    let organisation = select(vec!["RBD", "RBD", "R0D", "J81001", "RHM"]);
    let known = weighted(0.1, select(vec!["self", "relative", "colleague"]));
    let how = (glass(), any::<bool>(), any::<bool>(), known);
    (who, organisation, how).prop_map(|((role, kind, purpose), organisation, (break_glass, stranger, teams, known))| {
        let mut request = AccessRequest::new("user-1", organisation, role, purpose, at()).by(kind, Some(REASON));
        if let Some(tie) = &mut request.relationship {
            tie.evidence = Some("letter 4711".to_owned());
            tie.established = Some(later(at(), -HOUR));
            tie.authority = (kind == "proxy").then(|| "attorney".to_owned());
        }
        request.user.nhs_number = (kind == "person-themself").then(|| number(NUMBER));
        request.connection = known.map(str::to_owned);
        if stranger && break_glass.is_some() {
            request.relationship = None;
        }
        request.user.teams = if teams { vec![" district NURSES ".to_owned()] } else { Vec::new() };
        AccessRequest { break_glass, permission: Some("given".to_owned()), ..request }
    })
}

fn any_request() -> impl Strategy<Value = AccessRequest> {
    let own = prop_oneof![3 => Just(None), 1 => Just(Some(NUMBER)), 1 => Just(Some("9434765870"))];
    let user = (select(vec!["user-1", "user-1", " USER-1\t", "user-2", "me"]), own, any::<bool>()).prop_map(
        |(id, own, teams)| User {
            id: id.to_owned(),
            name: None,
            teams: if teams { vec!["Heart failure".to_owned(), " district NURSES ".to_owned()] } else { Vec::new() },
            nhs_number: own.map(number),
        },
    );
    let organisation =
        select(vec!["RBD", "RBD", "RBD", "RBD", "R0D", "R0D02", "J81001", "RHM", "RHM", "J82001", "LACK01", "XXXXX"]);
    let purpose = select(vec![
        "TREAT", "TREAT", "TREAT", "ETREAT", "PATADMIN", "PATRQT", "FAMRQT", "PWATRNY", "CAREMGT", "HRESCH",
    ]);
    let permission = prop_oneof![3 => Just(None), 3 => Just(Some("given")), 1 => Just(Some("refused"))];
    let connection = prop_oneof![6 => Just(None), 1 => select(vec![Some("self"), Some("relative"), Some("colleague")])];
    (user, organisation, purpose, tie(), glass(), permission, connection, select(&NEAR[9..12])).prop_map(
        |(user, organisation, purpose, (role, relationship), break_glass, permission, connection, hours)| {
            AccessRequest {
                user,
                organisation: organisation.to_owned(),
                role: role.to_owned(),
                purpose: purpose.to_owned(),
                relationship,
                break_glass,
                permission: permission.map(str::to_owned),
                connection: connection.map(str::to_owned),
                at: later(at(), hours * HOUR),
                device: None,
            }
        },
    )
}

/// A role and the tie by which it looks, most often one that goes with it.
fn tie() -> impl Strategy<Value = (&'static str, Option<ClaimedRelationship>)> {
    const STAFF: [&str; 9] =
        ["R8000", "R8000", "R8000", "S8000:G8000:R8003", "S8001:G8001:R8000", "R8010", "R8009", "R8006", "R8014"];
    const KINDS: [&str; 9] = [
        "admission",
        "admission",
        "referral",
        "registered-patient",
        "caseload",
        "workgroup",
        "colleague-granted",
        "self-claimed",
        "patient-permission",
    ];
    let who = prop_oneof![
        8 => (select(&STAFF[..]), select(&KINDS[..])),
        2 => Just(("person", "person-themself")),
        2 => Just(("proxy", "proxy")),
        1 => (select(&STAFF[..]), select(vec!["proxy", "person-themself"])),
    ];
    let asserted = prop_oneof![5 => Just(None), 1 => select(vec![Some("system"), Some("user"), Some("colleague")])];
    let evidence = prop_oneof![4 => Just(Some("letter 4711")), 1 => Just(None), 1 => Just(Some("user-1"))];
    let authority = select(vec!["attorney", "attorney", "parental-responsibility", "deputy", "best-interest"]);
    let code = prop_oneof![3 => Just(None), 2 => select(vec![Some("mim-01"), Some("scr-1")])];
    let stated = (asserted, evidence, authority, code, weighted(0.8, near()), weighted(0.2, near()));
    (who, any::<bool>(), stated, weighted(0.9, Just(()))).prop_map(
        |((role, kind), reason, (asserted_by, evidence, authority, code, established, ends), some)| {
            let relationship = ClaimedRelationship {
                kind: kind.to_owned(),
                reason: reason.then(|| REASON.to_owned()),
                code: code.map(str::to_owned),
                asserted_by: asserted_by.map(str::to_owned),
                evidence: evidence.map(str::to_owned),
                authority: (kind == "proxy").then(|| authority.to_owned()),
                established: established.map(|when| when.min(at())),
                ends: ends.map(|when| when.max(later(at(), -HOUR))),
            };
            (role, some.map(|()| relationship))
        },
    )
}

fn glass() -> impl Strategy<Value = Option<BreakGlass>> {
    let declared = (
        select(vec![Some(REASON), Some(REASON), Some(REASON), Some(REASON), Some(" \u{200b}"), None]),
        select(vec![None, Some("scr-1")]),
    );
    weighted(
        0.4,
        declared
            .prop_map(|(reason, code)| BreakGlass { reason: reason.map(str::to_owned), code: code.map(str::to_owned) }),
    )
}
