//! Programs of others that are asked over their input.

use serde_json::Value;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a peer may take to end before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program of others that answers each line with a line, both JSON.
pub struct Peer {
    child: Child,
    /// Open until it is dropped.
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    pub fn start(program: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output).lines() }
    }

    pub fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.input.as_ref().unwrap(), "{question}").unwrap();
        serde_json::from_str(&self.output.next().expect("an answer of the peer").unwrap()).unwrap()
    }
}

impl Drop for Peer {
    /// A peer ends by itself, with what it has started, when its input does.
    fn drop(&mut self) {
        drop(self.input.take());
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
