//! `MyAnimeList`'s own export: a list of anime or manga in XML, with scores and what its owner says of them.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::items::{self, Entry};
use super::telling::{Group, RATINGS, Telling};
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};

pub(super) const FORMAT: Format = Format {
    name: "myanimelist",
    title: "a MyAnimeList export",
    about: "The XML that [MyAnimeList](https://myanimelist.net) exports: every entry with a comment, its score of 10, the \
            day on which it was finished, and its tags. Scores without a comment are read only where ratings are asked \
            for; entries with neither are counted and left out.",
    recognise,
    read,
};

const LISTED: Group =
    Group { one: "entry with neither comment nor score", many: "entries with neither comment nor score" };

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let is_list =
        sample.head.contains("<myanimelist>") && sample.head.trim_start().starts_with(['<', '\u{feff}']);
    is_list.then(|| "it is a list of MyAnimeList".to_owned())
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let (mut ratings, mut listed) = (0, 0);
    items::read_named(&["anime", "manga"], input, sink, &mut |entry, sink| {
        match (entry.text("my_comments"), score(&entry)) {
            (None, None) => listed += 1,
            (None, Some(_)) if !file.wishes.ratings => ratings += 1,
            _ => return sink(Item::Record(record(&entry))),
        }
        ControlFlow::Continue(())
    })?;
    let mut telling = Telling::new(sink);
    for (group, count) in [(RATINGS, ratings), (LISTED, listed)] {
        (0..count).for_each(|_| telling.count(group));
    }
    let _ = telling.finish();
    Ok(())
}

/// 0 is what the exporter writes for no score.
fn score(entry: &Entry) -> Option<&str> {
    entry.text("my_score").filter(|score| score.parse() != Ok(0.0))
}

fn record(entry: &Entry) -> Record {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    let text = |name: &str| entry.text(name).map(Value::from);
    let is_manga = entry.text("manga_title").is_some();
    put("title", text("series_title").or_else(|| text("manga_title")));
    put("kind", Some(kind(entry, is_manga).into()));
    put("rating", score(entry).map(|score| json!({ "value": score, "best": 10 })));
    let is_day = |day: &&str| !day.starts_with("0000");
    put("date", entry.text("my_finish_date").filter(is_day).map(Value::from));
    put("tags", text("my_tags"));
    put("status", text("my_status"));
    let body = entry.child("my_comments").map(|comment| Body {
        text: comment.text.clone(),
        line: comment.line,
        markup: Markup::Plain,
    });
    let key = ["series_animedb_id", "manga_mangadb_id"].iter().find_map(|name| entry.text(name));
    Record {
        key: key.or_else(|| entry.text("series_title")).unwrap_or("1").to_owned(),
        line_start: entry.line_start,
        line_end: entry.line_end,
        fields,
        body,
        ..Record::default()
    }
}

fn kind(entry: &Entry, is_manga: bool) -> &'static str {
    match entry.text("series_type") {
        _ if is_manga => "book",
        Some("Movie") => "film",
        _ => "series",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};

    fn list() -> String {
        let entry = |id: u32, score: u32, comment: &str| {
            format!(
                "<anime><series_animedb_id>{id}</series_animedb_id><series_title><![CDATA[Kiln {id}]]></series_title><series_type>Movie</series_type>\
                 <my_finish_date>2012-02-01</my_finish_date><my_score>{score}</my_score><my_comments><![CDATA[{comment}]]></my_comments><my_tags><![CDATA[slow, rain]]></my_tags></anime>\n"
            )
        };
        let entries = [entry(1, 8, "Warm."), entry(2, 0, "Wet."), entry(3, 6, ""), entry(4, 0, "")].concat();
        format!(
            "<?xml version=\"1.0\"?>\n<myanimelist>\n<myinfo><user_name>jo</user_name></myinfo>\n{entries}</myanimelist>"
        )
    }

    #[test]
    fn entries_with_a_comment_are_records() {
        let items = run(&FORMAT, "animelist.xml", &list(), Wishes::default());
        let found = records(&items);
        let [rated, unrated] = found.as_slice() else { panic!("{items:?}") };
        assert_eq!((rated.key.as_str(), &rated.fields["kind"]), ("1", &"film".into()));
        assert_eq!(
            (&rated.fields["rating"]["value"], &rated.fields["date"]),
            (&"8".into(), &"2012-02-01".into())
        );
        assert_eq!(unrated.fields.get("rating"), None);
        assert_eq!(skipped(&items), ["1 rating without a text", "1 entry with neither comment nor score"]);
    }

    #[test]
    fn scores_alone_come_when_asked_for() {
        let wishes = Wishes { ratings: true, ..Wishes::default() };
        let items = run(&FORMAT, "animelist.xml", &list(), wishes);
        assert_eq!(records(&items).len(), 3);
    }
}
