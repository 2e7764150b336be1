//! Who sees what, who is refused, what an emergency opens, and the account of all of it.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{AuditDecision, AuditKind, Verdict};
use dcr_core::consent::{AccessRequest, ConsentState, Obligation, Refusal, SectionState};
use dcr_core::identifier::NhsNumber;
use dcr_core::record::{DirectiveAuthority, DirectiveScope, OptOutMode, Section};
use dcr_node::{Answer, InputFormat, Node};
use std::collections::BTreeSet;
use std::path::Path;
use support::{county, create, doctor, emergency, input, key, load, number, time};

/// Nobody's in this county.
const UNKNOWN: &str = "9999999999";

struct County {
    _folder: tempfile::TempDir,
    node: Node,
    /// A woman with a full record.
    doris: NhsNumber,
    /// Opted out by GP code.
    opted_out: NhsNumber,
}

fn loaded() -> County {
    let (sendings, people) = county(3);
    let folder = tempfile::tempdir().unwrap();
    let node = create(&folder.path().join("node"));
    load(&node, &sendings);
    let [doris, opted_out] = [0, 1].map(|index: usize| number(&people[index].nhs_number));
    County { _folder: folder, node, doris, opted_out }
}

fn at(minute: u32) -> dcr_core::time::Timestamp {
    time(&format!("2026-11-22T13:{minute:02}:00Z"))
}

fn social_worker() -> AccessRequest {
    AccessRequest::new("sw-77", "E06000059", "R8014", "CAREMGT", at(0)).by("caseload", None)
}

fn sections(answer: &Answer, state: SectionState) -> Vec<Section> {
    let sections = &answer.record().unwrap().sections;
    sections.iter().filter(|section| section.state == state).map(|section| section.section).collect()
}

/// The refusal tells nothing beyond that of a person who is not known at all.
fn is_as_unknown(node: &Node, request: &AccessRequest, person: &NhsNumber) {
    let hidden = node.view(request, person).unwrap();
    let unknown = node.view(request, &number(UNKNOWN)).unwrap();
    assert!(!hidden.permitted() && hidden.shown().is_none() && hidden.to_html().is_none());
    assert_eq!(hidden.decision().refusal, Some(Refusal::NotAvailable));
    assert_eq!(hidden.decision().canonical().unwrap(), unknown.decision().canonical().unwrap());
}

fn desk_message(number: &NhsNumber, control: &str, minute: u32, consent: &str) -> Vec<u8> {
    format!(
        "MSH|^~\\&|PAS|RBD|DCR|DCR|2026112213{minute:02}||ADT^A31^ADT_A05|{control}|P|2.4\r\
         EVN|A31|2026112213{minute:02}\r\
         PID|1||7654321^^^RBD^MR~{}^^^NHS^NH\rZU8||{consent}\r",
        number.as_str()
    )
    .into_bytes()
}

#[test]
fn each_role_sees_its_own_sections_and_strangers_see_nothing() {
    let County { node, doris, .. } = &loaded();
    let seen = node.view(&doctor(), doris).unwrap();
    assert_eq!(sections(&seen, SectionState::Withheld), []);
    let full = sections(&seen, SectionState::Shown);
    for section in [Section::Investigations, Section::Documents, Section::SocialCare, Section::Medications] {
        assert!(full.contains(&section), "{section}");
    }

    let less = node.view(&social_worker(), doris).unwrap();
    let withheld = [Section::Investigations, Section::Documents, Section::Procedures, Section::Immunisations];
    assert_eq!(sections(&less, SectionState::Withheld).len(), withheld.len());
    for section in withheld {
        assert!(sections(&less, SectionState::Withheld).contains(&section), "{section}");
    }
    assert!(sections(&less, SectionState::Shown).contains(&Section::SocialCare));
    let text = String::from_utf8_lossy(less.shown().unwrap()).into_owned();
    assert!(!text.contains("Discharge summary") && !text.contains("Urea and electrolytes"));

    for (organisation, rule) in [("HOSP01", "C04-organisation-not-assured"), ("NOWHERE1", "C02-organisation-unknown")] {
        let request = AccessRequest { organisation: organisation.to_owned(), ..doctor() };
        for person in [doris, &number(UNKNOWN)] {
            let refused = node.view(&request, person).unwrap();
            assert_eq!(refused.decision().refusal, Some(Refusal::NotPermitted));
            let rules: Vec<String> = refused.decision().reasons.iter().map(|reason| reason.rule.to_string()).collect();
            assert_eq!(rules, [rule]);
            assert!(refused.record().is_none());
        }
        // Nor does an emergency admit a stranger.
        let urgent = request.breaking_glass("Unconscious in the emergency department");
        assert_eq!(node.view(&urgent, doris).unwrap().decision().refusal, Some(Refusal::NotPermitted));
    }
}

