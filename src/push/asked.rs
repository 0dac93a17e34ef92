//! How often the tokens of messages are used, by people whom nobody knows. A token is signed, so that one that was made up is seen
//! before anything is read, and counts for its network alone. A true one has a rate for each network that uses it, and one more for
//! leaving. So whoever wants no more is held back only by having said so from the same network moments ago: no neighbour behind the
//! same address uses the rate up, for who has not got the token counts elsewhere; nobody who has got hold of the token does, for whoever
//! uses up the rate for leaving has left with the first request; and the links and events of the message do not, for they count
//! apart. Looking at the page where one can leave has no rate for a true token: programs that look at links for people would use it up.

use crate::state::State;
use ipnet::IpNet;
use std::time::Duration;

/// What a token is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// To say what became of the message, or to follow its links.
    Say,
    /// To see the page where one can leave.
    Look,
    /// To get no more messages.
    Leave,
}

/// Counts the use of a token from a network. An error is how long to wait.
pub fn count(state: &State, token: &str, network: IpNet, what: Use) -> Result<(), Duration> {
    match (state.push_tokens.read(token), what) {
        (None, _) => state.people.of_network(network),
        (Some(_), Use::Look) => Ok(()),
        (Some(named), Use::Say) => state.people.of_message(named, network),
        (Some(named), Use::Leave) => state.people.of_leaving(named, network),
    }
}
