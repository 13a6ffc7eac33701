//! A root's part of the report: what changed in it, and what is odd about it.

use std::collections::{BTreeSet, HashSet};

use super::report::{FileWarning, Move, ProfileUse, RecordsFile, Report, RootScale, SkippedRecord};
use super::{Changes, RootWork, profile};
use crate::index::manifest::{Member, Root};
use crate::parse;
use crate::profile::{FILE_NAME, Profile};

/// Adds a root's part to the report. What the walk passed by is news when the root is new.
pub(super) fn root(report: &mut Report, root: &Root, work: &RootWork, is_new: bool) {
    let RootWork { survey, changes, profile, .. } = work;
    tell_profile(report, root, profile, work.anew || is_new);
    tell_scales(report, root, profile, work.anew || is_new || !survey.is_quiet());
    let shown = |relatives: &[String]| relatives.iter().map(|path| root.shown(path)).collect::<Vec<_>>();
    report.added.extend(shown(&changes.added));
    report.changed.extend(shown(&changes.changed));
    report.removed.extend(shown(&changes.removed));
    let moves = changes.moved.iter();
    report.moved.extend(moves.map(|one| Move { from: root.shown(&one.from), to: root.shown(&one.to) }));
    report.unchanged += survey.unchanged + changes.same + survey.out_of_reach.len() as u64;
    report.read += changes.read;
    tell_skipped_and_odd(report, root, changes);
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

fn tell_skipped_and_odd(report: &mut Report, root: &Root, changes: &Changes) {
    let moved = changes.moved.iter().map(|one| &one.to);
    let fresh: HashSet<&String> = changes.added.iter().chain(&changes.changed).chain(moved).collect();
    for (relative, record) in &root.files {
        let fresh = fresh.contains(relative);
        record.members.iter().for_each(|member| tell_member(report, root, relative, member, fresh));
    }
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
fn tell_profile(report: &mut Report, root: &Root, profile: &Profile, fresh: bool) {
    if profile::path_of(&root.path).is_none() {
        return;
    }
    let path = root.shown(FILE_NAME);
    report.profiles.push(ProfileUse { path: path.clone(), is_silent: profile.is_silent(), fresh });
    let members = root.files.values().flat_map(|record| &record.members);
    let seen: BTreeSet<u16> = members.flat_map(|member| member.evidence.keys()).copied().collect();
    let unseen = profile.keys().filter(|(key, _)| !seen.contains(&key.number));
    report.warnings.extend(unseen.map(|(key, used)| FileWarning {
        path: path.clone(),
        line: Some(key.line),
        message: format!("`{}` is {used} and occurs nowhere in the archive", key.dotted),
        fresh,
    }));
}

fn tell_scales(report: &mut Report, root: &Root, profile: &Profile, fresh: bool) {
    let files = root.files.iter().flat_map(|(path, record)| record.evidence(path));
    let scales = parse::scales(&root.conventions, profile, files);
    report.scales.extend(scales.into_iter().map(|scale| RootScale {
        path: if scale.place.is_empty() { root.label.clone() } else { root.shown(&scale.place) },
        scale,
        fresh,
    }));
}
