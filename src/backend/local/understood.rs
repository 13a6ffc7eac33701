//! The query that is really asked: a name before a colon that names nothing in the archive is text.
//!
//! Settled once, before anything is looked up, so that what an answer says it understood is what was run:
//! read again, it gives the same hits.

use std::collections::HashSet;
use std::io;

use super::Local;
use super::lower::Strictness;
use super::nearest;
use super::scope::Scope;
use crate::backend::Notice;
use crate::query::{Kind, Node};
use crate::words;

/// The query with every scope that names nothing as text, and word of each. `section` names a section
/// whether any heading says so or not.
pub(super) fn settled(
    local: &Local<'_>,
    query: &Node,
    section: Option<&str>,
) -> io::Result<(Node, Vec<Notice>)> {
    let mut settling = Settling { local, section, told: HashSet::new(), notices: Vec::new() };
    let query = settling.node(query)?;
    Ok((query, settling.notices))
}

struct Settling<'a> {
    local: &'a Local<'a>,
    section: Option<&'a str>,
    /// Names of which word was given.
    told: HashSet<String>,
    notices: Vec<Notice>,
}

impl Settling<'_> {
    fn node(&mut self, node: &Node) -> io::Result<Node> {
        let settled = match &node.kind {
            Kind::All(nodes) => Node::all(self.each(nodes)?),
            Kind::Any(nodes) => Node::any(self.each(nodes)?),
            Kind::Not(inner) => Node::new(Kind::Not(Box::new(self.node(inner)?)), node.span.clone()),
            Kind::Scoped { name, inner } => {
                let inner = Box::new(self.node(inner)?);
                let scoped = Node::new(Kind::Scoped { name: name.clone(), inner }, node.span.clone());
                if self.names_something(name)? { scoped } else { scoped.unscoped() }
            }
            _ => node.clone(),
        };
        Ok(settled)
    }

    fn each(&mut self, nodes: &[Node]) -> io::Result<Vec<Node>> {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    fn names_something(&mut self, name: &str) -> io::Result<bool> {
        let key = words::key(name);
        let lowering = self.local.lowering(Strictness::AllWords);
        if Scope::named(&key).is_some()
            || self.section == Some(name)
            || lowering.section_name(&key)?.is_some()
        {
            return Ok(true);
        }
        if self.told.insert(key) {
            let near = nearest::scope(&self.local.searcher, self.local.reader.fields(), name)?;
            let offer = near.map(|near| format!(". Did you mean {near}:?")).unwrap_or_default();
            let message =
                format!("no field and no section is called {name}: it was looked for as text{offer}");
            self.notices.push(Notice::new("unknown-field", message));
        }
        Ok(false)
    }
}
