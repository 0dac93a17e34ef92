//! How the program connects to others, with webhooks and to push services: one request, no redirects, no proxy, no cookies, and
//! only as much of the answer as is shown. Which addresses it connects to: those of the public internet, so that nobody reaches through the program into
//! the network that it runs in, and those that the operator allows. What counts is the address that is connected to, not the
//! name, so that a name that leads elsewhere at the second look gains nothing.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// How long it may take to connect: half of the time that an answer may take, so that who is reached can answer.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an answer may take to come whose status is known already.
const REST_OF_ANSWER: Duration = Duration::from_secs(2);

/// How much of an answer is kept, in bytes: a screen.
pub const KEPT: usize = 1_024;

/// The networks of IPv4 that are not public: of this machine, private, shared, link-local, for documentation and tests,
/// multicast and reserved (the IANA registry of special-purpose addresses).
const NOT_PUBLIC_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The networks within 2000::/3, which is the public part of IPv6, that are not public: for protocols such as Teredo,
/// for documentation, and 6to4, which leads to any address of IPv4.
const NOT_PUBLIC_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether the address is of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let in_network = |(network, length)| Ipv4Net::new(network, length).is_ok_and(|net| net.contains(&address));
            !NOT_PUBLIC_V4.into_iter().any(in_network)
        }
        IpAddr::V6(address) => {
            let in_network = |(network, length)| Ipv6Net::new(network, length).is_ok_and(|net| net.contains(&address));
            // NAT64 leads to the address of IPv4 in its last half.
            if in_network((Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96)) {
                let [.., a, b, c, d] = address.octets();
                return is_public(Ipv4Addr::new(a, b, c, d).into());
            }
            in_network((Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)) && !NOT_PUBLIC_V6.into_iter().any(in_network)
        }
    }
}

/// Which addresses may be connected to.
#[derive(Clone, Debug)]
pub struct Networks {
    allowed: Arc<[IpNet]>,
    /// Whether public addresses may be connected to: only over TLS.
    is_public_allowed: bool,
}

impl Networks {
    /// For connections over TLS: public addresses, and those in the networks that the operator allows.
    pub fn with_tls(allowed: &[IpNet]) -> Self {
        Self { allowed: allowed.into(), is_public_allowed: true }
    }

    /// For connections without: only addresses in the networks that the operator allows.
    pub fn without_tls(allowed: &[IpNet]) -> Self {
        Self { allowed: allowed.into(), is_public_allowed: false }
    }

    pub fn allow(&self, address: IpAddr) -> bool {
        // An address of IPv4 that is written as one of IPv6.
        let address = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&address)) || (self.is_public_allowed && is_public(address))
    }
}

/// A client that connects to these networks only; `None` if the machine has no way to connect, which is logged. `what` is what
/// it sends, and `idle` how many connections to a host are kept open.
pub fn client(networks: Networks, what: &str, (patience, idle): (Duration, usize)) -> Option<Client> {
    let client = Client::builder()
        .user_agent(format!("Engage/{} ({what})", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .timeout(patience)
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(idle)
        .tcp_nodelay(true)
        .dns_resolver(Arc::new(networks))
        .build();
    client.inspect_err(|error| log::error!("no {what} can be sent: {error:?}")).ok()
}

/// The address in a URL, which is connected to without a look at the name.
pub fn address_in(url: &Url) -> Option<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(address)) => Some(address.into()),
        Some(Host::Ipv6(address)) => Some(address.into()),
        _ => None,
    }
}

/// The beginning of an answer, without characters that cannot be shown.
pub async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    let read = async {
        while bytes.len() < KEPT {
            match response.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                _ => return,
            }
        }
    };
    // What has come until then is kept.
    drop(tokio::time::timeout(REST_OF_ANSWER, read).await);
    bytes.truncate(KEPT);
    let text = String::from_utf8_lossy(&bytes);
    text.chars().filter(|one| !one.is_control() || *one == '\n').collect::<String>().trim().to_owned()
}

/// Why a name leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    #[error("the address is not public, and its network is not allowed")]
    Refused,
    #[error("there is no such host")]
    NoHost,
}

impl Resolve for Networks {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => found.collect(),
                Err(_) => return Err(NoWay::NoHost.into()),
            };
            let is_found = !found.is_empty();
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|one| networks.allow(one.ip())).collect();
            match (allowed.is_empty(), is_found) {
                (false, _) => Ok(Box::new(allowed.into_iter()) as Addrs),
                (true, true) => Err(NoWay::Refused.into()),
                (true, false) => Err(NoWay::NoHost.into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for text in [
            "1.1.1.1",
            "93.184.216.34",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "2606:4700::1111",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.192",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "::127.0.0.1",
            "3fff::1",
            "5f00::1",
            "100::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn the_operator_allows_networks_and_only_these_do_without_tls() {
        let allowed = ["127.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let (with, without) = (Networks::with_tls(&allowed), Networks::without_tls(&allowed));
        for (text, over_tls, in_the_clear) in [
            ("127.0.0.1", true, true),
            ("::ffff:127.0.0.1", true, true),
            ("fd00::1", true, true),
            ("1.1.1.1", true, false),
            ("::ffff:1.1.1.1", true, false),
            ("::ffff:10.0.0.1", false, false),
            ("10.0.0.1", false, false),
        ] {
            let address = text.parse().unwrap();
            assert_eq!((with.allow(address), without.allow(address)), (over_tls, in_the_clear), "{text}");
        }
    }
}
