//! How one customer stands to tests, in words.

use crate::group_tests::check::{Checked, check};
use crate::web::error::PageError;
use crate::web::work::Visit;

/// A test, and the value that a customer gets.
pub struct CheckedTest {
    pub path: String,
    pub name: String,
    pub value: String,
    pub why: String,
    /// Empty if she has not come in.
    pub since: String,
}

impl CheckedTest {
    /// Those that run or are decided.
    pub fn all(visit: &Visit, account_id: &str) -> Result<Vec<Self>, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let of = |Checked { test, value, standing, since, .. }: Checked| Self {
            path: test.path(),
            name: test.name.clone(),
            value,
            why: locale.text(&format!("test-why-{}", standing.word().replace('_', "-"))),
            since: since.map(|since| locale.moment(since, zone)).unwrap_or_default(),
        };
        Ok(check(&visit.state, &visit.publisher, account_id)?.into_iter().map(of).collect())
    }
}
