use super::*;
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{records, run, skipped};

const RATED: &str = "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n\
    tt0113277,9,2020-01-02,Heat,Heat,https://www.imdb.com/title/tt0113277/,Movie,8.3,170,1995,\"Crime, Drama\",1,1995-12-15,Michael Mann\n\
    tt0306414,10,2020-01-02,The Wire,The Wire,https://www.imdb.com/title/tt0306414/,TV Series,9.3,59,2002,Crime,1,2002-06-02,\n";

#[test]
fn scores_are_counted_unless_they_are_asked_for() {
    assert_eq!(skipped(&run(&FORMAT, "ratings.csv", RATED, Wishes::default())), ["2 ratings without a text"]);
    let items = run(&FORMAT, "ratings.csv", RATED, Wishes { ratings: true, private: false });
    let found = records(&items);
    assert_eq!(found[0].fields["rating"], json!({ "value": "9", "best": 10 }));
    assert_eq!(found[0].fields["genres"], json!(["Crime", "Drama"]));
    assert_eq!((found[1].fields["kind"].as_str(), found[1].key.as_str()), (Some("series"), "tt0306414"));
}

#[test]
fn a_list_with_descriptions_holds_reviews() {
    let list = "Position,Const,Created,Modified,Description,Title,Title Type,IMDb Rating,Year,Your Rating\n\
        1,tt1,2020-01-01,,Loud and long.,Heat,Movie,8.3,1995,9\n2,tt2,2020-01-01,,,Ronin,Movie,7.2,1998,\n";
    let items = run(&FORMAT, "list.csv", list, Wishes::default());
    assert_eq!(records(&items).len(), 1);
    assert_eq!(skipped(&items), ["1 entry with neither review nor rating"]);
}
