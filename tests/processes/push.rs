//! Messages of Web Push that the libraries of others open.

use crate::site::left_out;
use engage::push::sealing::{BrowserKeys, LONGEST, seal};
use engage::push::vapid::{Contact, Sender, SenderKey};
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A program of others that answers each line with a line, both JSON.
struct Peer {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    fn start(program: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output).lines() }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.input, "{question}").unwrap();
        serde_json::from_str(&self.output.next().expect("an answer of the peer").unwrap()).unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn script(name: &str) -> String {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/push_peers");
    folder.join(name).display().to_string()
}

fn browser_keys(of: &Value) -> BrowserKeys {
    BrowserKeys::parse(of["p256dh"].as_str().unwrap(), of["auth"].as_str().unwrap()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn http_ece_of_pypi_opens_messages_of_every_length() {
    let Some(python) = std::env::var_os("ENGAGE_TEST_PYTHON") else {
        return left_out("http-ece, as ENGAGE_TEST_PYTHON is not set");
    };
    let mut peer = Peer::start(Path::new(&python), &[&script("open.py")]);
    let (random, long) = (SystemRandom::new(), "é".repeat(LONGEST / 2) + "x");
    for (text, length) in [("", 0), ("Bonjour Zoë 😀", 0), ("x", 300), ("", LONGEST), (&long, 0)] {
        let browser = browser_keys(&peer.ask(&json!({ "make": true })));
        let sealed = seal(&random, &browser, text.as_bytes(), length).unwrap();
        assert_eq!(peer.ask(&json!({ "open": hex(&sealed) }))["text"], text);
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(peer.ask(&json!({ "open": hex(&damaged) }))["text"], Value::Null);
    }
}

#[tokio::test]
async fn web_push_testing_of_npm_takes_the_signature_and_opens_the_messages() {
    let Some(modules) = std::env::var_os("ENGAGE_TEST_NPM") else {
        return left_out("web-push-testing, as ENGAGE_TEST_NPM is not set");
    };
    engage::startup::choose_tls();
    let modules = modules.into_string().unwrap();
    let mut peer = Peer::start(Path::new("node"), &[&script("service.cjs"), &modules]);
    let key = SenderKey::of(&SenderKey::random().unwrap()).unwrap();
    let subscription = peer.ask(&json!({ "subscribe": key.public_text() }));
    let endpoint = url::Url::parse(subscription["endpoint"].as_str().unwrap()).unwrap();
    let sender = Sender::new(key, Contact::parse("mailto:push@engage.example.org").unwrap());
    let stranger = Sender::new(
        SenderKey::of(&SenderKey::random().unwrap()).unwrap(),
        Contact::parse("https://engage.example.org").unwrap(),
    );
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let browser = browser_keys(&subscription["keys"]);
    let post = async |by: &Sender, text: &str| {
        let sealed = seal(&SystemRandom::new(), &browser, text.as_bytes(), 600).unwrap();
        let request = reqwest::Client::new()
            .post(endpoint.clone())
            .header("content-type", "application/octet-stream")
            .header("content-encoding", "aes128gcm")
            .header("ttl", "60")
            .header("urgency", "normal")
            .header("topic", "abc-_9")
            .header("authorization", by.authorization(&endpoint.origin().ascii_serialization(), now).unwrap());
        request.body(sealed).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(&sender, "Bonjour Zoë 😀").await, 201);
    assert_eq!(post(&sender, "").await, 201);
    assert!((400..500).contains(&post(&stranger, "not from whom it subscribed to").await));
    let received = peer.ask(&json!({ "received": true }));
    assert_eq!(received["messages"], json!(["Bonjour Zoë 😀", ""]));
    peer.ask(&json!({ "expire": true }));
    assert_eq!(post(&sender, "too late").await, 410);
}
