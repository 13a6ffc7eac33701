//! From a file, or a part of one, to a draft: what the work is called, and what else is known of it.

use super::byline;
use super::dates;
use super::fields::{self, Fields, RawScore};
use super::fold::{fold, slug};
use super::headings::{has_bracketed_year, is_loud, is_section_name};
use super::keys::Keys;
use super::makers;
use super::markup::{Block, BlockKind};

use super::path::{self, Name, PathFacts};
use super::score_line::Mark;
use super::several::Part;
use super::title::{self, Titled};
use super::{Draft, File, Parsed, Skipped, Warning, is_heading, score_line};
use crate::profile::Declared;
use crate::review::{Review, Source};
use crate::score::{self, Reading};

/// Names are looked for in so much of the running text, in bytes.
const SEARCHED_TEXT: usize = 64 * 1024;

/// The draft of a file that is one review; `mark` is the score in its blocks.
pub(super) fn whole(mut file: File<'_>, mark: Option<Mark>) -> Draft {
    let heading = title_block(&file).map(|at| (at, file.blocks.remove(at)));
    let printed = heading.as_ref().map(|(_, block)| title::split_scored(block.prose.as_str()).0);
    let head_said = fill_from_text(&mut file.fields, &mut file.blocks, &file.facts, file.declared);
    let warnings = std::mem::take(&mut file.fields.warnings);
    let mut stand_in = None;
    let found = find_title(&file, printed.as_ref());
    if found.is_guess {
        stand_in = Some(Warning {
            line: None,
            message: format!("there is no title; the file's name stands in: {}", found.title),
        });
    }
    let score =
        file.fields.score.take().or_else(|| heading.as_ref().and_then(|(_, block)| title_score(block)));
    let score = score.or_else(|| name_score(&file.facts, mark.is_some()));
    let under_title = heading.as_ref().is_some_and(|(at, _)| *at == 0) && file.plain;
    let source = Source { path: file.path.to_owned(), record: None, line_start: 1, line_end: file.last_line };
    let date_order = file.fields.date_order.take();
    let mut review = review(file.fields, &file.facts, found.title, found.year, source);
    makers::credit_artist(&mut review);
    let moved = head_said || heading.is_some();
    let mark = if moved { body_score(&file.facts, &file.blocks) } else { mark };
    let score = score.map(|score| with_best_of(score, mark.as_ref()));
    Draft {
        review,
        score,
        mark,
        date_order,
        plain: file.plain,
        blocks: file.blocks,
        under_title,
        stand_in,
        warnings,
    }
}

/// The score in a text. A data set has its scores in the names, and a name without one means none.
pub(super) fn body_score(facts: &PathFacts, blocks: &[Block]) -> Option<Mark> {
    if facts.score.is_some() { None } else { score_line::find(blocks) }
}

/// `score: 7` in the front matter and `7/10` in the text: the text says out of how many.
fn with_best_of(mut score: RawScore, mark: Option<&Mark>) -> RawScore {
    let bare = match score::read(&score.raw) {
        Reading::Bare(points) if score.best.is_none() => Some(points),
        _ => None,
    };
    if let (Some(bare), Some(Reading::Stated { points, best, .. })) = (bare, mark.map(|mark| &mark.reading))
        && (bare - points).abs() < f64::EPSILON
    {
        score.best = Some(*best);
    }
    score
}

/// The drafts of a file that holds several reviews. Keys and people of the front matter hold for each.
pub(super) fn several(mut file: File<'_>, parts: &[Part]) -> Parsed {
    let mut parsed = Parsed::default();
    let first = parts.first().map_or(0, |part| part.heading);
    let preamble = file.blocks.get(..first).unwrap_or_default();
    if let Some(text) = preamble.iter().find(|block| !is_heading(block) && block.kind != BlockKind::Rule) {
        let reason = format!("text before the first review (line {}) belongs to none", text.line_start);
        parsed.skipped.push(Skipped { record: None, reason });
    }
    keep_what_is_the_files(&mut file.fields);
    parsed.warnings = std::mem::take(&mut file.fields.warnings);
    let authored = title_by_author(&file, parts);
    let mut keys: Vec<String> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let end =
            parts.get(at + 1).and_then(|next| file.blocks.get(next.heading)).map(|next| next.line_start - 1);
        let Some(heading) = file.blocks.get(part.heading) else { continue };
        let titled = title::split_scored(heading.prose.as_str()).0;
        let key = unique(&key_of(&titled.title), &mut keys);
        if !part.is_work {
            let reason = "a heading among reviews that names no work".to_owned();
            parsed.skipped.push(Skipped { record: Some(key), reason });
            continue;
        }
        let mut draft = part_draft(&file, part, heading, key, end.unwrap_or(file.last_line));
        makers::credit_artist(&mut draft.review);
        if authored {
            makers::credit_author(&mut draft.review);
        }
        parsed.drafts.push(draft);
    }
    parsed
}

