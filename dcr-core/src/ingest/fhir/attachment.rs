//! Attachment: its bytes, those of the Binary that it points at, or where they are.

use super::reader::Reader;
use super::view::View;
use crate::ingest::attachment::{inline, sha1};
use crate::record::DocumentContent;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

impl<'t> Reader<'_, 't> {
    /// The content that an Attachment holds or points at; what the record has no place for stays attached.
    ///
    /// Source: HL7 FHIR R4, 2.24.0.9.
    pub(super) fn attachment(&self, attachment: View<'t>) -> Option<DocumentContent> {
        let stated = attachment.get("contentType").filter(|stated| stated.text().is_some());
        let media_type = stated.and_then(View::text).map(std::borrow::Cow::into_owned);
        let found = if let Some(data) = attachment.get("data") {
            self.inline(attachment, data, media_type)?
        } else {
            self.elsewhere(attachment, media_type)?
        };
        if let Some(stated) = stated {
            stated.mark();
        }
        Some(found)
    }

    /// What an Attachment's address means: a Binary of the input, or a place that is not read.
    fn elsewhere(&self, attachment: View<'t>, media_type: Option<String>) -> Option<DocumentContent> {
        let url = attachment.get("url")?;
        let inner = url.text().and_then(|text| {
            let id = text.strip_prefix('#')?.to_owned();
            self.view.items("contained").find(|inner| inner.text_at("id").as_deref() == Some(&id))
        });
        let target = inner.or_else(|| self.bundle.slot(self.bundle.find(&url.text()?)?)?.resource);
        if let Some(binary) = target.filter(|target| target.text_at("resourceType").as_deref() == Some("Binary"))
            && let Some(data) = binary.get("data")
        {
            if !self.bundle.spend(binary.raw().len()) {
                self.warn("fhir.limit.references", url, "references lead to more than the limit allows");
                return None;
            }
            if inner.is_none()
                && let Some(at) = url.text().and_then(|text| self.bundle.find(&text))
            {
                self.bundle.follow(at);
            }
            self.note_modifiers(binary);
            let own = binary.get("contentType").filter(|own| own.text().is_some());
            let own_type = own.and_then(View::text).map(std::borrow::Cow::into_owned);
            let found = self.inline(attachment, data, own_type.or(media_type))?;
            if let Some(own) = own {
                own.mark();
            }
            return Some(found);
        }
        let hash = attachment.get("hash");
        Some(DocumentContent::Link {
            media_type,
            address: self.text(url)?,
            hash: hash.and_then(|hash| self.text(hash)),
        })
    }

    fn inline(&self, attachment: View<'t>, data: View<'t>, media_type: Option<String>) -> Option<DocumentContent> {
        let text = data.text()?;
        // HL7 FHIR R4, 2.24.0.1: base64Binary may hold white space, which says nothing.
        let compact = if text.bytes().any(|b| b.is_ascii_whitespace()) {
            text.split_ascii_whitespace().collect::<String>()
        } else {
            text.into_owned()
        };
        let bytes = match STANDARD.decode(compact.as_bytes()) {
            Ok(bytes) if !bytes.is_empty() => bytes,
            _ => {
                self.warn("fhir.value.base64", data, "the document's bytes are not base64");
                return None;
            }
        };
        data.mark();
        self.check(attachment, &bytes);
        Some(inline(media_type, &bytes))
    }

    /// Compares the bytes with the size and the hash that are stated, which stay attached: the record keeps its own. What
    /// does not agree is told, and the bytes are kept as they came.
    fn check(&self, attachment: View<'t>, bytes: &[u8]) {
        if let Some(size) = attachment.get("size")
            && size.number() != Some(bytes.len().to_string().as_str())
        {
            self.warn("fhir.attachment.size", size, "the bytes have another size than is stated");
        }
        if let Some(hash) = attachment.get("hash")
            && hash.text().and_then(|text| STANDARD.decode(text.as_bytes()).ok()) != Some(sha1(bytes))
        {
            self.warn("fhir.attachment.hash", hash, "the bytes have another hash than is stated");
        }
    }
}
