//! A council matches its clients, of whom many have no NHS number: match, review, decide, undo, explain.
//!
//! `cargo run --release --example match_table` matches a few made-up clients. With a CSV file as the argument it matches that
//! file, whose columns have the names of `Field`, and writes `pairs.csv` and `clusters.csv` into the folder of the second
//! argument. Is there a column `person` with the truth, it tells what was found of it and which thresholds it recommends.

use dcr_core::identity::matching::{
    Decision, Field, LabelledPair, LinkOptions, Linked, MatchModel, Matcher, Particulars, Relation, RowKey, Table,
    TextBuffer, TextColumn, evaluate, link_table,
};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// A client twice, with a short form and a slip; his twin; a baby who has no name yet.
const CLIENTS: &str = "\
source,local_id,given_name,family_name,birth_date,gender,address,postcode
E06000059,1,William,Fossett,1951-03-12,male,14 High Street Dorchester,DT1 1XJ
RBD,77,BILL,FOSSET,1951-03-12,M,14 HIGH ST,dt11xj
J81001,9,Walter,Fossett,1951-03-12,male,14 High Street Dorchester,DT1 1XJ
E06000059,2,BABY,Fossett,2026-11-20,,14 High Street,DT1 1XJ
RBD,78,Doris,Turnbull,1938-07-01,female,2 Mill Lane,BH15 1AA
";
const THREADS: usize = 2;
/// One false join in ten thousand, in a million.
const MOST_FALSE_JOINS: u64 = 100;

/// A file's columns as they stand in it.
struct File {
    names: Vec<String>,
    columns: Vec<TextBuffer>,
    rows: usize,
}

impl File {
    fn read(from: impl std::io::Read) -> Result<Self, Box<dyn Error>> {
        let mut reader = csv::Reader::from_reader(from);
        let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut columns: Vec<TextBuffer> = names.iter().map(|_| TextBuffer::new()).collect();
        let (mut record, mut rows) = (csv::StringRecord::new(), 0);
        while reader.read_record(&mut record)? {
            columns.iter_mut().zip(record.iter()).try_for_each(|(column, text)| column.push(text))?;
            rows += 1;
        }
        Ok(Self { names, columns, rows })
    }

    fn column(&self, name: &str) -> Option<&TextBuffer> {
        self.names.iter().zip(&self.columns).find(|(own, _)| *own == name).map(|(_, column)| column)
    }

    fn text(&self, name: &str, row: usize) -> &str {
        self.column(name).map_or("", |column| column.text(row))
    }

    fn table(&self) -> Table<'_> {
        let known = Field::ALL.into_iter().filter_map(|field| Some((field, self.column(field.name())?)));
        known.fold(Table::new(self.rows), |table, (field, column)| table.with(field, column))
    }

    fn key(&self, row: usize) -> RowKey {
        RowKey::new(self.text("source", row), self.text("local_id", row))
    }

    fn particulars(&self, row: usize) -> Particulars {
        let mut stated = Particulars::new();
        stated.add_nhs_number(self.text("nhs_number", row), self.text("nhs_verification", row));
        stated.add_given_names(self.text("given_name", row));
        stated.add_family_name(self.text("family_name", row));
        stated.add_birth_date(self.text("birth_date", row));
        stated.add_gender(self.text("gender", row));
        stated.add_address(self.text("address", row), self.text("postcode", row), self.text("uprn", row));
        stated
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next(), arguments.next()) {
        (None, _) => clients(),
        (Some(file), folder) => whole_file(&file, folder.as_deref().map(Path::new)),
    }
}

