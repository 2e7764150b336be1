//! The dictionary of medicines and devices: a test cut of two releases, read whole and counted independently.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod corpus_support;

use corpus_support::{files, shared, snapshot};
use dcr_core::ingest::terminology::{Medicines, ProductKind, Terminology, load};
use std::collections::BTreeMap;

type Files = Vec<(String, Vec<u8>)>;

fn cut(number: &str) -> Option<(Files, Terminology)> {
    let mut files = files(&shared("medicines/dmd")?.join(number));
    files.retain(|(name, _)| name.ends_with(".xml"));
    assert_eq!(files.len(), 8);
    let loaded = load(&files).unwrap();
    Some((files, loaded))
}

/// The texts of the elements of this name, found by their tags alone.
fn texts<'a>(xml: &'a str, element: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{element}>"), format!("</{element}>"));
    xml.split(&start).skip(1).map(|rest| rest.split(&end).next().unwrap()).collect()
}

fn file<'a>(files: &'a [(String, Vec<u8>)], name: &str) -> &'a str {
    let (_, bytes) = files.iter().find(|(file, _)| file.starts_with(name)).unwrap();
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn every_record_of_every_file_is_counted() {
    for number in ["1", "2"] {
        let Some((files, loaded)) = cut(number) else { return };
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, bytes) in &files {
            let xml = std::str::from_utf8(bytes).unwrap();
            let records: &[&str] = match name.split_once('2').unwrap().0 {
                "f_vtm" => &["VTM"],
                "f_vmp" => &["VMP", "VPI", "ONT", "DFORM", "DROUTE", "CONTROL_INFO"],
                "f_amp" => &["AMP", "AP_ING", "LIC_ROUTE"],
                "f_vmpp" => &["VMPP", "DTINFO"],
                "f_ampp" => &["AMPP", "PACK_INFO", "PRESCRIB_INFO", "PRICE_INFO", "REIMB_INFO"],
                "f_ingredient" => &["ING"],
                "f_lookup" => &["INFO"],
                "f_gtin" => &["GTINDATA"],
                other => panic!("{other}"),
            };
            for record in records {
                *counted.entry(record).or_default() += texts(xml, record).len() as u64;
            }
        }
        counted.retain(|_, count| *count > 0);
        let summary = loaded.medicines().unwrap().summary();
        let read: BTreeMap<&str, u64> = summary.records.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        assert_eq!(read, counted);
        assert_eq!((counted["VTM"], counted["ING"], counted["INFO"], counted["AMP"]), (2859, 3482, 3000, 15));
        let invalid = ["f_vtm2", "f_vmp2", "f_amp2", "f_vmpp2", "f_ampp2", "f_ingredient2"];
        let invalid: usize = invalid.iter().map(|name| texts(file(&files, name), "INVALID").len()).sum();
        assert_eq!(summary.invalid, invalid as u64);
    }
}

/// Every product that the files name is known by its code and its name, and every pair of codes is followed.
#[test]
fn every_product_and_every_relation_is_found() {
    let Some((files, loaded)) = cut("1") else { return };
    let dictionary = loaded.medicines().unwrap();
    let number = |text: &str| text.trim().parse::<u64>().unwrap();
    let one = |record: &str, field: &str| texts(record, field).first().map(|text| text.trim().to_owned());
    let mut checked = 0;
    for (name, record, id, names, parent) in [
        ("f_vtm2", "VTM", "VTMID", "NM", None),
        ("f_vmp2", "VMP", "VPID", "NM", Some("VTMID")),
        ("f_amp2", "AMP", "APID", "DESC", Some("VPID")),
        ("f_vmpp2", "VMPP", "VPPID", "NM", Some("VPID")),
        ("f_ampp2", "AMPP", "APPID", "NM", Some("APID")),
        ("f_ingredient2", "ING", "ISID", "NM", None),
    ] {
        for text in texts(file(&files, name), record) {
            let own = number(&one(text, id).unwrap());
            let product = dictionary.product(own).unwrap();
            let written = one(text, names).unwrap().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
            assert_eq!((product.kind.as_str(), product.name), (record, written.as_str()));
            if let Some(parent) = parent.and_then(|parent| one(text, parent)) {
                assert_eq!(dictionary.parent(own).map(|parent| parent.id), Some(number(&parent)), "{record} {own}");
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 2859 + 7 + 15 + 14 + 26 + 3482);
    for text in texts(file(&files, "f_vmp2"), "VPI") {
        let (product, substance) = (one(text, "VPID").unwrap(), number(&one(text, "ISID").unwrap()));
        assert!(dictionary.ingredients(number(&product)).iter().any(|found| found.id == substance), "{product}");
    }
    for pack in texts(file(&files, "f_gtin2"), "AMPP") {
        for item in texts(pack, "GTIN") {
            let found = dictionary.pack_with(number(item)).map(|pack| pack.id);
            assert_eq!(found, Some(number(&one(pack, "AMPPID").unwrap())));
        }
    }
    assert_eq!(dictionary.summary().orphans, 0);
}

#[test]
fn a_brand_leads_to_its_substance_and_a_replaced_code_to_the_current_one() {
    let (Some((_, first)), Some((_, second))) = (cut("1"), cut("2")) else { return };
    let dictionary = first.medicines().unwrap();
    assert_eq!(dictionary.mapped_by(), "dm+d@2019-04-01");
    // Adenocor 6mg/2ml solution for injection vials (Sanofi).
    let moiety = dictionary.as_kind(4_744_411_000_001_104, ProductKind::TherapeuticMoiety).unwrap();
    assert_eq!((moiety.id, moiety.name), (108_502_004, "Adenosine"));
    let contained: Vec<_> = dictionary.ingredients(4_744_411_000_001_104).iter().map(|i| i.name).collect();
    assert_eq!(contained, ["Adenosine"]);
    assert_eq!(dictionary.current(318_338_001).unwrap().id, 35_894_711_000_001_106);
    // In the second cut diclofenac gel has a new code, and the old one leads to it.
    let gel = second.medicines().unwrap();
    assert_eq!(gel.current(22_480_211_000_001_104).unwrap().id, 12_345);
    assert_ne!(first.digest(), second.digest());
}

#[test]
fn what_was_read_is_as_before() {
    let mut lines = Vec::new();
    for number in ["1", "2"] {
        let Some((files, loaded)) = cut(number) else { return };
        for (name, bytes) in &files {
            let alone = Medicines::read("1", &[bytes]).unwrap();
            lines.push((format!("{number}/{name}"), serde_json::to_string(alone.summary()).unwrap()));
        }
        let summary = serde_json::to_string(loaded.medicines().unwrap().summary()).unwrap();
        lines.push((format!("{number}, whole"), summary));
    }
    snapshot("dmd", lines);
}
