//! People who will not be held: what is not taken of what sources send, who is the person, and when that ends.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use dcr_core::audit::{AuditKind, Verdict};
use dcr_core::identifier::NhsNumber;
use dcr_core::ingest::quality::Measure;
use dcr_core::record::{DirectiveAuthority, OptOutMode};
use dcr_node::{Erased, Input, InputFormat, Node};
use rusqlite::types::Value as Column;
use serde_json::json;
use support::wishes::{
    DO_NOT_HOLD, ENTRIES, PERSON, broken, directive_body, link, node, opt_out, permitted, record, rows, shown, stated,
    submit, with_number,
};
use support::{SOURCES, clinician, create, demographics, entry, input, key, line, lines, nhs_number, options};

#[test]
fn what_is_sent_again_is_not_held_until_the_wish_is_withdrawn() {
    let (folder, node) = node();
    let before = shown(&node, PERSON).unwrap();
    opt_out(&node, PERSON);
    let [persons, messages] = ["person", "message"].map(|table| rows(folder.path(), &format!("SELECT * FROM {table}")));
    let new_source = ("RD3", "EPR");
    for source in SOURCES {
        let receipt = node.submit(&lines(source, PERSON, ENTRIES), &input(source)).unwrap();
        assert_eq!((receipt.accepted, receipt.not_held, receipt.contributions, receipt.repeated), (7, 7, 0, 0));
    }
    // Without a number, and from a source that knows the person as someone it knew.
    let receipt = node.submit(&entry(SOURCES[0], PERSON, 40, 1), &input(SOURCES[0])).unwrap();
    assert_eq!((receipt.not_held, receipt.contributions), (1, 0));
    let receipt = node.submit(&broken(PERSON), &input(SOURCES[0])).unwrap();
    assert_eq!((receipt.quarantined, receipt.not_held), (0, 1));
    assert_eq!(rows(folder.path(), "SELECT * FROM message"), messages);
    assert_eq!(rows(folder.path(), "SELECT * FROM person"), persons);
    // Of a source that is new, a keyed hash of whom it means is all that is written.
    let receipt = node.submit(&lines(new_source, PERSON, 3), &input(new_source)).unwrap();
    assert_eq!((receipt.accepted, receipt.not_held, receipt.contributions), (4, 4, 0));
    assert_eq!(rows(folder.path(), "SELECT * FROM person").len(), persons.len() + 1);
    assert_eq!(rows(folder.path(), "SELECT * FROM message"), messages);
    let quality = node.quality(clinician().at, clinician().at).unwrap();
    let counted: u64 = quality.sources.iter().map(|source| source.total.get(&Measure::NotHeld)).sum();
    assert_eq!(counted, 21 + 1 + 1 + 4);
    assert!(!permitted(&node, PERSON));

    node.withdraw_directive(&nhs_number(PERSON), &DO_NOT_HOLD, &clinician()).unwrap();
    assert_eq!(shown(&node, PERSON), None, "nothing comes back by itself");
    for source in SOURCES {
        let receipt = node.submit(&lines(source, PERSON, ENTRIES), &input(source)).unwrap();
        assert_eq!((receipt.not_held, receipt.contributions, receipt.repeated), (0, 7, 0));
    }
    assert_eq!(shown(&node, PERSON), Some(before));
    assert_eq!(node.submit(&lines(SOURCES[0], PERSON, ENTRIES), &input(SOURCES[0])).unwrap().repeated, 7);
    // And out again.
    assert_eq!(opt_out(&node, PERSON).contributions, 21);
    assert!(!permitted(&node, PERSON));
}

#[test]
fn a_wish_made_before_anything_is_known_keeps_everything_out() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    assert_eq!(opt_out(&node, PERSON), Erased { complete: true, ..Erased::default() });
    for source in SOURCES {
        assert_eq!(node.submit(&lines(source, PERSON, 2), &input(source)).unwrap().not_held, 3);
        assert_eq!(node.submit(&lines(source, 2, 2), &input(source)).unwrap().not_held, 0);
    }
    assert_eq!((shown(&node, PERSON), shown(&node, 2)), (None, Some(2)));
    assert_eq!(node.stats().unwrap().contributions, 3 * 3 + 1);
}

const ADMITTED: &str = "MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|1|P|2.4\r\
    EVN|A08|20261122133400\rPID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\r";

