//! Addresses where a name should stand.

use super::{Evidence, Finding, Kind, Place};

/// Reviews whose author or credited people are an address of mail or of the web.
pub(super) fn addresses(evidence: &Evidence<'_>) -> Vec<Finding> {
    let entries = evidence.archive.entries.iter().filter(|entry| !entry.addresses.is_empty());
    let places: Vec<Place> = entries.map(|entry| entry.noted(entry.addresses.join(", "))).collect();
    let message = match places.len() {
        0 => return Vec::new(),
        1 => "1 review credits an address instead of a name".to_owned(),
        count => format!("{count} reviews credit an address instead of a name"),
    };
    vec![Finding { kind: Kind::Credits, message, places }]
}

/// `june@example.org`, `https://example.org/june`, `www.example.org`. A handle (`@june`) is a name.
pub(super) fn is_address(name: &str) -> bool {
    name.split(|c: char| c.is_whitespace() || "<>()[]".contains(c)).any(|word| {
        let is_mail = word
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.trim_end_matches('.').contains('.'));
        is_mail || word.contains("://") || word.starts_with("www.")
    })
}