/// Whether most headings are of the kind `Title by Author`.
fn title_by_author(file: &File<'_>, parts: &[Part]) -> bool {
    let works = || parts.iter().filter(|part| part.is_work).filter_map(|part| file.blocks.get(part.heading));
    let titles = works().map(|heading| title::split(heading.prose.as_str()).title);
    let authored = titles.filter(|title| makers::title_and_author(title).is_some()).count();
    authored >= 2 && authored * 5 >= works().count() * 3
}

/// Bylines and data lines above the text say what front matter did not. Whether there are any.
pub(super) fn fill_from_text(
    fields: &mut Fields,
    blocks: &mut Vec<Block>,
    facts: &PathFacts,
    declared: &Declared<'_>,
) -> bool {
    let said = byline::take(blocks);
    let any = !said.is_empty();
    if any {
        let kind = fields.kind.as_deref().or(declared.folder_kind).or(facts.kind);
        fields.fill(fields::read(Keys::new(said, None), kind, declared));
    }
    any
}

fn part_draft(file: &File<'_>, part: &Part, heading: &Block, key: String, line_end: u32) -> Draft {
    let (day, printed) = leading_day(heading.prose.as_str());
    let titled = title::split_scored(printed).0;
    let source =
        Source { path: file.path.to_owned(), record: Some(key), line_start: heading.line_start, line_end };
    let mut blocks = file.blocks.get(part.blocks.clone()).unwrap_or_default().to_vec();
    let mut fields = file.fields.clone();
    fill_from_text(&mut fields, &mut blocks, &file.facts, file.declared);
    let above =
        part.day.and_then(|at| file.blocks.get(at)).and_then(|block| whole_date(block.prose.as_str()));
    fields.date = fields.date.take().or(day).or(above);
    let year = titled.year.or(fields.year);
    let date_order = fields.date_order.take();
    Draft {
        review: review(fields, &file.facts, without_number(&titled.title), year, source),
        score: title_score(heading),
        mark: score_line::find(&blocks),
        blocks,
        date_order,
        plain: file.plain,
        under_title: file.plain,
        stand_in: None,
        warnings: Vec::new(),
    }
}

/// `9 April: Heat`, `2024-01-03 Heat` in a diary: the day, if it is a whole date, and the title.
fn leading_day(heading: &str) -> (Option<String>, &str) {
    let signs = [": ", " – ", " — ", " - ", " | "].iter().filter_map(|sign| heading.split_once(sign));
    let numbers =
        heading.split_once(' ').filter(|(day, _)| day.starts_with(|c: char| "[(0123456789".contains(c)));
    let parted =
        signs.chain(numbers).map(|(day, title)| (day.trim_matches(['[', ']', '(', ')']), title.trim()));
    let dated = parted.filter(|(day, title)| dates::is_day(day) && !title.is_empty());
    dated.map(|(day, title)| (whole_date(day), title)).next().unwrap_or((None, heading))
}

fn whole_date(day: &str) -> Option<String> {
    dates::from_text(day).filter(|date| date.len() == "2024-01-03".len())
}

/// The title, summary and score of a file that holds several reviews are those of no one of them.
fn keep_what_is_the_files(fields: &mut Fields) {
    let summary = fields.summary.take().map(|summary| summary.as_str().to_owned());
    let verdict = fields.verdict.take().map(|verdict| verdict.as_str().to_owned());
    let score = fields.score.take().map(|score| score.raw);
    let year = fields.year.take().map(|year| year.to_string());
    let kept = [
        ("title", fields.title.take()),
        ("summary", summary),
        ("verdict", verdict),
        ("score", score),
        ("year", year),
    ];
    for (key, value) in kept {
        if let Some(value) = value {
            fields.extra.insert(key.to_owned(), value.into());
        }
    }
}

fn key_of(title: &str) -> String {
    let key = slug(&without_number(title));
    if key.is_empty() { "review".to_owned() } else { key }
}

/// `3. Heat` in a list of the year's best.
fn without_number(title: &str) -> String {
    let rest = title.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit());
    let listed = rest.len() < title.len()
        && rest.starts_with(['.', ')', ':'])
        && rest.get(1..).is_some_and(|r| r.starts_with(' '));
    let bare = rest.get(1..).unwrap_or_default().trim();
    if listed && !bare.is_empty() { bare.to_owned() } else { title.to_owned() }
}

