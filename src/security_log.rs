//! The security log, from which an operator can find out who signed in, changed a password or exported data: one line
//! with target `security` for each event. Lines name users by id and networks by address, and contain nothing that
//! was typed.

use crate::ids::UserId;
use ipnet::IpNet;

/// How an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    /// Refused because of too many attempts.
    Limited,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Limited => "limited",
        }
    }
}

/// Logs an event, with the user if known and the network if it came over one.
pub fn record(event: &str, outcome: Outcome, user: Option<UserId>, network: Option<IpNet>) {
    log::info!(target: "security", "{}", line(event, outcome, user, network));
}

fn line(event: &str, outcome: Outcome, user: Option<UserId>, network: Option<IpNet>) -> String {
    let user = user.map_or_else(|| String::from("none"), |user| user.to_string());
    let network = network.map_or_else(|| String::from("none"), |network| network.to_string());
    format!("event={event} outcome={} user={user} network={network}", outcome.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_event_outcome_user_and_network() {
        let network = "203.0.113.5/32".parse().ok();
        let done = line("sign-in", Outcome::Done, Some(UserId::from(7)), network);
        assert_eq!(done, "event=sign-in outcome=done user=7 network=203.0.113.5/32");
        assert_eq!(line("export", Outcome::Limited, None, None), "event=export outcome=limited user=none network=none");
    }
}
