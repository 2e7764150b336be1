//! The parts of a workbook's archive, unpacked within one bound.

use super::xml::{self, Seen, attribute, name};
use crate::ingest::tabular::file_text::FileFault;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A workbook's archive.
pub(super) struct Archive<'b> {
    zip: zip::ZipArchive<Cursor<&'b [u8]>>,
    /// How many bytes may still be unpacked.
    left: u64,
}

/// Where a workbook's parts are.
pub(super) struct Book {
    /// Each sheet's name and part, in order.
    sheets: Vec<(String, String)>,
    shared_texts: Option<String>,
    styles: Option<String>,
    /// Whether days are counted from 1904, as old Macintoshes did.
    pub(super) from_1904: bool,
}

impl Book {
    /// The part of the sheet with this name, or of the first.
    pub(super) fn sheet(&self, wanted: Option<&str>) -> Option<&str> {
        let mut sheets = self.sheets.iter();
        let found = match wanted {
            Some(wanted) => sheets.find(|(name, _)| name == wanted),
            None => sheets.next(),
        };
        found.map(|(_, part)| part.as_str())
    }
}

/// What one part refers to: by identifier the kind and the path of another.
type Relations = BTreeMap<String, (String, String)>;

impl<'b> Archive<'b> {
    pub(super) fn open(bytes: &'b [u8], unpacked: usize) -> Result<Self, FileFault> {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::WORKBOOK)?;
        Ok(Self { zip, left: u64::try_from(unpacked).unwrap_or(u64::MAX) })
    }

    /// A part's text, if there is such a part. What the archive says of its size is not believed.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<String>, FileFault> {
        let part = match self.zip.by_name(path) {
            Ok(part) => part,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(FileFault::WORKBOOK),
        };
        let mut bytes = Vec::new();
        part.take(self.left.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| FileFault::WORKBOOK)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(size).ok_or(FileFault::SIZE)?;
        let text = String::from_utf8(bytes).map_err(|_| FileFault::WORKBOOK)?;
        Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }

    /// Where the workbook's parts are.
    pub(super) fn book(&mut self) -> Result<Book, FileFault> {
        let path = self.relations("")?.into_values().find(|(kind, _)| kind == "officeDocument").map(|(_, path)| path);
        let path = path.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let relations = self.relations(&path)?;
        let part = self.part(&path)?.ok_or(FileFault::WORKBOOK)?;
        let of_kind = |wanted: &str| relations.values().find(|(kind, _)| kind == wanted).map(|(_, path)| path.clone());
        let mut book = Book {
            sheets: Vec::new(),
            shared_texts: of_kind("sharedStrings"),
            styles: of_kind("styles"),
            from_1904: false,
        };
        xml::read(&part, |seen| {
            let Seen::Begin(element) = seen else { return Ok(()) };
            match name(&element) {
                "workbookPr" => {
                    book.from_1904 = matches!(attribute(&element, "date1904").as_deref(), Some("1" | "true"));
                }
                "sheet" => {
                    let id = ["r:id", "id"].into_iter().find_map(|name| attribute(&element, name)).unwrap_or_default();
                    if let (Some(name), Some((_, path))) = (attribute(&element, "name"), relations.get(&id)) {
                        book.sheets.push((name, path.clone()));
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(book)
    }

    /// What a part, or the whole archive, refers to.
    fn relations(&mut self, of: &str) -> Result<Relations, FileFault> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let join = |folder: &str, path: &str| match (path.strip_prefix('/'), folder) {
            (Some(whole), _) => whole.to_owned(),
            (None, "") => path.to_owned(),
            (None, folder) => format!("{folder}/{path}"),
        };
        let mut relations = Relations::new();
        let Some(part) = self.part(&join(folder, &format!("_rels/{file}.rels")))? else { return Ok(relations) };
        xml::read(&part, |seen| {
            if let Seen::Begin(element) = seen
                && name(&element) == "Relationship"
                && let (Some(id), Some(kind), Some(target)) =
                    (attribute(&element, "Id"), attribute(&element, "Type"), attribute(&element, "Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id, (kind, join(folder, &target)));
            }
            Ok(())
        })?;
        Ok(relations)
    }

    /// The texts that cells share, without how they are pronounced.
    pub(super) fn shared_texts(&mut self, book: &Book) -> Result<Vec<String>, FileFault> {
        let mut texts: Vec<String> = Vec::new();
        let Some(part) = book.shared_texts.as_deref().map(|path| self.part(path)).transpose()?.flatten() else {
            return Ok(texts);
        };
        let (mut inside, mut pronounced) = (false, false);
        xml::read(&part, |seen| {
            match seen {
                Seen::Begin(element) => match name(&element) {
                    "si" => texts.push(String::new()),
                    "rPh" => pronounced = true,
                    "t" => inside = !pronounced,
                    _ => {}
                },
                Seen::End(name) => match name.as_str() {
                    "rPh" => pronounced = false,
                    "t" => inside = false,
                    _ => {}
                },
                Seen::Text(words) if inside => {
                    if let Some(text) = texts.last_mut() {
                        text.push_str(&words);
                    }
                }
                Seen::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(texts)
    }

    /// For each style of a cell whether it shows a date.
    pub(super) fn styles(&mut self, book: &Book) -> Result<Vec<bool>, FileFault> {
        let mut dates = Vec::new();
        let Some(part) = book.styles.as_deref().map(|path| self.part(path)).transpose()?.flatten() else {
            return Ok(dates);
        };
        let mut own: BTreeMap<String, bool> = BTreeMap::new();
        let mut inside = false;
        xml::read(&part, |seen| {
            match seen {
                Seen::Begin(element) => match name(&element) {
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (attribute(&element, "numFmtId"), attribute(&element, "formatCode"))
                        {
                            own.insert(id, shows_a_date(&code));
                        }
                    }
                    "cellXfs" => inside = true,
                    "xf" if inside => {
                        let id = attribute(&element, "numFmtId").unwrap_or_default();
                        let built_in = matches!(id.as_str(), "14" | "15" | "16" | "17" | "22");
                        dates.push(own.get(&id).copied().unwrap_or(built_in));
                    }
                    _ => {}
                },
                Seen::End(name) if name == "cellXfs" => inside = false,
                _ => {}
            }
            Ok(())
        })?;
        Ok(dates)
    }
}

/// Whether a number format shows days or years: its letters outside quotes, brackets and escapes say so.
fn shows_a_date(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|next| *next == '"')),
            '[' => drop(characters.by_ref().find(|next| *next == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            'd' | 'D' | 'y' | 'Y' => return true,
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_date_by_its_own_letters() {
        for date in ["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "yyyy\\-mm\\-dd hh:mm", "D-MMM-YY"] {
            assert!(shows_a_date(date), "{date}");
        }
        for number in ["0.00", "\"days \"0", "[Red]0.0", "hh:mm:ss", "0_d", "General", "0;\"y\"d"] {
            assert!(!shows_a_date(number), "{number}");
        }
    }
}
