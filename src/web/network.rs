//! The network that a request comes from: that of the connection's peer, or of the client that a trusted proxy names.

use crate::config::{Options, ProxyHeader};
use crate::state::State;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use actix_web::{HttpRequest, web};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr};

/// The network that a request comes from: one IPv4 address, or the 64-bit IPv6 prefix that a provider assigns to a
/// household.
pub fn network_of(request: &HttpRequest) -> IpNet {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    let state = request.app_data::<web::Data<State>>();
    network(state.map_or(peer, |state| address(peer, request.headers(), &state.options)))
}

/// The network of an address.
pub fn network(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Net::from(address).into(),
        IpAddr::V6(address) => {
            Ipv6Net::new(address, 64).map_or_else(|_| address.into(), |network| network.trunc()).into()
        }
    }
}

/// The last address in the chain that is not a trusted proxy. Anyone could have forged the ones before it.
fn address(peer: IpAddr, headers: &HeaderMap, options: &Options) -> IpAddr {
    let is_proxy = |address: IpAddr| options.trusted_proxy.iter().any(|network| network.contains(&address));
    let mut last = peer.to_canonical();
    let chain = match options.proxy_header {
        ProxyHeader::XForwardedFor => parts(headers, &HeaderName::from_static("x-forwarded-for")),
        ProxyHeader::Forwarded => parts(headers, &FORWARDED),
    };
    for part in chain.iter().rev() {
        if !is_proxy(last) {
            break;
        }
        let text = match options.proxy_header {
            ProxyHeader::XForwardedFor => Some(part.as_str()),
            ProxyHeader::Forwarded => part.split(';').find_map(forwarded_for),
        };
        let Some(address) = text.and_then(parse_address) else { break };
        last = address;
    }
    last
}

/// The items of a list in one header, or in several headers of the same name, from the first proxy to the last.
fn parts(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let texts = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
    texts.flat_map(|text| text.split(',')).map(|part| part.trim().to_owned()).collect()
}

fn forwarded_for(pair: &str) -> Option<&str> {
    let (name, value) = pair.trim().split_once('=')?;
    name.eq_ignore_ascii_case("for").then(|| value.trim_matches('"'))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn parse_address(text: &str) -> Option<IpAddr> {
    let socket = text.parse::<std::net::SocketAddr>().map(|socket| socket.ip());
    let plain = || text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    socket.or_else(|_| plain()).ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use clap::Parser;

    fn options(arguments: &[&str]) -> Options {
        crate::config::CommandLine::parse_from([&["engage"], arguments].concat()).options
    }

    fn asked(options: &Options, peer: &str, headers: &[(&str, &str)]) -> String {
        let request = headers.iter().fold(TestRequest::default(), |request, header| request.append_header(*header));
        address(peer.parse().unwrap(), request.to_http_request().headers(), options).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let none = options(&[]);
        assert_eq!(asked(&none, "10.0.0.1", &[("x-forwarded-for", "192.0.2.1")]), "10.0.0.1");
        let one = options(&["--trusted-proxy", "10.0.0.0/8"]);
        assert_eq!(asked(&one, "10.0.0.1", &[("x-forwarded-for", "192.0.2.1")]), "192.0.2.1");
        assert_eq!(asked(&one, "11.0.0.1", &[("x-forwarded-for", "192.0.2.1")]), "11.0.0.1");
    }

    #[test]
    fn what_a_client_made_up_before_the_last_proxy_is_not_believed() {
        let two = options(&["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "192.0.2.9/32"]);
        let chain = [("x-forwarded-for", "1.1.1.1, 203.0.113.5"), ("x-forwarded-for", "192.0.2.9")];
        assert_eq!(asked(&two, "10.0.0.1", &chain), "203.0.113.5");
        assert_eq!(asked(&two, "10.0.0.1", &[("x-forwarded-for", "1.1.1.1, unknown")]), "10.0.0.1");
        assert_eq!(asked(&two, "10.0.0.1", &[("forwarded", "for=1.1.1.1")]), "10.0.0.1");
    }

    #[test]
    fn forwarded_is_read_where_that_is_the_header_of_the_proxy() {
        let options = options(&["--trusted-proxy", "::1/128", "--proxy-header", "forwarded"]);
        let asked = |value: &str| asked(&options, "::1", &[("forwarded", value), ("x-forwarded-for", "1.1.1.1")]);
        assert_eq!(asked("for=1.1.1.1, For=\"[2001:db8::7]:4711\";proto=https"), "2001:db8::7");
        assert_eq!(asked("proto=https;for=192.0.2.43:80"), "192.0.2.43");
    }

    #[test]
    fn a_household_is_one_network() {
        let text = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(text("192.0.2.1"), "192.0.2.1/32");
        assert_eq!(text("::ffff:192.0.2.1"), "192.0.2.1/32");
        assert_eq!(
            (text("2001:db8:1:2:3:4:5:6"), text("2001:db8:1:2::9")),
            ("2001:db8:1:2::/64".into(), "2001:db8:1:2::/64".into())
        );
    }
}
