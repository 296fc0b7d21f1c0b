//! Floor 2: how a person proves it is they. Verification only; pure.
