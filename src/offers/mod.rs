//! Targeted offers: what the customers in groups are offered, who has seen it, reserved and claimed it, and what was bought
//! with it.

mod ask;
mod audience;
mod claim;
pub mod codes;
pub mod draft;
pub mod effect;
pub mod export;
pub mod list;
pub mod save;
mod settle;
mod standing;
#[cfg(test)]
mod testing;

pub use ask::{Asked, Checked, Shown, ask, ask_at_once, checked};
pub use audience::{Reach, reach};
pub use claim::{Claim, Claimed, Order, RefusedClaim, claim, reserve};
pub use list::of_app;
pub use settle::{due, settle};
pub use standing::{Standing, kept_until};

use crate::store::offers::Offer;
use crate::token::hex;
use sha2::{Digest, Sha256};

/// What the keys of offers' flags start with.
pub const FLAG: &str = "offer.";

/// What identifies that an offer is shown to a customer, in the form of a UUID of version 8 (RFC 9562). It is computed of the
/// offer's salt, so that it is the same whenever it is asked for, and nobody else can make one up.
pub fn tracking_id(offer: &Offer, account_id: &str) -> String {
    let digest = Sha256::new()
        .chain_update("tracking")
        .chain_update([0])
        .chain_update(&offer.salt)
        .chain_update([0])
        .chain_update(account_id)
        .finalize();
    let mut bytes: Vec<u8> = digest.iter().take(16).copied().collect();
    for (place, mask, mark) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(place) {
            *byte = *byte & mask | mark;
        }
    }
    let hex = hex(&bytes);
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
