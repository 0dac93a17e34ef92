//! The hosts that the program answers to. Requests under any other name get nothing, which prevents DNS rebinding: a
//! foreign name that resolves to this machine's address.

use crate::config::Options;
use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use std::net::Ipv6Addr;

/// The host names that are served.
#[derive(Clone, Debug)]
pub struct KnownHosts(Vec<String>);

impl KnownHosts {
    /// The host of the public URL and the further hosts that the operator allows.
    pub fn new(options: &Options) -> Self {
        let public = options.public_url.iter().map(|url| url.host().to_owned());
        Self(public.chain(options.allowed_host.iter().map(|host| host.to_lowercase())).collect())
    }

    /// Whether `host`, as a request names it, is served. IP addresses are always served, because nobody can make one
    /// resolve elsewhere, and so is `localhost`, which always means the client's own machine.
    fn serves(&self, host: &str) -> bool {
        let name = without_port(host);
        let is_address = name.parse::<std::net::Ipv4Addr>().is_ok()
            || name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'))
                .is_some_and(|name| name.parse::<Ipv6Addr>().is_ok());
        is_address
            || name.eq_ignore_ascii_case("localhost")
            || self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Refuses requests for other hosts. A request that names no host, as in HTTP/1.0, does not come from a browser and is
/// served.
pub async fn known_host(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let named = request.headers().get(header::HOST);
    let is_known = match (named, request.app_data::<web::Data<KnownHosts>>()) {
        (Some(host), Some(hosts)) => host.to_str().is_ok_and(|host| hosts.serves(host)),
        _ => true,
    };
    if is_known {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    Ok(request.into_response(HttpResponse::build(StatusCode::MISDIRECTED_REQUEST).finish()).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_not_served() {
        let hosts = KnownHosts(vec![String::from("engage.example.org")]);
        let known = [
            "Engage.example.org",
            "engage.example.org:443",
            "localhost:8080",
            "127.0.0.1",
            "10.1.2.3:80",
            "[::1]:8080",
        ];
        assert!(known.into_iter().all(|host| hosts.serves(host)));
        let unknown = [
            "evil.example",
            "evil.example:8080",
            "engage.example.org.evil.example",
            "127.0.0.1.evil.example",
            "[x]",
            "",
        ];
        assert!(unknown.into_iter().all(|host| !hosts.serves(host)), "{unknown:?}");
    }
}
