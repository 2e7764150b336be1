//! The dictionary of medicines: what is a kind of what, and files that are none of its.

use super::super::{Product, ProductKind};
use super::*;

fn name(product: Option<Product<'_>>) -> Option<&str> {
    product.map(|product| product.name)
}

#[test]
fn a_product_leads_to_its_moiety_and_its_ingredients() {
    let dictionary = dictionary();
    assert_eq!(dictionary.mapped_by(), "dm+d@2026-11-16");
    let panadol = dictionary.product(111_000).unwrap();
    assert_eq!((panadol.kind, panadol.name), (ProductKind::ActualProduct, "Panadol 500mg tablets (A Supplier)"));
    for id in [222_000, 111_000, 322_236_009] {
        assert_eq!(dictionary.as_kind(id, ProductKind::VirtualProduct).unwrap().id, 322_236_009, "{id}");
        assert_eq!(name(dictionary.as_kind(id, ProductKind::TherapeuticMoiety)), Some("Paracetamol"), "{id}");
        assert_eq!(dictionary.ingredients(id).iter().map(|i| i.id).collect::<Vec<_>>(), [387_517_004], "{id}");
    }
    let co_codamol: Vec<_> = dictionary.ingredients(322_341_003).iter().map(|i| i.name).collect();
    assert_eq!(co_codamol, ["Codeine phosphate", "Paracetamol"]);
    assert_eq!(dictionary.ingredients(90_332_006), [], "a moiety alone does not tell what it contains");
    assert_eq!(dictionary.as_kind(90_332_006, ProductKind::VirtualProduct), None);
    assert_eq!(dictionary.pack_with(5_000_283_101_086).unwrap().id, 222_000);
}

#[test]
fn replaced_codes_lead_to_the_current_ones_and_withdrawn_ones_stay_known() {
    let dictionary = dictionary();
    assert_eq!(dictionary.product(12_345), None);
    assert_eq!(dictionary.current(12_345).unwrap().id, 322_236_009);
    assert_eq!(name(dictionary.current(998_877)), Some("Codeine phosphate"));
    let withdrawn = dictionary.as_kind(322_341_003, ProductKind::TherapeuticMoiety).unwrap();
    assert_eq!((withdrawn.id, withdrawn.name, withdrawn.invalid), (775_130_002, "Codeine & Paracetamol", true));
    let twice = VMP.replace("<NM>Co-codamol", "<VPIDPREV>12345</VPIDPREV><NM>Co-codamol");
    let dictionary = Medicines::read("1", &[VTM, &twice]).unwrap();
    assert_eq!(dictionary.current(12_345), None, "a code that was replaced by two is not followed");
    assert_eq!(dictionary.summary().orphans, 0);
}

#[test]
fn the_order_of_the_files_does_not_count_and_a_file_may_come_twice() {
    let turned = Medicines::read("2026-11-16", &[GTIN, INGREDIENT, AMPP, AMP, VMP, VTM]).unwrap();
    assert_eq!(turned.digest(), dictionary().digest());
    let twice = Medicines::read("2026-11-16", &[VTM, VMP, AMP, AMPP, INGREDIENT, GTIN, VTM]).unwrap();
    assert_eq!(twice.digest(), dictionary().digest());
    assert_ne!(
        Medicines::read("2026-11-23", &[VTM]).unwrap().digest(),
        Medicines::read("2026-11-16", &[VTM]).unwrap().digest()
    );
    let counted = &dictionary().summary().records.clone();
    let counts: Vec<_> = counted.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counts, [("AMP", 1), ("AMPP", 1), ("GTINDATA", 1), ("ING", 2), ("VMP", 2), ("VPI", 3), ("VTM", 2)]);
}

#[test]
fn what_is_no_release_is_refused_with_its_line() {
    let fault = |xml: &str| match inner(Medicines::read("1", &[xml]).unwrap_err()) {
        TerminologyError::Xml { line, fault } => (line, fault),
        other => panic!("{other}"),
    };
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<VIRTUAL_THERAPEUTIC_MOIETIES>&b;</VIRTUAL_THERAPEUTIC_MOIETIES>";
    assert_eq!(fault(bomb), (1, "a document type declaration is refused"));
    assert_eq!(fault(&VTM.replace("&amp;", "&amp;&lol;")), (3, "an entity that XML does not have is refused"));
    assert_eq!(fault(&VTM.replace("90332006", "9033x006")), (2, "a product has no code, or one that is no number"));
    assert_eq!(fault(&VTM.replace("<NM>Paracetamol</NM>", "")), (2, "a product has no name"));
    assert_eq!(fault(&VTM.replace("<VTM>", "<VMT>")), (2, "it is not well-formed XML"));
    assert_eq!(fault(&VTM.replace("775130002", "90332006")), (3, "a product is there twice and says two things"));
    assert_eq!(fault(&AMP.replace("<VPID>322236009</VPID>", "")), (1, "a product has no parent"));
    assert_eq!(fault("<ClinicalDocument/>").1, "there is nothing in the file");
    assert_eq!(fault("<html></html>").1, "the root element is of no file of the dictionary");
    assert_eq!(fault(&VTM.replace("</VIRTUAL_THERAPEUTIC_MOIETIES>", "")).1, "the file ends too early");
    assert_eq!(
        fault(&VTM.replace("Paracetamol<", &format!("{}<", "x".repeat(5000)))).1,
        "a text is longer than in any release"
    );
    assert_eq!(fault(&format!("<LOOKUP>{}", "<a>".repeat(10))).1, "elements are nested deeper than in any release");
    assert_eq!(
        fault(&format!("<LOOKUP><INFO>{}", "<a>1</a>".repeat(100))).1,
        "a record has more fields than in any release"
    );
    assert_eq!(Medicines::read("a b", &[VTM]).unwrap_err().code(), "terminology.member");
}
