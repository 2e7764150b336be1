//! Rows of a council's table to contributions, and where the time goes.
//!
//! `cargo bench -p dcr-core --bench tabular`; the throughput is of the file's bytes.
#![allow(missing_docs, clippy::expect_used, clippy::cast_possible_truncation, reason = "development only")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Limits, Source};
use dcr_core::time::Timestamp;
use std::hint::black_box;

const ROWS: usize = 5_000;

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").expect("a code"),
        system: SourceSystem::parse("Mosaic").expect("a name"),
        received: Timestamp::parse("2026-07-03T09:00:00Z").expect("an instant"),
    }
}

/// A Client Level Data file of as many services.
fn file() -> String {
    let mut file = "LA_Code,Reporting_Period_End_Date,NHS_Number,LA_Person_Unique_Identifier,GP_Practice_Code,\
        GP_Practice_Name,Gender,Ethnicity,Date_of_Birth,Client_Type,Primary_Support_Reason,Postcode,\
        Accommodation_Status,Has_Unpaid_Carer,Event_Type,Event_Reference,Event_Start_Date,Event_End_Date,\
        Event_Outcome,Service_Type,Service_Component,Delivery_Mechanism,Provider_CQC_Location_ID,\
        Provider_CQC_Location_Name,Unit_Cost,Cost_Frequency_Unit_Type\n"
        .to_owned();
    for row in 0..ROWS {
        let (person, day) = (row / 3, row % 28 + 1);
        file.push_str(&format!(
            "838,2026-06-30,9990000018,P{person:07},J81000,Example Surgery,Female,A,1941-03-{day:02},Service User,\
             Personal Care Support,DT1 1XJ,Owner occupier or shared ownership scheme,Yes,Service,E{row:08},\
             {day:02}/04/2026,,No change in package,Long Term Support: Community,Home Support,\
             Direct Payment only,1-{row:09},Example Home Care Ltd,21.50,Hourly (Unit)\n"
        ));
    }
    file
}

fn tabular(criterion: &mut Criterion) {
    let (file, mapping, source, limits) = (file(), Mapping::client_level_data(), source(), Limits::default());
    let mut group = criterion.benchmark_group("tabular");
    group.throughput(Throughput::Bytes(file.len() as u64)).sample_size(10);
    group.bench_function("split into cells", |bencher| {
        bencher.iter(|| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
            let mut record = csv::ByteRecord::new();
            let mut cells = 0;
            while reader.read_byte_record(&mut record).expect("a record") {
                cells += record.len();
            }
            cells
        });
    });
    group.bench_function("mapped, originals kept", |bencher| {
        bencher.iter(|| read(black_box(file.as_bytes()), &mapping, &source, &limits));
    });
    let units = read(file.as_bytes(), &mapping, &source, &limits);
    group.bench_function("canonical and hashed", |bencher| {
        bencher.iter(|| {
            let contributions = units.iter().flat_map(|unit| &unit.contributions);
            contributions.map(|one| one.content_hash().expect("a hash")).next_back()
        });
    });
    group.finish();
}

criterion_group!(benches, tabular);
criterion_main!(benches);
