//! The Python extension module of the Dorset Care Record.