fn clients() -> Result<(), Box<dyn Error>> {
    let file = File::read(CLIENTS.as_bytes())?;
    let model = MatchModel::english();
    let linked = link_table(&file.table(), &model, &LinkOptions { learn: false, ..LinkOptions::default() });
    println!("{} rows are {} people", file.rows, linked.clusters());
    for pair in &linked.pairs {
        let (left, right) = (pair.left as usize, pair.right as usize);
        let told = if pair.joined { "joined" } else { "for a person to look at" };
        println!("\n{} and {}: {told}", file.text("given_name", left), file.text("given_name", right));
        let found = dcr_core::identity::matching::compare(&file.particulars(left), &file.particulars(right), &model);
        println!("{}", found.text());
    }

    // The same as the clients come one by one, with what a person decides of what is in the queue.
    let mut matcher = Matcher::new(model);
    for row in 0..file.rows {
        matcher.insert(file.key(row), &file.particulars(row));
    }
    println!("\nin the queue: {}", matcher.review().len());
    let decision = Decision { left: file.key(0), right: file.key(2), relation: Relation::Different };
    matcher.decide(&decision);
    println!("once William and Walter are decided to be two: {}", matcher.review().len());
    matcher.undo(&decision);
    println!("once that is undone: {}", matcher.review().len());
    Ok(())
}

fn whole_file(file: &str, folder: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let file = File::read(std::fs::File::open(file)?)?;
    let options = LinkOptions { threads: THREADS, ..LinkOptions::default() };
    let linked = link_table(&file.table(), &MatchModel::english(), &options);
    let review = linked.pairs.iter().filter(|pair| pair.needs_review()).count();
    println!("rows={} people={} scored={} review={review}", file.rows, linked.clusters(), linked.scored);
    for block in &linked.left_out {
        println!("too crowded to compare: {:?} of {} rows", block.kind, block.rows);
    }
    if let Some(folder) = folder {
        write(&file, &linked, folder)?;
    }
    if file.column("person").is_some() {
        tell_truth(&file, &linked);
    }
    Ok(())
}

fn write(file: &File, linked: &Linked, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut pairs = csv::Writer::from_path(folder.join("pairs.csv"))?;
    pairs.write_record(["left", "right", "score", "rank", "joined", "guards"])?;
    for pair in &linked.pairs {
        let guards: Vec<&str> = pair.guards.iter().map(|guard| guard.key()).collect();
        let numbers = [pair.left.to_string(), pair.right.to_string(), pair.score.to_string(), pair.rank.to_string()];
        let told = [pair.joined.to_string(), guards.join(" ")];
        pairs.write_record(numbers.iter().chain(&told))?;
    }
    pairs.flush()?;
    let mut clusters = csv::Writer::from_path(folder.join("clusters.csv"))?;
    clusters.write_record(["row", "source", "local_id", "cluster"])?;
    for (row, cluster) in linked.cluster_of.iter().enumerate() {
        let (row_text, cluster) = (row.to_string(), cluster.to_string());
        clusters.write_record([&row_text, file.text("source", row), file.text("local_id", row), &cluster])?;
    }
    clusters.flush()?;
    Ok(())
}

fn tell_truth(file: &File, linked: &Linked) {
    let same = |left: usize, right: usize| file.text("person", left) == file.text("person", right);
    let labelled: Vec<LabelledPair> = linked
        .pairs
        .iter()
        .map(|pair| LabelledPair { rank: pair.rank, same: same(pair.left as usize, pair.right as usize) })
        .collect();
    let mut rows_of: BTreeMap<&str, u64> = BTreeMap::new();
    let mut people_of: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (row, cluster) in linked.cluster_of.iter().enumerate() {
        let person = file.text("person", row);
        *rows_of.entry(person).or_default() += 1;
        people_of.entry(*cluster).or_default().push(person);
    }
    let true_pairs = rows_of.values().map(|rows| rows * rows.saturating_sub(1) / 2).sum();
    let mixed = people_of.values().filter(|people| people.iter().any(|one| Some(one) != people.first())).count();
    let evaluation = evaluate(&labelled, true_pairs);
    println!("clusters holding two people: {mixed}");
    for most in [1_000, MOST_FALSE_JOINS] {
        if let Some(point) = evaluation.at_false_joins(most) {
            let recall = evaluation.recall(point);
            println!("at most {most} false joins in a million: {recall} of a million found, from {}", point.threshold);
        }
    }
    if let Some(thresholds) = evaluation.recommend(MOST_FALSE_JOINS) {
        println!("recommended: link from {}, possible from {}", thresholds.link, thresholds.possible);
    }
}
