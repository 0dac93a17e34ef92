//! Where browsers reach the program, as the operator says it: a scheme, a host and a port, and nothing else.

use std::fmt;
use std::str::FromStr;
use url::{Origin, Url};

/// A checked address such as `https://engage.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

/// What is wrong with an address of the program.
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
    /// Without a slash at the end.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl PublicUrl {
    /// Whether browsers come over TLS.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The name or the address of the host, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port that stands in the address; none where it is the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.0.port()
    }

    /// What browsers send as the origin of its pages.
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
    fn the_scheme_counts_in_any_case_and_the_host_is_kept() {
        let url = read("HTTPS://Engage.example.org/").unwrap();
        assert_eq!((url.to_string().as_str(), url.is_secure()), ("https://engage.example.org", true));
        let url = read("http://127.0.0.1:8080").unwrap();
        assert_eq!((url.host(), url.port(), url.is_secure()), ("127.0.0.1", Some(8080), false));
    }

    #[test]
    fn what_is_no_address_of_a_site_is_refused() {
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
