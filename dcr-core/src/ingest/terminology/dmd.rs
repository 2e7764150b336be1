//! The XML files of the dictionary of medicines and devices, as NHSBSA releases them (schemas v2_3; GTIN v2_0).

use super::TerminologyError;
use super::medicines::{Held, ProductKind};
use super::record_stream::{Fault, Fields, records};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The root elements of the eight files.
const ROOTS: [&str; 8] = [
    "VIRTUAL_THERAPEUTIC_MOIETIES",
    "VIRTUAL_MED_PRODUCTS",
    "ACTUAL_MEDICINAL_PRODUCTS",
    "VIRTUAL_MED_PRODUCT_PACK",
    "ACTUAL_MEDICINAL_PROD_PACKS",
    "INGREDIENT_SUBSTANCES",
    GTIN_ROOT,
    "LOOKUP",
];
const GTIN_ROOT: &str = "GTIN_DETAILS";

/// What the files say, as it is read.
#[derive(Default)]
pub(super) struct Release {
    pub(super) products: Vec<Held>,
    pub(super) names: String,
    pub(super) replaced: Vec<(u64, u64)>,
    pub(super) ingredients: Vec<(u64, u64)>,
    pub(super) packs: Vec<(u64, u64)>,
    /// How many records there are, by the name of their element.
    pub(super) records: BTreeMap<String, u64>,
    /// What was said of each code: a code that is there twice must say the same both times.
    met: BTreeMap<u64, (ProductKind, u64, bool)>,
}

/// How one kind of product is written.
struct Written {
    kind: ProductKind,
    id: &'static str,
    parent: Option<&'static str>,
    previous: Option<&'static str>,
    /// An actual product's description, which names its supplier, stands before its name.
    names: &'static [&'static str],
    needs_parent: bool,
}

/// How the record of a root's files is written, where it is a product.
fn written(root: &str, record: &str) -> Option<Written> {
    let of =
        |kind, id, parent, previous, needs_parent| Written { kind, id, parent, previous, names: &["NM"], needs_parent };
    Some(match (root, record) {
        ("VIRTUAL_THERAPEUTIC_MOIETIES", "VTM") => {
            of(ProductKind::TherapeuticMoiety, "VTMID", None, Some("VTMIDPREV"), false)
        }
        ("VIRTUAL_MED_PRODUCTS", "VMP") => {
            of(ProductKind::VirtualProduct, "VPID", Some("VTMID"), Some("VPIDPREV"), false)
        }
        ("ACTUAL_MEDICINAL_PRODUCTS", "AMP") => {
            Written { names: &["DESC", "NM"], ..of(ProductKind::ActualProduct, "APID", Some("VPID"), None, true) }
        }
        ("VIRTUAL_MED_PRODUCT_PACK", "VMPP") => of(ProductKind::VirtualPack, "VPPID", Some("VPID"), None, true),
        ("ACTUAL_MEDICINAL_PROD_PACKS", "AMPP") => of(ProductKind::ActualPack, "APPID", Some("APID"), None, true),
        ("INGREDIENT_SUBSTANCES", "ING") => of(ProductKind::Ingredient, "ISID", None, Some("ISIDPREV"), false),
        _ => return None,
    })
}

impl Release {
    /// Reads one file.
    pub(super) fn read(&mut self, xml: &[u8]) -> Result<(), TerminologyError> {
        records(xml, &ROOTS, |root, record, fields| self.record(root, record, fields))
    }

    fn record(&mut self, root: &str, record: &str, fields: &Fields<'_>) -> Result<(), Fault> {
        if let Some(written) = written(root, record) {
            self.product(&written, fields)?;
        } else if (root, record) == ("VIRTUAL_MED_PRODUCTS", "VPI") {
            let product = id(fields.get("VPID")).ok_or("an ingredient's product has no code")?;
            let substance = id(fields.get("ISID")).ok_or("an ingredient has no code")?;
            self.ingredients.push((product, substance));
        } else if root == GTIN_ROOT {
            if record != "GTINDATA" {
                return Ok(());
            }
            let pack = id(fields.get("AMPPID")).ok_or("a trade item's pack has no code")?;
            let trade_item = id(fields.get("GTIN")).ok_or("a trade item has no number")?;
            self.packs.push((trade_item, pack));
        }
        match self.records.get_mut(record) {
            Some(count) => *count += 1,
            None => drop(self.records.insert(record.to_owned(), 1)),
        }
        Ok(())
    }

    fn product(&mut self, written: &Written, fields: &Fields<'_>) -> Result<(), Fault> {
        let own = id(fields.get(written.id)).ok_or("a product has no code, or one that is no number")?;
        let parent = match written.parent.and_then(|name| fields.get(name)) {
            Some(text) => id(Some(text)).ok_or("a product's parent is no number")?,
            None if written.needs_parent => return Err("a product has no parent"),
            None => 0,
        };
        let name = written.names.iter().find_map(|name| fields.get(name)).filter(|name| !name.is_empty());
        let name = name.ok_or("a product has no name")?;
        let invalid = match fields.get("INVALID") {
            None | Some("0" | "0000") => false,
            Some("1" | "0001") => true,
            Some(_) => return Err("whether a product is invalid is neither 1 nor 0"),
        };
        if let Some(previous) = written.previous.and_then(|name| fields.get(name)) {
            self.replaced.push((id(Some(previous)).ok_or("a product's previous code is no number")?, own));
        }
        let said = (written.kind, parent, invalid);
        match self.met.entry(own) {
            Entry::Occupied(held) if *held.get() == said => return Ok(()),
            Entry::Occupied(_) => return Err("a product is there twice and says two things"),
            Entry::Vacant(place) => place.insert(said),
        };
        let name_start = u32::try_from(self.names.len()).map_err(|_| "there are more names than can be held")?;
        let name_length = u16::try_from(name.len()).map_err(|_| "a name is too long")?;
        self.names.push_str(name);
        self.products.push(Held { id: own, parent, name_start, name_length, kind: written.kind, invalid });
        Ok(())
    }
}

/// A code of the dictionary: a number of at most 18 digits, but not nought.
fn id(text: Option<&str>) -> Option<u64> {
    let text = text.filter(|text| (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok().filter(|number| *number != 0)
}
