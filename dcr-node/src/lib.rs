//! One organisation's node of the Dorset Care Record: storage, keys, clock.
