//! A root's part of the report: what changed in it, and what is odd about it.

use std::collections::{BTreeSet, HashSet};

use super::report::{FileWarning, Move, ProfileUse, RecordsFile, Report, RootScale, SkippedRecord};
use super::{Changes, RootWork, profile};
use crate::index::manifest::{Member, Root};
use crate::parse::{Scale, Scales};
use crate::profile::{FILE_NAME, Profile};

/// Adds a root's part to the report. What the walk passed by is news when the root is new.
pub(super) fn root(report: &mut Report, root: &Root, work: &RootWork, is_new: bool) {
    let RootWork { survey, changes, profile, .. } = work;
    let is_fresh = work.anew || is_new;
    let seen = tell_files(report, root, profile, changes);
    tell_profile(report, root, profile, &seen.keys, is_fresh);
    report.scales.extend(seen.scales.into_iter().map(|scale| RootScale {
        path: if scale.place.is_empty() { root.label.clone() } else { root.shown(&scale.place) },
        scale,
        fresh: is_fresh || changes.read > 0 || !survey.vanished.is_empty(),
    }));
    report.warnings.extend(seen.warnings);
    let shown = |relatives: &[String]| relatives.iter().map(|path| root.shown(path)).collect::<Vec<_>>();
    report.changed.extend(shown(&changes.changed));
    report.removed.extend(shown(&changes.removed));
    let moves = changes.moved.iter();
    report.moved.extend(moves.map(|one| Move { from: root.shown(&one.from), to: root.shown(&one.to) }));
    report.unchanged += survey.unchanged + changes.same + survey.out_of_reach.len() as u64;
    report.read += changes.read;
    for passed in &survey.passed {
        let reason = passed.reason.to_string();
        report.skipped.push(SkippedRecord {
            path: root.shown(&passed.relative),
            record: None,
            reason,
            fresh: is_new,
        });
    }
    for (relative, why) in &changes.unreadable {
        let message = format!("cannot be read now: {why}");
        report.warnings.push(FileWarning { path: root.shown(relative), line: None, message, fresh: true });
    }
}

/// What the files of a root show together.
#[derive(Default)]
struct Seen {
    /// The numbers of the profile's keys that occur.
    keys: BTreeSet<u16>,
    scales: Vec<Scale>,
    warnings: Vec<FileWarning>,
}

/// Tells what is in each file. They are gone through once, and silent ones are passed by.
fn tell_files(report: &mut Report, root: &Root, profile: &Profile, changes: &Changes) -> Seen {
    let mut seen = Seen::default();
    let mut scales = Scales::of(&root.conventions, profile);
    let before = std::mem::take(&mut report.warnings);
    let moved: HashSet<&String> = changes.moved.iter().map(|one| &one.to).collect();
    let changed: HashSet<&String> = changes.changed.iter().collect();
    let since = changes.first_new.unwrap_or(u64::MAX);
    let untold = root.files.each_telling(since, |relative, record| {
        let is_new = changes.is_new(&relative, record.number);
        if is_new && !moved.contains(&relative) {
            report.added.push(root.shown(&relative));
        }
        report.reviews += record.reviews();
        for (path, evidence) in record.evidence(&relative) {
            scales.add(path, evidence);
            seen.keys.extend(evidence.keys());
        }
        let fresh = is_new || changed.contains(&relative);
        record.members.iter().for_each(|member| tell_member(report, root, &relative, member, fresh));
    });
    report.reviews += untold;
    seen.scales = scales.finish();
    seen.warnings = std::mem::replace(&mut report.warnings, before);
    seen
}

fn tell_member(report: &mut Report, root: &Root, relative: &str, member: &Member, fresh: bool) {
    let path = root.shown(member.path_or(relative));
    report.boilerplate += u64::from(member.boilerplate);
    report.records.extend(member.format.as_ref().map(|format| RecordsFile {
        path: path.clone(),
        format: format.name.clone(),
        why: format.why.clone(),
        reviews: u64::from(member.reviews),
        fresh,
    }));
    report.skipped.extend(member.skipped.iter().map(|skipped| SkippedRecord {
        path: path.clone(),
        record: skipped.record.clone(),
        reason: skipped.reason.clone(),
        fresh,
    }));
    report.warnings.extend(member.warnings.iter().map(|warning| FileWarning {
        path: path.clone(),
        line: warning.line,
        message: warning.message.clone(),
        fresh,
    }));
}

/// The profile, and which of its keys occur nowhere: a slip in one of them would go unnoticed.
fn tell_profile(report: &mut Report, root: &Root, profile: &Profile, seen: &BTreeSet<u16>, fresh: bool) {
    if profile::path_of(&root.path).is_none() {
        return;
    }
    let path = root.shown(FILE_NAME);
    report.profiles.push(ProfileUse { path: path.clone(), is_silent: profile.is_silent(), fresh });
    let unseen = profile.keys().filter(|(key, _)| !seen.contains(&key.number));
    report.warnings.extend(unseen.map(|(key, used)| FileWarning {
        path: path.clone(),
        line: Some(key.line),
        message: format!("`{}` is {used} and occurs nowhere in the archive", key.dotted),
        fresh,
    }));
}
