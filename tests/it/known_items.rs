//! Who knows what they look for finds it first: every title, typed as people type, and what they
//! remember of a review.

use std::path::Path;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, SearchRequest};
use pullquote::index::Reader;
use pullquote::query;
use pullquote::review::Review;
use pullquote::words;

use super::harness::{Place, archive, repository};

/// An index of an archive, asked without the program.
struct Known {
    _place: Place,
    reader: Reader,
}

impl Known {
    fn of(archive: &Path) -> Self {
        let place = Place::new();
        place.ok(&["index", &archive.to_string_lossy()]);
        let reader = Reader::open(&place.path("index")).unwrap();
        Self { _place: place, reader }
    }

    fn reviews(&self) -> Vec<Review> {
        let mut reviews = Vec::new();
        Local::new(&self.reader)
            .for_each_review(|review| {
                reviews.push(review);
                Ok(())
            })
            .unwrap();
        reviews
    }

    /// The reviews of the first ten hits, as (title, year).
    fn first(&self, text: &str) -> Vec<(String, Option<i32>)> {
        let request = SearchRequest {
            match_mode: MatchMode::Auto,
            exact: false,
            ..SearchRequest::new(query::parse(text).unwrap().node)
        };
        let hits = Local::new(&self.reader).search(&request).unwrap().hits;
        hits.into_iter().map(|hit| (words::key(&hit.title), hit.year)).collect()
    }
}

/// How often the right review comes first, and the mean of one over its rank.
#[derive(Default)]
struct Tally {
    asked: u32,
    first: u32,
    reciprocal: f64,
    missed: Vec<String>,
}

impl Tally {
    fn note(&mut self, query: &str, rank: Option<usize>) {
        self.asked += 1;
        self.first += u32::from(rank == Some(0));
        self.reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        if rank != Some(0) {
            self.missed.push(format!("{query} ({rank:?})"));
        }
    }

    fn share(&self) -> f64 {
        f64::from(self.first) / f64::from(self.asked.max(1))
    }

    fn report(&self, what: &str) {
        let mrr = self.reciprocal / f64::from(self.asked.max(1));
        println!("{what}: {} asked, {:.4} first, MRR {mrr:.4}", self.asked, self.share());
        println!("  not first: {}", self.missed.join("; "));
    }
}

/// Asks for every title. With the year, the review of that year must come first; without, any
/// review of a work of that title.
fn ask_for_titles(known: &Known, with_year: bool) -> Tally {
    let mut tally = Tally::default();
    for review in known.reviews() {
        let title = words::key(&review.title);
        let year = review.year;
        let typed = match year {
            Some(year) if with_year => format!("{title} {year}"),
            _ if with_year => continue,
            _ => title.clone(),
        };
        let is_meant = |hit: &(String, Option<i32>)| hit.0 == title && (!with_year || hit.1 == year);
        tally.note(&typed, known.first(&typed).iter().position(is_meant));
    }
    tally
}

#[test]
fn titles_of_the_sample_archive_come_first() {
    let known = Known::of(&repository().join("corpus"));
    for with_year in [false, true] {
        let tally = ask_for_titles(&known, with_year);
        tally.report("corpus titles");
        assert!(tally.share() >= 0.98, "{:?}", tally.missed);
    }
}

#[test]
fn titles_of_a_film_log_come_first() {
    let Some(archive) = archive("movielog") else { return };
    let known = Known::of(&archive.join("reviews"));
    for (with_year, bar) in [(false, 0.98), (true, 0.98)] {
        let tally = ask_for_titles(&known, with_year);
        tally.report("film log titles");
        assert!(tally.share() >= bar, "{:?}", tally.missed);
    }
}
