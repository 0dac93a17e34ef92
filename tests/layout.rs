//! The rules of the tree that the compiler does not know: see ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

/// The source files of a folder and of those in it, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the tree") {
            let path = entry.expect("a file of the tree").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no source files");
    found
}

/// What the text takes from under `root`: the last name of each path, and of each path in the braces of a `use`.
fn taken<'a>(text: &'a str, root: &str) -> Vec<&'a str> {
    let ends = |one: char| !(one.is_alphanumeric() || matches!(one, '_' | ':' | '{' | '}' | ',' | ' ' | '\n'));
    let mut names = Vec::new();
    for (place, _) in text.match_indices(root) {
        let rest = &text[place + root.len()..];
        // Outside of a `use`, a path ends at the first character that is not of a name.
        let is_use = text[..place].rsplit(';').next().is_some_and(|before| before.trim_end().ends_with("use"));
        let outside = |one: char| !(one.is_alphanumeric() || matches!(one, '_' | ':'));
        let path = if is_use { rest.split(ends).next() } else { rest.split(outside).next() };
        let leaves = path.unwrap_or_default().split([',', '{', '}']).map(str::trim);
        let leaves = leaves.filter(|leaf| !leaf.is_empty() && !leaf.ends_with("::"));
        names.extend(leaves.map(|leaf| leaf.rsplit("::").next().unwrap_or_default()));
    }
    names
}

#[test]
fn what_a_file_takes_from_a_folder_is_found_in_every_form_of_a_path() {
    let text = "use crate::store::{StoreError, apps};\nuse crate::store::users::{self, User};\nuse crate::store::jobs;
        fn of(found: crate::store::ListPage<App>) { crate::store::wait_for(found); }";
    assert_eq!(taken(text, "crate::store::"), ["StoreError", "apps", "self", "User", "jobs", "ListPage", "wait_for"]);
}

#[test]
fn pages_and_commands_know_rows_and_errors_of_the_store_but_ask_it_nothing() {
    let all = ["src/web", "src/api", "src/commands"].into_iter().flat_map(sources);
    for (path, text) in all {
        let functions: Vec<_> = taken(&text, "crate::store::");
        let functions: Vec<_> = functions.into_iter().filter(|name| !name.starts_with(char::is_uppercase)).collect();
        let path = path.display();
        assert!(functions.is_empty(), "{path} takes {functions:?} of the store: call a use case");
        for way in [".read(", ".read_now(", ".read_kept", ".write(", ".write_now(", ".write_groups", ".write_facts"] {
            assert!(!text.contains(&format!("database{way}")), "{path} opens the database itself: call a use case");
        }
    }
}

#[test]
fn only_the_store_and_what_runs_in_its_transactions_knows_the_library_of_queries() {
    // Use cases and jobs name the result of a transaction that they open.
    let allowed = ["diesel::QueryResult", "diesel::result::Error"];
    for (path, text) in sources("src") {
        if path.starts_with(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")) {
            continue;
        }
        let rest = allowed.iter().fold(text, |text, name| text.replace(name, ""));
        let code: Vec<_> = rest.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        assert!(!code.iter().any(|line| line.contains("diesel::")), "{} builds queries", path.display());
    }
}
