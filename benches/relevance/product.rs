//! The product's own ranking, by its own index and its own search.

use std::error::Error;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, SearchRequest};
use pullquote::index::document::Origin;
use pullquote::index::{Reader, Writer};
use pullquote::query;
use pullquote::review::{Prose, Review, Section};

use crate::collection::{Collection, Document};

/// The ids of the first hundred hits of each query.
pub(crate) fn rankings(collection: &Collection) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let writer = Writer::open(dir.path())?;
    let batch = writer.batch(1)?;
    for (file, document) in (0..).zip(&collection.documents) {
        batch.add(&review(document), Origin { root: "", file })?;
    }
    batch.commit(&writer.manifest()?)?;
    let reader = Reader::open(dir.path())?;
    let local = Local::new(&reader);
    collection.queries.iter().map(|query| ranking(&local, &query.text)).collect()
}

fn review(document: &Document) -> Review {
    let body = Prose::on_line(document.text.clone(), 1);
    Review {
        id: document.id.clone(),
        title: document.title.clone(),
        author: Some(document.author.clone()).filter(|author| !author.is_empty()),
        sections: vec![Section { heading: None, body }],
        ..Review::default()
    }
}

fn ranking(local: &Local<'_>, text: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let request = SearchRequest {
        match_mode: MatchMode::Any,
        limit: 100,
        ..SearchRequest::new(query::parse(text)?.node)
    };
    Ok(local.search(&request)?.hits.into_iter().map(|hit| hit.id).collect())
}
