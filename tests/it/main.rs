//! The program as its users run it: every test starts the real binary in a folder of its own.

mod archives;
mod bad_input;
mod contract;
mod corpus;
mod crash;
mod docs;
mod exports;
mod harness;
mod hostile;
mod incremental;
mod known_items;
mod layers;
mod lint;
mod model;
mod names;
mod pains;
mod profile;
mod round_trip;
mod roundups;
mod searching;
mod similar;
mod spelling;
mod suggesting;
mod unseen;
mod watching;
mod web;
