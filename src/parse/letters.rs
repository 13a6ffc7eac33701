//! Mails that were saved as text: their subject names the work, and their sender is the author.

use serde_json::{Map, Value};

/// What a mail's header and text say.
pub(super) struct Letter {
    /// The fields as front matter would have them.
    pub(super) fields: Map<String, Value>,
    /// Bytes of the body without the signature.
    pub(super) length: usize,
}

/// Begins a signature, by RFC 3676.
const SIGNATURE: &str = "\n-- \n";
/// What mail programs put before a subject.
const PREFIXES: [&str; 6] = ["re:", "fwd:", "fw:", "aw:", "wg:", "tr:"];

/// The header and the body of a mail; `None` if the header is no mail's.
pub(super) fn letter(header: &Map<String, Value>, body: &str) -> Option<Letter> {
    let said = |name: &str| {
        header.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
    };
    let (from, subject) = (said("from")?, said("subject")?);
    let mut fields = Map::new();
    fields.insert("title".to_owned(), without_prefixes(subject).into());
    fields.insert("author".to_owned(), sender(from).into());
    if let Some(date) = said("date") {
        fields.insert("date".to_owned(), date.into());
    }
    Some(Letter { fields, length: body.find(SIGNATURE).map_or(body.len(), |at| at + 1) })
}

fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(prefix) = PREFIXES
        .iter()
        .find(|prefix| rest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
    {
        rest = rest.get(prefix.len()..).unwrap_or_default().trim();
    }
    rest
}

/// `Petra Vogt <petra@example.net>`, and `petra@example.net (Petra Vogt)` as newsgroups had it.
fn sender(from: &str) -> &str {
    let in_brackets = from.trim().strip_suffix(')').and_then(|from| from.split_once(" ("));
    if let Some((_, name)) =
        in_brackets.filter(|(address, name)| address.contains('@') && !name.trim().is_empty())
    {
        return name.trim();
    }
    let name = from.split('<').next().unwrap_or(from).trim().trim_matches('"');
    if name.is_empty() { from.trim() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mails_subject_and_sender_are_title_and_author() {
        let header = serde_json::json!({"From": "Petra Vogt <p@example.net>", "To": "list", "Subject": "Re: Fwd: Kiln (1995)", "Date": "Sat, 13 Feb 2010 21:04:11 +0100"});
        let body = "Hot.\n\n-- \nPetra\n030 555";
        let letter = letter(header.as_object().unwrap(), body).unwrap();
        assert_eq!(
            (&letter.fields["title"], &letter.fields["author"]),
            (&"Kiln (1995)".into(), &"Petra Vogt".into())
        );
        assert_eq!(&body[..letter.length], "Hot.\n\n");
        assert_eq!(sender("p@example.net (Petra Vogt)"), "Petra Vogt");
        assert_eq!(sender("p@example.net"), "p@example.net");
        let other = serde_json::json!({"Subject": "Kiln"});
        assert!(super::letter(other.as_object().unwrap(), body).is_none());
    }
}
