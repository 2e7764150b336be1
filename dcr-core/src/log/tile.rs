//! Tiles: C2SP tlog-tiles, "Merkle Tree" and "Log entries".

use super::{HashSource, LogError, Subtree, TreeFrontier, TreeHash};

/// How many hashes a full tile holds.
const WIDTH: u64 = 256;
/// How many levels of the tree a tile spans.
const HEIGHT: u8 = 8;

/// The coordinates of a tile: 1 to 256 hashes beside each other, on every eighth level of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// A tile by its coordinates.
    ///
    /// # Errors
    /// [`LogError::TileCoordinates`] when the level is above 63 or the width is not 1 to 256.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, LogError> {
        if level > 63 || !(1..=256).contains(&width) {
            return Err(LogError::TileCoordinates);
        }
        Ok(Self { level, index, width })
    }

    /// The tile at a level and index as far as it is filled in a log of `size` leaves; `None` when it holds nothing.
    #[must_use]
    pub fn within(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * u32::from(HEIGHT))?;
        let width = hashes.checked_sub(index.checked_mul(WIDTH)?)?.min(WIDTH);
        Self::new(level, index, u16::try_from(width).ok()?).ok()
    }

    /// The level: 0 holds leaf hashes, and each hash of a level above is the root of a full tile below.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }

    /// The place among the tiles of the level, from 0 on the left.
    #[must_use]
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds: 256 when full.
    #[must_use]
    pub const fn width(self) -> u16 {
        self.width
    }

    /// The path of its hashes below the log's prefix: `tile/<level>/<index>`, with `.p/<width>` when it is not full.
    ///
    /// ```
    /// use dcr_core::log::Tile;
    /// assert_eq!(Tile::new(1, 1_234_067, 17)?.path(), "tile/1/x001/x234/067.p/17");
    /// # Ok::<(), dcr_core::log::LogError>(())
    /// ```
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, self.place())
    }

    /// The path of the leaves that a tile of level 0 stands for.
    ///
    /// # Errors
    /// [`LogError::TileCoordinates`] when the level is not 0.
    pub fn entries_path(self) -> Result<String, LogError> {
        if self.level == 0 { Ok(format!("tile/entries/{}", self.place())) } else { Err(LogError::TileCoordinates) }
    }

    fn place(self) -> String {
        let mut place = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            place.insert_str(0, &format!("x{:03}/", rest % 1000));
            rest /= 1000;
        }
        if u64::from(self.width) < WIDTH {
            place.push_str(&format!(".p/{}", self.width));
        }
        place
    }

    /// The bytes of the tile: its hashes one after the other.
    ///
    /// # Errors
    /// [`LogError::HashMissing`] when the source lacks a hash, [`LogError::TileCoordinates`] when the tile lies beyond
    /// the largest log.
    pub fn bytes<S: HashSource + ?Sized>(self, source: &S) -> Result<Vec<u8>, LogError> {
        let level = self.level.checked_mul(HEIGHT).ok_or(LogError::TileCoordinates)?;
        let first = self.index.checked_mul(WIDTH).ok_or(LogError::TileCoordinates)?;
        let mut bytes = Vec::with_capacity(usize::from(self.width) * 32);
        for index in first..first.saturating_add(u64::from(self.width)) {
            bytes.extend(source.subtree(Subtree { level, index })?.as_bytes());
        }
        Ok(bytes)
    }
}

/// The hashes of a log of `size` leaves as its tiles hold them: `read` gives the bytes of a tile, if it has them.
#[derive(Debug, Clone)]
pub struct TileHashes<F> {
    size: u64,
    read: F,
}

impl<F: Fn(Tile) -> Option<Vec<u8>>> TileHashes<F> {
    /// A source over stored tiles. Tiles are asked for at the width that `size` gives them.
    pub const fn new(size: u64, read: F) -> Self {
        Self { size, read }
    }
}

impl<F: Fn(Tile) -> Option<Vec<u8>>> HashSource for TileHashes<F> {
    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, LogError> {
        let missing = LogError::HashMissing { level: subtree.level, index: subtree.index };
        let above = u32::from(subtree.level % HEIGHT);
        let first = subtree.index.checked_mul(1 << above).ok_or_else(|| missing.clone())?;
        let tile = Tile::within(subtree.level / HEIGHT, first / WIDTH, self.size).ok_or_else(|| missing.clone())?;
        let bytes = (self.read)(tile).ok_or_else(|| missing.clone())?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() != usize::from(tile.width) {
            return Err(LogError::TileFormat);
        }
        let start = usize::try_from(first % WIDTH).map_err(|_| missing.clone())?;
        let mut tree = TreeFrontier::new();
        for hash in hashes.get(start..start + (1 << above)).ok_or(missing)? {
            tree.append(TreeHash::from_bytes(*hash))?;
        }
        Ok(tree.root())
    }
}

/// The leaves of a tile of level 0 as one run of bytes: before each leaf its length, two bytes, the larger first.
///
/// # Errors
/// [`LogError::TileFormat`] when there are more than 256 leaves or one is longer than 65,535 bytes.
pub fn entry_bundle<L: AsRef<[u8]>>(leaves: &[L]) -> Result<Vec<u8>, LogError> {
    if leaves.len() > usize::from(u8::MAX) + 1 {
        return Err(LogError::TileFormat);
    }
    let mut bundle = Vec::new();
    for leaf in leaves.iter().map(AsRef::as_ref) {
        bundle.extend(u16::try_from(leaf.len()).map_err(|_| LogError::TileFormat)?.to_be_bytes());
        bundle.extend(leaf);
    }
    Ok(bundle)
}

/// The leaves of an entry bundle.
///
/// # Errors
/// [`LogError::TileFormat`] when the bytes are cut off or hold more than 256 leaves.
pub fn bundle_leaves(mut bundle: &[u8]) -> Result<Vec<&[u8]>, LogError> {
    let mut leaves = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk().ok_or(LogError::TileFormat)?;
        let (leaf, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(LogError::TileFormat)?;
        if leaves.len() > usize::from(u8::MAX) {
            return Err(LogError::TileFormat);
        }
        leaves.push(leaf);
        bundle = rest;
    }
    Ok(leaves)
}
