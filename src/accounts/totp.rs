//! The codes that an authenticator app shows, by time (TOTP, RFC 6238): six digits, new every 30 seconds, by SHA-1,
//! which is what every such app can do.

use chrono::NaiveDateTime;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, TOTP};

/// The length of a secret in bytes: 160 bits, as RFC 4226 asks for.
const LENGTH: usize = 20;

/// Digits of a code.
pub const DIGITS: usize = 6;

/// Seconds for which a code is shown.
const SECONDS: u64 = 30;

/// The name under which authenticator apps list the account.
const ISSUER: &str = "Engage";

/// The secret that a phone shares with the program.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// The secret of these bytes; `None` if they are not as many as a secret has.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn codes(&self) -> TOTP {
        TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, SECONDS, self.0.to_vec())
    }

    /// The secret as it is typed into an authenticator app: base32, in groups of four.
    pub fn text(&self) -> String {
        let letters = self.codes().get_secret_base32();
        let groups = letters.as_bytes().chunks(4).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join(" ")
    }

    /// The URL that an authenticator app reads from a QR code, for the account with this address.
    pub fn url(&self, address: &str) -> String {
        let encoded = |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
        let secret = self.codes().get_secret_base32();
        format!("otpauth://totp/{ISSUER}:{}?secret={secret}&issuer={ISSUER}", encoded(address))
    }

    /// The code of a step, which is a number of 30 seconds since 1970.
    pub fn code(&self, step: i64) -> String {
        self.codes().generate(step.unsigned_abs().saturating_mul(SECONDS))
    }

    /// The step whose code was typed, if it is that of `now` or of one step before or after it: clocks differ, and typing
    /// takes time.
    pub fn step_of(&self, code: &str, now: NaiveDateTime) -> Option<i64> {
        let step = step_at(now);
        let is_typed = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(code.as_bytes()));
        [step, step - 1, step + 1].into_iter().find(is_typed)
    }
}

/// The step of a moment.
pub fn step_at(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp() / SECONDS.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = Secret::of(b"12345678901234567890").unwrap();
        let code_at = |seconds: i64| secret.code(seconds / 30);
        assert_eq!(
            [59, 1_111_111_109, 1_234_567_890, 2_000_000_000].map(code_at),
            ["287082", "081804", "005924", "279037"]
        );
        assert_eq!(secret.text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let url = "otpauth://totp/Engage:ann%40example%2Ecom?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Engage";
        assert_eq!(secret.url("ann@example.com"), url);
        assert!(Secret::of(b"short").is_none());
    }

    #[test]
    fn the_codes_of_a_step_before_and_after_are_right_and_no_others() {
        let secret = Secret::random();
        let now = DateTime::from_timestamp(1_800_000_015, 0).unwrap().naive_utc();
        let step_after = |steps: i32| {
            let step = step_at(now + TimeDelta::seconds(30) * steps);
            secret.step_of(&secret.code(step), now).map(|found| found - step_at(now))
        };
        assert_eq!([-2, -1, 0, 1, 2].map(step_after), [None, Some(-1), Some(0), Some(1), None]);
        assert_eq!(secret.step_of("", now), None);
    }
}