fn unique(key: &str, taken: &mut Vec<String>) -> String {
    let numbered = (2..).map(|n| format!("{key}-{n}"));
    let free = std::iter::once(key.to_owned()).chain(numbered).find(|key| !taken.contains(key));
    let key = free.unwrap_or_default();
    taken.push(key.clone());
    key
}

fn review(fields: Fields, facts: &PathFacts, title: String, year: Option<i32>, source: Source) -> Review {
    let mut review = fields.review(title, source);
    review.year = year;
    review.date = review.date.or_else(|| facts.date.clone());
    if let Some(creator) = &facts.creator
        && review.people.is_empty()
    {
        review.people.push(creator.clone());
    }
    review
}

fn title_score(heading: &Block) -> Option<RawScore> {
    let text = heading.prose.as_str();
    let raw = title::split_scored(text).1?;
    Some(RawScore { raw, key: "title".to_owned(), best: None, line: Some(heading.line_start) })
}

/// The names of a data set's files end in a score out of ten, where 0 means unrated. One that somebody wrote behind
/// a title stands back behind the text's own.
fn name_score(facts: &PathFacts, has_mark: bool) -> Option<RawScore> {
    let named = |raw, best| RawScore { raw, key: "name".to_owned(), best, line: None };
    if let Some(score) = &facts.score {
        return score.bytes().any(|b| b != b'0').then(|| named(score.clone(), Some(10.0)));
    }
    facts.mark.clone().filter(|_| !has_mark).map(|mark| named(mark, None))
}

/// The block that is the title's line, if there is one.
fn title_block(file: &File<'_>) -> Option<usize> {
    let headings: Vec<usize> =
        (0..file.blocks.len()).filter(|at| file.blocks.get(*at).is_some_and(is_heading)).collect();
    let at_top = |at: &usize| *at == 0 || is_top_level(file, *at);
    let named = headings.first().copied().filter(|at| at_top(at) && is_named_so(file, *at));
    named.or_else(|| top_heading(file, &headings)).or_else(|| bare_title_line(file))
}

fn is_top_level(file: &File<'_>, at: usize) -> bool {
    file.blocks.get(at).is_some_and(|block| matches!(block.kind, BlockKind::Heading { level: 1, .. }))
}

/// Whether a heading or first line says what the front matter, the slug or the file name say.
fn is_named_so(file: &File<'_>, at: usize) -> bool {
    let Some(block) = file.blocks.get(at) else { return false };
    let printed = fold(&title::split(block.prose.as_str()).title);
    let same = |name: &str| !printed.is_empty() && fold(name) == printed;
    let by_name = || names(file).iter().any(|name| same(&name.text) || same(&name.spelled()));
    file.fields.title.as_deref().map_or_else(by_name, same)
}

/// The only heading of the highest level, where no front matter knows better.
fn top_heading(file: &File<'_>, headings: &[usize]) -> Option<usize> {
    let level = |at: usize| match file.blocks.get(at).map(|block| block.kind) {
        Some(BlockKind::Heading { level, .. }) => level,
        _ => u8::MAX,
    };
    let first = *headings.first()?;
    let text = file.blocks.get(first)?.prose.as_str();
    let alone = headings.iter().skip(1).all(|at| level(*at) > level(first));
    let dated = has_bracketed_year(text);
    let leads = first == 0 || level(first) == 1;
    let speaks = dated || level(first) == 1 || headings.len() > 1 && first == 0;
    let is_title = alone
        && leads
        && speaks
        && !is_section_name(text)
        && score::find_in_line(text).is_none_or(|f| f.label.is_none());
    (is_title && file.fields.title.is_none()).then_some(first)
}

/// In plain text: a short first line above the text, like no sentence.
fn bare_title_line(file: &File<'_>) -> Option<usize> {
    let [first, second, ..] = file.blocks.as_slice() else { return None };
    let text = first.prose.as_str();
    if !file.plain
        || file.facts.score.is_some()
        || first.kind != BlockKind::Paragraph
        || !first.single_line
        || score::find_in_line(text).is_some()
    {
        return None;
    }
    if is_named_so(file, 0) {
        return Some(0);
    }
    if file
        .facts
        .names
        .iter()
        .any(|name| (name.year.is_some() || !name.is_slug) && !relates(text, &name.text))
    {
        return None;
    }
    let short =
        text.len() <= 80 && text.split_whitespace().count() <= 10 && second.prose.as_str().len() > text.len();
    let like_a_title =
        text.starts_with(|c: char| !c.is_lowercase()) && !text.ends_with(['.', ',', ';', ':', '…', '"', '”']);
    (file.fields.title.is_none() && short && like_a_title && !is_section_name(text)).then_some(0)
}