#[test]
fn an_opt_out_by_any_road_looks_like_nobody_and_ends_when_withdrawn() {
    let County { node, doris, opted_out, .. } = &loaded();
    // By GP code.
    is_as_unknown(node, &doctor(), opted_out);
    is_as_unknown(node, &social_worker(), opted_out);

    // At a hospital's desk, by ZU8.
    assert!(node.view(&doctor(), doris).unwrap().permitted());
    let pas = || input("RBD", "PAS", InputFormat::Hl7v2).received_at(at(10));
    let receipt = node.submit(&desk_message(doris, "Z1", 10, "2"), &pas()).unwrap();
    assert_eq!((receipt.accepted, receipt.quarantined), (1, 0));
    is_as_unknown(node, &doctor(), doris);
    node.submit(&desk_message(doris, "Z2", 20, "1"), &pas()).unwrap();
    assert!(node.view(&doctor(), doris).unwrap().permitted());

    // By the interface.
    let by = AccessRequest { at: at(30), ..doctor() };
    node.opt_out(doris, OptOutMode::Hide, DirectiveAuthority::Person, None, &by).unwrap();
    let later = AccessRequest { at: at(31), ..doctor() };
    is_as_unknown(node, &later, doris);
    let scope = DirectiveScope::SharedRecord(OptOutMode::Hide);
    node.withdraw_directive(doris, &scope, &AccessRequest { at: at(32), ..doctor() }).unwrap();
    assert!(node.view(&AccessRequest { at: at(33), ..doctor() }, doris).unwrap().permitted());
}

#[test]
fn an_emergency_opens_with_a_reason_and_do_not_hold_never_opens() {
    let County { node, opted_out, doris, .. } = &loaded();
    let usual = node.view(&emergency(), opted_out).unwrap();
    assert!(usual.permitted());
    assert_eq!(usual.record().unwrap().consent, ConsentState::OptedOutOverridden);
    assert!(usual.decision().obligations.contains(&Obligation::TellPerson));
    for reason in ["", "help", "          "] {
        let request = doctor().breaking_glass(reason);
        assert!(!node.view(&request, opted_out).unwrap().permitted(), "{reason:?}");
    }
    let receptionist = AccessRequest { role: "R8009".to_owned(), ..emergency() };
    assert!(!node.view(&receptionist, opted_out).unwrap().permitted());

    let by = AccessRequest { at: at(0), ..doctor() };
    node.opt_out(doris, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &by).unwrap();
    let urgent = AccessRequest { at: at(1), ..emergency() };
    is_as_unknown(node, &urgent, doris);
}

#[test]
fn the_account_tells_every_look_in_order() {
    let County { node, doris, .. } = &loaded();
    let minute = |minute, request: AccessRequest| AccessRequest { at: at(minute), ..request };
    node.view(&minute(1, doctor()), doris).unwrap();
    node.view(&minute(2, social_worker()), doris).unwrap();
    let stranger = AccessRequest { organisation: "HOSP01".to_owned(), ..doctor() };
    node.view(&minute(3, stranger), doris).unwrap();
    node.opt_out(doris, OptOutMode::Hide, DirectiveAuthority::Person, None, &minute(4, doctor())).unwrap();
    node.view(&minute(5, doctor()), doris).unwrap();
    node.view(&minute(6, emergency()), doris).unwrap();
    let scope = DirectiveScope::SharedRecord(OptOutMode::Hide);
    node.withdraw_directive(doris, &scope, &minute(7, doctor())).unwrap();
    node.view(&minute(8, doctor()), doris).unwrap();
    let events = node.who_saw(&minute(9, doctor()), doris).unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let event = event.parts();
            (event.when, event.kind, event.outcome.decision)
        })
        .collect();
    assert_eq!(
        told,
        [
            (at(1), AuditKind::View, AuditDecision::Permit),
            (at(2), AuditKind::View, AuditDecision::Permit),
            (at(3), AuditKind::Refusal, AuditDecision::Deny),
            (at(4), AuditKind::DirectiveChange, AuditDecision::Permit),
            (at(5), AuditKind::Refusal, AuditDecision::Deny),
            (at(6), AuditKind::BreakGlassView, AuditDecision::Permit),
            (at(7), AuditKind::DirectiveChange, AuditDecision::Permit),
            (at(8), AuditKind::View, AuditDecision::Permit),
        ]
    );
    let sequence: Vec<u64> = events.iter().map(|event| event.parts().sequence.number()).collect();
    assert!(sequence.is_sorted_by(|a, b| a < b));
    let by = events[1].parts().who.id.as_ref();
    assert_eq!(by.map(|id| id.as_str()), Some("sw-77"));
}

