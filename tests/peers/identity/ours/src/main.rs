//! Matches the rows of a CSV file whose columns have the names of `Field`, and writes the pairs and the clusters:
//! `dcr-peers-identity ROWS.csv FOLDER [--train SECOND]`.
//!
//! With `--train` the model is trained on the rows first, of which those from `SECOND` on are a second table (0: there is
//! none). That is for rows of another country: nothing is guarded, a household may be large, and pairs far below the
//! threshold are kept, because the peers' figures are taken over every threshold as well.

use dcr_core::identity::matching::{
    Field, Guards, LinkOptions, MatchModel, Pairing, Table, TextBuffer, TrainOptions, link_table, train,
};
use std::error::Error;
use std::path::Path;

const THREADS: usize = 2;
/// How far below the threshold pairs are still kept, in hundredths of a bit.
const BELOW: i32 = 800;
const HOUSEHOLD: i32 = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, folder, second) = match arguments.as_slice() {
        [file, folder] => (file, folder, None),
        [file, folder, train, second] if train == "--train" => (file, folder, Some(second.parse::<usize>()?)),
        _ => return Err("dcr-peers-identity ROWS.csv FOLDER [--train SECOND]".into()),
    };
    let mut reader = csv::Reader::from_path(file)?;
    let fields: Vec<Option<Field>> = reader.headers()?.iter().map(Field::parse).collect();
    let mut columns: Vec<TextBuffer> = fields.iter().map(|_| TextBuffer::new()).collect();
    let (mut record, mut rows) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record)? {
        let known = columns.iter_mut().zip(&fields).zip(record.iter());
        known.filter(|((_, field), _)| field.is_some()).try_for_each(|((column, _), text)| column.push(text))?;
        rows += 1;
    }
    let known = fields.iter().zip(&columns).filter_map(|(field, column)| Some(((*field)?, column)));
    let table = known.fold(Table::new(rows), |table, (field, column)| table.with(field, column));

    let english = MatchModel::english();
    let linked = match second {
        None => link_table(&table, &english, &LinkOptions { threads: THREADS, ..LinkOptions::default() }),
        Some(second) => {
            let pairing = if second == 0 { Pairing::Dedupe } else { Pairing::Across { second } };
            let base = english.with_guards(Guards::NONE).thorough(true).with_household_cap(HOUSEHOLD);
            let options = TrainOptions { threads: THREADS, pairing, ..TrainOptions::default() };
            let model = train(&table, &base, &options)?.model;
            let thresholds = model.thresholds();
            let model = model.with_thresholds(thresholds.link, (thresholds.possible - BELOW).max(0));
            let options = LinkOptions { threads: THREADS, pairing, learn: false, ..LinkOptions::default() };
            link_table(&table, &model, &options)
        }
    };

    let mut pairs = csv::Writer::from_path(Path::new(folder).join("pairs.csv"))?;
    pairs.write_record(["left", "right", "score", "rank", "guarded"])?;
    for pair in &linked.pairs {
        let guarded = i32::from(!pair.guards.is_empty());
        let numbers = [i64::from(pair.left), i64::from(pair.right), i64::from(pair.score), i64::from(pair.rank)];
        pairs.write_record(numbers.into_iter().chain([i64::from(guarded)]).map(|number| number.to_string()))?;
    }
    pairs.flush()?;
    let mut clusters = csv::Writer::from_path(Path::new(folder).join("clusters.csv"))?;
    clusters.write_record(["cluster"])?;
    for cluster in &linked.cluster_of {
        clusters.write_record([cluster.to_string()])?;
    }
    clusters.flush()?;
    println!("{}", linked.scored);
    Ok(())
}
