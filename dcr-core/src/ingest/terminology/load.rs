//! Files as they are handed out, told by their names and their beginnings.

use super::descriptor::MapDescriptor;
use super::{Medicines, Terminology, TerminologyError, read_concept_map, read_map};

/// The longest descriptor at the head of a table.
const LONGEST_DESCRIPTOR: usize = 1 << 16;

/// What a file is.
enum Kind<'a> {
    /// A map of the NHS Data Migration pack, with its descriptor.
    Nhs(Box<MapDescriptor>),
    /// A file of the dictionary of medicines and the release that its name tells.
    Dictionary(String),
    /// A FHIR ConceptMap.
    ConceptMap,
    /// A descriptor on the first line, and the table that it describes.
    Described(&'a [u8], &'a [u8]),
}

/// Reads files, each with its name, in any order:
///
/// | file | is |
/// |---|---|
/// | `rcsctmap2_uk_<version>.txt` | the NHS Data Migration map of Read v2 to SNOMED CT |
/// | `ctv3sctmap2_uk_<version>.txt` | the same of CTV3 |
/// | `f_vtm2_3DDMMYY.xml` and the like | the dictionary of medicines and devices, all files of one release |
/// | JSON with `"resourceType": "ConceptMap"`, XML with an element `ConceptMap` | a FHIR ConceptMap |
/// | a map descriptor in JSON on the first line, and a table below it | a map of one's own |
///
/// # Errors
/// [`TerminologyError::File`] with the number of the file, from 1; [`TerminologyError::Release`] when the dictionary's
/// files are of several releases; [`TerminologyError::Twice`] as [`Terminology::new`].
pub fn load<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Terminology, TerminologyError> {
    let mut maps = Vec::new();
    let mut dictionary: Vec<&[u8]> = Vec::new();
    let mut release: Option<String> = None;
    for (number, (name, bytes)) in files.iter().enumerate() {
        let bytes = bytes.as_ref();
        let located = |error| TerminologyError::File { file: number + 1, error: Box::new(error) };
        match kind(name.as_ref(), bytes).map_err(located)? {
            Kind::Nhs(descriptor) => maps.push(read_map(&descriptor, bytes).map_err(located)?),
            Kind::ConceptMap => maps.extend(read_concept_map(bytes).map_err(located)?),
            Kind::Described(descriptor, table) => {
                let descriptor = MapDescriptor::from_json(descriptor).map_err(located)?;
                // Lines are told as they stand in the file, of which the descriptor is the first.
                maps.push(read_map(&descriptor, table).map_err(below_first_line).map_err(located)?);
            }
            Kind::Dictionary(of) => {
                if release.as_ref().is_some_and(|release| *release != of) {
                    return Err(TerminologyError::Release);
                }
                release = Some(of);
                dictionary.push(bytes);
            }
        }
    }
    let medicines = release.map(|release| Medicines::read(&release, &dictionary)).transpose()?;
    Terminology::new(maps, medicines)
}

fn below_first_line(error: TerminologyError) -> TerminologyError {
    match error {
        TerminologyError::Row { line, fault } => TerminologyError::Row { line: line + 1, fault },
        error => error,
    }
}

fn kind<'a>(name: &str, bytes: &'a [u8]) -> Result<Kind<'a>, TerminologyError> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if let Some(version) = name.strip_prefix("rcsctmap2_uk_").and_then(|rest| rest.strip_suffix(".txt")) {
        return Ok(Kind::Nhs(Box::new(MapDescriptor::read_v2_to_snomed(version)?)));
    }
    if let Some(version) = name.strip_prefix("ctv3sctmap2_uk_").and_then(|rest| rest.strip_suffix(".txt")) {
        return Ok(Kind::Nhs(Box::new(MapDescriptor::ctv3_to_snomed(version)?)));
    }
    if let Some(release) = release_of(name) {
        return Ok(Kind::Dictionary(release));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"<") && memchr::memmem::find(text, b"<ConceptMap").is_some() {
        return Ok(Kind::ConceptMap);
    }
    if !text.starts_with(b"{") {
        return Err(TerminologyError::Unknown);
    }
    let line = memchr::memchr(b'\n', text.get(..LONGEST_DESCRIPTOR).unwrap_or(text)).unwrap_or(text.len());
    let (first, rest) = text.split_at_checked(line).unwrap_or((text, b""));
    // A descriptor closes on its own line, whatever a ConceptMap's first line says.
    if first.trim_ascii_end().ends_with(b"}") && memchr::memmem::find(first, b"\"resourceType\"").is_none() {
        Ok(Kind::Described(first, rest.get(1..).unwrap_or_default()))
    } else {
        Ok(Kind::ConceptMap)
    }
}

/// The release of the dictionary that a file's name tells: `f_vmp2_3010419.xml` is of 1 April 2019, `2019-04-01`.
fn release_of(name: &str) -> Option<String> {
    let (file, number) = name.strip_prefix("f_")?.strip_suffix(".xml")?.split_once('_')?;
    let known = matches!(file, "vtm2" | "vmp2" | "amp2" | "vmpp2" | "ampp2" | "ingredient2" | "lookup2" | "gtin2");
    if !known || number.len() != 7 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(format!("20{}-{}-{}", number.get(5..7)?, number.get(3..5)?, number.get(1..3)?))
}