/// Whether one of two names holds the other.
fn relates(line: &str, name: &str) -> bool {
    let (line, name) = (fold(line), fold(name));
    line.contains(&name) || name.contains(&line)
}

/// A title with the way it was found.
struct FoundTitle {
    title: String,
    year: Option<i32>,
    /// Whether nothing but a file name without words spoke for it.
    is_guess: bool,
}

/// Front matter before heading before slug before path.
fn find_title(file: &File<'_>, printed: Option<&Titled>) -> FoundTitle {
    let names = names(file);
    let heading = printed.filter(|titled| !titled.title.is_empty());
    let said = file.fields.title.clone().or_else(|| heading.map(|titled| quietly(&titled.title, &names)));
    let telling = file.facts.telling || file.facts.score.is_some();
    let is_guess = said.is_none() && file.fields.slug.is_none() && !telling;
    let (title, name_year) = match said {
        Some(title) => {
            let year = year_beside(&title, &names);
            (title, year)
        }
        None => named(file, &names),
    };
    let year = file.fields.year.or_else(|| heading.and_then(|titled| titled.year)).or(name_year);
    let title = if title.is_empty() { file.path.to_owned() } else { title };
    FoundTitle { title, year, is_guess: is_guess && title_is_unconfirmed(file) }
}

/// A title line in capitals has the spelling of the file's name, where the two are the same.
fn quietly(title: &str, names: &[Name]) -> String {
    let spelled = names.iter().map(Name::spelled).find(|name| fold(name) == fold(title));
    let shouts = is_loud(title) && !is_written_in_capitals(title);
    spelled.filter(|name| shouts && !is_loud(name)).unwrap_or_else(|| title.to_owned())
}

/// `JFK`, `WALL·E`, `M*A*S*H`: short, or with marks between the letters.
fn is_written_in_capitals(title: &str) -> bool {
    let letters = title.chars().filter(|c| c.is_alphanumeric()).count();
    letters < 5 || title.contains(['·', '*', '/', '.'])
}

/// A number is a title where the text says so: `1984.md`.
fn title_is_unconfirmed(file: &File<'_>) -> bool {
    let names = names(file);
    names.first().is_none_or(|name| title::respelled(&name.text, spellings(&file.blocks)).is_none())
}

fn names(file: &File<'_>) -> Vec<Name> {
    let slug = file.fields.slug.as_deref().filter(|slug| slug.chars().any(char::is_alphanumeric));
    match slug {
        Some(slug) => path::read(slug.trim_matches('/')).names,
        None => file.facts.names.clone(),
    }
}

/// The year in a name, unless the title itself ends in that number.
fn year_beside(title: &str, names: &[Name]) -> Option<i32> {
    let folded = fold(title);
    let name = names.iter().find(|name| name.year.is_some() && fold(&name.text) == folded);
    let first =
        || names.first().filter(|name| !name.year.is_some_and(|year| folded.ends_with(&year.to_string())));
    name.or_else(first)?.year
}

/// The title that a name spells, in the spelling of the text where the text has it. The whole name is
/// looked for before the name without its year: `wonder-woman-1984`.
fn named(file: &File<'_>, names: &[Name]) -> (String, Option<i32>) {
    let Some(first) = names.first() else { return (String::new(), None) };
    if file.facts.score.is_some() {
        return (first.spelled(), first.year);
    }
    let slugs = || names.iter().filter(|name| name.is_slug);
    let whole_first =
        slugs().filter(|name| name.year.is_none()).chain(slugs().filter(|name| name.year.is_some()));
    for name in whole_first {
        if let Some(spelled) = title::respelled(&name.text, spellings(&file.blocks)) {
            return (spelled, name.year);
        }
    }
    let spelled = first.is_slug.then(|| in_running_text(&file.blocks, &first.text)).flatten();
    (spelled.unwrap_or_else(|| first.spelled()), first.year)
}

fn in_running_text(blocks: &[Block], name: &str) -> Option<String> {
    let mut left = SEARCHED_TEXT;
    let mut texts = blocks.iter().map(|block| block.prose.as_str()).take_while(|text| {
        let fits = text.len() <= left;
        left = left.saturating_sub(text.len());
        fits
    });
    texts.find_map(|text| title::run_in(text, name))
}

/// The names that a text sets off: emphasised, between quotation marks, in headings.
fn spellings(blocks: &[Block]) -> impl Iterator<Item = &str> {
    let emphasised = blocks.iter().flat_map(|block| block.emphasised.iter().map(String::as_str));
    let quoted = blocks.iter().flat_map(|block| title::quoted(block.prose.as_str()));
    let headings = blocks.iter().filter(|block| is_heading(block)).map(|block| block.prose.as_str());
    emphasised.chain(quoted).chain(headings)
}