#[test]
fn a_sender_is_told_that_nothing_need_be_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let node = create(folder.path());
    let number = NhsNumber::parse("9990000018").unwrap();
    node.opt_out(&number, OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician()).unwrap();
    let answer = dcr_core::ingest::hl7v2::Acknowledgement::new("DCR1", clinician().at).unwrap();
    let hl7 = input(SOURCES[0]).in_format(InputFormat::Hl7v2);
    let (receipt, answers) = node.submit_acknowledged(ADMITTED.as_bytes(), &hl7, &answer).unwrap();
    assert_eq!((receipt.accepted, receipt.not_held, receipt.contributions), (1, 1, 0));
    assert!(String::from_utf8_lossy(&answers[0]).contains("MSA|AA|1"));
    assert!(receipt.to_json().contains("\"not_held\":1"));
    assert_eq!(node.stats().unwrap().messages, 1, "the wish itself");
}

#[test]
fn a_wish_that_a_source_sends_erases_at_every_source_and_what_withdraws_it_is_still_taken() {
    let (_folder, node) = node();
    let gp = SOURCES[1];
    let attached = json!({ "attached": [{ "place": "NTE-3", "content": "Barnaby asked at the desk" }], "derived_from": "entry/obs" });
    let dissent = stated(gp, PERSON, "wish", 1, &attached, &directive_body("dissent", "2026-01-01T00:00:00Z"));
    let receipt = submit(&node, gp, &[entry(gp, PERSON, 30, 1), dissent.clone(), entry(gp, PERSON, 31, 1)]);
    assert_eq!((receipt.accepted, receipt.not_held), (3, 1), "what stands behind the wish is not held");
    assert_eq!(node.stats().unwrap().contributions, 3 * 21 + 1);
    assert!(!permitted(&node, PERSON));
    assert_eq!(submit(&node, SOURCES[0], &[entry(SOURCES[0], PERSON, 30, 1)]).not_held, 1);

    // The statement that the wish was read from comes in a later version that says nothing of it.
    let observation = |version| {
        stated(
            gp,
            PERSON,
            "entry/obs",
            version,
            &json!({}),
            &json!({ "entry": { "body": { "problem": { "code": { "text": "x" } } } } }),
        )
    };
    assert_eq!(submit(&node, gp, &[observation(1)]).contributions, 0);
    assert!(submit(&node, gp, &[entry(gp, PERSON, 1, 1)]).not_held == 1);
    let receipt = submit(&node, gp, &[observation(2)]);
    assert_eq!((receipt.not_held, receipt.contributions), (0, 1), "the wish is withdrawn, and so it is held");
    // The withdrawn wish, sent once more, does not come to stand again.
    submit(&node, gp, &[dissent]);
    assert_eq!(submit(&node, gp, &[demographics(gp, PERSON, 1)]).contributions, 1);
    assert!(permitted(&node, PERSON));
}

#[test]
fn a_later_consent_holds_the_person_again() {
    let (_folder, node) = node();
    let gp = SOURCES[1];
    submit(&node, gp, &[stated(gp, PERSON, "wish", 1, &json!({}), &directive_body("dissent", "2026-01-01T00:00:00Z"))]);
    assert_eq!(submit(&node, gp, &[entry(gp, PERSON, 1, 1)]).not_held, 1);
    // Of a source that is new to the node, with a verified number, in one message with what it holds.
    let new = ("RD3", "EPR");
    let consent = stated(new, PERSON, "yes", 1, &json!({}), &directive_body("consent", "2026-02-01T00:00:00Z"));
    let bundle = [demographics(new, PERSON, 1), consent].join(&b'\n');
    let receipt = node.submit(&bundle, &input(new)).unwrap();
    // Lines are units of their own: who the person is came before the consent.
    assert_eq!((receipt.not_held, receipt.contributions), (1, 1));
    assert_eq!(node.submit(&bundle, &input(new)).unwrap().not_held, 0);
    assert!(permitted(&node, PERSON));
}

