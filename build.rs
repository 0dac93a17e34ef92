//! Builds again when a migration changes, since migrations are embedded in the program.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
