//! The public address of the program, as configured: scheme, host and port, and nothing else.

use std::fmt;
use std::str::FromStr;
use url::{Origin, Url};

/// A valid public address, such as `https://engage.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

/// Why a text is not a public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    #[error("this is no address; write it as https://engage.example.org")]
    Unreadable,
    #[error("the address must start with https:// or http://")]
    Scheme,
    #[error("the address must end after the host and the port: no path, no user, no query")]
    More,
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| PublicUrlError::Unreadable)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(PublicUrlError::Scheme);
        }
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let has_user = !url.username().is_empty() || url.password().is_some();
        if is_bare && !has_user { Ok(Self(url)) } else { Err(PublicUrlError::More) }
    }
}

impl fmt::Display for PublicUrl {
    /// Writes the address without a slash at the end.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl PublicUrl {
    /// Whether browsers connect over TLS.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host name or IP address, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port in the address; `None` for the default port of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.0.port()
    }

    /// The origin that browsers send for its pages.
    pub fn origin(&self) -> Origin {
        self.0.origin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PublicUrl, PublicUrlError> {
        text.parse()
    }

    #[test]
    fn scheme_host_and_port_are_read() {
        let url = read("HTTPS://Engage.example.org/").unwrap();
        assert_eq!((url.to_string().as_str(), url.is_secure()), ("https://engage.example.org", true));
        let url = read("http://127.0.0.1:8080").unwrap();
        assert_eq!((url.host(), url.port(), url.is_secure()), ("127.0.0.1", Some(8080), false));
    }

    #[test]
    fn invalid_addresses_are_refused() {
        assert_eq!(read("engage.example.org"), Err(PublicUrlError::Unreadable));
        assert_eq!(read("https://"), Err(PublicUrlError::Unreadable));
        for text in ["ftp://x", "javascript:alert(1)", "file:///etc"] {
            assert_eq!(read(text), Err(PublicUrlError::Scheme), "{text}");
        }
        for text in ["https://x/engage", "https://x/?a", "https://x/#a", "https://ann@x", "https://ann:pw@x"] {
            assert_eq!(read(text), Err(PublicUrlError::More), "{text}");
        }
    }
}
