//! End-to-end tests of the Dorset Care Record.
