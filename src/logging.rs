//! The log: one line an event, on standard error, with the request that it belongs to. `RUST_LOG` says what it holds.

use crate::request_id;
use env_logger::{Builder, Env};
use std::io::Write;

/// What is logged where `RUST_LOG` says nothing. What strangers send can be anything, so that requests which cannot be
/// read, and cookies that are not ours, are no errors of this program.
const DEFAULT: &str = "info,actix_server=warn,actix_http=off,actix_session=error,r2d2=off";

/// Starts the log. A panic is logged as an error where it happens.
pub fn start() {
    let mut builder = Builder::from_env(Env::default().default_filter_or(DEFAULT));
    builder.format(|line, record| {
        let time = line.timestamp_millis();
        write!(line, "{time} {} {}", record.level(), record.target())?;
        if let Some(id) = request_id::current() {
            write!(line, " request={id}")?;
        }
        writeln!(line, " {}", printable(&record.args().to_string()))
    });
    builder.init();
    std::panic::set_hook(Box::new(|panic| log::error!("a fault: {panic}")));
}

/// The text on one line and without what would command a terminal.
fn printable(text: &str) -> String {
    text.chars().flat_map(|one| if one.is_control() { one.escape_default().collect() } else { vec![one] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_logged_stays_on_its_line() {
        assert_eq!(printable("a\nb\u{1b}[31m é"), "a\\nb\\u{1b}[31m é");
    }
}
