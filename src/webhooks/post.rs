//! Posts a message.

use super::schedule;
use crate::outgoing::{self, Networks, NoWay};
use crate::store::webhook_attempts::AttemptProblem;
use chrono::{NaiveDateTime, TimeDelta, Utc};
use ipnet::IpNet;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, StatusCode};
use std::error::Error;
use std::iter::successors;
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use url::Url;

/// How long a receiver may take to answer: within the 15 to 30 seconds that the standard asks for.
const PATIENCE: Duration = Duration::from_secs(20);

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
    patience: Duration,
    with_tls: OnceLock<Option<Client>>,
    without_tls: OnceLock<Option<Client>>,
}

impl Poster {
    /// `allowed` are the networks beside the public internet.
    pub const fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed, patience: PATIENCE, with_tls: OnceLock::new(), without_tls: OnceLock::new() }
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
        if outgoing::address_in(url).is_some_and(|address| !networks.allow(address)) {
            return Err(AttemptProblem::Refused);
        }
        let client = client.get_or_init(|| outgoing::client(networks, "webhooks", (self.patience, IDLE)));
        let client = client.as_ref().ok_or(AttemptProblem::NoConnection)?;
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
        Ok((status, retry_after, outgoing::beginning(response).await))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// The address of a server that answers each connection with this, and then as many bytes more without an end.
    fn server(answer: &'static str, has_end: bool) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    // The request is small enough to come at once.
                    let came = stream.read(&mut [0; 4_096]).unwrap();
                    assert!(came > 0);
                    stream.write_all(answer.as_bytes()).unwrap();
                    while !has_end && stream.write_all(&[b'x'; 1_000]).is_ok() {}
                    // The client ends the connection.
                    drop(stream.read_to_end(&mut Vec::new()));
                });
            }
        });
        port
    }

    fn post(allowed: &str, url: &str) -> Answer {
        crate::startup::choose_tls();
        let allowed = allowed.split(',').filter_map(|network| network.parse().ok()).collect();
        let poster = Poster { patience: Duration::from_millis(500), ..Poster::new(allowed) };
        let letter = Letter {
            id: String::from("msg_1"),
            timestamp: 0,
            signatures: String::from("v1,x"),
            body: String::from("{}"),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(poster.post(&Url::parse(url).unwrap(), letter))
    }

    #[test]
    fn names_that_lead_into_the_own_network_are_refused() {
        let port = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);
        for url in ["https://localhost", "https://127.0.0.1", "https://[::ffff:127.0.0.1]", "http://localhost"] {
            assert_eq!(post("", &format!("{url}:{port}/")).problem, Some(AttemptProblem::Refused), "{url}");
        }
        assert_eq!(post("10.0.0.0/8", &format!("http://127.0.0.1:{port}/")).problem, Some(AttemptProblem::Refused));
        let both = "127.0.0.0/8,::1/128";
        assert_eq!(post(both, &format!("http://localhost:{port}/")).status, Some(200));
        assert_eq!(post(both, "https://no-such-host.invalid/").problem, Some(AttemptProblem::NoHost));
    }

    #[test]
    fn answers_are_read_no_further_than_they_are_shown_and_not_for_ever() {
        let here = "127.0.0.0/8";
        let ask = |answer, has_end| post(here, &format!("http://127.0.0.1:{}/", server(answer, has_end)));
        let silent = ask("", true);
        assert_eq!((silent.status, silent.problem), (None, Some(AttemptProblem::TimedOut)));
        let endless = ask("HTTP/1.1 200 OK\r\n\r\n", false);
        assert_eq!((endless.status, endless.text.len()), (Some(200), outgoing::KEPT));
        let cut = ask("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 100\r\n\r\nla\u{0}ter", true);
        assert_eq!((cut.status, cut.text.as_str()), (Some(503), "later"));
        assert_eq!(cut.retry_after, Some(TimeDelta::seconds(7)));
        let led = ask("HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", true);
        assert_eq!(led.status, Some(307));
    }
}
