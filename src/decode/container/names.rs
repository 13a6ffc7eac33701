//! Names of entries, as they can be shown: relative, in UTF-8, without tricks. Nothing is ever written
//! under them.

/// Longer names are no names, in bytes.
pub(super) const LONGEST: usize = 4096;

/// The upper half of code page 437, in which ZIP archives name their entries unless they say otherwise.
const CP437: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"
);

/// A name of a ZIP: UTF-8 if it is valid as that, whatever the flag says, for many writers forget it.
pub(super) fn of_zip(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => clean(name),
        Err(_) => clean(&bytes.iter().map(|&byte| cp437(byte)).collect::<String>()),
    }
}

fn cp437(byte: u8) -> char {
    match byte.checked_sub(128) {
        None => char::from(byte),
        Some(upper) => CP437.chars().nth(usize::from(upper)).unwrap_or('\u{FFFD}'),
    }
}

/// A name of a tar: bytes that are not UTF-8 are written as `U+FFFD` and two hex digits, as for files in a
/// folder.
pub(super) fn of_tar(bytes: &[u8]) -> String {
    let mut name = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|byte| format!("\u{FFFD}{byte:02X}")));
    }
    clean(&name)
}

/// Relative, with `/` between the parts, no part `.` or `..`, no control characters.
fn clean(name: &str) -> String {
    // Writers on Windows did not all know that the separator is a slash.
    let name = if name.contains('/') { name.to_owned() } else { name.replace('\\', "/") };
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    let joined = parts.collect::<Vec<_>>().join("/");
    joined.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// The name of a second entry of the same name: `posts/x (2).md`.
pub(super) fn numbered(name: &str, number: usize) -> String {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[file..].rfind('.').map_or(name.len(), |dot| file + dot);
    format!("{} ({number}){}", &name[..dot], &name[dot..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_clean() {
        assert_eq!(of_zip(b"../../etc/passwd"), "etc/passwd");
        assert_eq!(of_zip(b"/posts//./a.md"), "posts/a.md");
        assert_eq!(of_zip(b"posts\\a.md"), "posts/a.md");
        assert_eq!(of_zip(b"a\x1B[31m\n.md"), "a\u{FFFD}[31m\u{FFFD}.md");
        assert_eq!(of_zip(b"..") + &of_zip(b"///"), "");
    }

    #[test]
    fn old_names_are_in_code_page_437() {
        assert_eq!(of_zip(b"Am\x82lie.txt"), "Amélie.txt");
        assert_eq!(of_zip("Amélie.txt".as_bytes()), "Amélie.txt");
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(of_tar(b"Am\xE9lie.txt"), "Am\u{FFFD}E9lie.txt");
    }

    #[test]
    fn second_names_are_numbered() {
        assert_eq!(numbered("posts/x.md", 2), "posts/x (2).md");
        assert_eq!(numbered("a.b/README", 3), "a.b/README (3)");
    }
}
