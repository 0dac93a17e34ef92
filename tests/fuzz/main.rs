//! Fuzzing on the stable toolchain: every reader of what strangers send is given inputs that are changed at random. In a
//! plain run each target takes a few thousand inputs, always the same; with `ENGAGE_FUZZ_SECONDS=600` it takes as many as
//! that time allows, from another seed each time. An input that brings a reader down is kept under `target/fuzz`.

mod addresses;
mod columns;
mod csv;
mod driver;
mod forms;
mod formula;
