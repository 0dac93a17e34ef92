//! Ready rules to copy. Each is named by `template-{key}-name` and described in one line by `template-{key}-text`.

use super::operator::Operator;
use super::rule::{Condition, Filter, Operand, Rule};
use crate::locale::Locale;

/// A ready rule to copy.
#[derive(Clone, Copy, Debug)]
pub struct SegmentTemplate {
    pub key: &'static str,
    build: fn() -> Rule,
}

impl SegmentTemplate {
    /// The rule that a copy begins with.
    pub fn rule(&self) -> Rule {
        (self.build)()
    }

    pub fn find(key: &str) -> Option<&'static Self> {
        SEGMENT_TEMPLATES.iter().find(|template| template.key == key)
    }

    /// Its name, which a copy takes over.
    pub fn name(&self, locale: Locale) -> String {
        locale.text(&format!("template-{}-name", self.key))
    }

    /// One line on who is in it.
    pub fn description(&self, locale: Locale) -> String {
        locale.text(&format!("template-{}-text", self.key))
    }
}

/// The templates, in the order of their list.
pub static SEGMENT_TEMPLATES: [SegmentTemplate; 13] = [
    template("new-customers", || all([days("acquired_on", Operator::InLast, 30)])),
    template("lapsed-customers", || all([days("last_used_on", Operator::MoreThanAgo, 30)])),
    template("daily-users", || all([number("days_used_30", Operator::AtLeast, 20)])),
    template("top-spenders", || all([number("spend_cents", Operator::AtLeast, 10_000)])),
    template("first-purchase-not-made", || all([flag("first_purchase_made", false)])),
    template("unhappy-raters", || all([number("stars", Operator::AtMost, 2)])),
    template("happy-raters", || all([number("stars", Operator::AtLeast, 4)])),
    template("lapsed-spenders", || {
        all([number("spend_cents", Operator::AtLeast, 1_000), days("last_purchase_on", Operator::MoreThanAgo, 60)])
    }),
    template("trial-users", || all([choice("acquisition_type", "trial"), flag("first_purchase_made", false)])),
    template("campaign-arrivals", || {
        all([choice("channel", "custom_campaign"), days("acquired_on", Operator::InLast, 90)])
    }),
    template("silent-regulars", || {
        all([number("days_used_30", Operator::AtLeast, 10), condition("stars", Operator::IsUnknown, Operand::Nothing)])
    }),
    template("likely-to-leave", || all([choice("churn_risk", "high")])),
    template("several-apps", || all([number("apps_acquired", Operator::AtLeast, 2)])),
];

const fn template(key: &'static str, build: fn() -> Rule) -> SegmentTemplate {
    SegmentTemplate { key, build }
}

/// A rule that takes who meets every one of `conditions`.
fn all<const COUNT: usize>(conditions: [Condition; COUNT]) -> Rule {
    let filter = |condition| Filter { exclude: false, conditions: vec![condition] };
    Rule { filters: conditions.into_iter().map(filter).collect() }
}

fn condition(attribute: &str, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: attribute.to_owned(), operator, operand }
}

fn days(attribute: &str, operator: Operator, days: u32) -> Condition {
    condition(attribute, operator, Operand::Days(days))
}

/// Compares with a count, or with cents.
fn number(attribute: &str, operator: Operator, number: i64) -> Condition {
    condition(attribute, operator, Operand::Number(number))
}

fn flag(attribute: &str, flag: bool) -> Condition {
    condition(attribute, Operator::Is, Operand::Flag(flag))
}

fn choice(attribute: &str, code: &str) -> Condition {
    condition(attribute, Operator::Is, Operand::Choices(vec![code.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::catalogue::{Catalogue, Choices};
    use std::collections::HashSet;

    #[test]
    fn every_template_is_a_rule_over_the_catalogue() {
        let catalogue = Catalogue::default();
        for template in &SEGMENT_TEMPLATES {
            let rule = template.rule();
            assert!(!rule.filters.is_empty(), "{}", template.key);
            for condition in rule.filters.iter().flat_map(|filter| &filter.conditions) {
                let attribute = catalogue.find(&condition.attribute).expect(&condition.attribute);
                assert!(condition.fits(attribute), "{}: {condition:?}", template.key);
                if let (Choices::Closed(known), Operand::Choices(codes)) = (attribute.choices, &condition.operand) {
                    assert!(codes.iter().all(|code| known.contains(&code.as_str())), "{codes:?}");
                }
            }
        }
    }

    #[test]
    fn every_template_has_a_key_a_name_and_a_line_of_its_own() {
        let keys: HashSet<_> = SEGMENT_TEMPLATES.iter().map(|template| template.key).collect();
        assert_eq!(keys.len(), SEGMENT_TEMPLATES.len());
        for (locale, template) in Locale::ALL.into_iter().flat_map(|locale| SEGMENT_TEMPLATES.map(|one| (locale, one)))
        {
            for part in ["name", "text"] {
                let key = format!("template-{}-{part}", template.key);
                assert!(locale.find(&key, &[]).is_some(), "{key} in {}", locale.tag());
            }
        }
        assert_eq!(
            SegmentTemplate::find("top-spenders").map(|found| found.name(Locale::Fr)).as_deref(),
            Some("Plus gros acheteurs")
        );
        assert!(SegmentTemplate::find("no-such").is_none());
    }
}
