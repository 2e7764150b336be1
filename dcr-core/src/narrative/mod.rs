//! The readable words of documents: out of HTML and XHTML, RTF and plain text.
//!
//! Only words come out: no markup, no script, no style, nothing that loads. Whatever shows them escapes them like any
//! other words. The bytes stay what the source sent; the words are derived from them whenever they are asked for, so that
//! a better reader needs no new statement.
//!
//! No words are taken out of PDF, word processor files and images: they are listed and kept as bytes. See
//! `docs/mapping-documents.md`.

mod attachment;
mod charset;
mod html;
mod layout;
mod rtf;

pub use attachment::{LONGEST, media_type_of, reads, words_of_attachment};
pub use html::words_of_html;
pub(crate) use layout::Layout;
pub use rtf::words_of_rtf;
