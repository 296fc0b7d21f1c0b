//! Floor 2: secrets at rest, as plain functions of keys. Nonces are given; nothing here is random.
