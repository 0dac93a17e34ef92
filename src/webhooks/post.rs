//! Posts a message: one request, no redirects, no proxy, no cookies, and only as much of the answer as is shown.

use super::network::{Networks, NoWay};
use super::schedule;
use crate::store::webhook_attempts::AttemptProblem;
use chrono::{NaiveDateTime, TimeDelta, Utc};
use ipnet::IpNet;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use std::error::Error;
use std::iter::successors;
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use url::{Host, Url};

/// How long a receiver may take to answer: within the 15 to 30 seconds that the standard asks for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take to connect: half of the time, so that a receiver that is reached can answer.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an answer may take to come whose status is known already.
const REST_OF_ANSWER: Duration = Duration::from_secs(2);

/// How much of an answer is kept, in bytes: a screen.
const KEPT: usize = 1_024;

/// Connections to one host that are kept open between messages; as many as lanes of an endpoint.
const IDLE: usize = 16;

/// A message as it is posted.
#[derive(Clone, Debug)]
pub struct Letter {
    pub id: String,
    pub timestamp: i64,
    pub signatures: String,
    pub body: String,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub at: NaiveDateTime,
    pub milliseconds: i32,
    pub status: Option<u16>,
    pub problem: Option<AttemptProblem>,
    pub text: String,
    /// The pause that the receiver asks for.
    pub retry_after: Option<TimeDelta>,
}

/// Posts messages. Connections are kept and shared.
pub struct Poster {
    allowed: Vec<IpNet>,
    with_tls: OnceLock<Option<Client>>,
    without_tls: OnceLock<Option<Client>>,
}

impl Poster {
    /// `allowed` are the networks beside the public internet.
    pub const fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed, with_tls: OnceLock::new(), without_tls: OnceLock::new() }
    }

    /// Whether anything may be posted to the address, over TLS or without; `None` for one that a name leads to.
    pub fn may_post(&self, over_tls: bool, address: Option<IpAddr>) -> bool {
        let networks = self.networks(over_tls);
        address.map_or(over_tls || !self.allowed.is_empty(), |address| networks.allow(address))
    }

    fn networks(&self, over_tls: bool) -> Networks {
        if over_tls { Networks::with_tls(&self.allowed) } else { Networks::without_tls(&self.allowed) }
    }

    /// Posts the message.
    pub async fn post(&self, url: &Url, letter: Letter) -> Answer {
        let (at, started) = (Utc::now().naive_utc(), Instant::now());
        let sent = self.send(url, letter).await;
        let milliseconds = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
        let (status, retry_after, problem, text) = match sent {
            Ok((status, retry_after, text)) => (Some(status.as_u16()), retry_after, None, text),
            Err(problem) => (None, None, Some(problem), String::new()),
        };
        Answer { at, milliseconds, status, problem, text, retry_after }
    }

    async fn send(&self, url: &Url, letter: Letter) -> Result<(StatusCode, Option<TimeDelta>, String), AttemptProblem> {
        let over_tls = url.scheme() == "https";
        let (networks, client) = (self.networks(over_tls), if over_tls { &self.with_tls } else { &self.without_tls });
        // An address in the URL is connected to without a look at the name.
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        if address.is_some_and(|address| !networks.allow(address)) {
            return Err(AttemptProblem::Refused);
        }
        let client = client.get_or_init(|| client_of(networks)).as_ref().ok_or(AttemptProblem::NoConnection)?;
        let request = client
            .post(url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", letter.id)
            .header("webhook-timestamp", letter.timestamp.to_string())
            .header("webhook-signature", letter.signatures)
            .body(letter.body);
        let response = request.send().await.map_err(|error| problem_of(&error))?;
        let (status, now) = (response.status(), Utc::now().naive_utc());
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = header.and_then(|header| schedule::asked(header, now));
        Ok((status, retry_after, beginning(response).await))
    }
}

/// A client that connects to these networks only; `None` if the machine has no way to connect, which is logged.
fn client_of(networks: Networks) -> Option<Client> {
    let client = Client::builder()
        .user_agent(concat!("Engage/", env!("CARGO_PKG_VERSION"), " (webhooks)"))
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .timeout(PATIENCE)
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(IDLE)
        .tcp_nodelay(true)
        .dns_resolver(std::sync::Arc::new(networks))
        .build();
    client.inspect_err(|error| log::error!("no webhook can be sent: {error:?}")).ok()
}

/// The beginning of an answer, without characters that cannot be shown.
async fn beginning(mut response: Response) -> String {
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

fn problem_of(error: &reqwest::Error) -> AttemptProblem {
    let mut causes = successors(error.source(), |cause| (*cause).source());
    match causes.find_map(|cause| cause.downcast_ref::<NoWay>()) {
        Some(NoWay::Refused) => AttemptProblem::Refused,
        Some(NoWay::NoHost) => AttemptProblem::NoHost,
        None if error.is_timeout() => AttemptProblem::TimedOut,
        None if error.is_connect() => AttemptProblem::NoConnection,
        None => AttemptProblem::BrokenOff,
    }
}
