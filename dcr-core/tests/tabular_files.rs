//! The kinds of file that a mapping reads: delimiters, character sets, workbooks.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking"
)]

use dcr_core::contribution::ContributionBody;
use dcr_core::identifier::{OdsCode, SourceSystem};
use dcr_core::ingest::tabular::{Mapping, read};
use dcr_core::ingest::{Fate, Limits, Severity, Source, Unit};
use dcr_core::record::{EntryBody, SocialCare};
use dcr_core::time::Timestamp;
use serde_json::{Value, json};
use std::io::{Cursor, Write};

fn source() -> Source {
    Source {
        organisation: OdsCode::parse("838").unwrap(),
        system: SourceSystem::parse("Mosaic").unwrap(),
        received: Timestamp::parse("2026-07-03T09:00:00Z").unwrap(),
    }
}

/// A mapping of three columns, with more members.
fn mapping(more: Value) -> Mapping {
    let mut document = json!({
        "format": 1, "name": "services", "version": "1",
        "header": {"required": ["ID", "What"], "optional": ["Since", "Hours"]},
        "dates": ["D/M/YYYY", "YYYY-MM-DD hh:mm"],
        "subject": {"local_id": {"column": "ID"}, "namespace": {"constant": "X"}},
        "version_by": "received",
        "outputs": [{
            "item": {"name": "service", "parts": [{"column": "What", "as": "word"}]},
            "states": {"social-care": {
                "kind": {"constant": "service"}, "what": {"text": {"column": "What"}},
                "period": {"start": {"column": "Since"}}, "details": {"columns": ["Hours"]}
            }}
        }]
    });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Mapping::parse(&serde_json::to_vec(&document).unwrap()).unwrap()
}

fn units(mapping: &Mapping, bytes: &[u8]) -> Vec<Unit> {
    read(bytes, mapping, &source(), &Limits::default())
}

fn service(unit: &Unit) -> &SocialCare {
    let Some(ContributionBody::Entry(entry)) = unit.contributions[0].parts().body.as_ref() else {
        panic!("{:?}", unit.issues)
    };
    match &entry.body {
        EntryBody::SocialCare(service) => service,
        _ => panic!("another kind of entry"),
    }
}

fn quarantine(units: &[Unit]) -> &'static str {
    match &units[0].fate {
        Fate::Quarantined(issue) => issue.code,
        Fate::Accepted => "accepted",
    }
}

/// Each unit's original is read again by itself as the same, but for its row.
fn assert_read_again(mapping: &Mapping, units: &[Unit]) {
    for unit in units {
        let again = self::units(mapping, &unit.original);
        assert_eq!((again.len(), &again[0].original, &again[0].fate), (1, &unit.original, &unit.fate));
        let bodies = |unit: &Unit| unit.contributions.iter().map(|one| one.parts().body.clone()).collect::<Vec<_>>();
        assert_eq!(bodies(&again[0]), bodies(unit));
    }
}

#[test]
fn the_header_tells_the_delimiter_where_the_mapping_does_not() {
    for delimiter in [",", "\t", ";", "|"] {
        let file = ["ID,What,Since,Hours", "P1,\"Home; care, daily|x\t\",1/4/2026,\"2,5\""].join("\n");
        let file = if delimiter == "," {
            file
        } else {
            file.replace('"', "")
                .replace("Home; care, daily|x\t", "Home care")
                .replace("2,5", "2.5")
                .replace(',', delimiter)
        };
        let mapping = mapping(json!({}));
        let units = units(&mapping, file.as_bytes());
        assert_eq!(service(&units[0]).period.start.as_ref().unwrap().as_str(), "2026-04-01", "{delimiter:?}");
        assert_read_again(&mapping, &units);
    }
    // What the mapping says is not guessed.
    assert_eq!(
        quarantine(&units(&mapping(json!({"delimiter": "comma"})), b"ID\tWhat\nP1\tx\n")),
        "tabular.header.missing"
    );
}

#[test]
fn the_mapping_may_name_the_character_set() {
    let file = b"ID,What\nP1,Zo\xc3\xab\n";
    assert_eq!(service(&units(&mapping(json!({})), file)[0]).what.words(), "Zo\u{eb}");
    let western = mapping(json!({"encoding": "windows-1252"}));
    let read = units(&western, b"ID,What\nP1,Zo\xeb \x93ok\x94\n");
    assert_eq!(service(&read[0]).what.words(), "Zo\u{eb} \u{201c}ok\u{201d}");
    assert_eq!(read[0].issues, [], "what the mapping says needs no note");
    assert_read_again(&western, &read);
    // A byte order mark is believed before the mapping is.
    assert_eq!(service(&units(&western, &[b"\xef\xbb\xbf", &file[..]].concat())[0]).what.words(), "Zo\u{eb}");
    let strict = mapping(json!({"encoding": "utf-8"}));
    assert_eq!(quarantine(&units(&strict, b"ID,What\nP1,Zo\xeb\n")), "tabular.row.encoding");
    assert_eq!(units(&mapping(json!({})), b"ID,What\nP1,Zo\xeb\n")[0].issues[0].severity, Severity::Note);
}