#[test]
fn who_is_merged_with_someone_who_is_not_held_is_not_held_either() {
    let (_folder, node) = node();
    let pas = SOURCES[0];
    opt_out(&node, PERSON);
    let before = record(&node, &nhs_number(2));
    let held = node.stats().unwrap().contributions;
    // Someone without a number, and a merge that joins them: whatever is held of them is erased.
    submit(&node, pas, &[entry(pas, 50, 1, 1), entry(pas, 50, 2, 1)]);
    assert_eq!(node.stats().unwrap().contributions, held + 2);
    let receipt = submit(&node, pas, &[line(pas, 50, "merge/1", 1, &link("replaces", PERSON))]);
    assert_eq!((receipt.not_held, receipt.contributions), (1, 0));
    assert_eq!(node.stats().unwrap().contributions, held);
    assert_eq!(submit(&node, pas, &[entry(pas, 50, 3, 1)]).not_held, 1);
    // The other way round, and someone of whom nothing is known yet.
    assert_eq!(submit(&node, pas, &[line(pas, PERSON, "merge/2", 1, &link("replaces", 51))]).not_held, 1);
    assert_eq!(submit(&node, pas, &[entry(pas, 51, 1, 1)]).not_held, 1);
    // Two numbers are two people: nothing of the other is erased, and the merge is not held.
    assert_eq!(submit(&node, pas, &[line(pas, 2, "merge/3", 1, &link("replaces", PERSON))]).not_held, 1);
    assert!(record(&node, &nhs_number(2)) == before);
    assert_eq!(submit(&node, pas, &[entry(pas, 2, 40, 1)]).contributions, 1);
    // Once the wish is withdrawn all are held again.
    node.withdraw_directive(&nhs_number(PERSON), &DO_NOT_HOLD, &clinician()).unwrap();
    assert_eq!(submit(&node, pas, &[entry(pas, 50, 1, 1), entry(pas, 51, 1, 1)]).contributions, 2);
}

#[test]
fn who_only_claims_the_number_is_withheld_and_comes_back_when_it_is_put_right() {
    let (_folder, node) = node();
    opt_out(&node, PERSON);
    let held = node.stats().unwrap().contributions;
    let before = shown(&node, 2);
    let gp = SOURCES[1];
    // The practice takes person 2 for the person, and has not verified it.
    assert_eq!(submit(&node, gp, &[with_number(gp, 2, 2, PERSON, "02")]).not_held, 1);
    assert_eq!(node.stats().unwrap().contributions, held, "nothing is erased on a claim");
    assert_eq!(submit(&node, gp, &[entry(gp, 2, 40, 1)]).not_held, 1);
    assert_eq!(node.view(&clinician(), &nhs_number(2)).unwrap().record().unwrap().demographics.len(), 2);
    assert!(!permitted(&node, PERSON));
    // It puts the number right.
    assert_eq!(submit(&node, gp, &[demographics(gp, 2, 3)]).contributions, 1);
    assert_eq!(submit(&node, gp, &[entry(gp, 2, 1, 1)]).contributions, 0, "it was held all the time");
    assert_eq!(shown(&node, 2), before);
    assert_eq!(node.view(&clinician(), &nhs_number(2)).unwrap().record().unwrap().demographics.len(), 3);
    // A verified number is proof: the practice's patient is the person, and the others of number 2 are not.
    assert_eq!(submit(&node, gp, &[with_number(gp, 2, 4, PERSON, "01")]).not_held, 1);
    assert_eq!(node.stats().unwrap().contributions, held + 1 - 8);
    assert_eq!(node.view(&clinician(), &nhs_number(2)).unwrap().record().unwrap().demographics.len(), 2);
}

#[test]
fn a_message_about_two_people_keeps_what_is_about_the_other_alone() {
    const SWAP: &str = "MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133500||ADT^A17^ADT_A17|2|P|2.4\rEVN|A17|20261122133500\r\
        PID|1||9990000018^^^NHS^NH~771001^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I|WARD1^1\r\
        PID|2||9990000026^^^NHS^NH~771002^^^RBD^MR||Corfe^Hal||19500101|M\rPV1|2|I|WARD2^2\r";
    for before in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let node = create(folder.path());
        let hl7: Input = input(SOURCES[0]).in_format(InputFormat::Hl7v2);
        let number = |text: &str| NhsNumber::parse(text).unwrap();
        let out = || {
            node.opt_out(&number("9990000026"), OptOutMode::DoNotHold, DirectiveAuthority::Person, None, &clinician())
                .unwrap()
        };
        if before {
            out();
        }
        let receipt = node.submit(SWAP.as_bytes(), &hl7).unwrap();
        assert_eq!((receipt.accepted, receipt.not_held), (1, u64::from(before)));
        if !before {
            let dora = record(&node, &number("9990000018"));
            assert_eq!(out().messages, 1);
            assert!(record(&node, &number("9990000018")) == dora);
        }
        assert!(node.view(&clinician(), &number("9990000018")).unwrap().permitted());
        assert!(!node.view(&clinician(), &number("9990000026")).unwrap().permitted());
        let originals = rows(folder.path(), "SELECT length(body) FROM message ORDER BY id");
        let hl7_original = if before { &originals[1] } else { &originals[0] };
        assert_eq!(hl7_original, &[Column::Integer(0)], "the original is about both and is not kept");
    }
}

