//! Files told by their names and their beginnings.

use super::super::load;
use super::*;

#[test]
fn files_are_told_by_their_names_and_beginnings() {
    let own = format!("{}\nCode,SNOMED,Term\na,195967001,Asthma\n", local(""));
    let concept_map = "{\"resourceType\":\"ConceptMap\",\"name\":\"m\",\"version\":\"1\",\"status\":\"active\"}";
    let files = [
        ("maps/rcsctmap2_uk_20200401000001.txt", RCSCTMAP2),
        ("ctv3sctmap2_uk_20200401000001.txt", CTV3SCTMAP2),
        ("f_vtm2_3161126.xml", VTM),
        ("C:\\dmd\\f_vmp2_3161126.xml", VMP),
        ("f_gtin2_0161126.xml", GTIN),
        ("poole.csv", &own),
        ("map.json", concept_map),
    ];
    let loaded = load(&files).unwrap();
    let maps: Vec<_> = loaded.maps().iter().map(|map| (map.mapped_by().to_owned(), map.summary().used)).collect();
    let of = |name: &str, used| (name.to_owned(), used);
    assert_eq!(
        maps,
        [of("poole-pas@2026-04", 1), of("ctv3sctmap2@20200401000001", 2), of("rcsctmap2@20200401000001", 5)]
    );
    assert_eq!(loaded.medicines().unwrap().release(), "2026-11-16");
    let mut turned = files;
    turned.reverse();
    assert_eq!(load(&turned).unwrap().digest(), loaded.digest());
    assert_ne!(load(&files[1..]).unwrap().digest(), loaded.digest());
    assert_eq!(load::<&str, &str>(&[]).unwrap(), Terminology::default());
}

#[test]
fn what_cannot_be_loaded_is_told_with_its_file() {
    let own = format!("{}\nCode,SNOMED,Term\na,195967001,Asthma\nb,1,x\n", local(""));
    let error = |files: &[(&str, &str)]| load(files).unwrap_err();
    assert_eq!(
        error(&[("f_vtm2_3161126.xml", VTM), ("own.csv", &own)]),
        TerminologyError::File {
            file: 2,
            error: Box::new(TerminologyError::Row { line: 4, fault: "the target cannot be a code of its system" })
        }
    );
    assert_eq!(error(&[("readme.txt", "Read me")]).code(), "terminology.unknown");
    let releases = [("f_vtm2_3161126.xml", VTM), ("f_vmp2_3231126.xml", VMP)];
    assert_eq!(error(&releases), TerminologyError::Release);
    let twice = [("rcsctmap2_uk_1.txt", RCSCTMAP2), ("rcsctmap2_uk_2.txt", RCSCTMAP2)];
    assert_eq!(error(&twice), TerminologyError::Twice);
    let told = error(&[("rcsctmap2_uk_1.txt", "secret")]).to_string();
    assert!(!told.contains("secret"), "{told}");
}
