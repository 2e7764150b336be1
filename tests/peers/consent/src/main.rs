//! The rules of `docs/consent.md` as far as they are asked of a look and of its sections (C01 to C42), beside the same rules
//! in Cedar and in Rego.
//!
//! `agree [COUNT [THREADS]]` decides random requests for random people by Cedar and by `dcr-core`, and fails on any
//! difference.
//! `speed` says what one decision costs each.

mod agree;
mod answer;
mod cedar;
mod context;
mod county;
mod dice;
mod directives;
mod entities;
mod facts;
mod floor;
mod instant;
mod look;
mod ours;
mod person;
mod rego;
mod request;
mod speed;
#[cfg(test)]
mod tests;
mod words;

use agree::Tally;
use std::process::ExitCode;

/// Over how many counties the cases are spread, each with its own policy, register and people.
const COUNTIES: usize = 8;
/// How many cases are decided by default.
const COUNT: usize = 1_000_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let differences = match arguments.next().as_deref() {
        Some("agree") => {
            let count = arguments.next().map_or(COUNT, |count| count.parse().expect("a number"));
            let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let threads = arguments.next().map_or_else(all, |threads| threads.parse().expect("a number"));
            agree(count, threads)
        }
        Some("speed") => speed::run(),
        _ => {
            eprintln!("agree [COUNT [THREADS]] | speed");
            return ExitCode::from(2);
        }
    };
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn agree(count: usize, threads: usize) -> usize {
    let each = count.div_ceil(COUNTIES);
    let share = |thread: usize| {
        let mut tally = Tally::default();
        for place in (thread..COUNTIES).step_by(threads) {
            let county = county::County::new(place);
            let cedar = cedar::Cedar::new(&county, 0);
            // The shape of each fact is checked against the schema of a sample; that nothing fails, of every case.
            (0..each.min(50)).for_each(|number| drop(cedar.prepare(&request::Case::new(&county, number))));
            let cases = 0..each.min(count.saturating_sub(each * place));
            tally.compare(&county, cases, &cedar, &ours::Ours::new(&county));
        }
        tally
    };
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        for thread in running {
            tally.add(thread.join().expect("a thread that ends"));
        }
    });
    let denied = tally.compared - tally.permitted;
    println!(
        "compared {}: {} permitted, {denied} denied, {} disagreements",
        tally.compared, tally.permitted, tally.disagreed
    );
    for (rule, times) in &tally.rules {
        println!("  {rule:34} {times:>9}");
    }
    for (sections, times) in &tally.open {
        println!("  {sections:2} of 14 sections open {times:>21}");
    }
    tally.disagreed
}