#[test]
fn utf_16_is_read_by_its_mark_or_by_the_mapping() {
    let text = "ID\tWhat\r\nP1\tZo\u{eb} \u{1f600}\r\n";
    let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (more, bytes) in [
        (json!({}), [b"\xff\xfe", low.as_slice()].concat()),
        (json!({}), [b"\xfe\xff", high.as_slice()].concat()),
        (json!({"encoding": "utf-16le"}), low.clone()),
        (json!({"encoding": "utf-16be"}), high),
    ] {
        let mapping = mapping(more);
        let units = units(&mapping, &bytes);
        assert_eq!(service(&units[0]).what.words(), "Zo\u{eb} \u{1f600}");
        assert_eq!(units[0].original, format!("\u{feff}{text}").as_bytes());
        assert_read_again(&mapping, &units);
    }
    let cut = [b"\xff\xfe", low.as_slice(), b"\xd8"].concat();
    assert_eq!(quarantine(&units(&mapping(json!({})), &cut)), "tabular.file.encoding");
}

/// An XLSX file of the given sheets, each a name and its rows as XML. Style 1 is a date, style 2 a date with a time.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, content: String| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let numbered = |write: &dyn Fn(usize, &str) -> String| {
        sheets.iter().enumerate().map(|(at, (name, _))| write(at + 1, name)).collect::<String>()
    };
    put(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r\" Type=\"{relations}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    put(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{}</sheets></workbook>",
            numbered(&|id, name| format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"s{id}\"/>"))
        ),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        format!(
            "<Relationships xmlns=\"{package}\">{}<Relationship Id=\"y\" Type=\"{relations}/styles\" \
         Target=\"styles.xml\"/><Relationship Id=\"t\" Type=\"{relations}/sharedStrings\" \
         Target=\"sharedStrings.xml\"/></Relationships>",
            numbered(&|id, _| format!(
                "<Relationship Id=\"s{id}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
            ))
        ),
    );
    put(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs>\
         </styleSheet>"
        ),
    );
    put("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\"><si><t>Home care</t></si></sst>"));
    for (at, (_, rows)) in sheets.iter().enumerate() {
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        put(&format!("xl/worksheets/sheet{}.xml", at + 1), sheet);
    }
    zip.finish().unwrap().into_inner()
}

