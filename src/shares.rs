//! Which share of an app's customers somebody is in: a number that any program can compute again from the account id.

use crate::token::hex;
use sha2::{Digest, Sha256};

/// The parts of a whole: shares are in millionths.
pub const WHOLE: u32 = 1_000_000;

/// The customer's place among [`WHOLE`], from 0. Who is below a share is in it, and stays in it when the share is raised. Another
/// salt gives another order. It is the first eight bytes of SHA-256 of the salt, a zero byte and the account id, as a number with
/// the highest byte first, times a million, without its lowest 64 bits.
pub fn bucket(salt: &str, account_id: &str) -> u32 {
    let digest = Sha256::new().chain_update(salt).chain_update([0]).chain_update(account_id).finalize();
    let first = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let place = (u128::from(first) * u128::from(WHOLE)) >> u64::BITS;
    u32::try_from(place).unwrap_or(WHOLE - 1)
}

/// A new salt.
pub fn salt() -> String {
    hex(&rand::random::<[u8; 16]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buckets_are_those_that_other_programs_compute() {
        for (salt, account, expected) in [
            ("flight-7", "u1", 547_242),
            ("flight-7", "u2", 429_823),
            ("flight-8", "u1", 355_029),
            ("flight-7", "Zoë@exemple.fr", 709_112),
            ("holdout-2026q4", "u1", 258_921),
        ] {
            assert_eq!(bucket(salt, account), expected, "{salt} {account}");
        }
    }

    #[test]
    fn a_share_has_about_as_many_as_it_says() {
        let below = (0..100_000).filter(|account| bucket("salt", &account.to_string()) < WHOLE / 20).count();
        // 5,000 are expected; the standard deviation is 69.
        assert!((4_700..5_300).contains(&below), "{below}");
    }
}
