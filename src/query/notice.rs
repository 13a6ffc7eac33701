//! What the parser has to tell the person who asked, beside the tree.

use super::{Node, Span};

/// A query that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What it means.
    pub node: Node,
    /// Where it was read in a way that its author may not expect, in the order of the text.
    pub notices: Vec<QueryNotice>,
}

/// One place where a query was read forgivingly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryNotice {
    /// A stable name for programs: `lone-operator`, `unclosed-group`, `lone-wildcard`, `double-star`,
    /// `everything`, `empty-phrase`, `quoted-wildcard` or `detached-filter`.
    pub kind: &'static str,
    /// One sentence for a person. It quotes the query, so it may hold anything that a query can.
    pub message: String,
    /// The place, in bytes of the query text.
    pub span: Span,
}

impl QueryNotice {
    pub(super) fn new(kind: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span }
    }
}
