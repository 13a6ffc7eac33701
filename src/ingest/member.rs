//! From a member of a file to its reviews: tell its format, parse it, settle what it holds.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::claims::{Claims, Teller};
use crate::decode::{Content, Decoded, Limits, Problem, Text, Undecodable};
use crate::index::manifest::{Member, ReadAs, Root};
use crate::kinds::{self, Candidate};
use crate::parse::formats::{self, Format, Sample};
use crate::parse::{self, Conventions, Found, Parsed, Records, Settled, Skipped, Warning};
use crate::profile::{Declared, Profile};
use crate::review::Review;
use crate::walk::Passing;

/// So many warnings about the reviews of a file are listed one by one; the rest is counted.
const MOST_LISTED: usize = 100;

/// How files are read.
#[derive(Clone, Copy)]
pub(super) struct Ways<'a> {
    pub(super) root: &'a Root,
    pub(super) profile: &'a Profile,
    pub(super) limits: &'a Limits,
    pub(super) claims: &'a Claims,
}

/// How the members of one file are read.
struct Reading<'a> {
    ways: Ways<'a>,
    relative: &'a str,
}

/// Takes the reviews one by one, until it breaks off.
pub(super) type Take<'t> = dyn FnMut(Taken) -> ControlFlow<()> + 't;

/// A review that was read.
#[derive(Debug)]
pub(super) enum Taken {
    /// Its id is made of its place in this archive.
    Own(Review),
    /// It was exported, and has its id from there.
    Exported(Review),
}

