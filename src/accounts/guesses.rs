//! Limits how often passwords may be guessed: by network, by account, and by browser that has signed in to the account
//! before. Guesses are counted in the database, so that the limits hold across replicas. A process that has counted too
//! many itself does not query the database.

use crate::ids::UserId;
use crate::limits::{Limit, SLOTS};
use crate::store::guesses::{self, Try};
use crate::store::{Database, DbConnection, QueryResult, StoreError};
use chrono::NaiveDateTime;
use ipnet::IpNet;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// At most `burst` tries at once, and as many again over `period`.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    period: Duration,
}

/// Tries from one network: people mistype a few times, and an office shares one address. A program that guesses needs
/// thousands a minute to get anywhere.
const OF_A_NETWORK: Rate = Rate { burst: 20, period: Duration::from_secs(60) };

/// Guesses at one account by all strangers together: at most 100 an hour, as ASVS 2.2.1 requires.
const OF_STRANGERS: Rate = Rate { burst: 100, period: Duration::from_secs(3_600) };

/// Guesses by one browser that has signed in to the account before, regardless of strangers: 20 at once and 100 an
/// hour, as ASVS 2.2.1 requires.
const OF_A_DEVICE: Rate = Rate { burst: 20, period: Duration::from_secs(720) };

/// An account, identified by the digest of its address, so that typed addresses are not stored.
pub type Account = [u8; 32];

/// The origin of a guess.
#[derive(Clone, Debug)]
pub struct Guesser {
    pub network: IpNet,
    /// The browser, if it has signed in to the account before.
    pub device: Option<String>,
}

/// The limit that a guess counts against.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Guess<'a> {
    /// Any try from this network.
    Network(IpNet),
    /// A stranger's guess at the account.
    Stranger(&'a Account),
    /// A guess at the account by a browser that has signed in to it before. Guesses of strangers do not lock it out.
    Device(&'a Account, &'a str),
    /// A guess of a signed-in user at their own password.
    User(UserId),
}

/// Why a guess is rejected.
#[derive(Debug, thiserror::Error)]
pub enum GuessError {
    #[error("too many guesses")]
    TooMany {
        /// The time until the next guess.
        wait: Duration,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts guesses in this process and in the database. A secret that replicas share determines the slot in the
/// database.
pub struct Guesses {
    secret: String,
    networks: Limit,
    strangers: Limit,
    devices: Limit,
}

impl<'a> Guess<'a> {
    /// A guess at the account; `device` is the browser if it has signed in to the account before.
    pub fn at(account: &'a Account, device: Option<&'a str>) -> Self {
        device.map_or(Self::Stranger(account), |device| Self::Device(account, device))
    }

    const fn rate(self) -> Rate {
        match self {
            Self::Network(_) => OF_A_NETWORK,
            Self::Stranger(_) => OF_STRANGERS,
            Self::Device(..) | Self::User(_) => OF_A_DEVICE,
        }
    }

    /// The number of the kind, which has slots of its own, and what identifies the guess among those of its kind.
    fn key(self) -> (u32, Vec<u8>) {
        match self {
            Self::Network(network) => (0, network.to_string().into_bytes()),
            Self::Stranger(account) => (1, account.to_vec()),
            Self::Device(account, device) => (2, [account.as_slice(), device.as_bytes()].concat()),
            Self::User(user) => (3, user.to_string().into_bytes()),
        }
    }
}

impl Guesses {
    /// `secret` is shared by all replicas.
    pub fn new(secret: String) -> Self {
        let limit = |rate: Rate| Limit::new(rate.burst, rate.period);
        Self { secret, networks: limit(OF_A_NETWORK), strangers: limit(OF_STRANGERS), devices: limit(OF_A_DEVICE) }
    }

    /// Counts the guesses made at `now` in order, up to the first that exceeds its limit.
    pub async fn count(
        &self,
        database: &Database,
        guesses: &[Guess<'_>],
        now: NaiveDateTime,
    ) -> Result<(), GuessError> {
        guesses.iter().try_for_each(|guess| self.count_here(*guess))?;
        let tries: Vec<Try> = guesses.iter().map(|guess| self.counted(*guess)).collect();
        let now = now.and_utc().timestamp_micros();
        let wait = database.write(move |connection| count_each(connection, &tries, now)).await?;
        match wait {
            None => Ok(()),
            Some(wait) => Err(GuessError::TooMany { wait: Duration::from_micros(wait.unsigned_abs()) }),
        }
    }

    /// Counts the guess in this process, or returns how long to wait.
    fn count_here(&self, guess: Guess<'_>) -> Result<(), GuessError> {
        let limit = match guess {
            Guess::Network(_) => &self.networks,
            Guess::Stranger(_) => &self.strangers,
            Guess::Device(..) | Guess::User(_) => &self.devices,
        };
        limit.try_once(guess).map_err(|wait| GuessError::TooMany { wait })
    }

    /// The guess as the database counts it. With a thousand keys in use, another key shares one of the 65,536 slots
    /// with one of them in one case of 65.
    fn counted(&self, guess: Guess<'_>) -> Try {
        let (rate, (kind, key)) = (guess.rate(), guess.key());
        let digest = Sha256::new_with_prefix(self.secret.as_bytes()).chain_update(key).finalize();
        let drawn = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let slots = u32::try_from(SLOTS).unwrap_or(u32::MAX);
        let interval = i64::try_from((rate.period / rate.burst).as_micros()).unwrap_or(i64::MAX);
        Try { slot: (kind * slots + drawn % slots).cast_signed(), burst: rate.burst, interval }
    }
}

fn count_each(connection: &mut DbConnection, tries: &[Try], now: i64) -> QueryResult<Option<i64>> {
    for tried in tries {
        let wait = guesses::count(connection, *tried, now)?;
        if wait.is_some() {
            return Ok(wait);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(guesses: &Guesses, guess: Guess<'_>) -> usize {
        (0..200).filter(|_| guesses.count_here(guess).is_ok()).count()
    }

    #[test]
    fn strangers_run_out_of_guesses_and_the_owners_browser_does_not() {
        let (guesses, account) = (Guesses::new(String::from("secret")), [7; 32]);
        assert_eq!(allowed(&guesses, Guess::at(&account, None)), 100);
        assert_eq!(allowed(&guesses, Guess::at(&account, Some("hers"))), 20);
        assert!(guesses.count_here(Guess::at(&[8; 32], None)).is_ok());
        let Err(GuessError::TooMany { wait }) = guesses.count_here(Guess::Stranger(&account)) else {
            panic!("there is a guess left")
        };
        assert!(wait <= Duration::from_secs(36), "one comes back after 36 seconds: {wait:?}");
    }

    #[test]
    fn a_slot_is_drawn_by_the_secret_among_those_of_its_kind() {
        let (one, other) = (Guesses::new(String::from("one")), Guesses::new(String::from("other")));
        let network = Guess::Network("192.0.2.1/32".parse().unwrap());
        let slots = [network, Guess::Stranger(&[1; 32]), Guess::Device(&[1; 32], "hers"), Guess::User(UserId::from(1))];
        let slots = slots.map(|guess| one.counted(guess).slot);
        let kinds = slots.map(|slot| slot / i32::try_from(SLOTS).unwrap());
        assert_eq!(kinds, [0, 1, 2, 3]);
        assert_eq!(one.counted(network).slot, slots[0]);
        assert_ne!(one.counted(network).slot, other.counted(network).slot);
    }
}
