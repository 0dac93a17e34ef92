//! Limits on the size of rules. They bound the form, its page and every answer, whoever posts the rule.

use super::rule::{Operand, Rule};
use crate::locale::Locale;

/// The most filters of a rule.
pub const MOST_FILTERS: usize = 50;

/// The most conditions of one filter.
pub const MOST_IN_FILTER: usize = 50;

/// The most conditions of a rule: each has a row in the form, and 200 rows are a page that browsers still show without
/// delay.
pub const MOST_CONDITIONS: usize = 200;

/// The most values of a rule in all: as many as a known user group has people.
pub const MOST_VALUES: usize = 10_000;

/// The limit that a rule exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Filters,
    /// The filter with this number, counted from 1, has too many conditions.
    ConditionsOfFilter(usize),
    Conditions,
    Values,
}

impl Excess {
    /// The allowed number.
    pub const fn most(self) -> usize {
        match self {
            Self::Filters => MOST_FILTERS,
            Self::ConditionsOfFilter(_) => MOST_IN_FILTER,
            Self::Conditions => MOST_CONDITIONS,
            Self::Values => MOST_VALUES,
        }
    }
}

impl Excess {
    /// Explains in the user's language what to do.
    pub fn tell(self, locale: Locale) -> String {
        let most = ("most", self.most().into());
        match self {
            Self::Filters => locale.with("rule-too-many-filters", &[most]),
            Self::ConditionsOfFilter(number) => {
                locale.with("rule-too-many-in-filter", &[most, ("number", number.into())])
            }
            Self::Conditions => locale.with("rule-too-many-conditions", &[most]),
            Self::Values => locale.with("rule-too-many-values", &[most]),
        }
    }
}

/// The limit that filters with these numbers of conditions exceed.
pub fn excess_of_rows(conditions: &[usize]) -> Option<Excess> {
    if conditions.len() > MOST_FILTERS {
        return Some(Excess::Filters);
    }
    if let Some(place) = conditions.iter().position(|count| *count > MOST_IN_FILTER) {
        return Some(Excess::ConditionsOfFilter(place + 1));
    }
    (conditions.iter().sum::<usize>() > MOST_CONDITIONS).then_some(Excess::Conditions)
}

impl Rule {
    /// The limit that the rule exceeds; `None` if it is within all of them.
    pub fn excess(&self) -> Option<Excess> {
        let conditions: Vec<usize> = self.filters.iter().map(|filter| filter.conditions.len()).collect();
        let values = || {
            let all = self.filters.iter().flat_map(|filter| &filter.conditions);
            all.map(|one| if let Operand::Choices(codes) = &one.operand { codes.len() } else { 1 }).sum::<usize>()
        };
        excess_of_rows(&conditions).or_else(|| (values() > MOST_VALUES).then_some(Excess::Values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples::{choices, condition};
    use crate::segments::{BuiltIn, Filter, Operator};

    fn rule(filters: usize, conditions: usize, values: usize) -> Rule {
        let codes: Vec<String> = (0..values).map(|code| code.to_string()).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let one = condition(BuiltIn::CampaignId, Operator::IsAnyOf, choices(&codes));
        Rule { filters: vec![Filter { exclude: false, conditions: vec![one; conditions] }; filters] }
    }

    #[test]
    fn a_rule_says_what_it_has_too_much_of() {
        let excess = |filters, conditions, values| rule(filters, conditions, values).excess();
        assert_eq!((excess(50, 4, 1), excess(4, 50, 1), excess(1, 1, 10_000)), (None, None, None));
        assert_eq!(excess(51, 1, 1), Some(Excess::Filters));
        assert_eq!(excess(1, 51, 1), Some(Excess::ConditionsOfFilter(1)));
        assert_eq!(excess(5, 41, 1), Some(Excess::Conditions));
        assert_eq!(excess(2, 2, 2_501), Some(Excess::Values));
    }
}
