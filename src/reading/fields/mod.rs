//! Reads one cell as a value, or returns the reason why that is impossible. Ambiguous text is refused instead of
//! guessed.

pub mod age_groups;
pub mod amounts;
pub mod choices;
pub mod consents;
pub mod dates;
pub mod numbers;
pub mod statuses;

pub use age_groups::parse_age_group;
pub use amounts::{MarkCensus, parse_cents};
pub use choices::{Choice, parse_choice};
pub use consents::MAX_EVIDENCE_LENGTH;
pub use dates::{DateCensus, DateOrder, DateStyle, Moment, is_plainly_date, parse_day, parse_moment, parse_span};
pub use numbers::{parse_whole, parse_whole_within, parse_yes_no};

use super::refusal::Reason;

/// The longest account id and order id, in characters. Ids are in unique indexes, where PostgreSQL takes at most 2,704
/// bytes a row: 300 characters of 4 bytes are 1,200.
pub const MAX_ID_LENGTH: usize = 300;

/// The longest campaign id, in characters: as long as the stores for apps allow it to be.
pub const MAX_CAMPAIGN_LENGTH: usize = 100;

/// The longest OS version and referrer domain, in characters: a domain has at most 253.
pub const MAX_TEXT_LENGTH: usize = 300;

/// Reads a text of at most `limit` characters.
pub fn parse_text(text: &str, limit: usize) -> Result<String, Reason> {
    if text.chars().count() > limit { Err(Reason::CellTooLong) } else { Ok(text.to_owned()) }
}

/// Reads the domain of a referrer; a whole URL is reduced to its host.
pub fn parse_domain(text: &str) -> Result<String, Reason> {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).trim_end_matches('.');
    parse_text(if host.is_empty() { text } else { host }, MAX_TEXT_LENGTH).map(|domain| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referrer_is_reduced_to_its_domain() {
        for text in [
            "www.Example.org",
            "https://www.example.org/search?q=1",
            "http://me@www.example.org./",
            "www.example.org/a",
        ] {
            assert_eq!(parse_domain(text).as_deref(), Ok("www.example.org"), "{text}");
        }
        assert_eq!(parse_domain(&"a".repeat(301)), Err(Reason::CellTooLong));
    }
}
