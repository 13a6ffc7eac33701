//! Letters as the index has them: lower case, without diacritics and typographic variants.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

use super::{is_apostrophe, is_diacritic, is_ignorable, is_superscript};

/// Appends a word, folded.
pub(super) fn fold_into(word: &str, out: &mut String) {
    for c in word.chars() {
        if c.is_ascii() {
            fold_ascii(c, out);
        } else {
            fold_wide(c, out);
        }
    }
}

fn fold_ascii(c: char, out: &mut String) {
    if !matches!(c, '\'' | ',' | '`') {
        out.push(c.to_ascii_lowercase());
    }
}

fn fold_wide(c: char, out: &mut String) {
    let is_dropped = |c| is_apostrophe(c) || is_ignorable(c) || is_diacritic(c);
    if is_dropped(c) {
        return;
    }
    // What a character decomposes to is folded too: the wide grave accent is an apostrophe then.
    let mut push = |c: char| match spelled_out(c) {
        Some(letters) => out.push_str(letters),
        None if c.is_ascii() => fold_ascii(c, out),
        None if is_dropped(c) => {}
        None => out.push(c),
    };
    match c {
        '\u{FB00}'..='\u{FB06}' | '\u{FF00}'..='\u{FFEF}' | '\u{00AA}' | '\u{00BA}' => {
            decompose_compatible(c, |c| c.to_lowercase().for_each(&mut push));
        }
        _ if is_superscript(c) => decompose_compatible(c, push),
        _ => c.to_lowercase().for_each(|c| match c {
            '\u{00C0}'..='\u{024F}' | '\u{0370}'..='\u{052F}' | '\u{1E00}'..='\u{1FFF}' => {
                decompose_canonical(c, &mut push);
            }
            _ => push(c),
        }),
    }
}

/// Letters that Unicode does not decompose but that people type without.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ŋ' | 'Ŋ' => "n",
        'ς' => "σ",
        _ => return None,
    })
}
