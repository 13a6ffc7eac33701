//! The query with other words in some places.

use std::collections::BTreeMap;

use crate::query::{Kind, Node, literal};

/// What becomes of a leaf of the tree, by its ordinal: another text, or nothing where its words have
/// gone into a neighbour.
pub(super) type Changes = BTreeMap<usize, Option<String>>;

/// The query with these changes made.
pub(super) fn rewritten(query: &Node, changes: &Changes) -> Node {
    let mut leaf = 0;
    node(query, &mut leaf, changes).unwrap_or_else(|| query.clone())
}

fn node(old: &Node, leaf: &mut usize, changes: &Changes) -> Option<Node> {
    let mut each =
        |nodes: &[Node]| -> Vec<Node> { nodes.iter().filter_map(|one| node(one, leaf, changes)).collect() };
    let kind = match &old.kind {
        Kind::All(nodes) => return Some(Node::all(each(nodes))),
        Kind::Any(nodes) => return Some(Node::any(each(nodes))),
        Kind::Not(inner) => Kind::Not(Box::new(node(inner, leaf, changes)?)),
        Kind::Scoped { name, inner } => {
            Kind::Scoped { name: name.clone(), inner: Box::new(node(inner, leaf, changes)?) }
        }
        kind => {
            let change = changes.get(leaf);
            *leaf += 1;
            match (change, kind) {
                (None, kind) => kind.clone(),
                (Some(None), _) => return None,
                (Some(Some(text)), Kind::Phrase { slop, .. }) => {
                    Kind::Phrase { text: text.clone(), slop: *slop }
                }
                (Some(Some(text)), _) => literal(text).kind,
            }
        }
    };
    Some(Node::new(kind, old.span.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn only_the_named_leaves_change_and_the_query_reads_back() {
        let query = parse("reevs -(gun fu) title:(heat OR \"bald runner\") score:>=7 one two").unwrap().node;
        let change = |text: &str| Some(text.to_owned());
        let changes = Changes::from([
            (0, change("reeves")),
            (4, change("blade runner")),
            (6, change("three four")),
            (7, None),
        ]);
        let new = rewritten(&query, &changes);
        assert_eq!(
            new.to_string(),
            "reeves NOT (gun fu) title:(heat OR \"blade runner\") score:>=7 three four"
        );
        assert!(parse(&new.to_string()).unwrap().node.same_meaning(&new));
    }

    #[test]
    fn a_corrected_word_is_text_whatever_it_looks_like() {
        let query = parse("\"x\" OR y").unwrap().node;
        let new = rewritten(
            &query,
            &Changes::from([(0, Some("say \"a:b\" (c)".to_owned())), (1, Some("NOT -z*".to_owned()))]),
        );
        assert!(parse(&new.to_string()).unwrap().node.same_meaning(&new), "{new}");
    }
}
