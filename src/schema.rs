//! The one table of fields: what each is called in the index, how it is analysed and what it is for.
//!
//! Nothing else in the project spells a field's name.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// The layout of the index: its fields, what stands in them, and the manifest.
///
/// 1: the first. 2: the manifest keeps what files show of the order of dates and of shared headings.
/// 3: titles, people and headings can be completed; people in the prose are kept beside the credits.
/// 4: the manifest keeps what a file's members were read as. 5: and which exported reviews they hold, the
/// fingerprint of a root's profile, and which of its keys each file has. 6: pairs of very common words are terms of
/// their own. 7: stored reviews are compressed by zstd. 8: they are no longer JSON, files have numbers, ids are a column
/// only, names that can be completed are shorter, and the manifest is compressed and may be a list of changes.
/// 9: the files of the manifest are stretches, each compressed.
pub const FORMAT: u32 = 9;

/// Name of the field that holds all of a review.
pub const TEXT: &str = "text";

/// Name of the analyzer for prose, in the engine's registry.
pub const ANALYZER: &str = "words";
/// The same, for the field that holds all of a review: pairs of very common words are terms too.
pub const PAIRS_ANALYZER: &str = "words and pairs";

/// Between two regions of a text field: no phrase and no proximity reaches over it.
pub const REGION: char = '\u{1E}';
/// Starts a section's words, analysed already: like [`REGION`], and marks the position with [`SECTION_MARK`].
pub const SECTION: char = '\u{1D}';
/// Starts the next heading in the headings field, at the next multiple of [`HEADING_STRIDE`].
pub const HEADING: char = '\u{1F}';

/// Empty positions between two regions. Larger than any proximity that a query may ask for.
pub const REGION_GAP: u32 = 128;
/// Positions set aside for each heading, so that a position tells its section's ordinal.
pub const HEADING_STRIDE: u32 = 256;
/// The term at the first position of every section. No word can be spelled like it.
pub const SECTION_MARK: &str = "\u{1D}";

/// Begins the term for two very common words that follow each other: `\u{2}of the`, at the position of the first.
pub const PAIR_MARK: char = '\u{2}';

/// Between a compound's joined form and the number of words it covers: `gunfu\u{1}2` for `gun-fu`.
/// A phrase must know that the next word comes two positions later.
pub const JOINED_MARK: char = '\u{1}';

/// The word that a term spells: what stands before its [`JOINED_MARK`], if it has one.
pub fn word_of(term: &[u8]) -> &[u8] {
    &term[..memchr::memchr(JOINED_MARK as u8, term).unwrap_or(term.len())]
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// All that is searched by plain words: title, people, tags, author and headings, a region
    /// each, then every section's text behind its [`SECTION_MARK`]. Two of the commonest words in a row are a term
    /// beside them: see [`PAIR_MARK`].
    pub text: Field,
    /// The headings of the sections, [`HEADING_STRIDE`] positions each.
    pub heading: Field,
    /// The title.
    pub title: Field,
    /// The title as one folded key, to find it typed in full.
    pub title_key: Field,
    /// Credited people, a region each.
    pub people: Field,
    /// Who wrote the review.
    pub author: Field,
    /// Tags, a region each.
    pub tags: Field,
    /// The words of the path.
    pub path: Field,
    /// The path to the letter, for wildcards.
    pub path_key: Field,
    /// The review's id, to the letter; a column, for stable ties. No two reviews share one, and a term for each
    /// would cost more than going through the column does when somebody asks for one.
    pub id: Field,
    /// The number of the file that the review came from, as the manifest has it: what an update deletes by. Numbers
    /// in a row take next to no room among the terms.
    pub file: Field,
    /// Which root the review came from.
    pub root: Field,
    /// What the review has, one term each: `score`, `year`, `verdict`, ...
    pub has: Field,
    /// The score's value on 0..=10; a column.
    pub score: Field,
    /// The work's year; a column.
    pub year: Field,
    /// First day that the review's date can mean, as the number YYYYMMDD; a column.
    pub date: Field,
    /// A hash of the review's words; a column, to find duplicates by.
    pub fingerprint: Field,
    /// The folded title as a column, for sorting.
    pub title_order: Field,
    /// Values to count by and to filter by, as `name=value`; also a column.
    pub facets: Field,
    /// Titles, people and headings by what is typed of them: see `index::completion`.
    pub completion: Field,
    /// The whole review, to show and to export.
    pub review: Field,
}

impl Fields {
    /// The engine's schema and the handles of its fields.
    pub fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let column = NumericOptions::default().set_fast();
        let fields = Fields {
            text: builder.add_text_field(TEXT, prose(PAIRS_ANALYZER)),
            heading: builder.add_text_field("heading", prose(ANALYZER)),
            title: builder.add_text_field("title", prose(ANALYZER)),
            title_key: builder.add_text_field("title_key", exact()),
            people: builder.add_text_field("people", prose(ANALYZER)),
            author: builder.add_text_field("author", prose(ANALYZER)),
            tags: builder.add_text_field("tags", prose(ANALYZER)),
            path: builder.add_text_field("path", prose(ANALYZER)),
            path_key: builder.add_text_field("path_key", exact()),
            id: builder.add_text_field("id", TextOptions::default().set_fast("raw")),
            file: builder.add_u64_field("file", NumericOptions::default().set_indexed()),
            root: builder.add_text_field("root", exact()),
            has: builder.add_text_field("has", exact()),
            score: builder.add_f64_field("score", column.clone()),
            year: builder.add_i64_field("year", column.clone()),
            date: builder.add_i64_field("date", column.clone()),
            fingerprint: builder.add_u64_field("fingerprint", column),
            title_order: builder.add_text_field("title_order", TextOptions::default().set_fast("raw")),
            facets: builder.add_text_field("facets", exact().set_fast("raw")),
            completion: builder.add_text_field("completion", exact()),
            review: builder.add_bytes_field("review", STORED),
        };
        (builder.build(), fields)
    }
}

fn prose(analyzer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(analyzer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

/// Values to the letter. They are there or not: how many a review has is of no interest, and not kept.
fn exact() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

/// The name of the facet entries for people whom the metadata credits.
pub const CREDITED: &str = "person";
/// The same for people whom the prose alone names.
pub const NAMED: &str = "named";

/// What facets can count by; `year` and `score` come from their columns.
pub const FACETS: [&str; 8] = ["year", "score", "section", "person", "tag", "author", "kind", "folder"];