#[test]
fn a_node_made_anew_has_nothing_to_heed() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::create(folder.path(), &options(), &key()).unwrap();
    assert_eq!(node.erase_due(clinician().at).unwrap(), Erased { complete: true, ..Erased::default() });
    assert_eq!(node.verify_audit(&[]).unwrap(), Verdict::Intact { size: 0, erased: 0, anchored: None });
}

/// A wish that a source states about its own patient, of whom no number is known, reaches the number once it is.
#[test]
fn the_number_of_a_wish_is_learned_and_withholds() {
    let (_folder, node) = node();
    let pas = SOURCES[0];
    let dissent = stated(pas, 60, "wish", 1, &json!({}), &directive_body("dissent", "2026-01-01T00:00:00Z"));
    submit(&node, pas, &[entry(pas, 60, 1, 1)]);
    let held = node.stats().unwrap().contributions;
    submit(&node, pas, &[dissent]);
    assert_eq!(node.stats().unwrap().contributions, held, "an entry less, a directive more");
    assert!(permitted(&node, PERSON));
    assert_eq!(submit(&node, pas, &[with_number(pas, 60, 1, PERSON, "01")]).not_held, 1);
    // Nothing can be compared any more: what others hold under the number is shown to nobody, and is not erased.
    assert!(!permitted(&node, PERSON));
    assert_eq!(node.stats().unwrap().contributions, held);
    assert_eq!(submit(&node, SOURCES[1], &[entry(SOURCES[1], PERSON, 40, 1)]).not_held, 1);
    // The source withdraws the wish, and all is as it was.
    let deleted = json!({ "status": "deleted", "body": null });
    let withdrawn = stated(pas, 60, "wish", 2, &deleted, &directive_body("dissent", "2026-01-01T00:00:00Z"));
    assert_eq!(submit(&node, pas, &[withdrawn]).contributions, 1);
    assert_eq!(shown(&node, PERSON), Some(6));
}

#[test]
fn two_wishes_that_turn_out_to_be_one_persons_both_have_to_end() {
    let (_folder, node) = node();
    let pas = SOURCES[0];
    opt_out(&node, PERSON);
    let body = directive_body("dissent", "2026-01-01T00:00:00Z");
    let dissent = stated(pas, 60, "wish", 1, &json!({}), &body);
    let withdrawn = stated(pas, 60, "wish", 2, &json!({ "status": "deleted", "body": null }), &body);
    submit(&node, pas, &[dissent]);
    assert_eq!(submit(&node, pas, &[line(pas, 60, "merge", 1, &link("replaces", PERSON))]).not_held, 1);
    node.withdraw_directive(&nhs_number(PERSON), &DO_NOT_HOLD, &clinician()).unwrap();
    assert_eq!(submit(&node, pas, &[entry(pas, PERSON, 1, 1)]).not_held, 1);
    submit(&node, pas, &[withdrawn]);
    assert_eq!(submit(&node, pas, &[entry(pas, PERSON, 1, 1), entry(pas, 60, 1, 1)]).contributions, 2);
}

#[test]
fn the_account_names_the_source_whose_message_erased() {
    let (_folder, node) = node();
    let gp = SOURCES[1];
    submit(&node, gp, &[stated(gp, PERSON, "wish", 1, &json!({}), &directive_body("dissent", "2026-01-01T00:00:00Z"))]);
    let events = node.who_saw(&clinician(), &nhs_number(PERSON)).unwrap();
    assert_eq!(events.len(), 1);
    let event = events[0].parts();
    assert_eq!((event.kind, event.outcome.erased), (AuditKind::Erasure, Some(21)));
    assert_eq!(event.who.id.as_ref().map(|id| id.as_str()), Some("GP"));
    assert_eq!(event.when, input(gp).received.unwrap());
}

#[test]
fn an_earlier_version_does_not_take_the_place_of_one_that_was_erased() {
    let (_folder, node) = node();
    let pas = SOURCES[0];
    submit(&node, pas, &[entry(pas, PERSON, 2, 2)]);
    opt_out(&node, PERSON);
    node.withdraw_directive(&nhs_number(PERSON), &DO_NOT_HOLD, &clinician()).unwrap();
    let earlier = submit(&node, pas, &[demographics(pas, PERSON, 1), entry(pas, PERSON, 2, 1)]);
    assert_eq!((earlier.contributions, shown(&node, PERSON)), (2, Some(0)));
    assert_eq!(submit(&node, pas, &[entry(pas, PERSON, 2, 2)]).contributions, 1);
    assert_eq!(shown(&node, PERSON), Some(1));
    assert_eq!(submit(&node, pas, &[entry(pas, PERSON, 2, 2)]).repeated, 1);
}