/// Reads what the file at `relative` holds, one member after the other, and hands out the reviews.
pub(super) fn all(ways: Ways<'_>, relative: &str, content: &Content, take: &mut Take<'_>) -> Vec<Member> {
    let reading = Reading { ways, relative };
    let mut members = Vec::new();
    let mut is_wanted = true;
    let problems = content.members(relative, ways.limits, &mut |inner| {
        let path = inner.path.clone();
        let mut watched = |review| {
            let step = take(review);
            is_wanted = step.is_continue();
            step
        };
        let member = reading.member(&path, inner.text(), &mut watched);
        members.push(named(member, path, relative));
        if is_wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    members.extend(problems.into_iter().map(|problem| of_problem(problem, relative)));
    // They are kept for each file of the archive, and most have one.
    members.shrink_to_fit();
    members
}

fn named(member: Member, path: String, relative: &str) -> Member {
    let path = if path == relative { String::new() } else { path };
    Member { path, ..member }
}

/// What a container lost is a warning, what is passed by as it would be in a folder is skipped.
fn of_problem(problem: Problem, relative: &str) -> Member {
    let reason = problem.reason.to_string();
    let member = if problem.reason.is_loss() {
        Member { warnings: vec![note_of(&reason)], ..Member::default() }
    } else {
        passed_by(reason)
    };
    named(member, problem.path, relative)
}

impl Reading<'_> {
    fn conventions(&self) -> &Conventions {
        &self.ways.root.conventions
    }

    fn is_in_export(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        std::iter::once("").chain(folders).any(|folder| self.ways.root.exports.contains(folder))
    }

    /// Reads the member at `path` within the archive and hands out its reviews. Whatever goes wrong is
    /// told in what is answered, and costs no other member anything.
    fn member(&self, path: &str, text: Result<Text<'_>, Undecodable>, take: &mut Take<'_>) -> Member {
        if self.ways.profile.skips(path) {
            return passed_by(Passing::ByProfile.to_string());
        }
        if let Some(reason) = self.conventions().reason_to_leave_out(path) {
            return passed_by(reason.to_owned());
        }
        let text = match text {
            Ok(text) => text,
            Err(why) => return passed_by(why.to_string()),
        };
        let declared = &self.ways.profile.at(path);
        let sample = Sample { path, head: text.head(), is_whole: text.is_whole(), declared };
        match formats::recognise(&sample) {
            Some((format, _)) if self.is_in_export(path) && formats::repeats_export(format, &sample) => {
                passed_by("the Letterboxd export above it, converted: that is read itself".to_owned())
            }
            Some((format, why)) => {
                let read_as = ReadAs { name: format.name.to_owned(), why };
                Member { format: Some(read_as), ..self.records(path, format, text, declared, take) }
            }
            None if is_for_records(path) => {
                passed_by("nothing in it is known as reviews: docs/FORMATS.md has the formats".to_owned())
            }
            None => self.text(path, text, declared, take),
        }
    }

    fn text(&self, path: &str, text: Text<'_>, declared: &Declared<'_>, take: &mut Take<'_>) -> Member {
        let decoded = match text.whole(self.ways.limits) {
            Ok(decoded) => decoded,
            Err(why) => return passed_by(why.to_string()),
        };
        let parsed = parse_guarded(path, &decoded, declared);
        let mut counting = Counting::default();
        for draft in parsed.drafts {
            if counting.add(draft.settle(self.conventions(), declared), take).is_break() {
                break;
            }
        }
        let mut member = counting.finish();
        member.warnings.splice(0..0, parsed.warnings);
        Member { skipped: parsed.skipped, evidence: parsed.evidence, ..member }
    }

    fn records(
        &self,
        path: &str,
        format: &Format,
        text: Text<'_>,
        declared: &Declared<'_>,
        take: &mut Take<'_>,
    ) -> Member {
        let mut counting = Counting::default();
        let mut reader = text.into_reader();
        let mut teller = Teller::new(self.ways.claims, self.ways.root, self.relative, path);
        let file = formats::File { path, wishes: self.ways.root.wishes, declared };
        let mut settle = |found: Found| match found {
            Found::Draft(draft) => counting.add(draft.settle(self.conventions(), declared), take),
            Found::Review(review) if teller.tells(&review) => {
                counting.member.reviews += 1;
                take(Taken::Exported(*review))
            }
            Found::Review(_) => ControlFlow::Continue(()),
        };
        let (records, outcome) = records_guarded(format, &file, &mut reader, &mut settle);
        let mut member = counting.finish();
        teller.finish(&mut member);
        member.skipped.extend(records.skipped);
        member.warnings.extend(reader.notes().iter().map(|note| note_of(note)));
        member.warnings.extend(records.warnings);
        member.evidence = records.evidence;
        if let Err(error) = outcome {
            member.warnings.push(note_of(&format!("what follows was not read: {error}")));
        }
        member
    }
}

/// Whether the name promises records. Read as prose, a page or table would be one shapeless review.
fn is_for_records(path: &str) -> bool {
    let name = path.rsplit(['/', '!']).next().unwrap_or(path);
    kinds::candidate(kinds::uncompressed(name)) == Ok(Candidate::Records)
}

/// A member that holds nothing, and why.
pub(super) fn passed_by(reason: String) -> Member {
    Member { skipped: vec![Skipped { record: None, reason }], ..Member::default() }
}

/// A member while its reviews are settled and handed out.
#[derive(Default)]
struct Counting {
    member: Member,
    /// Warnings beyond those that are listed.
    unlisted: u64,
}

impl Counting {
    fn add(&mut self, settled: Settled, take: &mut Take<'_>) -> ControlFlow<()> {
        for warning in settled.warnings {
            if self.member.warnings.len() < MOST_LISTED {
                self.member.warnings.push(warning);
            } else {
                self.unlisted += 1;
            }
        }
        self.member.boilerplate += settled.removed.len() as u32;
        self.member.reviews += 1;
        take(Taken::Own(settled.review))
    }

    fn finish(mut self) -> Member {
        if self.unlisted > 0 {
            self.member
                .warnings
                .push(note_of(&format!("{} more warnings like these are not listed", self.unlisted)));
        }
        self.member
    }
}

fn note_of(note: &str) -> Warning {
    Warning { line: None, message: note.to_owned() }
}

/// Parses, and turns a parser's bug into a skipped file with a plea instead of a lost archive.
fn parse_guarded(path: &str, decoded: &Decoded, declared: &Declared<'_>) -> Parsed {
    let parse = || parse::parse(path, &decoded.text, declared);
    let mut parsed = catch_unwind(AssertUnwindSafe(parse))
        .unwrap_or_else(|_| Parsed { skipped: vec![broken()], ..Parsed::default() });
    parsed.warnings.splice(0..0, decoded.notes.iter().map(|note| note_of(note)));
    parsed
}

/// The same for a format's. What it handed out before stands.
fn records_guarded(
    format: &Format,
    file: &formats::File<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> (Records, io::Result<()>) {
    let reading = || parse::read_records(format, file, input, out);
    catch_unwind(AssertUnwindSafe(reading))
        .unwrap_or_else(|_| (Records { skipped: vec![broken()], ..Records::default() }, Ok(())))
}

fn broken() -> Skipped {
    let reason = "the parser failed on this file: please report it, with the file".to_owned();
    Skipped { record: None, reason }
}
