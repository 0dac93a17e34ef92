//! The address of the database. It may contain a password, so nothing prints it.

use std::fmt;
use std::path::Path;

/// Parameters for PostgreSQL's client unless the address sets them: give up on a server that does not answer within 5
/// s, notice within a minute that a server has gone away silently, and identify this program to the server.
const POSTGRES_WISHES: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "20"),
    ("keepalives_interval", "10"),
    ("tcp_user_timeout", "60000"),
    ("application_name", "engage"),
];

/// Where distributions keep the certificate authorities that they trust: Debian, Fedora, SUSE, Alpine. The OpenSSL that
/// is built in comes from no distribution and would look where it was not installed.
const SYSTEM_AUTHORITIES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// `postgres://…`, or the path of an SQLite file with or without `sqlite://` before it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address with its password, for connecting only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is the address of a PostgreSQL server.
    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres://") || self.0.starts_with("postgresql://")
    }

    /// Whether this is a PostgreSQL server on another machine whose certificate is not verified, so that someone on the
    /// network could impersonate it.
    pub(super) fn is_unverified(&self) -> bool {
        let holds = |part: &str| ["sslmode=verify-ca", "sslmode=verify-full", "sslrootcert=system"].contains(&part);
        let after_scheme = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let (hosts, parameters) = after_scheme.split_once('?').unwrap_or((after_scheme, ""));
        let hosts = hosts.split('/').next().unwrap_or_default();
        let hosts = hosts.rsplit_once('@').map_or(hosts, |(_, hosts)| hosts);
        let named = parameters.split('&').find_map(|part| part.strip_prefix("host=")).unwrap_or(hosts);
        // A path is a Unix socket on this machine.
        let is_here = |host: &str| {
            let is_path = host.is_empty() || host.starts_with('/') || host.to_lowercase().starts_with("%2f");
            is_path || ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| host.starts_with(own))
        };
        self.is_postgres() && !named.split(',').all(is_here) && !parameters.split('&').any(holds)
    }

    /// The path of the SQLite file.
    pub fn path(&self) -> &str {
        self.0.strip_prefix("sqlite://").unwrap_or(&self.0)
    }

    /// The address of the PostgreSQL server with [`POSTGRES_WISHES`] and the system's certificate authorities.
    pub(super) fn with_wishes(&self) -> String {
        let mut url = self.0.clone();
        for (name, value) in POSTGRES_WISHES {
            if !self.0.contains(&format!("{name}=")) {
                url.push(if url.contains('?') { '&' } else { '?' });
                url.push_str(&format!("{name}={value}"));
            }
        }
        // These variables already tell OpenSSL which authorities to trust.
        let is_named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| std::env::var_os(name).is_some());
        let file = SYSTEM_AUTHORITIES.into_iter().find(|file| !is_named && Path::new(file).exists());
        file.map_or_else(|| url.clone(), |file| trusting(&url, file))
    }

    /// `text` without this address and its password: the client quotes them when it cannot parse them.
    pub(super) fn redacted(&self, text: &str) -> String {
        let mut text = text.replace(&self.with_wishes(), "…").replace(&self.0, "…");
        for secret in self.secrets() {
            text = text.replace(&secret, "…");
        }
        text
    }

    /// Everything that may be a password in the address, even if the address is malformed.
    fn secrets(&self) -> Vec<String> {
        let after_scheme = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let user = after_scheme.rsplit_once('@').map_or("", |(user, _)| user);
        let typed = user.split_once(':').map(|(_, password)| password);
        let parameters = self.0.split(['?', '&', ' ']).filter_map(|part| part.strip_prefix("password="));
        let mut secrets: Vec<String> = Vec::new();
        for secret in typed.into_iter().chain(parameters).filter(|secret| !secret.is_empty()) {
            let plain = percent_encoding::percent_decode_str(secret).decode_utf8_lossy().into_owned();
            secrets.extend([secret.to_owned(), plain]);
        }
        secrets
    }
}

