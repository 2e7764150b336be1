//! Maps written for the purpose; the NHS's own formats with rows of our own.

mod loading;
mod maps;
mod medicines;
mod translation;

use super::{CodeMap, Found, MapDescriptor, Medicines, Terminology, TerminologyError, read_map};

/// The NHS's Read v2 map: revisions, rows out of force, rows nobody assured, codes without a target.
const RCSCTMAP2: &str = "MapId\tReadCode\tTermCode\tConceptId\tDescriptionId\tIS_ASSURED\tEffectiveDate\tMapStatus\r\n\
    {1}\tC10..\t00\t73211009\t121589010\t1\t20150401\t1\r\n\
    {2}\tC10..\t11\t73211009\t\t1\t20150401\t1\r\n\
    {3}\tG20..\t00\t59621000\t\t1\t20150401\t1\r\n\
    {4}\tG20..\t12\t38341003\t\t1\t20150401\t1\r\n\
    {5}\tH33..\t00\t73211009\t\t1\t20140401\t1\r\n\
    {5}\tH33..\t00\t195967001\t\t1\t20160401\t1\r\n\
    {6}\tF25..\t00\t84757009\t\t1\t20140401\t1\r\n\
    {6}\tF25..\t00\t84757009\t\t1\t20160401\t0\r\n\
    {7}\tE2B..\t00\t35489007\t\t0\t20150401\t1\r\n\
    {8}\tj11..\t00\t_DRUG\t\t1\t20150401\t1\r\n";

const CTV3SCTMAP2: &str = "MAPID\tCTV3_CONCEPTID\tCTV3_TERMID\tCTV3_TERMTYPE\tSCT_CONCEPTID\tSCT_DESCRIPTIONID\tMAPSTATUS\tEFFECTIVEDATE\tIS_ASSURED\n\
    {1}\tXE0Uc\tY70AB\tP\t59621000\t99042012\t1\t20150401\t1\n\
    {2}\tC10..\tC10..\tP\t73211009\t\t1\t20150401\t1\n";

fn read_2() -> CodeMap {
    read_map(&MapDescriptor::read_v2_to_snomed("20200401000001").unwrap(), RCSCTMAP2.as_bytes()).unwrap()
}

fn ctv3() -> CodeMap {
    read_map(&MapDescriptor::ctv3_to_snomed("20200401000001").unwrap(), CTV3SCTMAP2.as_bytes()).unwrap()
}

/// A descriptor of a map of our own, with what is said last.
fn local(more: &str) -> String {
    format!(
        "{{\"format\":1,\"name\":\"poole-pas\",\"version\":\"2026-04\",\"from\":\"PAS\",\"to\":\"http://snomed.info/sct\",\
         \"columns\":{{\"code\":\"Code\",\"target\":\"SNOMED\",\"display\":\"Term\"}}{more}}}"
    )
}

fn target(found: Found<'_>) -> Option<&str> {
    match found {
        Found::Target { code, .. } => Some(code),
        Found::Ambiguous | Found::Unknown => None,
    }
}

/// A small dictionary: two brands of one tablet, its moiety and ingredient, a combination, a replaced and a withdrawn code.
const VTM: &str = "<VIRTUAL_THERAPEUTIC_MOIETIES>\n<VTM><VTMID>90332006</VTMID><NM>Paracetamol</NM></VTM>\n\
    <VTM><VTMID>775130002</VTMID><INVALID>1</INVALID><NM>Codeine &amp; Paracetamol</NM><VTMIDPREV>34847009</VTMIDPREV></VTM>\n\
    </VIRTUAL_THERAPEUTIC_MOIETIES>";
const VMP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VIRTUAL_MED_PRODUCTS><VMPS>\
    <VMP><VPID>322236009</VPID><VTMID>90332006</VTMID><NM>Paracetamol 500mg tablets</NM><VPIDPREV>12345</VPIDPREV></VMP>\
    <VMP><VPID>322341003</VPID><VTMID>34847009</VTMID><NM>Co-codamol 30mg/500mg tablets</NM></VMP>\
    </VMPS><VIRTUAL_PRODUCT_INGREDIENT><VPI><VPID>322236009</VPID><ISID>387517004</ISID></VPI>\
    <VPI><VPID>322341003</VPID><ISID>387517004</ISID><STRNT_NMRTR_VAL>500.0</STRNT_NMRTR_VAL></VPI>\
    <VPI><VPID>322341003</VPID><ISID>261000</ISID></VPI></VIRTUAL_PRODUCT_INGREDIENT></VIRTUAL_MED_PRODUCTS>";
const AMP: &str = "<ACTUAL_MEDICINAL_PRODUCTS><AMPS>\
    <AMP><APID>111000</APID><VPID>322236009</VPID><NM>Panadol</NM><DESC>Panadol 500mg tablets (A Supplier)</DESC></AMP>\
    </AMPS></ACTUAL_MEDICINAL_PRODUCTS>";
const AMPP: &str = "<ACTUAL_MEDICINAL_PROD_PACKS><AMPPS>\
    <AMPP><APPID>222000</APPID><NM>Panadol 16 tablet</NM><VPPID>333000</VPPID><APID>111000</APID></AMPP>\
    </AMPPS></ACTUAL_MEDICINAL_PROD_PACKS>";
const INGREDIENT: &str = "<INGREDIENT_SUBSTANCES><ING><ISID>387517004</ISID><NM>Paracetamol</NM></ING>\
    <ING><ISID>261000</ISID><ISIDPREV>998877</ISIDPREV><NM>Codeine phosphate</NM></ING></INGREDIENT_SUBSTANCES>";
const GTIN: &str = "<GTIN_DETAILS><AMPPS><AMPP><AMPPID>222000</AMPPID><GTINDATA><GTIN>05000283101086</GTIN>\
    <STARTDT>2008-05-16</STARTDT></GTINDATA></AMPP></AMPPS></GTIN_DETAILS>";

fn dictionary() -> Medicines {
    Medicines::read("2026-11-16", &[VTM, VMP, AMP, AMPP, INGREDIENT, GTIN]).unwrap()
}

fn terminology() -> Terminology {
    Terminology::new(vec![read_2(), ctv3()], Some(dictionary())).unwrap()
}

fn inner(error: TerminologyError) -> TerminologyError {
    match error {
        TerminologyError::File { error, .. } => *error,
        error => error,
    }
}
