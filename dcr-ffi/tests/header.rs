//! The checked-in header is the one that the source gives.

use std::path::Path;

#[test]
fn the_header_is_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).expect("cbindgen.toml reads");
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_crate(folder)
        .with_config(config)
        .generate()
        .expect("the header generates")
        .write(&mut text);
    let text = String::from_utf8(text).expect("the header is UTF-8");
    let header = folder.join("../include/dcr.h");
    if std::env::var_os("DCR_WRITE_HEADER").is_some() {
        std::fs::write(&header, &text).expect("the header is written");
    }
    let checked_in = std::fs::read_to_string(&header).expect("include/dcr.h is there");
    assert!(checked_in == text, "include/dcr.h is not fresh: DCR_WRITE_HEADER=1 cargo test -p dcr-ffi --test header");
}
