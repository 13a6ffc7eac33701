//! Which tokens are syntax after all: operators that have nothing to join, and parentheses that
//! are never closed, are text.

use super::ast::Kind;
use super::error::QueryError;
use super::lex::{Lexed, Token, TokenKind};
use super::notice::QueryNotice;

/// Turns everything that cannot be syntax into words, so that a parser can no longer fail on it.
pub(super) fn settle(query: &str, lexed: Lexed) -> Result<(Vec<Token>, Vec<QueryNotice>), QueryError> {
    let Lexed { mut tokens, mut notices, unclosed } = lexed;
    settle_operators(&mut tokens, &mut notices);
    // Reading the parenthesis as text would change what these queries mean.
    let last_operator = tokens.iter().rposition(|token| is_operator(&token.kind));
    let matters =
        |&&at: &&usize| last_operator.is_some_and(|operator| operator > at) || is_applied_to(&tokens, at);
    if let Some(&at) = unclosed.iter().find(matters) {
        return Err(unclosed_group(query, &tokens[at]));
    }
    for at in unclosed {
        let token = &mut tokens[at];
        token.kind = TokenKind::Term(Kind::Word("(".to_owned()));
        let message = "this parenthesis is never closed, so it was taken as text";
        notices.push(QueryNotice::new("unclosed-group", token.span.clone(), message));
    }
    notices.sort_by_key(|notice| notice.span.start);
    Ok((join_touching_words(tokens), notices))
}

/// An operator without operands is a word: `OR` alone may be Oregon.
fn settle_operators(tokens: &mut [Token], notices: &mut Vec<QueryNotice>) {
    let mut has_left = false;
    for at in 0..tokens.len() {
        let has_right = tokens.get(at + 1).is_some_and(|next| begins_operand(&next.kind));
        let token = &mut tokens[at];
        if let Some(name) = lone_operator(&token.kind, has_left, has_right) {
            token.kind = TokenKind::Term(Kind::Word(name.to_owned()));
            let message = format!("`{name}` has nothing to join here, so it was taken as a word");
            notices.push(QueryNotice::new("lone-operator", token.span.clone(), message));
        }
        has_left = matches!(token.kind, TokenKind::Term(_) | TokenKind::Close);
    }
}

/// A `NOT` begins an operand even if it turns out to be a word: then it is one itself.
fn begins_operand(kind: &TokenKind) -> bool {
    !matches!(kind, TokenKind::Close | TokenKind::And | TokenKind::Or)
}

fn lone_operator(kind: &TokenKind, has_left: bool, has_right: bool) -> Option<&'static str> {
    match kind {
        TokenKind::Or if !(has_left && has_right) => Some("OR"),
        TokenKind::And if !(has_left && has_right) => Some("AND"),
        TokenKind::Not if !has_right => Some("NOT"),
        _ => None,
    }
}

fn is_operator(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::And | TokenKind::Or | TokenKind::Not)
}

/// Whether a negation or a scope applies to the group that token `at` opens.
fn is_applied_to(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_some_and(|token| matches!(token.kind, TokenKind::Minus | TokenKind::Not | TokenKind::Scope(_)))
}

fn unclosed_group(query: &str, open: &Token) -> QueryError {
    QueryError::new(query, open.span.clone(), "this group is never closed")
        .with_help("close it with `)`, or write `\\(` for the sign itself")
}

/// `(foo bar` holds the words `(foo` and `bar`.
fn join_touching_words(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let last = joined.last_mut().filter(|last| last.span.end == token.span.start);
        match (last, &token.kind) {
            (
                Some(Token { kind: TokenKind::Term(Kind::Word(word)), span }),
                TokenKind::Term(Kind::Word(more)),
            ) => {
                word.push_str(more);
                span.end = token.span.end;
            }
            _ => joined.push(token),
        }
    }
    joined
}
