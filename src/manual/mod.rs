//! The manual: why things are as they are.
