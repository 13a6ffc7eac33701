//! Asks one query again and again, for a profiler: `ask INDEX QUERY SECONDS`.

use std::time::{Duration, Instant};

use pullquote::backend::SearchRequest;
use pullquote::backend::local::Local;
use pullquote::index::Reader;
use pullquote::query;

fn main() -> pullquote::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, text, seconds] = args.as_slice() else { panic!("INDEX QUERY SECONDS") };
    let reader = Reader::open(dir.as_ref())?;
    let local = Local::new(&reader);
    let request = SearchRequest::new(query::parse(text).expect("a query").node);
    let end = Duration::from_secs_f64(seconds.parse().expect("seconds"));
    let started = Instant::now();
    let mut runs = 0_u32;
    while started.elapsed() < end {
        std::hint::black_box(local.best(&request)?);
        runs += 1;
    }
    println!("{:.0} µs", started.elapsed().as_secs_f64() * 1e6 / f64::from(runs));
    Ok(())
}
