//! The log: one line per event, on standard error, with the id of the request that it belongs to. `RUST_LOG` sets
//! what is logged.

use crate::request_id;
use env_logger::{Builder, Env};
use std::io::Write;

/// What is logged without `RUST_LOG`. Strangers can send anything, so requests that cannot be parsed and foreign
/// cookies are not errors of this program.
const DEFAULT: &str = "info,actix_server=warn,actix_http=off,actix_session=error,r2d2=off";

/// Starts the log. Panics are logged as errors.
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

/// Escapes control characters, so that the text stays on one line and cannot control a terminal.
fn printable(text: &str) -> String {
    text.chars().flat_map(|one| if one.is_control() { one.escape_default().collect() } else { vec![one] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_stays_on_one_line() {
        assert_eq!(printable("a\nb\u{1b}[31m é"), "a\\nb\\u{1b}[31m é");
    }
}
