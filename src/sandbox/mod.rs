//! Apart: a server that plays every outside system over the network. Knows domain value types only.
