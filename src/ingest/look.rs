//! What is in an archive that a profile could speak of? Everything is read as for an index, and nothing kept.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::{Map, Value};

use super::target::Target;
use super::{Plan, Progress, Work, real_path};
use crate::error::Result;
use crate::index::document::Origin;
use crate::index::manifest::Manifest;
use crate::profile::draft::Seen;
use crate::review::Review;

/// Keys inside of keys are named down to this depth.
const DEEPEST: usize = 3;

/// Looks at the archive at `path`; the index at `dir`, should it lie in there, is no part of it.
///
/// # Errors
/// As [`super::preview`].
pub fn look(dir: &Path, path: &Path, progress: &dyn Progress) -> Result<Seen> {
    let started = Instant::now();
    let path = real_path(path)?;
    let looking = Looking::default();
    let mut work = Work::of(Manifest::default(), dir, &[path], Plan::default())?;
    work.run(&looking, progress)?;
    let mut seen = looking.0.into_inner().unwrap_or_default();
    let report = work.report(started);
    seen.reviews = report.reviews;
    let members = work.manifest.files().flat_map(|file| file.members);
    for member in members.filter(|member| member.reviews > 0) {
        let kind = member.format.as_ref().map_or("text", |format| format.name.as_str());
        *seen.files.entry(kind.to_owned()).or_default() += 1;
    }
    let files = report.skipped.into_iter().filter(|skipped| skipped.record.is_none());
    files.for_each(|skipped| *seen.left_out.entry(skipped.reason).or_default() += 1);
    seen.scales = report
        .scales
        .iter()
        .map(|one| {
            let place = if one.path.is_empty() { "all folders" } else { &one.path };
            (format!("{place} (`{}`)", one.scale.key), one.scale.best, one.scale.to_string())
        })
        .collect();
    Ok(seen)
}

#[derive(Default)]
struct Looking(Mutex<Seen>);

impl Target for Looking {
    fn add(&self, review: &Review, _: Origin<'_>) -> Result<()> {
        let Ok(mut seen) = self.0.lock() else { return Ok(()) };
        name_keys(&review.extra, "", &mut seen, DEEPEST);
        let headings = review.sections.iter().filter_map(|section| section.heading.as_deref());
        headings.for_each(|heading| seen.heading(heading));
        Ok(())
    }

    fn remove_file(&self, _: u64) {}
}

/// Counts the keys with a value, those in a list of maps too: `cast.name`.
fn name_keys(map: &Map<String, Value>, above: &str, seen: &mut Seen, depth: usize) {
    for (name, value) in map {
        let dotted = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let inside = match value {
            Value::Object(inside) => Some(inside),
            Value::Array(items) => items.first().and_then(Value::as_object),
            _ => None,
        };
        match inside {
            Some(inside) if depth > 1 => name_keys(inside, &dotted, seen, depth - 1),
            _ => seen.key(&dotted),
        }
    }
}
