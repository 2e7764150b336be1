//! Tiles: the specification's worked sizes and paths, and proofs made from tiles alone.

use super::leaves;
use crate::log::{
    LogError, Tile, TileHashes, bundle_leaves, consistency_proof, entry_bundle, inclusion_proof, root_of,
};
use std::collections::BTreeMap;

/// Every tile of a log of this size.
fn tiles(size: u64) -> Vec<Tile> {
    let level_tiles = |level| (0..).map_while(move |index| Tile::within(level, index, size));
    (0..8).flat_map(level_tiles).collect()
}

#[test]
fn the_specifications_sizes() {
    let widths = |size| {
        let mut counted: BTreeMap<(u8, u16), usize> = BTreeMap::new();
        tiles(size).iter().for_each(|tile| *counted.entry((tile.level(), tile.width())).or_default() += 1);
        counted.into_iter().collect::<Vec<_>>()
    };
    let expected = [((0, 112), 1), ((0, 256), 273), ((1, 17), 1), ((1, 256), 1), ((2, 1), 1)];
    assert_eq!(widths(70_000), expected);
    assert_eq!(widths(256), [((0, 256), 1), ((1, 1), 1)]);
    assert_eq!(widths(0), []);
    assert_eq!(Tile::within(63, 0, u64::MAX), None);
    assert_eq!(Tile::within(0, u64::MAX, u64::MAX), None);
}

#[test]
fn paths_and_coordinates() {
    let path = |level, index, width| Tile::new(level, index, width).unwrap().path();
    assert_eq!(path(0, 0, 256), "tile/0/000");
    assert_eq!(path(0, 0, 1), "tile/0/000.p/1");
    assert_eq!(path(1, 1000, 255), "tile/1/x001/000.p/255");
    assert_eq!(path(63, 1_234_067, 256), "tile/63/x001/x234/067");
    let entries = |level| Tile::new(level, 273, 112).unwrap().entries_path();
    assert_eq!(entries(0).unwrap(), "tile/entries/273.p/112");
    assert_eq!(entries(1).unwrap_err().code(), "log.tile.coordinates");
    for (level, width) in [(64, 1), (0, 0), (0, 257)] {
        assert_eq!(Tile::new(level, 0, width), Err(LogError::TileCoordinates));
    }
    assert_eq!(Tile::new(40, 0, 1).unwrap().bytes(leaves(1).as_slice()).unwrap_err(), LogError::TileCoordinates);
}

#[test]
fn tiles_alone_give_the_root_and_every_proof() {
    let size = 66_000;
    let all = leaves(size);
    let source = all.as_slice();
    let stored: BTreeMap<String, Vec<u8>> =
        tiles(size).into_iter().map(|tile| (tile.path(), tile.bytes(source).unwrap())).collect();
    assert_eq!(stored["tile/0/000"][..32], *all[0].as_bytes());
    assert_eq!(stored["tile/2/000.p/1"], root_of(source, 65_536).unwrap().as_bytes());
    let hashes = TileHashes::new(size, |tile: Tile| stored.get(&tile.path()).cloned());
    assert_eq!(root_of(&hashes, size), root_of(source, size));
    for index in [0, 255, 256, 65_535, 65_536, 65_999] {
        assert_eq!(inclusion_proof(&hashes, index, size), inclusion_proof(source, index, size), "{index}");
        assert_eq!(consistency_proof(&hashes, index, size), consistency_proof(source, index, size), "{index}");
    }
    assert_eq!(inclusion_proof(&hashes, 0, size + 1).unwrap_err().code(), "log.hash.missing");
    let cut = TileHashes::new(size, |tile: Tile| stored.get(&tile.path()).map(|bytes| bytes[1..].to_vec()));
    assert_eq!(root_of(&cut, size), Err(LogError::TileFormat));
}

#[test]
fn entry_bundles_read_back_and_hostile_ones_are_refused() {
    assert_eq!(entry_bundle(&[b"ab".as_slice(), b""]).unwrap(), b"\0\x02ab\0\0");
    assert_eq!(bundle_leaves(b"\0\x02ab\0\0").unwrap(), [b"ab".as_slice(), b""]);
    assert_eq!(bundle_leaves(b"").unwrap().len(), 0);
    for wrong in [b"\0".as_slice(), b"\0\x02a", b"\xff\xff", &[0; 514]] {
        assert_eq!(bundle_leaves(wrong), Err(LogError::TileFormat));
    }
    assert_eq!(entry_bundle(&[vec![0; 65_536]]), Err(LogError::TileFormat));
    assert_eq!(entry_bundle(&vec![b""; 257]), Err(LogError::TileFormat));
}
