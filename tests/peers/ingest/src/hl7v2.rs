//! HL7 v2: public messages.

use crate::measure::seconds;
use crate::{hash_all, source, tell};
use dcr_core::ingest::{Fate, Limits, hl7v2};
use std::hint::black_box;
use std::path::Path;

pub fn run(folder: &Path) {
    let mut files = Vec::new();
    for file in std::fs::read_dir(folder.join("converter")).expect("the converter's folder").flatten() {
        files.push(std::fs::read(file.path()).expect("a file"));
    }
    files.push(std::fs::read(folder.join("simhospital/messages.out")).expect("SimHospital's messages"));
    files.sort();
    let (source, limits) = (source(), Limits::default());
    // Each message by itself, in the standard's own form, so that everyone reads the same bytes.
    let units = files.iter().flat_map(|file| hl7v2::read(file, &source, &limits));
    let all: Vec<String> = units
        .filter_map(|unit| String::from_utf8(unit.original).ok())
        .map(|text| text.replace("\r\n", "\r").replace('\n', "\r"))
        .collect();
    // What the other crates cannot even read would make them seem faster or slower than they are.
    let messages: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|text| {
            hl7_parser::parse_message(text).is_ok()
                && rusthl7::message::Message::try_from(*text).is_ok()
                && text.contains("\rPID|")
        })
        .collect();
    let rate = |count: usize, seconds: f64| count as f64 / seconds;

    let work = "HL7 v2 parse, read, re-emit";
    let ours = seconds(|| {
        for text in &messages {
            let message = hl7v2::MessageView::read(text.as_bytes(), &limits).expect("it was read before");
            black_box((message.text("PID", 3, 1), message.text("PID", 5, 1), message.text("MSH", 10, 1)));
            black_box(message.to_bytes());
        }
    });
    tell(work, "dcr", rate(messages.len(), ours), "msg/s", None);
    let peer = seconds(|| {
        for text in &messages {
            let message = hl7_parser::parse_message(text).expect("it was read before");
            black_box((message.query("PID.3.1"), message.query("PID.5.1"), message.query("MSH.10")));
            black_box(message.raw_value().to_owned());
        }
    });
    tell(work, "hl7-parser", rate(messages.len(), peer), "msg/s", None);
    let peer = seconds(|| {
        for text in &messages {
            let message = rusthl7::message::Message::try_from(*text).expect("it was read before");
            black_box((message.query("PID.F3.R1.C1"), message.query("PID.F5.R1.C1"), message.query("MSH.F10")));
            black_box(message.as_str().to_owned());
        }
    });
    tell(work, "rust-hl7", rate(messages.len(), peer), "msg/s", None);

    let work = "HL7 v2 to contributions";
    let ours = seconds(|| all.iter().for_each(|text| hash_all(&hl7v2::read(text.as_bytes(), &source, &limits))));
    tell(work, "dcr", rate(all.len(), ours), "msg/s", None);
    let accepted = all
        .iter()
        .filter(|text| {
            hl7v2::read(text.as_bytes(), &source, &limits).iter().all(|unit| matches!(unit.fate, Fate::Accepted))
        })
        .count();
    eprintln!("{} messages, {accepted} accepted, {} that the other crates read too", all.len(), messages.len());
}
