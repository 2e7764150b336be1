//! What one decision costs each engine, in one run on one thread, in thread CPU time.

use crate::agree::Tally;
use crate::answer::Engine;
use crate::cedar::Cedar;
use crate::county::County;
use crate::floor::Floor;
use crate::ours::Ours;
use crate::rego::Rego;
use crate::request::Case;
use cpu_time::ThreadTime;
use std::hint::black_box;

/// How many cases are decided, and how many at a time: the clock itself costs more than a small decision.
const CASES: usize = 10_000;
const BLOCK: usize = 50;
/// How often all cases are timed.
const ROUNDS: usize = 3;
/// The county whose cases are timed: it has terms, agreements and permission to view.
const PLACE: usize = 7;

/// An engine on prepared cases.
struct Timed<'a> {
    name: &'static str,
    decide: Box<dyn Fn(usize) + 'a>,
    /// What one decision cost in each block, in nanoseconds.
    blocks: Vec<f64>,
}

impl<'a> Timed<'a> {
    fn new(name: &'static str, decide: impl Fn(usize) + 'a) -> Self {
        Self { name, decide: Box::new(decide), blocks: Vec::new() }
    }

    fn round(&mut self) {
        for block in 0..CASES / BLOCK {
            let begin = ThreadTime::now();
            (block * BLOCK..(block + 1) * BLOCK).for_each(&self.decide);
            self.blocks.push(begin.elapsed().as_nanos() as f64 / BLOCK as f64);
        }
    }

    fn median(&mut self) -> f64 {
        self.blocks.sort_by(f64::total_cmp);
        self.blocks[self.blocks.len() / 2]
    }
}

/// Times every engine; the number of disagreements between Cedar and Rego, and between ours and Cedar.
pub fn run() -> usize {
    let county = County::new(PLACE);
    let (cedar, padded) = (Cedar::new(&county, 0), Cedar::new(&county, 50));
    let (rego, floor, ours) = (Rego::new(&county), Floor::new(), Ours::new(&county));
    let (mut with_rego, mut with_ours) = (Tally::default(), Tally::default());
    with_rego.compare(&county, 0..CASES, &cedar, &rego);
    with_ours.compare(&county, 0..CASES, &cedar, &ours);
    let disagreed = with_rego.disagreed + with_ours.disagreed;
    println!("compared on {CASES} cases: {} permitted", with_rego.permitted);
    println!(
        "  disagreements of cedar and rego {}, of cedar and dcr-core {}",
        with_rego.disagreed, with_ours.disagreed
    );
    let (policies, entities) = cedar.size();
    println!(
        "loaded: {} organisations, roles and people; {entities} entities in Cedar's store; {policies} policies, padded {}",
        county.entities(),
        padded.size().0,
    );
    println!(
        "made ready and not timed: the county, every request, context and input; for Cedar and Rego also which directives"
    );
    println!(
        "stand (D1 to D8), which dcr-core works out in its time. Cedar is asked once for the look, once more where an"
    );
    println!(
        "emergency is declared, and once for each section where the look is permitted; every engine tells the rules."
    );

    let cases: Vec<Case> = (0..CASES).map(|number| Case::new(&county, number)).collect();
    let requests: Vec<_> = cases.iter().map(|case| (ours.prepare(case), case.person)).collect();
    let conditions: Vec<_> = cases.iter().map(|case| floor.prepare(&ours.decide(case))).collect();
    let inputs: Vec<_> = cases.iter().map(|case| rego.prepare(case)).collect();
    let prepared: Vec<_> = cases.iter().map(|case| cedar.prepare(case)).collect();
    let mut engines = [
        Timed::new("dcr-core: look and sections", |case| {
            let (request, person) = &requests[case];
            black_box(ours.look_and_see(request, *person));
        }),
        Timed::new("floor: conditions found, loop alone", |case| {
            black_box(&floor.look_and_see(black_box(&conditions[case])));
        }),
        Timed::new("cedar: look", |case| drop(black_box(cedar.look(&prepared[case])))),
        Timed::new("cedar: look and sections", |case| drop(black_box(cedar.look_and_see(&prepared[case])))),
        Timed::new("cedar, 50 policies: look", |case| drop(black_box(padded.look(&prepared[case])))),
        Timed::new("cedar, 50 policies: look, sections", |case| {
            drop(black_box(padded.look_and_see(&prepared[case])));
        }),
        Timed::new("rego: look", |case| drop(black_box(rego.look(&inputs[case])))),
        Timed::new("rego: look and sections", |case| drop(black_box(rego.look_and_see(&inputs[case])))),
    ];
    // Turn by turn, so that a machine that is busy for a while is busy for all of them.
    for round in 0..=ROUNDS {
        for engine in &mut engines {
            if round == 1 {
                // The first round warmed up.
                engine.blocks.clear();
            }
            engine.round();
        }
    }
    println!("{:36} {:>10} {:>12}", "thread CPU time, median of blocks", "ns a look", "dcr-core = 1");
    let ours = engines[0].median();
    for engine in &mut engines {
        let cost = engine.median();
        println!("{:36} {cost:>10.0} {:>12.2}", engine.name, cost / ours);
    }
    disagreed
}
