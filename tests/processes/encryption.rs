//! TLS between the program and PostgreSQL, as managed databases demand it.

use crate::cluster::{Cluster, PASSWORD};
use crate::program::Installation;
use crate::site::left_out;
use std::path::Path;
use std::process::{Command, Output};

/// Makes two authorities, and a certificate that the first gave to a server called localhost. False where the command of
/// OpenSSL cannot.
fn make_certificates(folder: &Path) -> bool {
    let made = |arguments: &str| {
        let key = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
        let arguments = key.split(' ').chain(arguments.split(' '));
        Command::new("openssl").current_dir(folder).args(arguments).output().is_ok_and(|made| made.status.success())
    };
    let given = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -CA ca.crt -CAkey ca.key";
    made("-keyout ca.key -out ca.crt -subj /CN=ours")
        && made("-keyout other.key -out other.crt -subj /CN=other")
        && made(&format!("-keyout server.key -out server.crt {given}"))
}

/// A server that takes connections over the network with TLS only.
fn server() -> Option<Cluster> {
    let folder = tempfile::tempdir().unwrap();
    if !make_certificates(folder.path()) {
        left_out("TLS to PostgreSQL, for want of openssl");
        return None;
    }
    let settings = ["ssl=on", "ssl_cert_file=../server.crt", "ssl_key_file=../server.key"].map(String::from);
    let started = Cluster::start(&settings, "", |to| {
        for name in ["ca.crt", "other.crt", "server.crt", "server.key"] {
            std::fs::copy(folder.path().join(name), to.join(name)).unwrap();
        }
    });
    if started.is_none() {
        left_out("TLS to PostgreSQL, for want of its server");
    }
    started
}

/// What a command over the database says, reached by this host with these parameters.
fn run(server: &Cluster, host: &str, parameters: &str, variables: &[(&str, &Path)]) -> Output {
    let url = format!("postgres://engage:{PASSWORD}@{host}:{}/postgres?{parameters}", server.port);
    let installation = Installation::at(&[("DATABASE_URL", &url)]);
    let mut command = installation.command("data", &["publisher", "list"]);
    command.envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn a_managed_database_is_reached_over_tls_and_no_other_in_its_place() {
    let Some(server) = server() else { return };
    let (ours, other) = (server.path("ca.crt"), server.path("other.crt"));
    let (ours_given, other_given) =
        (format!("sslrootcert={}", ours.display()), format!("sslrootcert={}", other.display()));
    let taken = [
        ("localhost", String::from("sslmode=prefer"), None),
        ("localhost", String::from("sslmode=require"), None),
        ("127.0.0.1", format!("sslmode=verify-ca&{ours_given}"), None),
        ("localhost", format!("sslmode=verify-full&{ours_given}"), None),
        // The authorities of the system, among which ours is here.
        ("localhost", String::from("sslrootcert=system"), Some(&ours)),
        ("localhost", String::from("sslmode=verify-full&sslrootcert=system"), Some(&ours)),
    ];
    for (host, parameters, system) in taken {
        let variables: Vec<(&str, &Path)> = system.map(|path| ("SSL_CERT_FILE", path.as_path())).into_iter().collect();
        let said = run(&server, host, &parameters, &variables);
        let text = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{parameters}: {}: {text}", said.status);
    }
    let not_ours = "not of an authority in sslrootcert";
    let refused = [
        ("localhost", String::from("sslmode=disable"), "no encryption"),
        ("localhost", format!("sslmode=verify-ca&{other_given}"), not_ours),
        ("localhost", format!("sslmode=verify-full&{other_given}"), not_ours),
        ("127.0.0.1", format!("sslmode=verify-full&{ours_given}"), "does not match host name"),
        ("localhost", String::from("sslmode=verify-full&sslrootcert=/nowhere"), "does not exist"),
        ("localhost", String::from("sslrootcert=system&sslmode=require"), "weak sslmode"),
        ("localhost", String::from("sslrootcert=system"), ""),
    ];
    for (host, parameters, reason) in refused {
        let said = run(&server, host, &parameters, &[]);
        let text = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success() && text.contains(reason), "{parameters}: {text}");
        assert!(!text.contains(PASSWORD) && !text.contains("postgres://"), "{parameters}: {text}");
        assert!(!text.contains("trying again"), "waiting does not mend it: {text}");
    }
}
