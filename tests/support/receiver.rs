//! A receiver of webhooks and of push messages on this machine, which keeps what it is posted and answers as a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take that is waited for, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The body as it came: what is encrypted is no text.
    pub bytes: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What a receiver answers: the status line after the version, further headers each with its end, and the body.
pub type Reply = (&'static str, String, String);

/// The answer of a receiver that takes everything.
pub fn ok() -> Reply {
    ("204 No Content", String::new(), String::new())
}

/// An answer without further headers.
pub fn status(status: &'static str, body: &str) -> Reply {
    (status, String::new(), body.to_owned())
}

/// A running receiver. It runs until the test program ends.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// `answer` is asked for each request, with how many came before.
    pub fn start(answer: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let (received, answer) = (Arc::<Mutex<Vec<Received>>>::default(), Arc::new(answer));
        let kept = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || {
                    serve(&stream, |request| {
                        let before = {
                            let mut all = kept.lock().unwrap();
                            all.push(request.clone());
                            all.len() - 1
                        };
                        answer(request, before)
                    })
                });
            }
        });
        Self { url, received }
    }

    /// What came so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// How many came so far.
    pub fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// Waits until so many have come.
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let started = Instant::now();
        loop {
            if self.count() >= count {
                return self.received();
            }
            let received = self.count();
            assert!(started.elapsed() < PATIENCE, "{count} are awaited, and {received} came: {:#?}", self.received());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Answers the requests of a connection until it ends.
fn serve(stream: &TcpStream, mut answer: impl FnMut(&Received) -> Reply) {
    stream.set_nodelay(true).unwrap();
    let mut lines = BufReader::new(stream);
    while let Some(request) = read(&mut lines) {
        let (status, headers, body) = answer(&request);
        let length =
            if status.starts_with("204") { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let text = format!("HTTP/1.1 {status}\r\n{length}{headers}\r\n{body}");
        if { stream }.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads a request; none at the end of the connection.
fn read(lines: &mut BufReader<&TcpStream>) -> Option<Received> {
    let mut first = String::new();
    if lines.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
    lines.read_exact(&mut body).ok()?;
    Some(Received { path, headers, body: String::from_utf8_lossy(&body).into_owned(), bytes: body })
}