/// Replaces `sslrootcert=system` by the file of authorities and adds the `sslmode=verify-full` that it requires. If the
/// address sets another mode, it is returned as it is, for the client to reject.
fn trusting(url: &str, file: &str) -> String {
    let Some((before, parameters)) = url.split_once('?') else { return url.to_owned() };
    let mut parameters: Vec<String> = parameters.split('&').map(str::to_owned).collect();
    let modes: Vec<&String> = parameters.iter().filter(|parameter| parameter.starts_with("sslmode=")).collect();
    if modes.iter().any(|mode| *mode != "sslmode=verify-full") {
        return url.to_owned();
    }
    let has_mode = !modes.is_empty();
    let Some(place) = parameters.iter().position(|parameter| parameter == "sslrootcert=system") else {
        return url.to_owned();
    };
    parameters[place] = format!("sslrootcert={file}");
    if !has_mode {
        parameters.push(String::from("sslmode=verify-full"));
    }
    format!("{before}?{}", parameters.join("&"))
}

impl From<&str> for DatabaseUrl {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

/// Only the kind of database, or the path of the SQLite file.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_postgres() { "postgres://…" } else { self.path() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "postgres://engage:s3cr3t%21@db.example.org/engage?sslmode=require&connect_timeout=9";

    #[test]
    fn a_password_is_in_no_debug_text() {
        assert_eq!(format!("{:?}", DatabaseUrl::new(URL)), "postgres://…");
        assert_eq!(format!("{:?}", DatabaseUrl::new("sqlite:///data/engage.db")), "/data/engage.db");
    }

    #[test]
    fn a_text_about_the_address_loses_its_password() {
        let url = DatabaseUrl::new(URL);
        for said in [URL, &url.with_wishes(), "bad \"s3cr3t%21@db\"", "bad \"s3cr3t!\""] {
            let text = url.redacted(&format!("invalid: {said}"));
            assert!(!text.contains("s3cr3t"), "{text}");
        }
        let broken = DatabaseUrl::new("postgres://engage:pa ss@wo:rd@db:54x2/engage");
        let text = broken.redacted("invalid port in \"pa ss@wo:rd@db:54x2\"");
        assert!(!text.contains("wo:rd"), "{text}");
    }

    #[test]
    fn the_authorities_of_the_system_are_those_of_the_distribution() {
        let trusted = |url: &str| trusting(url, "/authorities.pem");
        let full = "postgres://h/d?sslrootcert=/authorities.pem&sslmode=verify-full";
        assert_eq!(trusted("postgres://h/d?sslrootcert=system"), full);
        let chosen = "postgres://h/d?sslmode=verify-full&sslrootcert=/authorities.pem";
        assert_eq!(trusted("postgres://h/d?sslmode=verify-full&sslrootcert=system"), chosen);
        for left in
            ["postgres://h/d", "postgres://h/d?sslrootcert=/a", "postgres://h/d?sslmode=require&sslrootcert=system"]
        {
            assert_eq!(trusted(left), left);
        }
    }

    #[test]
    fn a_server_on_another_machine_is_to_be_held_to_its_certificate() {
        for url in
            ["postgres://u:p@db/engage", "postgres://db.example.org:5432/d?sslmode=require", "postgres://u@/d?host=db"]
        {
            assert!(DatabaseUrl::new(url).is_unverified(), "{url}");
        }
        for url in [
            "data/engage.db",
            "postgres:///d",
            "postgres://u:p@localhost:5432/d",
            "postgres://u@%2Fvar%2Frun/d",
            "postgres://u@/d?host=/run",
            "postgres://u@db/d?sslmode=verify-full",
            "postgres://u@db/d?sslrootcert=system",
        ] {
            assert!(!DatabaseUrl::new(url).is_unverified(), "{url}");
        }
    }

    #[test]
    fn what_the_address_says_itself_stays() {
        let url = DatabaseUrl::new(URL).with_wishes();
        assert!(url.contains("connect_timeout=9") && !url.contains("connect_timeout=5"), "{url}");
        assert!(url.ends_with("application_name=engage"), "{url}");
        assert!(DatabaseUrl::new("postgres://h/d").with_wishes().starts_with("postgres://h/d?connect_timeout=5&"));
    }
}
