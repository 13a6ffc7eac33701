//! Scores in tags of site generators: `<Rating value={9} max={10} />`, `{{< rating score="7" max="10" >}}`.

use super::fields::RawScore;

/// How the tags begin, in lower case.
const OPENINGS: [&str; 12] = [
    "<rating ",
    "<score ",
    "<stars ",
    "<starrating ",
    "{{< rating ",
    "{{< score ",
    "{{< stars ",
    "{{% rating ",
    "{{% score ",
    "{% rating ",
    "{% score ",
    "{% stars ",
];
const VALUES: [&str; 6] = ["value", "score", "rating", "stars", "points", "given"];
const BESTS: [&str; 7] = ["max", "best", "of", "out_of", "outof", "total", "scale"];
/// No such tag is longer, in bytes.
const LONGEST: usize = 300;

/// The score in the first such tag of a body whose first line has the number `first_line`.
pub(super) fn score(body: &str, first_line: u32) -> Option<RawScore> {
    if !body.contains(['<', '{']) {
        return None;
    }
    let lower = body.to_ascii_lowercase();
    let found = OPENINGS.iter().filter_map(|opening| Some((lower.find(opening)?, opening.len()))).min()?;
    let inside = lower.get(found.0 + found.1..)?;
    let inside = inside
        .get(..inside.find("%}").into_iter().chain(inside.find('>')).chain(inside.find("}}")).min()?)?;
    let number = |names: &[&str]| names.iter().find_map(|name| attribute(inside, name));
    let mut bare = inside.split_whitespace().map_while(numeric);
    let named = number(&VALUES).map(|value| (value, number(&BESTS)));
    let (value, best) = named.or_else(|| Some((bare.next()?, bare.next())))?;
    let line = first_line + body.get(..found.0)?.matches('\n').count() as u32;
    let fits = inside.len() <= LONGEST;
    let best: Option<f64> = best.and_then(|best| best.parse().ok());
    fits.then(|| RawScore { raw: value.to_owned(), key: "rating".to_owned(), best, line: Some(line) })
}

/// The number that an attribute has: `max="10"`, `max={10}`, `max=10`.
fn attribute<'t>(inside: &'t str, name: &str) -> Option<&'t str> {
    let mut places = inside.match_indices(name);
    places.find_map(|(at, _)| {
        let is_name =
            inside.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        let value = inside.get(at + name.len()..)?.trim_start().strip_prefix(['=', ':'])?;
        numeric(value.split_whitespace().next()?).filter(|_| is_name)
    })
}

fn numeric(text: &str) -> Option<&str> {
    let number = text.trim_matches(|c: char| "\"'{}/".contains(c));
    number.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number))?;
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_hold_scores() {
        let tags = [
            ("A.\n\n<Rating value={9} max={10} />", "9", Some(10.0), 3),
            ("{{< rating score=\"7\" max=\"10\" >}}", "7", Some(10.0), 1),
            ("{% stars 4.5 %}", "4.5", None, 1),
            ("<StarRating rating=\"3\" />", "3", None, 1),
        ];
        for (text, raw, best, line) in tags {
            let found = score(text, 1).unwrap();
            assert_eq!((found.raw.as_str(), found.best, found.line), (raw, best, Some(line)), "{text}");
        }
        for text in ["A <b>rating</b> of {x}", "<Rating />", "{{< youtube 9 >}}", "<rating value=\"high\">"] {
            assert_eq!(score(text, 1), None, "{text}");
        }
    }
}
