//! One release of the dictionary of medicines and devices: which product is a kind of which, and what it contains.

use super::TerminologyError;
use super::dmd::Release;
use crate::contribution::ContentHash;
use crate::vocabulary::closed_vocabulary;
use ring::digest::{Context, SHA256};
use std::collections::BTreeMap;

closed_vocabulary! {
    /// What kind of thing a code of the dictionary names.
    pub enum ProductKind {
        /// Virtual therapeutic moiety: the substance or substances, such as Paracetamol.
        TherapeuticMoiety = "VTM",
        /// Virtual medicinal product: with strength and form, such as Paracetamol 500mg tablets.
        VirtualProduct = "VMP",
        /// Actual medicinal product: of one supplier.
        ActualProduct = "AMP",
        /// Virtual medicinal product pack.
        VirtualPack = "VMPP",
        /// Actual medicinal product pack.
        ActualPack = "AMPP",
        /// Ingredient substance.
        Ingredient = "ING",
    }
}

/// One thing that the dictionary names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product<'a> {
    /// Its code, which is a SNOMED CT concept.
    pub id: u64,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// Its name.
    pub name: &'a str,
    /// Whether the dictionary has withdrawn it. What was recorded with it still means what it meant.
    pub invalid: bool,
}

/// What was read of a release.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct MedicinesSummary {
    /// How many records of each kind the files have, by the name of their XML element.
    pub records: BTreeMap<String, u64>,
    /// Products that the dictionary has withdrawn, ingredients included.
    pub invalid: u64,
    /// Codes that were replaced by one other.
    pub replaced: u64,
    /// Products whose parent the files do not have.
    pub orphans: u64,
    /// Bytes of memory.
    pub bytes: u64,
}

/// How often a code may have been replaced by another that was replaced itself.
const MOST_REPLACEMENTS: usize = 8;

/// One release of the dictionary of medicines and devices (dm+d).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicines {
    mapped_by: String,
    release: String,
    /// Sorted by id.
    products: Vec<Held>,
    names: String,
    /// Sorted: what was replaced, by what.
    replaced: Vec<(u64, u64)>,
    /// Sorted: a virtual product and one of its ingredients.
    ingredients: Vec<(u64, u64)>,
    /// Sorted: a pack's trade item number and the actual pack.
    packs: Vec<(u64, u64)>,
    summary: MedicinesSummary,
    digest: ContentHash,
}

/// A product as it is held: 24 bytes and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) id: u64,
    /// 0 where there is none.
    pub(super) parent: u64,
    pub(super) name_start: u32,
    pub(super) name_length: u16,
    pub(super) kind: ProductKind,
    pub(super) invalid: bool,
}

impl Medicines {
    /// The word before the `@` of what is told with every code that the dictionary gives.
    pub(super) const NAME: &'static str = "dm+d";

    /// Reads the XML files of one release, in any order: `f_vtm2`, `f_vmp2`, `f_amp2`, `f_vmpp2`, `f_ampp2`,
    /// `f_ingredient2`, `f_lookup2`, `f_gtin2`. Which file is which is told by its root element. `release` is the
    /// release's date or number, and is told with every code that the dictionary gives.
    ///
    /// # Errors
    /// [`TerminologyError::Member`] for a release that cannot be told; [`TerminologyError::File`] with
    /// [`TerminologyError::Xml`] and the line of the fault.
    pub fn read<B: AsRef<[u8]>>(release: &str, files: &[B]) -> Result<Self, TerminologyError> {
        if !super::descriptor::is_name(release) {
            return Err(TerminologyError::Member { member: "release" });
        }
        let mut read = Release::default();
        for (number, file) in files.iter().enumerate() {
            let located = |error| TerminologyError::File { file: number + 1, error: Box::new(error) };
            read.read(file.as_ref()).map_err(located)?;
        }
        Ok(Self::settle(release, read))
    }

    fn settle(release: &str, read: Release) -> Self {
        let Release { mut products, mut names, mut replaced, mut ingredients, mut packs, records, .. } = read;
        products.sort_unstable_by_key(|product| product.id);
        names.shrink_to_fit();
        for pairs in [&mut replaced, &mut ingredients, &mut packs] {
            pairs.sort_unstable();
            pairs.dedup();
            pairs.shrink_to_fit();
        }
        products.shrink_to_fit();
        let mut medicines = Self {
            mapped_by: format!("{}@{release}", Self::NAME),
            release: release.to_owned(),
            products,
            names,
            replaced,
            ingredients,
            packs,
            summary: MedicinesSummary { records, ..MedicinesSummary::default() },
            digest: ContentHash::of(&[]),
        };
        medicines.digest = medicines.hash();
        medicines.summary.invalid = medicines.products.iter().filter(|product| product.invalid).count() as u64;
        medicines.summary.replaced =
            medicines.replaced.iter().filter(|(old, _)| only(&medicines.replaced, *old).is_some()).count() as u64;
        let orphan = |product: &&Held| product.parent != 0 && medicines.current(product.parent).is_none();
        medicines.summary.orphans = medicines.products.iter().filter(orphan).count() as u64;
        let pairs = medicines.replaced.len() + medicines.ingredients.len() + medicines.packs.len();
        medicines.summary.bytes = (medicines.names.len()
            + medicines.products.len() * size_of::<Held>()
            + pairs * size_of::<(u64, u64)>()) as u64;
        medicines
    }

