//! Whatever a text holds, formats end, and panic at nothing.

use proptest::prelude::*;

use super::testing::read;
use super::{Format, Sample, Wishes};
use crate::profile::Declared;

const FORMATS: [&Format; 12] = [
    &super::letterboxd::FORMAT,
    &super::goodreads::FORMAT,
    &super::imdb::FORMAT,
    &super::wxr::FORMAT,
    &super::feed::FORMAT,
    &super::page::FORMAT,
    &super::pullquote::FORMAT,
    &super::pullquote_table::FORMAT,
    &super::pullquote_document::FORMAT,
    &super::jsonl::FORMAT,
    &super::json::FORMAT,
    &super::delimited::FORMAT,
];
const EVERYTHING: Wishes = Wishes { ratings: true, private: true };
const HEADS: [&str; 14] = [
    "",
    "<rss><channel><item><title>Kelp</title><content:encoded>",
    "<feed><entry><content type=\"xhtml\"><div>",
    "<html><article><h1>Kelp</h1><p>",
    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n",
    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date,Pullquote\n",
    "id,title,year,score,text,extra,pullquote\n",
    "---\ntitle: Heat\npullquote:\n  id: a\n",
    "Book Id,Title,Author,My Rating,My Review,Private Notes\n",
    "Const,Your Rating,Date Rated,Title,Title Type\n",
    "title\trating\treview\n",
    "{\"reviews\":[",
    "[{\"title\":\"Heat\",\"review\":\"Loud.\"},",
    "{\"id\":\"a\",\"title\":\"b\",\"sections\":[],\"score\":null,\"people\":[],\"extra\":{},\"source\":{\"line_start\":1}}\n",
];

fn read_all(text: &str) {
    for format in FORMATS {
        for path in ["a.csv", "deleted/a.json", "a"] {
            let _ = (format.recognise)(&Sample {
                path,
                head: text,
                is_whole: true,
                declared: &Declared::nothing(),
            });
        }
        let _ = read(format, "a.csv", text, EVERYTHING);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(head in 0..HEADS.len(), rest in "\\PC{0,200}") {
        read_all(&format!("{}{rest}", HEADS[head]));
    }

    #[test]
    fn any_syntax_is_read_without_a_panic(head in 0..HEADS.len(), rest in "[\\[\\]{}\",:;\t\n\r\\\\ a1é|]{0,300}") {
        read_all(&format!("{}{rest}", HEADS[head]));
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&String::from_utf8_lossy(&bytes));
    }
}