fn text(reference: &str, text: &str) -> String {
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn header() -> String {
    let names = ["ID", "What", "Since", "Hours"];
    let cells: String = names.iter().zip('A'..).map(|(name, column)| text(&format!("{column}1"), name)).collect();
    format!("<row r=\"1\">{cells}</row>")
}

#[test]
fn a_workbooks_cells_become_text_in_one_way() {
    let rows = format!(
        "{}<row r=\"3\">{}<c r=\"B3\" t=\"s\"><v>0</v></c><c r=\"C3\" s=\"1\"><v>46113</v></c>\
         <c r=\"D3\"><f>1.1*1</f><v>1.1000000000000001</v></c></row>\
         <row r=\"4\"><c r=\"A4\"><v>9990000018</v></c>{}<c r=\"C4\" s=\"2\"><v>46113.395833333336</v></c>\
         <c r=\"D4\" t=\"b\"><v>1</v></c></row><row r=\"5\">{}{}</row>",
        header(),
        text("A3", "007"),
        text("B4", "Meals, \"hot\""),
        text("A5", "P3"),
        text("B5", "Day centre")
    );
    let mapping = mapping(json!({}));
    let units = units(&mapping, &workbook(&[("Services", &rows)]));
    let told: Vec<_> = units
        .iter()
        .map(|unit| {
            let service = service(unit);
            let since = service.period.start.as_ref().map(|start| start.as_str().to_owned());
            let subject = unit.contributions[0].parts().subject.value().to_owned();
            (subject, service.what.words().to_owned(), since, service.details.get("Hours").cloned())
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    let row = |id: &str, what: &str, since, hours| (id.to_owned(), what.to_owned(), since, hours);
    assert_eq!(
        told,
        [
            row("007", "Home care", some("2026-04-01"), some("1.1")),
            row("9990000018", "Meals, \"hot\"", some("2026-04-01T09:30"), some("TRUE")),
            row("P3", "Day centre", None, None),
        ]
    );
    let original = String::from_utf8(units[1].original.clone()).unwrap();
    assert_eq!(original, "\u{feff}ID,What,Since,Hours\n9990000018,\"Meals, \"\"hot\"\"\",2026-04-01 09:30,TRUE\n");
    assert_read_again(&mapping, &units);
}

#[test]
fn the_mapping_chooses_the_sheet() {
    let row = |what: &str| format!("{}<row r=\"2\">{}{}</row>", header(), text("A2", "P1"), text("B2", what));
    let file = workbook(&[("Notes", &row("first")), ("Services", &row("second"))]);
    assert_eq!(service(&units(&mapping(json!({})), &file)[0]).what.words(), "first");
    assert_eq!(service(&units(&mapping(json!({"sheet": "Services"})), &file)[0]).what.words(), "second");
    let absent = units(&mapping(json!({"sheet": "Carers"})), &file);
    assert_eq!((quarantine(&absent), &absent[0].original), ("tabular.file.sheet", &file));
}

#[test]
fn archives_that_are_no_workbook_or_too_large_are_quarantined() {
    let mapping = mapping(json!({}));
    let good = workbook(&[("Services", &header())]);
    assert_eq!(units(&mapping, &good), []);
    assert_eq!(quarantine(&units(&mapping, b"PK\x03\x04 nonsense")), "tabular.file.workbook");
    assert_eq!(quarantine(&units(&mapping, &good[..good.len() / 2])), "tabular.file.workbook");

    // Ten megabytes of blanks are packed into ten kilobytes.
    let bomb = workbook(&[("Services", &" ".repeat(10 << 20))]);
    let small = Limits { message_bytes: 1 << 20, ..Limits::default() };
    assert!(bomb.len() < 1 << 16);
    assert_eq!(quarantine(&read(&bomb, &mapping, &source(), &small)), "tabular.file.size");

    // One long text that many cells share.
    let shared: String =
        (2..2000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let many = workbook(&[("Services", &format!("{}{shared}", header()))]);
    let tiny = Limits { message_bytes: 16 << 10, ..Limits::default() };
    assert_eq!(quarantine(&read(&many, &mapping, &source(), &tiny)), "tabular.file.size");

    // A cell far to the right makes no wide table.
    let far = workbook(&[("Services", &format!("<row r=\"1\">{}</row>", text("XFD1", "x")))]);
    let narrow = Limits { repeats: 100, ..Limits::default() };
    assert_eq!(quarantine(&read(&far, &mapping, &source(), &narrow)), "tabular.file.columns");
    // Cells that go back are no sheet's.
    let back = workbook(&[("Services", &format!("{}<row r=\"1\">{}</row>", header(), text("A1", "x")))]);
    assert_eq!(quarantine(&units(&mapping, &back)), "tabular.file.workbook");
}

#[test]
fn bytes_changed_in_a_workbook_never_panic() {
    let rows = format!("{}<row r=\"2\">{}{}</row>", header(), text("A2", "P1"), text("B2", "x"));
    let file = workbook(&[("Services", &rows)]);
    let mapping = mapping(json!({}));
    for at in 0..file.len() {
        for byte in [0, 0xff, file[at] ^ 1] {
            let mut changed = file.clone();
            changed[at] = byte;
            units(&mapping, &changed);
        }
    }
    for end in 0..file.len() {
        units(&mapping, &file[..end]);
    }
}

/// The parts of a workbook are changed before they are packed, so that their check sums hold.
#[test]
fn a_workbook_with_strange_parts_never_panics() {
    let mapping = mapping(json!({}));
    for rows in [
        "<row r=\"0\"><c r=\"A0\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"ZZZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"99999999999\"><c r=\"A99999999999\"><v>1</v></c></row>",
        "<row><c><v>1</v></c><c t=\"s\"><v>99</v></c></row>",
        "<row><c t=\"s\"><v>-1</v></c></row>",
        "<row><c s=\"99\"><v>1</v></c></row>",
        "<row><c s=\"1\"><v>1e300</v></c></row>",
        "<row><c s=\"1\"><v>-5</v></c></row>",
        "<row><c s=\"2\"><v>NaN</v></c></row>",
        "<row><c s=\"1\"><v>60</v></c></row>",
        "<row><c t=\"e\"><v>#N/A</v></c><c t=\"e\"><v>#WHAT</v></c></row>",
        "<row><c t=\"d\"><v>2026-01-01</v></c></row>",
        "<row><c t=\"z\"><v>1</v></c></row>",
        "<row><c><is><t>a</t></is></c></row>",
        "<row><c><v>1</v>",
        "</row>",
        "<row><c t=\"inlineStr\"><is><t>&#0;&bad;</t></is></c></row>",
        "<dimension ref=\"A1:XFD1048576\"/><row r=\"1048577\"><c r=\"XFE1048577\"><v>1</v></c></row>",
    ] {
        units(&mapping, &workbook(&[("Services", rows)]));
        units(&mapping, &workbook(&[("Services", &format!("{}{rows}", header()))]));
    }
}
