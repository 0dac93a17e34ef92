//! The calls of programs keep to their document, whatever is sent: schemathesis makes up calls from it, valid and broken ones,
//! and sequences of them.

use crate::program::Installation;
use crate::site::left_out;
use engage::access::Scope;
use std::path::Path;
use std::process::Command;

/// Calls of each kind that are made up for each operation: enough for every finding there ever was, in half a minute.
const EXAMPLES: &str = "25";

/// Always the same calls, so that what fails is what was changed. Other ones are made up with `ENGAGE_TEST_SEED=N`.
const SEED: &str = "1";

fn keep_to_the_document(installation: &Installation) {
    let Some(python) = std::env::var_os("ENGAGE_TEST_PYTHON") else {
        left_out("schemathesis, as ENGAGE_TEST_PYTHON is not set");
        return;
    };
    let program = installation.start("data");
    program.owner();
    assert!(installation.run("data", &["sample", "--customers", "300"]).status.success());
    let mut arguments = vec!["token", "create", "--name", "Contract"];
    arguments.extend(Scope::ALL.iter().flat_map(|scope| ["--scope", scope.word()]));
    let printed = installation.run("data", &arguments);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let token = String::from_utf8(printed.stdout).unwrap();
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/schemathesis.toml");
    let output = Command::new(Path::new(&python).with_file_name("schemathesis"))
        .arg("--config-file")
        .arg(config)
        .args(["run", &format!("{}/api/openapi.json", program.url), "--no-color"])
        .args(["--header", &format!("Authorization: Bearer {}", token.trim())])
        .args(["--seed", &std::env::var("ENGAGE_TEST_SEED").unwrap_or_else(|_| String::from(SEED))])
        .args(["--checks", "all", "--max-examples", EXAMPLES, "--generation-database", "none"])
        .current_dir(installation.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn calls_keep_to_their_document_on_sqlite() {
    keep_to_the_document(&Installation::on_sqlite().with(&[("ENGAGE_API_RATE", "100000")]));
}

#[test]
fn calls_keep_to_their_document_on_postgres() {
    if std::env::var_os("ENGAGE_TEST_POSTGRES").is_none() {
        left_out("PostgreSQL, as ENGAGE_TEST_POSTGRES names no server");
        return;
    }
    keep_to_the_document(&Installation::on_postgres().with(&[("ENGAGE_API_RATE", "100000")]));
}
