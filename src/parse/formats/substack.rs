//! The table of a Substack export: what its posts are called and which of them are published. Their texts
//! are pages beside it.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::sniff::{self, Layout};
use super::table::{Columns, Opened};
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink};
use crate::parse::listed::{Listed, Listing};

pub(super) const FORMAT: Format = Format {
    name: "substack",
    title: "a Substack export's list of posts",
    about: "`posts.csv` of [Substack](https://substack.com), a folder or zip: it gives the pages below `posts/` their \
            titles, subtitles and days. Posts that are not published are left out.",
    recognise,
    read,
};

const COLUMNS: [&str; 5] = ["post_id", "post_date", "is_published", "title", "subtitle"];

fn recognise(sample: &Sample<'_>) -> Option<String> {
    layout(sample.head).map(|_| "the columns of a Substack export".to_owned())
}

fn layout(head: &str) -> Option<Layout> {
    if !sniff::may_name(head, "post_id") {
        return None;
    }
    let layout = sniff::layout(head, |name| COLUMNS.contains(&name))?;
    layout.has(&["post_id", "is_published", "title"]).then_some(layout)
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let Some(layout) = layout(&opened.head()) else { return Ok(()) };
    let columns = Columns::new(&layout.first, file.declared);
    let folder = file.path.rfind(['/', '!']).map_or("", |at| &file.path[..=at]);
    let mut telling = Telling::new(sink);
    opened.rows(&layout, true, &mut telling, |row, _, telling| {
        let get = |name: &str| columns.get(row, name).map(str::to_owned);
        let Some(id) = get("post_id") else { return ControlFlow::Continue(()) };
        let listing = Listing {
            title: get("title"),
            summary: get("subtitle"),
            date: get("post_date").or_else(|| get("email_sent_at")),
            is_published: get("is_published").is_some_and(|said| said.eq_ignore_ascii_case("true")),
        };
        telling.item(Item::Listed(Listed { path: format!("{folder}posts/{id}.html"), listing }))
    })?;
    let _ = telling.finish();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::run;

    #[test]
    fn posts_are_listed_by_their_pages() {
        let table = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n\
                     12.kelp,2020-05-01T10:00:00.000Z,true,,newsletter,everyone,\"Kelp, again\",Wet.,\n13.salt,,false,,newsletter,everyone,Salt,,\n";
        let items = run(&FORMAT, "mine.zip!posts.csv", table, Wishes::default());
        let [Item::Listed(kelp), Item::Listed(salt)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!(kelp.path, "mine.zip!posts/12.kelp.html");
        assert_eq!(kelp.listing.title.as_deref(), Some("Kelp, again"));
        assert!(kelp.listing.is_published && !salt.listing.is_published);
    }
}
