//! Runnable examples of the Dorset Care Record.