    fn hash(&self) -> ContentHash {
        let mut context = Context::new(&SHA256);
        context.update(self.release.as_bytes());
        for product in &self.products {
            let name = self.name(product);
            for number in [product.id, product.parent, name.len() as u64] {
                context.update(&number.to_be_bytes());
            }
            context.update(&[u8::from(product.invalid)]);
            context.update(product.kind.as_str().as_bytes());
            context.update(name.as_bytes());
        }
        for pairs in [&self.replaced, &self.ingredients, &self.packs] {
            context.update(&(pairs.len() as u64).to_be_bytes());
            for (one, other) in pairs {
                context.update(&one.to_be_bytes());
                context.update(&other.to_be_bytes());
            }
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        ContentHash::from_bytes(hash)
    }

    /// The release, as it was given.
    #[must_use]
    pub fn release(&self) -> &str {
        &self.release
    }

    /// What is told with every code that the dictionary gives: `dm+d@` and the release.
    #[must_use]
    pub fn mapped_by(&self) -> &str {
        &self.mapped_by
    }

    /// What was read.
    #[must_use]
    pub fn summary(&self) -> &MedicinesSummary {
        &self.summary
    }

    /// The SHA-256 of the release as it is used, whatever order the files came in.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        self.digest
    }

    fn held(&self, id: u64) -> Option<&Held> {
        let place = self.products.binary_search_by_key(&id, |product| product.id).ok()?;
        self.products.get(place)
    }

    fn name(&self, product: &Held) -> &str {
        let start = usize::try_from(product.name_start).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::from(product.name_length));
        self.names.get(start..end).unwrap_or_default()
    }

    fn told(&self, product: &Held) -> Product<'_> {
        Product { id: product.id, kind: product.kind, name: self.name(product), invalid: product.invalid }
    }

    /// What has this code.
    #[must_use]
    pub fn product(&self, id: u64) -> Option<Product<'_>> {
        self.held(id).map(|product| self.told(product))
    }

    /// What has this code, or the one thing that replaced what had it. A code that was replaced by several is not
    /// followed.
    #[must_use]
    pub fn current(&self, id: u64) -> Option<Product<'_>> {
        let mut id = id;
        for _ in 0..MOST_REPLACEMENTS {
            if let Some(product) = self.held(id) {
                return Some(self.told(product));
            }
            id = only(&self.replaced, id)?;
        }
        None
    }

    /// The actual pack with this global trade item number (GTIN), where only one ever had it.
    #[must_use]
    pub fn pack_with(&self, trade_item: u64) -> Option<Product<'_>> {
        self.current(only(&self.packs, trade_item)?)
    }

    /// What the product is a kind of: the pack's product, the actual product's virtual product, the virtual product's
    /// therapeutic moiety, the moiety's broader one.
    #[must_use]
    pub fn parent(&self, id: u64) -> Option<Product<'_>> {
        let parent = self.held(id)?.parent;
        (parent != 0).then(|| self.current(parent)).flatten()
    }

    /// The product of this kind that the product is, or is a kind of.
    #[must_use]
    pub fn as_kind(&self, id: u64, kind: ProductKind) -> Option<Product<'_>> {
        let mut product = self.current(id)?;
        // From the pack to the moiety there are three steps.
        for _ in 0..4 {
            if product.kind == kind {
                return Some(product);
            }
            product = self.parent(product.id)?;
        }
        None
    }

    /// What the product contains, in the order of the codes: the ingredients of its virtual product; of an ingredient,
    /// itself. A therapeutic moiety alone does not tell what it contains.
    #[must_use]
    pub fn ingredients(&self, id: u64) -> Vec<Product<'_>> {
        let Some(product) = self.current(id) else { return Vec::new() };
        if product.kind == ProductKind::Ingredient {
            return vec![product];
        }
        let Some(of) = self.as_kind(id, ProductKind::VirtualProduct) else { return Vec::new() };
        let mut found: Vec<Product<'_>> =
            pairs_of(&self.ingredients, of.id).iter().filter_map(|(_, substance)| self.current(*substance)).collect();
        found.sort_unstable_by_key(|substance| substance.id);
        found.dedup();
        found
    }
}

/// The pairs that begin with a number, of sorted pairs.
fn pairs_of(pairs: &[(u64, u64)], first: u64) -> &[(u64, u64)] {
    let rest = pairs.get(pairs.partition_point(|pair| pair.0 < first)..).unwrap_or_default();
    rest.get(..rest.partition_point(|pair| pair.0 == first)).unwrap_or_default()
}

/// The one number that is paired with another.
fn only(pairs: &[(u64, u64)], first: u64) -> Option<u64> {
    match pairs_of(pairs, first) {
        [(_, one)] => Some(*one),
        _ => None,
    }
}
