//! Posts one message to a push service.

use crate::outgoing::{self, Networks};
use crate::store::notifications::Urgency;
use crate::webhooks::schedule;
use chrono::{TimeDelta, Utc};
use ipnet::IpNet;
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;
use std::time::Duration;
use url::Url;

/// How long a push service may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Connections to one service that are kept open between messages: as many as are under way.
const IDLE: usize = 64;

/// A message as it is posted.
pub struct Letter {
    pub body: Vec<u8>,
    pub authorization: String,
    /// For how many seconds it is kept for a device that is off.
    pub ttl: i64,
    pub urgency: Urgency,
    /// One that replaces another has the same.
    pub topic: String,
}

/// What a push service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<TimeDelta>,
    /// Its own words, of an answer that is no success.
    pub text: String,
}

/// Posts messages. Connections are kept and shared.
pub struct PushPoster {
    allowed: Vec<IpNet>,
    with_tls: OnceLock<Option<Client>>,
    without_tls: OnceLock<Option<Client>>,
}

impl PushPoster {
    /// `hosts` are those that the operator allows, with their ports: addresses, or this machine.
    pub fn new(hosts: &[String]) -> Self {
        let address = |host: &String| -> Vec<IpAddr> {
            let has_port = |(_, port): &(&str, &str)| port.parse::<u16>().is_ok();
            let name = host.rsplit_once(':').filter(has_port).map_or(host.as_str(), |(name, _)| name);
            if name == "localhost" {
                return vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            }
            name.trim_matches(['[', ']']).parse().into_iter().collect()
        };
        let allowed = hosts.iter().flat_map(address).map(IpNet::from).collect();
        Self { allowed, with_tls: OnceLock::new(), without_tls: OnceLock::new() }
    }

    /// Posts the message; `None` if there was no answer, so that nobody knows whether it arrived.
    pub async fn post(&self, url: &Url, letter: Letter) -> Option<Answer> {
        let over_tls = url.scheme() == "https";
        let networks = if over_tls { Networks::with_tls(&self.allowed) } else { Networks::without_tls(&self.allowed) };
        if outgoing::address_in(url).is_some_and(|address| !networks.allow(address)) {
            return None;
        }
        let client = if over_tls { &self.with_tls } else { &self.without_tls };
        let client = client.get_or_init(|| outgoing::client(networks, "push", (PATIENCE, IDLE))).as_ref()?;
        let request = client
            .post(url.clone())
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(AUTHORIZATION, letter.authorization)
            .header("ttl", letter.ttl.to_string())
            .header("urgency", letter.urgency.word())
            .header("topic", letter.topic)
            .body(letter.body);
        let response = request.send().await.ok()?;
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = header.and_then(|header| schedule::asked(header, Utc::now().naive_utc()));
        let status = response.status().as_u16();
        // The rest of a success says nothing, and reading it keeps the connection.
        let text = outgoing::beginning(response).await;
        Some(Answer { status, retry_after, text })
    }
}
