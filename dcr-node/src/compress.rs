//! Compression of bodies before they are sealed: zstd with a trained dictionary that is part of this library.
//!
//! A packed body is one format byte, the plain length as four bytes (little-endian), and the content. A dictionary never
//! changes once nodes hold bodies packed with it; a better one becomes a new format.

use crate::error::{NodeError, StoreError};
use zstd::bulk::{Compressor, Decompressor};

/// Made by `examples/train_dictionary.rs`.
static DICTIONARY: &[u8] = include_bytes!("../dictionary/1.zstd-dictionary");

const PLAIN: u8 = 0;
const DICTIONARY_1: u8 = 1;
const HEADER: usize = 5;
const LEVEL: i32 = 1;
/// The most bytes of the buffer that stay reserved between bodies.
const LARGEST_KEPT: usize = 1 << 20;

/// Packs and unpacks bodies; keeps its buffers and the prepared dictionary between them.
pub(crate) struct Packer {
    compressor: Compressor<'static>,
    decompressor: Decompressor<'static>,
    /// What the compressor writes into.
    compressed: Vec<u8>,
}

impl Packer {
    pub(crate) fn new() -> Result<Self, NodeError> {
        let failed = |_| StoreError::Io { code: 0 };
        Ok(Self {
            compressor: Compressor::with_dictionary(LEVEL, DICTIONARY).map_err(failed)?,
            decompressor: Decompressor::with_dictionary(DICTIONARY).map_err(failed)?,
            compressed: Vec::new(),
        })
    }

    /// A body as it is stored: compressed where that makes it smaller.
    pub(crate) fn pack(&mut self, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).ok();
        self.compressed.clear();
        self.compressed.shrink_to(LARGEST_KEPT);
        self.compressed.reserve(zstd::zstd_safe::compress_bound(body.len()));
        if let Some(length) = length
            && self.compressor.compress_to_buffer(body, &mut self.compressed).is_ok()
            && self.compressed.len() < body.len()
        {
            return Self::framed(DICTIONARY_1, length, &self.compressed);
        }
        Self::framed(PLAIN, length.unwrap_or(u32::MAX), body)
    }

    fn framed(format: u8, length: u32, content: &[u8]) -> Vec<u8> {
        let mut packed = Vec::with_capacity(HEADER + content.len());
        packed.push(format);
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(content);
        packed
    }

    /// A body from its stored form. The stored form must have been opened, and so proven whole, before.
    pub(crate) fn unpack(&mut self, packed: &[u8]) -> Result<Vec<u8>, NodeError> {
        let damaged = || NodeError::from(StoreError::Corrupt { what: "a compressed body" });
        let ([format, length @ ..], content) = packed.split_first_chunk::<HEADER>().ok_or_else(damaged)?;
        match *format {
            PLAIN => Ok(content.to_vec()),
            DICTIONARY_1 => {
                let length = u32::from_le_bytes(*length) as usize;
                let body = self.decompressor.decompress(content, length).map_err(|_| damaged())?;
                if body.len() == length { Ok(body) } else { Err(damaged()) }
            }
            _ => Err(damaged()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_and_damage_is_told() {
        let mut packer = Packer::new().unwrap();
        let text = br#"{"contribution":{"body":{"demographics":{}}}}"#.repeat(20);
        let noise: Vec<u8> = (0..64_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for body in [&text[..], &noise, b"", b"x"] {
            let packed = packer.pack(body);
            assert!(packed.len() <= body.len() + HEADER);
            assert_eq!(packer.unpack(&packed).unwrap(), body);
        }
        assert!(packer.pack(&text).len() < text.len() / 10);
        let mut packed = packer.pack(&text);
        packed[1] ^= 1;
        assert!(packer.unpack(&packed).is_err());
        packed[0] = 9;
        assert!(packer.unpack(&packed).is_err());
        assert!(packer.unpack(b"").is_err());
    }
}
