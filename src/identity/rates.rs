//! How often people's devices ask: a person has a rate, and so has the network that a request comes from, in each process and in
//! memory that does not grow with either.

use crate::ids::AppId;
use crate::limits::Limit;
use ipnet::IpNet;
use std::hash::Hash;
use std::time::Duration;

/// How many seconds' worth of requests may come at once after a pause, as of programs.
const BURST_SECONDS: u32 = 10;

/// Which part of a program's calls a person may make: a person has a few devices, each of which asks when something is opened.
const PERSON: u32 = 10;

/// What is said a second of one message from one network, on average: that it was shown and opened, once each.
const MESSAGE: u32 = 1;

/// What was asked so far.
pub struct Rates {
    people: Limit,
    networks: Limit,
    messages: Limit,
    /// Those who want no more, by themselves: whatever else is said of a message does not keep anybody from leaving.
    leaving: Limit,
}

impl Rates {
    /// Where a program may make `rate` calls a second, so may a network, behind which are many people.
    pub fn new(rate: u32) -> Self {
        let limit = |a_second: u32| {
            let burst = a_second.saturating_mul(BURST_SECONDS);
            Limit::new(burst, Duration::from_secs(BURST_SECONDS.into()))
        };
        Self {
            people: limit((rate / PERSON).max(1)),
            networks: limit(rate),
            messages: limit(MESSAGE),
            leaving: limit(MESSAGE),
        }
    }

    /// Counts a request from a network, before anything that was signed is looked at. An error is how long to wait.
    pub fn of_network(&self, network: IpNet) -> Result<(), Duration> {
        self.networks.try_once(network)
    }

    /// Counts what is said of a message from a network. An error is how long to wait.
    pub fn of_message(&self, message: impl Hash, network: IpNet) -> Result<(), Duration> {
        self.messages.try_once((message, network))
    }

    /// Counts that somebody wants no more messages, by the message and the network. An error is how long to wait.
    pub fn of_leaving(&self, message: impl Hash, network: IpNet) -> Result<(), Duration> {
        self.leaving.try_once((message, network))
    }

    /// Counts a request for a person of the app. An error is how long to wait.
    pub fn of_person(&self, app: AppId, account: &str) -> Result<(), Duration> {
        self.people.try_once((app, account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_ask_for_a_tenth_of_what_a_network_may() {
        let rates = Rates::new(100);
        let networks = ["192.0.2.1/32", "192.0.2.2/32"].map(|network| network.parse::<IpNet>().unwrap());
        let asked = |most: usize, ask: &dyn Fn() -> bool| (0..most).filter(|_| ask()).count();
        let person = |account: &'static str| asked(300, &|| rates.of_person(1.into(), account).is_ok());
        // Some come back meanwhile, but as many as are asked for here only in many seconds.
        assert!((100..300).contains(&person("zoe")) && person("zoe") < 300);
        assert!(person("back") >= 100, "another person is not held back");
        let leaves = |place: usize| asked(30, &|| rates.of_leaving("message", networks[place]).is_ok());
        assert!(asked(30, &|| rates.of_message("message", networks[0]).is_ok()) < 30);
        assert!((10..30).contains(&leaves(0)), "what else is said of a message keeps nobody from leaving");
        assert!(leaves(1) >= 10, "a stranger who has the token keeps nobody else from leaving");
        let network = |place: usize| asked(3_000, &|| rates.of_network(networks[place]).is_ok());
        assert!((1_000..3_000).contains(&network(0)) && network(1) >= 1_000);
    }
}
