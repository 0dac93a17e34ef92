//! The security log, from which an operator can find out who signed in, changed something or took data out: one line with
//! target `security` for each event. Lines name users and what they did it to by id, and networks by address, and contain
//! nothing that was typed.

use crate::ids::{Number, UserId};
use ipnet::IpNet;

/// How an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    /// Refused because of too many attempts.
    Limited,
    /// A fault of ours, or of the database or the disk.
    Failed,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Limited => "limited",
            Self::Failed => "failed",
        }
    }
}

/// Something that happened, or was tried.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    name: &'a str,
    outcome: Outcome,
    user: Option<UserId>,
    network: Option<IpNet>,
    id: Option<Number>,
}

impl<'a> Event<'a> {
    pub const fn new(name: &'a str, outcome: Outcome) -> Self {
        Self { name, outcome, user: None, network: None, id: None }
    }

    /// By this user, if it is known.
    pub fn by(self, user: impl Into<Option<UserId>>) -> Self {
        Self { user: user.into(), ..self }
    }

    /// From this network, if it came over one.
    pub fn from(self, network: impl Into<Option<IpNet>>) -> Self {
        Self { network: network.into(), ..self }
    }

    /// To the thing with this id.
    pub fn to(self, id: impl Into<Option<Number>>) -> Self {
        Self { id: id.into(), ..self }
    }

    /// Writes the line.
    pub fn record(self) {
        log::info!(target: "security", "{}", self.line());
    }

    fn line(self) -> String {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| String::from("none"));
        let (name, outcome) = (self.name, self.outcome.word());
        let user = or_none(self.user.map(|user| user.to_string()));
        let network = or_none(self.network.map(|network| network.to_string()));
        let id = or_none(self.id.map(|id| id.to_string()));
        format!("event={name} outcome={outcome} user={user} network={network} id={id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_found_by_each_of_its_words() {
        let network: Option<IpNet> = "203.0.113.5/32".parse().ok();
        let done = Event::new("export", Outcome::Done).by(UserId::from(7)).from(network).to(5).line();
        assert_eq!(done, "event=export outcome=done user=7 network=203.0.113.5/32 id=5");
        let limited = Event::new("sign-in", Outcome::Limited).line();
        assert_eq!(limited, "event=sign-in outcome=limited user=none network=none id=none");
    }
}
