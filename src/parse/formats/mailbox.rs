//! A mailbox: mails one after the other, as newsgroups and mailing lists are kept.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::lines::{Line, Lines};
use super::telling::Telling;
use super::{Body, File, Format, Markup, Record, Sample, Sink};
use crate::parse::letters;

pub(super) const FORMAT: Format = Format {
    name: "mailbox",
    title: "a mailbox",
    about: "Mails one after the other (`mbox`), as newsgroups and mailing lists are kept: the subject names the work, \
            the sender is the author, and the signature is left out. Mails in several parts or in Base64 are left out \
            and told.",
    recognise,
    read,
};

/// No mail is longer, in bytes.
const MOST_BYTES: usize = 8 << 20;
/// Lines of a header that are looked at before one of its fields must have come.
const LONGEST_START: usize = 20;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let mut lines = sample.head.trim_start_matches('\u{feff}').trim_start().lines();
    let begins = lines.next().is_some_and(parts_mails);
    let mut header = lines.take(LONGEST_START).take_while(|line| !line.trim().is_empty());
    let is_header = |line: &str| ["From:", "Subject:"].iter().any(|name| line.starts_with(name));
    (begins && header.any(is_header)).then(|| "mails one after the other".to_owned())
}

/// `From june@example.org Mon Jan  3 10:00:00 2005`
fn parts_mails(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else { return false };
    let words: Vec<&str> = rest.split_whitespace().collect();
    words.len() >= 5
        && words
            .iter()
            .any(|word| word.matches(':').count() >= 1 && word.starts_with(|c: char| c.is_ascii_digit()))
}

#[derive(Default)]
struct Mail {
    header: Map<String, Value>,
    /// The field that a further line may go on with.
    last: Option<String>,
    in_body: bool,
    text: String,
    line_start: u32,
    text_line: u32,
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut telling = Telling::new(sink);
    let mut lines = Lines::new(input);
    let mut mail = Mail::default();
    let (mut line, mut ordinal, mut after_blank) = (Vec::new(), 0, true);
    loop {
        line.clear();
        let is_end = lines.append(&mut line, MOST_BYTES)? == Line::End;
        let text = String::from_utf8_lossy(&line);
        if is_end || after_blank && parts_mails(&text) {
            let whole = std::mem::replace(&mut mail, Mail { line_start: lines.number(), ..Mail::default() });
            ordinal += 1;
            if close(whole, ordinal - 1, lines.number(), &mut telling).is_break() || is_end {
                break;
            }
        } else {
            mail.line(&text, lines.number());
        }
        after_blank = text.trim().is_empty();
    }
    let _ = telling.finish();
    Ok(())
}

fn close(mail: Mail, ordinal: u64, line_end: u32, telling: &mut Telling<'_, '_>) -> ControlFlow<()> {
    if mail.header.is_empty() {
        return ControlFlow::Continue(());
    }
    let key = mail.said("message-id").map(|id| id.trim_matches(['<', '>']).to_owned());
    let key = key.filter(|key| !key.is_empty()).unwrap_or_else(|| ordinal.to_string());
    match mail.record(key.clone(), line_end) {
        Ok(record) => telling.record(record),
        Err(reason) => telling.fault(key, reason),
    }
}

impl Mail {
    fn line(&mut self, text: &str, number: u32) {
        if self.in_body {
            if self.text.is_empty() {
                self.text_line = number;
            }
            if self.text.len() + text.len() < MOST_BYTES {
                // `>From` is how a line is kept from parting mails.
                self.text.push_str(if text.starts_with(">From ") {
                    text.get(1..).unwrap_or(text)
                } else {
                    text
                });
                self.text.push('\n');
            }
        } else if text.trim().is_empty() {
            self.in_body = true;
        } else {
            self.field(text);
        }
    }

