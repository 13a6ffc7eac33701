//! Sites as their owners keep them: WordPress, Medium, Ghost and Substack exports, feeds, saved pages.

use serde_json::Value;

use super::harness::{Place, archive};

const PROSE: &str = "The lighthouse stands at the end of a road that nobody drives any more, and the first ten minutes of the \
     film are spent on that road. It is a wager on the patience of the audience, and it pays. When the two keepers \
     finally meet in the kitchen, a cup of tea has more weight than most car chases. Ana Corvel plays the older one \
     as a woman who has counted every stair in the tower and resents each of them.";

fn exported(place: &Place) -> Vec<Value> {
    let lines = place.ok(&["export", "--format", "jsonl"]).stdout;
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Why files and records were left out, in the order of their paths.
fn left_out(report: &Value) -> Vec<String> {
    let skipped = report["skipped"].as_array().unwrap().iter();
    skipped
        .map(|one| format!("{}: {}", one["path"].as_str().unwrap(), one["reason"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_wordpress_export_is_its_published_posts() {
    let item = |id: u32, title: &str, kind: &str, status: &str, password: &str, text: &str| {
        format!(
            "<item><title>{title}</title><link>https://example.org/?p={id}</link><dc:creator><![CDATA[mo]]></dc:creator>\
             <content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>\
             <wp:post_id>{id}</wp:post_id><wp:post_date>2021-03-14 08:00:00</wp:post_date><wp:status>{status}</wp:status>\
             <wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>\
             <category domain=\"category\" nicename=\"drama\"><![CDATA[Drama & Fog]]></category>\
             <wp:postmeta><wp:meta_key>rating</wp:meta_key><wp:meta_value>3.5/5</wp:meta_value></wp:postmeta></item>\n"
        )
    };
    let items = [
        item(
            1,
            "The Long Road Out (2021)",
            "post",
            "publish",
            "",
            "Tea &amp; fog ]]]]><![CDATA[> kettle.\n\nSecond <em>paragraph</em>.",
        ),
        item(2, "Unfinished", "post", "draft", "", "Not yet."),
        item(3, "About", "page", "publish", "", "Me."),
        item(4, "Secret", "post", "private", "", "Hush."),
    ];
    let place = Place::new();
    let namespaces = "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"";
    place.write(
        "site.xml",
        format!(
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" {namespaces}><channel><title>Reel Notes</title>\
             <wp:wxr_version>1.2</wp:wxr_version>{}</channel></rss>",
            items.concat()
        ),
    );
    let report = place.json(&["index", "site.xml"]);
    assert_eq!(
        left_out(&report),
        [
            "site.xml: 1 × post type `page`, not a post",
            "site.xml: 1 × post with status `draft`, not published",
            "site.xml: 1 × post with status `private`, not published",
        ]
    );
    let reviews = exported(&place);
    let [post] = reviews.as_slice() else { panic!("{reviews:?}") };
    assert_eq!(
        (&post["id"], &post["title"], &post["year"]),
        (&"site.xml#1".into(), &"The Long Road Out".into(), &2021.into())
    );
    assert_eq!((&post["score"]["value"], &post["tags"][0]), (&7.0.into(), &"Drama & Fog".into()));
    assert_eq!(post["sections"][0]["text"], "Tea & fog ]]> kettle.\n\nSecond paragraph.");
}

#[test]
fn wordpress_test_data_is_its_published_posts() {
    let Some(folder) = archive("wxr") else { return };
    let place = Place::new();
    place.ok(&["index", folder.to_str().unwrap()]);
    let reviews = exported(&place);
    let of = |name: &str| {
        reviews.iter().filter(|one| one["source"]["path"].as_str().unwrap().contains(name)).count()
    };
    // Of 49 published posts in the larger file three have no text.
    assert_eq!((of("themeunittestdata"), of("theme-preview")), (46, 7));
    let text = serde_json::to_string(&reviews).unwrap();
    assert!(!text.contains("]]>") && !text.contains("<!-- wp:paragraph") && !text.contains("&nbsp;"));
}

#[test]
fn a_medium_export_is_its_posts() {
    let place = Place::new();
    let post = format!(
        "<!DOCTYPE html><html><head><title>Kelp</title></head><body><article class=\"h-entry\"><header><h1 class=\"p-name\">Kelp (1999)</h1></header>\
         <section data-field=\"subtitle\" class=\"p-summary\">Wet.</section><section data-field=\"body\" class=\"e-content\"><section><h3 class=\"graf--title\">Kelp (1999)</h3>\
         <p>{PROSE}</p><h3>Sound</h3><p>All of it recorded on the spot.</p></section></section><footer><p>By <a class=\"p-author h-card\">Ada Brandt</a> on \
         <time class=\"dt-published\" datetime=\"2020-05-01T10:00:00Z\">May</time>.</p></footer></article></body></html>"
    );
    let links =
        "<li><a href=\"https://medium.com/p/1\">A story about the film number one</a></li>".repeat(30);
    let bookmarks = format!(
        "<!DOCTYPE html><html><body><section data-field=\"body\" class=\"e-content\"><ul>{links}</ul></section></body></html>"
    );
    place.write("medium/posts/2020-05-01_Kelp-1a2b.html", &post);
    place.write("medium/posts/draft_Salt-3c4d.html", &post);
    place.write("medium/bookmarks/bookmarks-0001.html", bookmarks);
    let report = place.json(&["index", "medium"]);
    assert_eq!(
        left_out(&report),
        [
            "bookmarks/bookmarks-0001.html: a page with neither a review nor an article",
            "posts/draft_Salt-3c4d.html: a draft of a Medium export",
        ]
    );
    let reviews = exported(&place);
    let [kelp] = reviews.as_slice() else { panic!("{reviews:?}") };
    assert_eq!(kelp["id"], "posts/2020-05-01_Kelp-1a2b.html");
    assert_eq!(
        (&kelp["title"], &kelp["year"], &kelp["author"]),
        (&"Kelp".into(), &1999.into(), &"Ada Brandt".into())
    );
    assert_eq!((&kelp["date"], &kelp["summary"]), (&"2020-05-01".into(), &"Wet.".into()));
    let headings: Vec<&Value> =
        kelp["sections"].as_array().unwrap().iter().map(|one| &one["heading"]).collect();
    assert_eq!(headings, [&Value::Null, &"Sound".into()]);
    assert_eq!(place.json(&["search", "sound:\"recorded on the spot\""])["total"], 1);
}

#[test]
fn a_substack_export_is_its_published_posts() {
    let place = Place::new();
    place.write(
        "substack/posts.csv",
        "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n\
         12.kelp,2020-05-01T10:00:00.000Z,true,,,newsletter,everyone,\"Kelp (1999)\",Wet.,\n13.salt,,false,,,newsletter,everyone,Salt,,\n",
    );
    place.write("substack/posts/12.kelp.html", format!("<div><p>{PROSE}</p><p>Rating: 4/5</p></div>"));
    place.write("substack/posts/13.salt.html", "<div><p>A draft that nobody is to read yet.</p></div>");
    let report = place.json(&["index", "substack"]);
    assert_eq!(left_out(&report), ["posts/13.salt.html: not published, says the list of posts beside it"]);
    assert_eq!(report["warnings"], Value::Array(Vec::new()));
    let reviews = exported(&place);
    let [kelp] = reviews.as_slice() else { panic!("{reviews:?}") };
    assert_eq!(
        (&kelp["title"], &kelp["year"], &kelp["date"]),
        (&"Kelp".into(), &1999.into(), &"2020-05-01".into())
    );
    assert_eq!((&kelp["score"]["value"], &kelp["summary"]), (&8.0.into(), &"Wet.".into()));
    // Once it is published it is there.
    let listed = std::fs::read_to_string(place.path("substack/posts.csv")).unwrap();
    place.write("substack/posts.csv", listed.replace("13.salt,,false", "13.salt,2020-06-01,true"));
    assert_eq!(place.json(&["index"])["reviews"], 2);
}

#[test]
fn saved_pages_are_their_reviews() {
    let place = Place::new();
    place.write(
        "saved/blog.html",
        format!(
            "<!DOCTYPE html><html><head><title>Review: The Long Road Out (2021) | Reel Notes</title><meta property=\"og:site_name\" content=\"Reel Notes\">\
             <link rel=\"canonical\" href=\"https://reelnotes.example/long-road-out/\"></head><body><header><h1><a href=\"/\">Reel Notes</a></h1><nav><a href=\"/a\">Films</a></nav></header>\
             <article class=\"hentry\"><header><h1 class=\"entry-title\">Review: The Long Road Out (2021)</h1> by <a rel=\"author\">Mo Lindqvist</a> <time datetime=\"2021-03-14\">14 March</time></header>\
             <div class=\"entry-content\"><p>{PROSE}</p><h2>Sound &amp; Music</h2><p>Wind, a generator, the sea.</p><p>Rating: 3.5/5</p><div class=\"sharedaddy\"><p>Share this with a friend</p></div></div></article>\
             <div id=\"comments\"><article><p>First comment, by somebody who has not seen it.</p></article></div></body></html>"
        ),
    );
    place.write(
        "saved/ledger.html",
        format!(
            "<!doctype html><html><head><script type=\"application/ld+json\">{{\"@graph\":[{{\"@type\":\"Review\",\"itemReviewed\":{{\"@type\":\"Movie\",\"name\":\"Kelp &amp; Salt\",\"dateCreated\":\"2019\",\
             \"director\":{{\"name\":\"Pilar Ostrander\"}}}},\"reviewRating\":{{\"ratingValue\":4}},\"author\":[{{\"name\":\"Ines Valcourt\"}}],\"datePublished\":\"2020-01-02T09:00:00Z\"}}]}}</script></head>\
             <body><main><h1>Kelp &amp; Salt review</h1><p>{PROSE}</p></main></body></html>"
        ),
    );
    place.write("saved/index.html", "<html><body><main><ul><li><a href=1>The Long Road Out, reviewed</a><li><a href=2>Kelp and Salt, reviewed</a></ul></main></body></html>");
    let report = place.json(&["index", "saved"]);
    assert_eq!(left_out(&report), ["index.html: a page with neither a review nor an article"]);
    let reviews = exported(&place);
    let [blog, ledger] = reviews.as_slice() else { panic!("{reviews:?}") };
    assert_eq!(
        (&blog["id"], &blog["title"], &blog["year"]),
        (&"blog.html".into(), &"The Long Road Out".into(), &2021.into())
    );
    assert_eq!((&blog["author"], &blog["date"]), (&"Mo Lindqvist".into(), &"2021-03-14".into()));
    assert_eq!(
        (&blog["score"]["value"], &blog["url"]),
        (&7.0.into(), &"https://reelnotes.example/long-road-out/".into())
    );
    assert_eq!(blog["sections"][1]["heading"], "Sound & Music");
    for gone in ["Share this", "First comment", "Films", "Reel Notes"] {
        assert!(!blog["sections"].to_string().contains(gone), "{gone}");
    }
    assert_eq!(
        (&ledger["title"], &ledger["year"], &ledger["kind"]),
        (&"Kelp & Salt".into(), &2019.into(), &"film".into())
    );
    assert_eq!(
        (&ledger["people"][0], &ledger["author"]),
        (&"Pilar Ostrander".into(), &"Ines Valcourt".into())
    );
    assert_eq!(ledger["score"]["value"], 8.0);
    assert_eq!(place.json(&["search", "\"two keepers\" score:>=8"])["total"], 1);
}
