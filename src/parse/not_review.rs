//! Neighbours of reviews: what stands in an archive's folders and is none.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::fold::fold;
use super::keys::normal;
use super::markup::{Block, BlockKind};
use super::names::listed;
use super::path::PathFacts;

/// Names that no review bears.
const NEVER: [&str; 20] = [
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "contributing",
    "code_of_conduct",
    "codeofconduct",
    "security",
    "authors",
    "contributors",
    "maintainers",
    "notice",
    "_index",
    "robots",
    "humans",
    "requirements",
    "gemfile",
    "makefile",
    "cmakelists",
];
/// Names that a review may bear (`contact.md`), but that without any other sign of one mean a page.
const PAGES: [&str; 33] = [
    "index",
    "about",
    "about-me",
    "about-us",
    "contact",
    "privacy",
    "privacy-policy",
    "todo",
    "to-do",
    "todos",
    "quotes",
    "quotations",
    "links",
    "blogroll",
    "now",
    "uses",
    "archive",
    "archives",
    "search",
    "404",
    "colophon",
    "notes",
    "template",
    "watchlist",
    "imprint",
    "impressum",
    "datenschutz",
    "mentions-legales",
    "aviso-legal",
    "newsletter",
    "subscribe",
    "disclaimer",
    "sitemap",
];
/// Folders of what is not published, or not yet anything.
const DRAFTS: [&str; 3] = ["_drafts", "drafts", "_unpublished"];
const TEMPLATES: [&str; 7] =
    ["templates", "_templates", "template", "archetypes", "_layouts", "_includes", "layouts"];
/// Extensions of what is never prose.
const CODE: [&str; 36] = [
    "py", "js", "mjs", "ts", "jsx", "tsx", "sh", "bash", "zsh", "fish", "rb", "pl", "php", "lua", "go", "rs",
    "c", "h", "cpp", "java", "kt", "swift", "r", "css", "scss", "sass", "less", "svg", "lock", "ini", "cfg",
    "bat", "ps1", "bib", "sql", "mk",
];
/// States of what is not published, not yet or no more.
const UNPUBLISHED: [&str; 9] =
    ["draft", "private", "pending", "unpublished", "hidden", "trash", "trashed", "deleted", "scheduled"];
const QUOTATIONS: [char; 6] = ['"', '“', '«', '>', '—', '–'];

/// Why a file is no review, by its name and the flags of its front matter.
pub(super) fn by_name_or_flag(path: &str, map: &Map<String, Value>) -> Option<String> {
    let stem = stem(path);
    if NEVER.contains(&stem.as_str()) {
        return Some(format!("a file named {stem} is no review"));
    }
    if stem.is_empty() {
        return Some("a hidden file".to_owned());
    }
    if let Some(reason) = by_folder(path) {
        return Some(reason);
    }
    if stem.trim_matches(['_', '-']).ends_with("template") && !map.is_empty() {
        return Some("a template for reviews".to_owned());
    }
    if let Some(extension) = extension(path).filter(|extension| CODE.contains(&extension.as_str())) {
        return Some(format!("code or data (`.{extension}`)"));
    }
    by_flags(map)
}

/// Why what these keys describe is not published.
pub(super) fn by_flags(map: &Map<String, Value>) -> Option<String> {
    map.iter().find_map(|(key, value)| by_flag(&normal(key), value))
}

fn by_folder(path: &str) -> Option<String> {
    let (folders, _) = path.rsplit_once('/')?;
    folders.split('/').find_map(|folder| {
        let lower = folder.to_lowercase();
        if DRAFTS.contains(&lower.as_str()) {
            return Some(format!("a draft (in the folder {folder})"));
        }
        TEMPLATES.contains(&lower.as_str()).then(|| format!("a template (in the folder {folder})"))
    })
}

