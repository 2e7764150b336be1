//! libdcr: the C ABI of the Dorset Care Record.
