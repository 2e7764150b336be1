//! A simulated county: what each organisation would send, and the truth beside it.
