//! How often passwords may be guessed: by network, by account, and by a browser that has signed in to the account before.

use crate::ids::UserId;
use crate::limits::Limit;
use ipnet::IpNet;
use std::time::Duration;

/// Tries of a network: a person mistypes a few times, and an office shares one address.
const OF_A_NETWORK: (u32, Duration) = (20, Duration::from_secs(60));

/// Guesses at one account from all strangers together: at most 100 an hour, as ASVS 2.2.1 asks.
const OF_STRANGERS: (u32, Duration) = (100, Duration::from_secs(3_600));

/// Guesses of one browser that has signed in to the account before, whatever strangers do.
const OF_A_DEVICE: (u32, Duration) = (20, Duration::from_secs(720));

/// An account, by the digest of its address: what was typed is kept nowhere.
pub type Account = [u8; 32];

/// Who guesses.
#[derive(Clone, Debug)]
pub struct Guesser {
    pub network: IpNet,
    /// The browser, where it has signed in to the account before.
    pub device: Option<String>,
}

/// The guesses of late, each counted in this process.
pub struct Guesses {
    networks: Limit,
    strangers: Limit,
    devices: Limit,
}

impl Default for Guesses {
    fn default() -> Self {
        let limit = |(burst, period)| Limit::new(burst, period);
        Self { networks: limit(OF_A_NETWORK), strangers: limit(OF_STRANGERS), devices: limit(OF_A_DEVICE) }
    }
}

impl Guesses {
    /// Counts a try from this network at anything, or says how long to wait.
    pub fn from_network(&self, network: IpNet) -> Result<(), Duration> {
        self.networks.try_once(network)
    }

    /// Counts a guess at the account, or says how long to wait. Guesses of strangers do not keep a known browser out.
    pub fn at(&self, account: &Account, device: Option<&str>) -> Result<(), Duration> {
        match device {
            Some(device) => self.devices.try_once((account, device)),
            None => self.strangers.try_once(account),
        }
    }

    /// Counts a guess of a signed-in user at the password of their own.
    pub fn of_user(&self, user: UserId) -> Result<(), Duration> {
        self.devices.try_once(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_run_out_of_guesses_and_the_owners_browser_does_not() {
        let (guesses, account) = (Guesses::default(), [7; 32]);
        let allowed = (0..200).filter(|_| guesses.at(&account, None).is_ok()).count();
        assert_eq!(allowed, 100);
        assert_eq!((0..200).filter(|_| guesses.at(&account, Some("hers")).is_ok()).count(), 20);
        assert!(guesses.at(&[8; 32], None).is_ok());
        let wait = guesses.at(&account, None).unwrap_err();
        assert!(wait <= Duration::from_secs(36), "one comes back after 36 seconds: {wait:?}");
    }
}
