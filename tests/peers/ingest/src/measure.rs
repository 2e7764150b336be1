//! Thread CPU time and peak memory of one piece of work.

use crate::ALLOCATOR;
use cpu_time::ThreadTime;
use std::time::Duration;

/// The least thread CPU time of one run among at least five, and as many as fit into a second.
pub fn seconds(mut work: impl FnMut()) -> f64 {
    work();
    let (mut best, mut spent, mut runs) = (Duration::MAX, Duration::ZERO, 0);
    while runs < 5 || spent < Duration::from_secs(1) {
        let begin = ThreadTime::now();
        work();
        let took = begin.elapsed();
        best = best.min(took);
        spent += took;
        runs += 1;
    }
    best.as_secs_f64()
}

/// How much more memory than before a piece of work held at its peak, in bytes.
pub fn peak(work: impl FnOnce()) -> usize {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    work();
    ALLOCATOR.peak_usage() - before
}
