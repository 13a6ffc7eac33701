//! a draft
