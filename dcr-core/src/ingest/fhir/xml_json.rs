//! Writing the elements of FHIR XML as FHIR JSON.

use super::xml::{Element, XmlError};
use super::xml_names::{Primitive, is_list, is_primitive, is_resource_type, primitive};

/// The JSON of a resource, and where in the XML each of its values stands, in document order.
pub(super) fn written(root: &Element<'_>, text: &str) -> Result<(String, Vec<(u32, u32)>), XmlError> {
    let mut writer = Writer { text, json: String::with_capacity(text.len()), spans: Vec::new() };
    if !is_resource_type(root.name) {
        return Err(XmlError::Content);
    }
    writer.object(root)?;
    Ok((writer.json, writer.spans))
}

struct Writer<'x> {
    text: &'x str,
    json: String,
    spans: Vec<(u32, u32)>,
}

/// The elements of one name that follow one another.
type Run<'e, 'x> = &'e [Element<'x>];

impl Writer<'_> {
    /// Notes where the value that is about to be written stands.
    fn stands(&mut self, start: u32, end: u32) {
        self.spans.push((start, end));
    }

    fn string(&mut self, text: &str) {
        // Writing a text as JSON cannot fail.
        self.json.push_str(&serde_json::to_string(text).unwrap_or_default());
    }

    /// A comma, but before the first member, and the key.
    fn key(&mut self, shadow: bool, name: &str) {
        if !self.json.ends_with(['{', '[']) {
            self.json.push(',');
        }
        self.json.push('"');
        if shadow {
            self.json.push('_');
        }
        // Names were found to be letters and digits.
        self.json.push_str(name);
        self.json.push_str("\":");
    }

    fn object(&mut self, element: &Element<'_>) -> Result<(), XmlError> {
        self.stands(element.start, element.end);
        self.json.push('{');
        self.members(element)?;
        self.json.push('}');
        Ok(())
    }

    fn members(&mut self, element: &Element<'_>) -> Result<(), XmlError> {
        if element.value.is_some() || element.is_markup {
            return Err(XmlError::Content);
        }
        if is_resource_type(element.name) {
            self.key(false, "resourceType");
            self.stands(element.start, element.opened);
            self.string(element.name);
        }
        self.attributes(element);
        for run in element.children.chunk_by(|one, next| one.name == next.name) {
            self.run(element.name, run)?;
        }
        Ok(())
    }

    fn attributes(&mut self, element: &Element<'_>) {
        for (name, value) in [("id", &element.id), ("url", &element.url)] {
            if let Some(value) = value {
                self.key(false, name);
                self.stands(element.start, element.opened);
                self.string(value);
            }
        }
    }

    fn run(&mut self, parent: &str, run: Run<'_, '_>) -> Result<(), XmlError> {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
        let name = first.name;
        let list = run.len() > 1 || is_list(parent, name);
        let has_value = run.iter().any(|element| element.value.is_some() || element.is_markup);
        let extends = |element: &Element<'_>| element.children.iter().all(|child| child.name == "extension");
        let is_value = has_value || (is_primitive(parent, name) && run.iter().all(extends));
        if !is_value {
            self.key(false, name);
            return self.listed(list, first.start, last.end, run, |writer, element| {
                match element.children.as_slice() {
                    [resource] if is_resource_type(resource.name) => writer.object(resource),
                    children if children.iter().any(|child| is_resource_type(child.name)) => Err(XmlError::Content),
                    _ => writer.object(element),
                }
            });
        }
        if run.iter().any(|element| element.url.is_some()) {
            return Err(XmlError::Content);
        }
        if has_value {
            self.key(false, name);
            self.listed(list, first.start, last.end, run, |writer, element| {
                writer.stands(element.start, element.end);
                writer.value(parent, element);
                Ok(())
            })?;
        }
        let more = |element: &Element<'_>| !element.is_markup && (element.id.is_some() || !element.children.is_empty());
        if run.iter().any(more) || !has_value {
            self.key(true, name);
            self.listed(list, first.start, last.end, run, |writer, element| {
                writer.stands(element.start, element.end);
                if !more(element) && has_value {
                    writer.json.push_str("null");
                    return Ok(());
                }
                if element.children.iter().any(|child| child.name != "extension") {
                    return Err(XmlError::Content);
                }
                writer.json.push('{');
                writer.attributes(element);
                if !element.children.is_empty() {
                    writer.run("extension", &element.children)?;
                }
                writer.json.push('}');
                Ok(())
            })?;
        }
        Ok(())
    }

    fn listed<'e, 'x>(
        &mut self,
        list: bool,
        start: u32,
        end: u32,
        run: Run<'e, 'x>,
        mut write: impl FnMut(&mut Self, &'e Element<'x>) -> Result<(), XmlError>,
    ) -> Result<(), XmlError> {
        if list {
            self.stands(start, end);
            self.json.push('[');
        }
        for (index, element) in run.iter().enumerate() {
            if index > 0 {
                self.json.push(',');
            }
            write(self, element)?;
        }
        if list {
            self.json.push(']');
        }
        Ok(())
    }

    fn value(&mut self, parent: &str, element: &Element<'_>) {
        if element.is_markup {
            let markup = self.text.get(element.start as usize..element.end as usize).unwrap_or_default();
            self.string(markup);
            return;
        }
        let Some(value) = &element.value else {
            self.json.push_str("null");
            return;
        };
        let bare = match primitive(parent, element.name) {
            Primitive::Boolean => matches!(value.as_ref(), "true" | "false"),
            Primitive::Number => is_number(value),
            Primitive::Text => false,
        };
        if bare {
            self.json.push_str(value);
        } else {
            self.string(value);
        }
    }
}

/// Whether a text is a number as JSON writes one; another spelling stays a string.
fn is_number(text: &str) -> bool {
    let begins = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    begins && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok_and(|raw| raw.get() == text)
}
