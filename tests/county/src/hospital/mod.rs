//! What the hospitals and the community trust send.

mod desk;
mod laboratory;
mod registration;
mod stay;

pub(crate) use desk::{acute_source, send};
pub(crate) use laboratory::{decimal, flag, laboratory_number};
