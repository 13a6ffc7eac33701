//! What a reader does not need, and an exact copy can't do without.

use serde::{Deserialize, Serialize};

use crate::review::Source;
use crate::score::{self, Convention, Score};

/// Where a review came from, and its score in every respect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Exact {
    /// The score as it was when it was exported.
    pub score: Option<Score>,
    /// Where the record stood.
    pub source: Source,
}

/// The score that is written `raw` now and was `before`. An edited one is read anew; a bare number is on the
/// scale that it was on.
pub fn score_of(raw: Option<&str>, before: Option<Score>) -> Option<Score> {
    let raw = raw?;
    if before.as_ref().is_some_and(|before| before.raw == raw) {
        return before;
    }
    let best = before.and_then(|before| before.scale?.parse().ok());
    let convention = Convention { best, declared: best.is_some(), ..Convention::default() };
    Some(score::read(raw).settle(raw, &convention))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Method;

    #[test]
    fn an_edited_score_is_read_anew() {
        let four =
            Score { raw: "4".into(), value: Some(8.0), scale: Some("5".into()), method: Method::Inferred };
        assert_eq!(score_of(Some("4"), Some(four.clone())), Some(four.clone()));
        let three = score_of(Some("3"), Some(four.clone())).unwrap();
        assert_eq!((three.value, three.method), (Some(6.0), Method::Declared));
        assert_eq!(score_of(Some("B+"), Some(four.clone())).unwrap().value, Some(8.3));
        assert_eq!(score_of(None, Some(four)), None);
        assert_eq!(score_of(Some("3"), None).unwrap().method, Method::Unread);
    }
}
