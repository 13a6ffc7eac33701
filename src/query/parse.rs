//! Tokens to the tree.

use super::ast::{Kind, Node};
use super::error::QueryError;
use super::lex::{self, Token, TokenKind};
use super::notice::{Parsed, QueryNotice};
use super::settle::settle;
use super::{MAX_BYTES, MAX_DEPTH};

/// Reads a query.
///
/// # Errors
/// A quote that is never closed; a group with operators that is never closed; a filter whose value
/// cannot be read; a number after `~` that is too large; more than [`MAX_BYTES`] or [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Parsed, QueryError> {
    if text.len() > MAX_BYTES {
        return Err(QueryError::too_long(text));
    }
    let (tokens, notices) = settle(text, lex::lex(text)?)?;
    let mut parser = Parser { text, tokens: &tokens, at: 0, notices };
    let node = if tokens.is_empty() { Node::new(Kind::Everything, 0..text.len()) } else { parser.any(0)? };
    parser.notices.sort_by_key(|notice| notice.span.start);
    Ok(Parsed { node, notices: parser.notices })
}

struct Parser<'q> {
    text: &'q str,
    /// Settled: operators have their operands, groups are closed.
    tokens: &'q [Token],
    at: usize,
    notices: Vec<QueryNotice>,
}

impl<'q> Parser<'q> {
    fn peek(&self) -> Option<&'q TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// `a OR b`
    fn any(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut nodes = vec![self.all(depth)?];
        while self.peek() == Some(&TokenKind::Or) {
            self.at += 1;
            nodes.push(self.all(depth)?);
        }
        Ok(Node::any(nodes))
    }

    /// `a b` or `a AND b`
    fn all(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut nodes = Vec::new();
        while let Some(kind) = self.peek() {
            match kind {
                TokenKind::Or | TokenKind::Close => break,
                TokenKind::And => self.at += 1,
                _ => nodes.push(self.operand(depth)?),
            }
        }
        self.notice_everything(&nodes);
        Ok(Node::all(nodes))
    }

    fn notice_everything(&mut self, nodes: &[Node]) {
        if nodes.len() < 2 {
            return;
        }
        for star in nodes.iter().filter(|node| node.kind == Kind::Everything) {
            let message = "`*` matches every review, so it adds nothing here";
            self.notices.push(QueryNotice::new("everything", star.span.clone(), message));
        }
    }

    /// A term, a group, or what is negated or looked for in a scope.
    fn operand(&mut self, depth: usize) -> Result<Node, QueryError> {
        let Token { kind, span } = &self.tokens[self.at];
        self.at += 1;
        let kind = match kind {
            TokenKind::Term(kind) => return Ok(Node::new(kind.clone(), span.clone())),
            _ if depth >= MAX_DEPTH => return Err(QueryError::too_deep(self.text, span.clone())),
            TokenKind::Scope(name) => {
                Kind::Scoped { name: name.clone(), inner: Box::new(self.operand(depth + 1)?) }
            }
            TokenKind::Minus | TokenKind::Not => Kind::Not(Box::new(self.operand(depth + 1)?)),
            TokenKind::Open | TokenKind::Close | TokenKind::And | TokenKind::Or => {
                return self.group(depth + 1);
            }
        };
        Ok(Node::new(kind, span.start..self.tokens[self.at - 1].span.end))
    }

    /// The rest of a group whose `(` has been read.
    fn group(&mut self, depth: usize) -> Result<Node, QueryError> {
        let node = self.any(depth)?;
        self.at += 1;
        Ok(node)
    }
}
