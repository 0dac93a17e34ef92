//! What an operator can find out later of who signed in, changed a password or took data out: a line of the log of target
//! `security` for each event. Lines name users by id and networks by address; nothing that was typed is in them.

use crate::ids::UserId;
use ipnet::IpNet;

/// How an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    /// Refused because of too many tries.
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

/// Logs an event of a user, if it is known, from a network, if it came over one.
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
    fn a_line_can_be_found_by_each_of_its_words() {
        let network = "203.0.113.5/32".parse().ok();
        let done = line("sign-in", Outcome::Done, Some(UserId::from(7)), network);
        assert_eq!(done, "event=sign-in outcome=done user=7 network=203.0.113.5/32");
        assert_eq!(line("export", Outcome::Limited, None, None), "event=export outcome=limited user=none network=none");
    }
}
