//! The XML form of a ConceptMap, of which UK Core publishes its own: read into the shape of the JSON.

use super::TerminologyError;
use super::concept_map::{ConceptMap, Element, Group, Target};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The deepest nesting: extensions and narrative of published maps stay far above it.
const DEEPEST: usize = 32;

/// Reads the members that a map is made of; all else of the resource is passed over.
pub(super) fn read(xml: &str) -> Result<ConceptMap, TerminologyError> {
    let mut reader = Reader::from_str(xml);
    let mut read = ConceptMap::default();
    let mut path: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(xml.len());
        let located = |fault| {
            let breaks = memchr::memchr_iter(b'\n', xml.as_bytes().get(..at).unwrap_or_default()).count();
            TerminologyError::Xml { line: breaks as u64 + 1, fault }
        };
        match event.map_err(|_| located("it is not well-formed XML"))? {
            Event::Start(start) => {
                if path.len() >= DEEPEST {
                    return Err(located("elements are nested deeper than in any published map"));
                }
                path.push(start.local_name().into_inner().to_owned());
                take(&mut read, &path, &start).map_err(located)?;
            }
            Event::Empty(start) => {
                path.push(start.local_name().into_inner().to_owned());
                take(&mut read, &path, &start).map_err(located)?;
                path.pop();
            }
            Event::End(_) => drop(path.pop()),
            Event::DocType(_) => return Err(located("a document type declaration is refused")),
            Event::Eof if path.is_empty() && !read.resource_type.is_empty() => return Ok(read),
            Event::Eof => return Err(located("the file ends too early")),
            _ => {}
        }
    }
}

fn take(read: &mut ConceptMap, path: &[String], start: &BytesStart<'_>) -> Result<(), &'static str> {
    let value = || match start.try_get_attribute("value") {
        Ok(Some(attribute)) => match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => Ok(Some(value.into_owned())),
            Err(_) => Err("an attribute cannot be read"),
        },
        Ok(None) => Ok(None),
        Err(_) => Err("an attribute cannot be read"),
    };
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        [root] => (*root).clone_into(&mut read.resource_type),
        ["ConceptMap", "id"] => read.id = value()?,
        ["ConceptMap", "name"] => read.name = value()?,
        ["ConceptMap", "version"] => read.version = value()?,
        ["ConceptMap", "status"] => read.status = value()?,
        ["ConceptMap", "group"] => read.group.push(Group::default()),
        ["ConceptMap", "group", rest @ ..] => {
            let Some(group) = read.group.last_mut() else { return Ok(()) };
            match rest {
                ["source"] => group.source = value()?,
                ["target"] => group.target = value()?,
                ["element"] => group.element.push(Element::default()),
                ["element", rest @ ..] => {
                    let Some(element) = group.element.last_mut() else { return Ok(()) };
                    match (rest, element.target.last_mut()) {
                        (["code"], _) => element.code = value()?,
                        (["target"], _) => element.target.push(Target::default()),
                        (["target", "code"], Some(target)) => target.code = value()?,
                        (["target", "display"], Some(target)) => target.display = value()?,
                        (["target", "equivalence"], Some(target)) => target.equivalence = value()?,
                        (["target", "relationship"], Some(target)) => target.relationship = value()?,
                        (["target", "dependsOn"], Some(target)) => target.depends_on.push(serde::de::IgnoredAny),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
    Ok(())
}
