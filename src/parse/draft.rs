//! A review before its folder has been asked, and after.

use super::boilerplate;
use super::conventions::Conventions;
use super::dates::{self, Order};
use super::declared;
use super::fields::RawScore;
use super::headings;
use super::layout;
use super::markup::Block;
use super::score_line::Mark;
use super::{Removed, UNREAD_SCORE, Warning};
use crate::profile::Declared;
use crate::review::Review;
use crate::score::{self, Convention, Method, Reading, Score};

/// A review whose bare numbers and repeated text wait for the whole archive to be seen.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Everything but the text and the score.
    pub(super) review: Review,
    /// The score of the front matter, the title or the file name.
    pub(super) score: Option<RawScore>,
    /// The text, without its title.
    pub(super) blocks: Vec<Block>,
    /// The score in the text.
    pub(super) mark: Option<Mark>,
    /// How the date was written, if its day and month could be mistaken for each other.
    pub(super) date_order: Option<(Order, String)>,
    /// Whether the text is plain text, where headings are told by their looks alone.
    pub(super) plain: bool,
    /// Whether a plain title line stood directly above the text.
    pub(super) under_title: bool,
    /// Says that the title is a guess, if it is one.
    pub(super) stand_in: Option<Warning>,
    /// What was wrong.
    pub(super) warnings: Vec<Warning>,
}

/// A finished review.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The review.
    pub review: Review,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// The boilerplate that was taken out.
    pub removed: Vec<Removed>,
}

impl Draft {
    /// The review's identity, the same before and after settling.
    pub fn id(&self) -> &str {
        &self.review.id
    }

    /// Finishes the review by what the archive as a whole shows, and by what its profile says of this file.
    pub fn settle(mut self, conventions: &Conventions, declared: &Declared<'_>) -> Settled {
        let path = std::mem::take(&mut self.review.source.path);
        self.settle_title(conventions, &path);
        self.review.year = self.review.year.or_else(|| conventions.year_of_folder(&path));
        self.settle_date(conventions, &path, declared);
        if self.plain {
            headings::demote_strangers(&mut self.blocks, |hash| conventions.is_shared_heading(&path, hash));
        }
        let score_block = self.mark.as_ref().map(|mark| mark.block);
        let is_repeated =
            conventions.has_repeated(&path).then_some(|hash| conventions.is_repeated(&path, hash));
        let trimmed = boilerplate::trim(&self.blocks, score_block, is_repeated.as_ref());
        if let Some(mark) = &mut self.mark {
            mark.block -= trimmed.kept.start;
        }
        self.review.score = self.settled_score(conventions, &path, declared);
        self.lay_out(trimmed.kept);
        declared::name_sections(&mut self.review, declared);
        self.review.kind = self.review.kind.take().or_else(|| declared.kind.map(str::to_owned));
        self.review.author = self.review.author.take().or_else(|| declared.author.map(str::to_owned));
        self.review.source.path = path;
        Settled { review: self.review, warnings: self.warnings, removed: trimmed.removed }
    }

    /// A list of posts beside the file may know what it is called.
    fn settle_title(&mut self, conventions: &Conventions, path: &str) {
        let listing = conventions.listing(path);
        if let Some(listing) = listing {
            listing.fill(&mut self.review);
        }
        let is_named = listing.is_some_and(|listing| listing.title.is_some());
        self.warnings.extend(self.stand_in.take().filter(|_| !is_named));
    }

    /// `03/04/2019` has the order that the dates of its folder show.
    fn settle_date(&mut self, conventions: &Conventions, path: &str, declared: &Declared<'_>) {
        let Some((Order::Unknown, written)) = &self.date_order else { return };
        match declared.day_first.or_else(|| conventions.day_comes_first(path)) {
            Some(true) => {
                let other = self.review.date.as_deref().and_then(dates::other_order);
                self.review.date = other.or_else(|| self.review.date.take());
            }
            Some(false) => {}
            None => {
                let message =
                    format!("the date `{written}` was read month first; its folder does not show the order");
                self.warnings.push(Warning { line: None, message });
            }
        }
    }

    fn lay_out(&mut self, kept: std::ops::Range<usize>) {
        let wants_summary = self.review.summary.is_none();
        let blocks = self.blocks.get(kept).unwrap_or_default();
        let laid = layout::lay_out(blocks, self.mark.as_ref(), self.under_title, wants_summary);
        self.review.sections = laid.sections;
        self.review.summary = self.review.summary.take().or(laid.summary);
        match (&mut self.review.verdict, laid.verdict) {
            (Some(verdict), Some(below)) => verdict.append("\n\n", &below),
            (verdict @ None, below) => *verdict = below,
            (Some(_), None) => {}
        }
    }

    fn settled_score(
        &mut self,
        conventions: &Conventions,
        path: &str,
        declared: &Declared<'_>,
    ) -> Option<Score> {
        let (raw, reading, key, line, best) = match (&self.score, &self.mark) {
            (Some(score), _) => (&score.raw, score::read(&score.raw), &score.key, score.line, score.best),
            (None, Some(mark)) => {
                (&mark.raw, mark.reading.clone(), &mark.label, Some(mark.line_number), None)
            }
            (None, None) => return None,
        };
        let by_folder = conventions.convention(path, key, declared);
        let convention = match best {
            Some(best) => Convention { best: Some(best), declared: true, ..by_folder },
            None => by_folder,
        };
        let score = reading.settle(raw, &convention);
        if score.method == Method::Unread {
            let message = unread_message(&score.raw, &reading);
            self.warnings.push(Warning { line, message });
        }
        Some(score)
    }
}

fn unread_message(raw: &str, reading: &Reading) -> String {
    match reading {
        Reading::Unread(why) => format!("{UNREAD_SCORE}{raw}` is not understood: {why}"),
        _ => format!("{UNREAD_SCORE}{raw}` does not say out of how many, and its folder does not show it"),
    }
}
