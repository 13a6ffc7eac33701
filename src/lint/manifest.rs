//! What the indexer had to say about the files.

use std::collections::BTreeMap;

use super::{Evidence, Finding, Kind, Place};
use crate::decode::Undecodable;
use crate::index::manifest::{Member, Root};

/// What was odd, a finding a sentence. Scores have findings of their own.
pub(super) fn warnings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut by_message: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (path, member) in members(evidence) {
        let odd = member.warnings.iter().filter(|warning| warning.unread_score().is_none());
        for warning in odd {
            let place = Place { path: path.clone(), line: warning.line, ..Place::default() };
            by_message.entry(warning.message.clone()).or_default().push(place);
        }
    }
    told(Kind::Warning, by_message)
}

/// What could not be read, a finding a reason.
pub(super) fn unreadable(evidence: &Evidence<'_>) -> Vec<Finding> {
    told(Kind::Unreadable, passed_by(evidence, Undecodable::is_loss))
}

/// What else is not in the index, a finding a reason.
pub(super) fn skipped(evidence: &Evidence<'_>) -> Vec<Finding> {
    told(Kind::Skipped, passed_by(evidence, |reason| !Undecodable::is_loss(reason)))
}

fn passed_by(evidence: &Evidence<'_>, is_wanted: fn(&str) -> bool) -> BTreeMap<String, Vec<Place>> {
    let mut by_reason: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (path, member) in members(evidence) {
        for skipped in member.skipped.iter().filter(|skipped| is_wanted(&skipped.reason)) {
            let id = skipped.record.as_deref().map(|key| crate::review::review_id(&path, Some(key)));
            let place = Place { id, path: path.clone(), ..Place::default() };
            by_reason.entry(skipped.reason.clone()).or_default().push(place);
        }
    }
    by_reason
}

/// The most frequent first.
fn told(kind: Kind, places: BTreeMap<String, Vec<Place>>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        places.into_iter().map(|(message, places)| Finding { kind, message, places }).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.places.len()));
    findings
}

/// Text that repeats from file to file, a finding a folder.
pub(super) fn boilerplate(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut folders: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (path, member) in members(evidence).filter(|(_, member)| member.boilerplate > 0) {
        let folder = path.split_once('/').map_or("", |(folder, _)| folder).to_owned();
        let blocks = member.boilerplate;
        let note = if blocks == 1 { "1 block".to_owned() } else { format!("{blocks} blocks") };
        folders.entry(folder).or_default().push(Place { path, note: Some(note), ..Place::default() });
    }
    let finding = |(folder, places): (String, Vec<Place>)| {
        let name = super::archive::holder_name(&folder);
        let files = if places.len() == 1 { "1 file".to_owned() } else { format!("{} files", places.len()) };
        let message = format!("repeated text at the edges of {files} of {name} was kept out of the reviews");
        Finding { kind: Kind::Boilerplate, message, places }
    };
    folders.into_iter().map(finding).collect()
}

/// Every file, and every file inside a container, under the path that its reviews bear.
pub(super) fn members<'a>(evidence: &Evidence<'a>) -> impl Iterator<Item = (String, Member)> + use<'a> {
    let files = |root: &'a Root| root.files.iter().map(move |(relative, record)| (root, relative, record));
    let roots = evidence.manifest.roots.iter();
    roots.flat_map(files).flat_map(|(root, relative, record)| {
        record.members.into_iter().map(move |member| (root.shown(member.path_or(&relative)), member))
    })
}