/// Copies a node's folder, as someone would who means to put it back later.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in support::files(from) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// Everything that a visible record says its sources stated: demographics and entries, as JSON.
fn stated(shown: &[u8]) -> BTreeSet<String> {
    let record: serde_json::Value = serde_json::from_slice(shown).unwrap();
    let list = |value: &serde_json::Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let lines: Vec<_> = list(&record, "sections").iter().flat_map(|section| list(section, "lines")).collect();
    let demographics = list(&record, "demographics").into_iter().map(|source| source["demographics"].to_string());
    let entries = lines.iter().flat_map(|line| {
        let others = list(line, "statements").into_iter().map(|statement| statement["entry"].to_string());
        others.chain([line["entry"].to_string()]).filter(|entry| entry != "null").collect::<Vec<_>>()
    });
    demographics.chain(entries).collect()
}

#[test]
fn a_rolled_back_folder_and_a_changed_byte_are_found() {
    let (sendings, people) = county(3);
    let doris = number(&people[0].nhs_number);
    let folder = tempfile::tempdir().unwrap();
    let (own, old) = (folder.path().join("node"), folder.path().join("old"));
    let node = create(&own);
    load(&node, &sendings);
    node.view(&doctor(), &doris).unwrap();
    let early = node.checkpoint().unwrap();
    node.close().unwrap();
    copied(&own, &old);

    let node = Node::open(&own, &key()).unwrap();
    node.view(&doctor(), &doris).unwrap();
    let late = node.checkpoint().unwrap();
    let kept = [early.clone(), late.clone()];
    assert_eq!(node.verify_audit(&kept).unwrap(), Verdict::Intact { size: 2, erased: 0, anchored: Some(2) });
    node.close().unwrap();

    let back = Node::open(&old, &key()).unwrap();
    assert!(back.verify_audit(&[early]).unwrap().is_intact());
    assert_eq!(back.verify_audit(&kept).unwrap(), Verdict::RolledBackOrForked { agreed: 1, since: 2 });
    back.close().unwrap();

    // Whoever changes a byte of the store is found, or can make nothing appear that no source stated. What is not sealed
    // (times of receipt, when a source was last heard, the database's own pages) can be changed unseen, and rows can be
    // made to vanish.
    let file = own.join("node.db");
    let whole = std::fs::read(&file).unwrap();
    let (mut found, mut by_audit) = (0, 0);
    let expected = {
        let node = Node::open(&own, &key()).unwrap();
        let answer = stated(node.view(&doctor(), &doris).unwrap().shown().unwrap());
        node.close().unwrap();
        assert!(answer.len() > 20);
        answer
    };
    let step = (whole.len() / 240).max(1);
    for at in (97..whole.len()).step_by(step) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        for left in ["node.db-wal", "node.db-shm"] {
            let _ = std::fs::remove_file(own.join(left));
        }
        std::fs::write(&file, &changed).unwrap();
        let looked = Node::open(&own, &key()).and_then(|node| {
            let verdict = node.verify_audit(&kept)?;
            let answer = node.view(&doctor(), &doris)?;
            Ok((verdict, answer.shown().map(<[u8]>::to_vec)))
        });
        match looked {
            Ok((verdict, shown)) if verdict.is_intact() => {
                let forged: Vec<String> =
                    shown.iter().flat_map(|shown| stated(shown)).filter(|entry| !expected.contains(entry)).collect();
                assert!(forged.is_empty(), "the byte at {at} made something appear that no source stated");
            }
            Ok((verdict, _)) => {
                assert!(verdict.code().starts_with("audit."));
                by_audit += 1;
            }
            Err(error) => {
                assert!(
                    ["node.store.corrupt", "node.store.foreign", "node.key.wrong", "node.store.newer"]
                        .contains(&error.code()),
                    "{error}"
                );
                found += 1;
            }
        }
    }
    // The rest lies in free space and in what is about others.
    assert!(found > 5 && by_audit > 0, "{found} changes refused, {by_audit} found by the audit");
}
