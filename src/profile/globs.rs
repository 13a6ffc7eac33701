//! Patterns for paths, with the grammar of `.gitignore`.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Patterns of which the last that fits decides; one that begins with `!` takes back.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    patterns: Vec<String>,
    matcher: Gitignore,
}

impl Default for Globs {
    fn default() -> Self {
        Self { patterns: Vec::new(), matcher: Gitignore::empty() }
    }
}

impl Globs {
    /// Reads the patterns.
    ///
    /// # Errors
    /// The number of the pattern that is none, and why.
    pub(super) fn new(patterns: Vec<String>) -> Result<Self, (usize, String)> {
        let mut builder = GitignoreBuilder::new("");
        for (at, pattern) in patterns.iter().enumerate() {
            if pattern.trim().is_empty() || pattern.starts_with('#') {
                return Err((at, "this matches no path".to_owned()));
            }
            builder.add_line(None, pattern).map_err(|error| (at, error.to_string()))?;
        }
        let last = patterns.len().saturating_sub(1);
        let matcher = builder.build().map_err(|error| (last, error.to_string()))?;
        Ok(Self { patterns, matcher })
    }

    pub(super) fn patterns(&self) -> &[String] {
        &self.patterns
    }

    pub(super) fn first(&self) -> &str {
        self.patterns.first().map_or("", String::as_str)
    }

    /// Whether the file at `path`, or a folder above it, is meant. What lies in a container lies in a folder
    /// of the container's name.
    pub(super) fn matches(&self, path: &str) -> bool {
        if self.patterns.is_empty() {
            return false;
        }
        let matched = |path: &str| {
            let path = path.trim_start_matches('/');
            !path.is_empty() && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
        };
        matched(path) || path.contains('!') && matched(&path.replace('!', "/"))
    }
}
