//! Who a person is whom a program on a device asks for. Anybody can read the token of such a program, so it gets answers only
//! for the person for whom the publisher's back end has signed a JSON Web Token, with one of the app's keys.

pub mod keys;
pub mod rates;
mod signed;

pub use signed::{SignedError, audience, signed_for};

/// The header of what a back end has signed.
pub const IDENTITY: &str = "engage-identity";

/// The longest time for which a back end may sign, in seconds: a day. Somebody who signs out is asked for no longer than that.
pub const LONGEST_SECONDS: i64 = 24 * 60 * 60;

/// How far the clocks of a back end and of this program may be apart, in seconds.
const LEEWAY_SECONDS: i64 = 60;
