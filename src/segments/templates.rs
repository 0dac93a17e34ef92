//! Predefined rules to copy. The messages `template-{key}-name` and `template-{key}-text` name and describe each.

use super::key::BuiltIn::{
    self, AcquiredOn, AcquisitionType, AppsAcquired, Channel, ChurnRisk, DaysUsed30, FirstPurchaseMade, LastPurchaseOn,
    LastUsedOn, SpendCents, Stars,
};
use super::operator::Operator;
use super::rule::{Condition, Filter, Operand, Rule};
use crate::locale::Locale;

/// A predefined rule to copy.
#[derive(Clone, Copy, Debug)]
pub struct SegmentTemplate {
    pub key: &'static str,
    build: fn() -> Rule,
}

impl SegmentTemplate {
    /// The rule of a new copy.
    pub fn rule(&self) -> Rule {
        (self.build)()
    }

    pub fn find(key: &str) -> Option<&'static Self> {
        SEGMENT_TEMPLATES.iter().find(|template| template.key == key)
    }

    /// Its name, which is also that of a copy.
    pub fn name(&self, locale: Locale) -> String {
        locale.text(&format!("template-{}-name", self.key))
    }

    /// One line about its members.
    pub fn description(&self, locale: Locale) -> String {
        locale.text(&format!("template-{}-text", self.key))
    }
}

/// The templates in the order shown.
pub static SEGMENT_TEMPLATES: [SegmentTemplate; 13] = [
    template("new-customers", || all([days(AcquiredOn, Operator::InLast, 30)])),
    template("lapsed-customers", || all([days(LastUsedOn, Operator::MoreThanAgo, 30)])),
    template("daily-users", || all([number(DaysUsed30, Operator::AtLeast, 20)])),
    template("top-spenders", || all([number(SpendCents, Operator::AtLeast, 10_000)])),
    template("first-purchase-not-made", || all([flag(FirstPurchaseMade, false)])),
    template("unhappy-raters", || all([number(Stars, Operator::AtMost, 2)])),
    template("happy-raters", || all([number(Stars, Operator::AtLeast, 4)])),
    template("lapsed-spenders", || {
        all([number(SpendCents, Operator::AtLeast, 1_000), days(LastPurchaseOn, Operator::MoreThanAgo, 60)])
    }),
    template("trial-users", || all([choice(AcquisitionType, "trial"), flag(FirstPurchaseMade, false)])),
    template("campaign-arrivals", || all([choice(Channel, "custom_campaign"), days(AcquiredOn, Operator::InLast, 90)])),
    template("silent-regulars", || {
        all([number(DaysUsed30, Operator::AtLeast, 10), condition(Stars, Operator::IsUnknown, Operand::Nothing)])
    }),
    template("likely-to-leave", || all([choice(ChurnRisk, "high")])),
    template("several-apps", || all([number(AppsAcquired, Operator::AtLeast, 2)])),
];

const fn template(key: &'static str, build: fn() -> Rule) -> SegmentTemplate {
    SegmentTemplate { key, build }
}

/// A rule that includes the customers who meet all of `conditions`.
fn all<const COUNT: usize>(conditions: [Condition; COUNT]) -> Rule {
    Rule { filters: conditions.into_iter().map(Filter::one).collect() }
}

fn condition(attribute: BuiltIn, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: attribute.into(), operator, operand }
}

fn days(attribute: BuiltIn, operator: Operator, days: u32) -> Condition {
    condition(attribute, operator, Operand::Days(days))
}

/// Compares with a count or cents.
fn number(attribute: BuiltIn, operator: Operator, number: i64) -> Condition {
    condition(attribute, operator, Operand::Number(number))
}

fn flag(attribute: BuiltIn, flag: bool) -> Condition {
    condition(attribute, Operator::Is, Operand::Flag(flag))
}

fn choice(attribute: BuiltIn, code: &str) -> Condition {
    condition(attribute, Operator::Is, Operand::Choices(vec![code.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::{Catalogue, Choices};
    use std::collections::HashSet;

    #[test]
    fn every_template_is_a_rule_over_the_catalogue() {
        let catalogue = Catalogue::default();
        for template in &SEGMENT_TEMPLATES {
            let rule = template.rule();
            assert!(!rule.filters.is_empty(), "{}", template.key);
            for condition in rule.conditions() {
                let attribute =
                    catalogue.find(&condition.attribute).expect("built-in attributes are in every catalogue");
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
