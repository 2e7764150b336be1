//! CSV: the simulated county's client level data, as one extract of a council.

use crate::measure::seconds;
use crate::{hash_all, source, tell};
use dcr_core::ingest::Limits;
use dcr_core::ingest::tabular::{self, Mapping};
use dcr_county::{CountyOptions, sendings};
use std::hint::black_box;

pub fn run() {
    let options = CountyOptions { seed: 1, people: 20_000 };
    let mut extract = Vec::new();
    for sending in sendings(&options).filter(|sending| sending.mapping == Some("client-level-data")) {
        let rows = sending.bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        extract.extend_from_slice(&sending.bytes[if extract.is_empty() { 0 } else { rows }..]);
    }
    let megabytes = |seconds: f64| extract.len() as f64 / 1e6 / seconds;
    let work = "CSV to contributions";
    let (source, limits, mapping) = (source(), Limits::default(), Mapping::client_level_data());
    let ours = seconds(|| hash_all(&tabular::read(&extract, &mapping, &source, &limits)));
    tell(work, "dcr", megabytes(ours), "MB/s", None);
    let peer = seconds(|| {
        let mut reader = csv::Reader::from_reader(extract.as_slice());
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).expect("a row") {
            black_box(&record);
        }
    });
    tell(work, "csv crate, reading alone", megabytes(peer), "MB/s", None);
    let rows = extract.iter().filter(|byte| **byte == b'\n').count();
    eprintln!("{} bytes of CSV in {rows} rows", extract.len());
    if let Some(path) = std::env::args().nth(2) {
        std::fs::write(path, &extract).expect("the extract is written for the peers in Python");
    }
}
