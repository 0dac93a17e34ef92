//! A link that shares a rule before it is saved: the form of a new group, with the rule as its formula.

use crate::ids::AppId;
use crate::web::address::LONGEST_PATH;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is not written as it is in the link: all but what other programs take for a part of one, also at its end.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'=').remove(b'~');

/// The path and query that open the builder with the rule; `None` if it is longer than what signing in leads on to.
pub fn of_rule(app: AppId, formula: &str) -> Option<String> {
    let link = format!("/groups/new?app={app}&formula={}", utf8_percent_encode(formula, ENCODED));
    (link.len() <= LONGEST_PATH).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_too_long_has_no_link() {
        let app = AppId::from(7);
        assert_eq!(of_rule(app, "A == \"é&\"").as_deref(), Some("/groups/new?app=7&formula=A%20==%20%22%C3%A9%26%22"));
        let room = LONGEST_PATH - "/groups/new?app=7&formula=".len();
        assert!(of_rule(app, &"x".repeat(room)).is_some());
        assert_eq!(of_rule(app, &"x".repeat(room + 1)), None);
    }
}