    fn field(&mut self, text: &str) {
        if text.starts_with([' ', '\t']) {
            let last = self.last.as_ref().and_then(|name| self.header.get_mut(name));
            if let Some(Value::String(value)) = last {
                value.push(' ');
                value.push_str(text.trim());
            }
            return;
        }
        let Some((name, value)) = text.split_once(':') else { return };
        let name = name.trim().to_lowercase();
        self.header.entry(name.clone()).or_insert_with(|| value.trim().into());
        self.last = Some(name);
    }

    fn said(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    fn record(mut self, key: String, line_end: u32) -> Result<Record, String> {
        let kind = self.said("content-type").unwrap_or("text/plain").to_lowercase();
        let coding = self.said("content-transfer-encoding").unwrap_or_default().to_lowercase();
        if !kind.starts_with("text/") || coding == "base64" {
            let what = if coding == "base64" {
                coding
            } else {
                kind.split(';').next().unwrap_or_default().to_owned()
            };
            return Err(format!("a mail that is not plain text (`{what}`)"));
        }
        if coding == "quoted-printable" {
            self.text = unquoted(&self.text);
        }
        let Some(letter) = letters::letter(&self.header, &self.text) else {
            return Err("a mail without a sender or a subject".to_owned());
        };
        self.text.truncate(letter.length);
        let markup = if kind.starts_with("text/html") { Markup::Html } else { Markup::Plain };
        let body = Body { text: self.text, line: self.text_line, markup };
        let (line_start, fields) = (self.line_start, letter.fields);
        Ok(Record { key, line_start, line_end, fields, body: Some(body), ..Record::default() })
    }
}

/// `=E2=80=99` and line ends after `=`, by RFC 2045.
fn unquoted(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        rest = match (code, after.strip_prefix('\n')) {
            (Some(byte), _) => {
                bytes.push(byte);
                &after[2..]
            }
            (None, Some(after)) => after,
            (None, None) => {
                bytes.push(b'=');
                after
            }
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};

    const MAILS: &str = "From jo@example.org Mon Jan  3 10:00:00 2005\nFrom: Jo Lind <jo@example.org>\nSubject: Review:\n Kiln (1995)\nDate: Mon, 03 Jan 2005 10:00:00 +0000\nMessage-ID: <1@x>\n\n>From the first fire on it is warm.\n\n-- \nJo\n\n\
        From ida@example.org Tue Jan  4 10:00:00 2005\nFrom: Ida Vale <ida@example.org>\nSubject: Weir\nContent-Transfer-Encoding: quoted-printable\n\nIt=E2=80=99s a wet=\n night.\n\n\
        From max@example.org Wed Jan  5 10:00:00 2005\nFrom: Max Roe <max@example.org>\nSubject: Silt\nContent-Type: multipart/mixed; boundary=x\n\n--x\n";

    #[test]
    fn each_mail_is_a_record() {
        let items = run(&FORMAT, "list.mbox", MAILS, Wishes::default());
        let found = records(&items);
        let [kiln, weir] = found.as_slice() else { panic!("{items:?}") };
        assert_eq!((kiln.key.as_str(), kiln.line_start), ("1@x", 1));
        assert_eq!(
            (&kiln.fields["title"], &kiln.fields["author"]),
            (&"Review: Kiln (1995)".into(), &"Jo Lind".into())
        );
        assert_eq!(kiln.body.as_ref().unwrap().text, "From the first fire on it is warm.\n\n");
        assert_eq!(weir.body.as_ref().unwrap().text, "It’s a wet night.\n\n");
        assert_eq!(skipped(&items), ["a mail that is not plain text (`multipart/mixed`)"]);
    }

    #[test]
    fn a_letter_that_begins_with_from_is_no_mailbox() {
        let letter = "From my window I see the sea at 10:30 every morning.\n\nFrom: nobody\n";
        let sample = Sample {
            path: "a.txt",
            head: letter,
            is_whole: true,
            declared: &crate::profile::Declared::nothing(),
        };
        assert_eq!(recognise(&sample), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(From a b c 1:2 |From: a|\n|=E2|=|Subject: |\\PC){0,30}") {
            super::super::testing::read(&FORMAT, "a.mbox", &text, Wishes::default());
        }
    }
}
