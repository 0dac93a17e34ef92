//! Where the database is. The address may hold a password, so nothing prints it.

use std::fmt;

/// What PostgreSQL's client is asked for where the address does not say: to give up on a server that does not answer
/// within 5 s, to notice within a minute one that went away without a word, and to be known by name to it.
const POSTGRES_WISHES: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "20"),
    ("keepalives_interval", "10"),
    ("tcp_user_timeout", "60000"),
    ("application_name", "engage"),
];

/// `postgres://…`, or the path of an SQLite file with or without `sqlite://` before it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address with its password, for whoever connects.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it names a PostgreSQL server.
    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres://") || self.0.starts_with("postgresql://")
    }

    /// The path of the SQLite file.
    pub fn path(&self) -> &str {
        self.0.strip_prefix("sqlite://").unwrap_or(&self.0)
    }

    /// The address of the PostgreSQL server with what the client is asked for.
    pub(super) fn with_wishes(&self) -> String {
        let mut url = self.0.clone();
        for (name, value) in POSTGRES_WISHES {
            if !self.0.contains(&format!("{name}=")) {
                url.push(if url.contains('?') { '&' } else { '?' });
                url.push_str(&format!("{name}={value}"));
            }
        }
        url
    }

    /// The text without this address and without its password, which the client repeats when it cannot read them.
    pub(super) fn redacted(&self, text: &str) -> String {
        let mut text = text.replace(&self.with_wishes(), "…").replace(&self.0, "…");
        for secret in self.secrets() {
            text = text.replace(&secret, "…");
        }
        text
    }

    /// Whatever may be a password in the address, also in one that is written wrongly.
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

impl From<&str> for DatabaseUrl {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

/// The kind of database alone.
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
    fn what_the_address_says_itself_stays() {
        let url = DatabaseUrl::new(URL).with_wishes();
        assert!(url.contains("connect_timeout=9") && !url.contains("connect_timeout=5"), "{url}");
        assert!(url.ends_with("application_name=engage"), "{url}");
        assert!(DatabaseUrl::new("postgres://h/d").with_wishes().starts_with("postgres://h/d?connect_timeout=5&"));
    }
}
