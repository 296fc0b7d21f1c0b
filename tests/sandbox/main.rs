//! The sandbox and the connectors that ask it: both ends of every outside system, over the network.

mod faults;
mod gateway;
mod house;
mod pages;
mod registers;
