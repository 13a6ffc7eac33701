//! Where in a query a word may be misspelt.

use std::io;

use crate::backend::local::Local;
use crate::backend::local::lower::Strictness;
use crate::backend::local::plan::Field;
use crate::backend::local::scope::{Place, Scope, place_of};
use crate::query::{Kind, Node};
use crate::words::{self, Token};

/// A query may have a thousand words. Whoever misspells more than this many is not helped.
const MOST_SPOTS: usize = 32;

/// A word or a phrase of the query.
pub(super) struct Spot {
    /// Its ordinal among the leaves of the tree.
    pub(super) leaf: usize,
    /// As it was typed.
    pub(super) text: String,
    /// The words in it, compounds as their parts.
    pub(super) tokens: Vec<Token>,
    /// In which field its words must be.
    pub(super) field: Field,
    /// What it is a name of, if it is one at all.
    pub(super) scope: Option<Scope>,
    /// Whether other words of the same stem do as well.
    pub(super) is_stemmed: bool,
    /// Which list of words it stands in. Neighbours in it can make up a name.
    pub(super) list: Option<usize>,
}

/// The spots of a query. What is negated, filtered by or left open (`neo*`) has none.
pub(super) fn of(local: &Local<'_>, query: &Node) -> io::Result<Vec<Spot>> {
    let mut spots = all_of(local, query)?;
    spots.truncate(MOST_SPOTS);
    Ok(spots)
}

/// How many words of the query are looked at, if there are more.
pub(super) fn cut(local: &Local<'_>, query: &Node) -> io::Result<Option<usize>> {
    Ok((all_of(local, query)?.len() > MOST_SPOTS).then_some(MOST_SPOTS))
}

fn all_of(local: &Local<'_>, query: &Node) -> io::Result<Vec<Spot>> {
    let mut walk = Walk { local, leaf: 0, lists: 0, spots: Vec::new() };
    let everywhere = Where { place: Some(Place::Field(Field::Text)), scope: None, list: None };
    walk.node(query, everywhere)?;
    Ok(walk.spots)
}

/// What surrounds a part of the query.
#[derive(Clone, Copy)]
struct Where {
    /// `None` where nothing is corrected.
    place: Option<Place>,
    scope: Option<Scope>,
    list: Option<usize>,
}

struct Walk<'a> {
    local: &'a Local<'a>,
    leaf: usize,
    lists: usize,
    spots: Vec<Spot>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, at: Where) -> io::Result<()> {
        match &node.kind {
            Kind::All(nodes) => {
                self.lists += 1;
                let list = Some(self.lists);
                nodes.iter().try_for_each(|node| self.node(node, Where { list, ..at }))
            }
            Kind::Any(nodes) => nodes.iter().try_for_each(|node| self.node(node, Where { list: None, ..at })),
            Kind::Not(inner) => self.node(inner, Where { place: None, ..at }),
            Kind::Scoped { name, inner } => {
                let within = self.within(name, at)?;
                self.node(inner, within)
            }
            Kind::Word(text) => {
                self.leaf(Some((text, true)), at);
                Ok(())
            }
            Kind::Phrase { text, .. } => {
                self.leaf(Some((text, false)), at);
                Ok(())
            }
            _ => {
                self.leaf(None, at);
                Ok(())
            }
        }
    }

    /// The values of `kind:` and `path:` say exactly what is meant, and a name that names nothing is
    /// said to do so.
    fn within(&self, name: &str, at: Where) -> io::Result<Where> {
        let key = words::key(name);
        let scope = Scope::named(&key);
        let place = match scope {
            Some(Scope::Kind | Scope::Path) => None,
            Some(scope) => Some(place_of(scope)),
            None => self.local.lowering(Strictness::AllWords).section_name(&key)?.map(|_| Place::Section),
        };
        Ok(Where { place: at.place.and(place), scope, list: None })
    }

    fn leaf(&mut self, text: Option<(&String, bool)>, at: Where) {
        let leaf = self.leaf;
        self.leaf += 1;
        let (Some((text, is_word)), Some(place)) = (text, at.place) else { return };
        let tokens: Vec<Token> = words::tokens(text).into_iter().filter(|token| token.width == 1).collect();
        if tokens.is_empty() {
            return;
        }
        self.spots.push(Spot {
            leaf,
            text: text.clone(),
            is_stemmed: is_word && tokens.len() == 1 && place != Place::Person,
            tokens,
            field: place.field(),
            scope: at.scope,
            list: at.list.filter(|_| is_word),
        });
    }
}
