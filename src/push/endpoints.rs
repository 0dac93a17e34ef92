//! To which addresses messages are sent: those of known push services, of those that an owner adds for the app, and of those
//! that the operator allows. A browser chooses the address, so anything else would let a stranger choose whom the program calls.

use super::vapid::is_public_name;
use url::{Host, Url};

/// The longest address, in bytes: those of browsers have a few hundred.
pub const LONGEST: usize = 2_048;

/// The most hosts that an owner adds for an app.
pub const MOST_HOSTS: usize = 20;

/// The push services of browsers: hosts, and with a dot first all hosts under a name.
const KNOWN: [&str; 5] = [
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    "web.push.apple.com",
    ".push.apple.com",
    ".notify.windows.com",
];

/// Why an address is none to send to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("the endpoint is no address with https")]
    Unreadable,
    #[error("the endpoint has more than {LONGEST} bytes")]
    TooLong,
    #[error("the endpoint is of a push service that is not known: an owner can add its host")]
    Unknown,
}

/// The address of a subscription. `allowed` are hosts that the operator allows, also without TLS and each with a port or on any, and
/// `further` the hosts that an owner has added.
pub fn parse(text: &str, allowed: &[String], further: &[String]) -> Result<Url, EndpointError> {
    if text.len() > LONGEST {
        return Err(EndpointError::TooLong);
    }
    let url = Url::parse(text).map_err(|_| EndpointError::Unreadable)?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    if has_user || url.fragment().is_some() || url.as_str().len() > LONGEST {
        return Err(EndpointError::Unreadable);
    }
    let port = url.port_or_known_default().unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    let named = format!("{host}:{port}");
    if matches!(url.scheme(), "http" | "https") && allowed.iter().any(|one| *one == named || one == host) {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(EndpointError::Unreadable);
    }
    let Some(Host::Domain(host)) = url.host() else { return Err(EndpointError::Unknown) };
    let is_known = |known: &str| if known.starts_with('.') { host.ends_with(known) } else { host == known };
    let is_one = KNOWN.into_iter().any(is_known) || further.iter().any(|one| one == host);
    if is_one && port == 443 { Ok(url) } else { Err(EndpointError::Unknown) }
}

/// The hosts that an owner typed, with spaces or commas between, in small letters. An error is what is no name of a host.
pub fn hosts(typed: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for host in typed.split([',', ' ', '\n', '\r', '\t']).filter(|host| !host.is_empty()) {
        let lower = host.to_ascii_lowercase();
        if !is_public_name(&lower) || lower.len() > 253 {
            return Err(host.to_owned());
        }
        if !found.contains(&lower) {
            found.push(lower);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_to_known_push_services_and_those_that_are_added_only() {
        let (allowed, further) = ([String::from("127.0.0.1:9090")], [String::from("up.example.org")]);
        let refused = |text: &str| parse(text, &allowed, &further).err();
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QAAA",
            "https://db5p.notify.windows.com/w/?token=BQ",
            "https://up.example.org/UP?id=1",
            "http://127.0.0.1:9090/1",
            "https://127.0.0.1:9090/1",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
        for unknown in [
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil-fcm.googleapis.com/x",
            "https://push.services.mozilla.com.evil.example/",
            "https://fcm.googleapis.com:8443/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest",
            "https://localhost/x",
            "https://127.0.0.1:9091/1",
        ] {
            assert_eq!(refused(unknown), Some(EndpointError::Unknown), "{unknown}");
        }
        for wrong in
            ["", "abc", "http://fcm.googleapis.com/x", "https://a@fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x"]
        {
            assert_eq!(refused(wrong), Some(EndpointError::Unreadable), "{wrong}");
        }
        let long = format!("https://fcm.googleapis.com/{}", "x".repeat(LONGEST));
        assert_eq!(refused(&long), Some(EndpointError::TooLong));
    }

    #[test]
    fn hosts_are_names_of_the_public_internet() {
        assert_eq!(
            hosts(" UP.example.org,\nup.example.org ntfy.sh"),
            Ok(vec!["up.example.org".into(), "ntfy.sh".into()])
        );
        assert_eq!(hosts(""), Ok(Vec::new()));
        for wrong in ["localhost", "https://up.example.org", "10.0.0.1", "up.example.org:8443", "a..org"] {
            assert_eq!(hosts(wrong), Err(wrong.to_owned()));
        }
    }
}
