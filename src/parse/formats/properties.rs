//! Whatever a text holds, formats end, and panic at nothing.

use proptest::prelude::*;

use super::testing::read;
use super::{FORMATS, Sample, Wishes};
use crate::profile::Declared;

const EVERYTHING: Wishes = Wishes { ratings: true, private: true };
const HEADS: [&str; 19] = [
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
    "<myanimelist><myinfo></myinfo><anime><series_title>Kelp</series_title><my_comments>",
    "From a@x Thu Jan  2 10:00:00 2020\nFrom: a@x\nSubject: Kelp (1990)\n\n",
    "AUTHOR: Jo\nTITLE: Kelp\nDATE: 01/02/2003\n-----\nBODY:\n",
    "title: Kelp\nrating: 4\nreview: ",
    "| Title | Rating | Review |\n|---|---|---|\n| Kelp | 4 |",
    "{\"reviews\":[",
    "[{\"title\":\"Heat\",\"review\":\"Loud.\"},",
    "{\"id\":\"a\",\"title\":\"b\",\"sections\":[],\"score\":null,\"people\":[],\"extra\":{},\"source\":{\"line_start\":1}}\n",
];

fn read_all(text: &str) {
    for &format in FORMATS {
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