fn by_flag(key: &str, value: &Value) -> Option<String> {
    let text = value.as_str().map(str::to_lowercase).unwrap_or_default();
    let yes = *value == Value::Bool(true) || matches!(text.as_str(), "true" | "yes");
    let no = *value == Value::Bool(false) || matches!(text.as_str(), "false" | "no");
    let reason = match key {
        "draft" | "is_draft" if yes => "a draft (`draft: true`)",
        "private" | "is_private" | "hidden" | "unpublished" | "deleted" | "is_deleted" if yes => {
            return Some(format!("not published (`{key}: true`)"));
        }
        "published" | "publish" | "is_published" if no => "not published (`published: false`)",
        "status" | "post_status" | "state" | "visibility" if UNPUBLISHED.contains(&text.as_str()) => {
            return Some(format!("not published (`{key}: {text}`)"));
        }
        "tags" if listed(value).iter().any(|tag| tag.eq_ignore_ascii_case("draft")) => "a draft (by its tag)",
        "type" | "layout" | "post_type" if text == "page" => "a page, not a review (`page`)",
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Why a file is no review, by what it holds.
pub(super) fn by_content(
    path: &str,
    facts: &PathFacts,
    fields: &Fields,
    blocks: &[Block],
    scored: bool,
) -> Option<String> {
    let marked = scored
        || fields.score.is_some()
        || fields.year.is_some()
        || fields.kind.is_some() && fields.title.is_some();
    if blocks.iter().all(|block| block.prose.as_str().trim().is_empty()) {
        let said = fields.title.is_some() && marked || fields.score.is_some() || fields.verdict.is_some();
        return (!said && fields.summary.is_none()).then(|| "there is no text and no score".to_owned());
    }
    if is_noise(blocks) {
        return Some("not text".to_owned());
    }
    if blocks.iter().flat_map(|block| block.prose.as_str().split_whitespace()).all(is_address) {
        return Some("a list of web addresses, not a review".to_owned());
    }
    if marked || facts.score.is_some() {
        return None;
    }
    let stem = stem(path);
    let dated = facts.names.iter().any(|name| name.year.is_some());
    if !dated && PAGES.contains(&stem.as_str()) && !nests_review(path) {
        return Some(format!("a page named {stem}, without a score or a year"));
    }
    if is_way_on(blocks) {
        return Some("a page that only links to others, not a review".to_owned());
    }
    list_of(blocks).map(|what| format!("{what}, not a review"))
}

/// Whether all that a text says is its heading once more, as a link: the page that Notion makes of a table.
fn is_way_on(blocks: &[Block]) -> bool {
    let [heading, link] = blocks else { return false };
    let is_heading = matches!(heading.kind, BlockKind::Heading { .. });
    is_heading && link.links > 0 && fold(heading.prose.as_str()) == fold(link.prose.as_str())
}

fn is_address(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// Whether more than a tenth of the beginning is what no text holds.
fn is_noise(blocks: &[Block]) -> bool {
    let beginning = blocks.iter().flat_map(|block| block.prose.as_str().chars()).take(2000);
    let (all, odd) = beginning.fold((0_usize, 0_usize), |(all, odd), letter| {
        let noise = letter == char::REPLACEMENT_CHARACTER || letter.is_control() && !letter.is_whitespace();
        (all + 1, odd + usize::from(noise))
    });
    odd * 10 > all
}

/// `posts/SLUG/index.md` is a review's own page.
fn nests_review(path: &str) -> bool {
    stem(path) == "index" && path.matches('/').count() >= 2
}

fn extension(path: &str) -> Option<String> {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())
}

fn stem(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    stem.to_lowercase().replace(' ', "-")
}

fn list_of(blocks: &[Block]) -> Option<&'static str> {
    let texts: Vec<&Block> = blocks
        .iter()
        .filter(|block| !matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Rule))
        .collect();
    let most = |is_one: fn(&Block) -> bool| {
        let count = texts.iter().filter(|block| is_one(block)).count();
        count >= 3 && count * 5 >= texts.len() * 4
    };
    let listed: fn(&Block) -> bool = |block| block.kind == BlockKind::ListItem && block.links > 0;
    let todo: fn(&Block) -> bool =
        |block| block.prose.as_str().trim_start_matches(['-', '*', ' ']).starts_with(['[', '☐', '☑']);
    let code: fn(&Block) -> bool = |block| block.kind == BlockKind::Code;
    let quoted: fn(&Block) -> bool =
        |block| block.kind == BlockKind::Quote || block.prose.as_str().starts_with(QUOTATIONS);
    let code_alone = !texts.is_empty() && texts.iter().all(|block| code(block));
    if code_alone || most(code) {
        return Some("code");
    }
    let kinds = [
        (listed, "a list of links"),
        (todo, "a list of things to do"),
        (quoted, "a collection of quotations"),
    ];
    kinds.into_iter().find(|(is_one, _)| most(*is_one)).map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use crate::parse::parse;
    use crate::profile::Declared;

    fn reason(text: &str) -> Option<String> {
        parse("urls_pos.txt", text, &Declared::nothing())
            .skipped
            .into_iter()
            .next()
            .map(|skipped| skipped.reason)
    }

    #[test]
    fn a_file_that_only_lists_or_links_is_no_review() {
        let list = "https://example.org/title/1/usercomments\nhttp://example.org/title/2/usercomments\n";
        assert_eq!(reason(list).as_deref(), Some("a list of web addresses, not a review"));
        assert_eq!(
            reason("https://example.org/heat\n").as_deref(),
            Some("a list of web addresses, not a review")
        );
        assert_eq!(
            reason("# Films\n\n[Films](films.csv)\n").as_deref(),
            Some("a page that only links to others, not a review")
        );
        assert_eq!(reason("# Films\n\n[They](films.csv) are long, and I am not.\n"), None);
        let with_a_word = format!("{list}\nBoth are worth an evening.\n");
        assert_eq!(reason(&with_a_word), None, "what says something beside its addresses is a review");
    }
}
