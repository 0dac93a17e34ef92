//! Limits on the size of rules. They bound the form, its page and every answer, whoever posts the rule.

use super::formula;
use super::rule::{Condition, Operand, Rule};
use crate::locale::Locale;

/// The most filters of a rule: the statistics have a line for each, and its sentence a clause.
pub const MOST_FILTERS: usize = 50;

/// The most conditions of one filter: a longer choice is one condition with a list of values.
pub const MOST_IN_FILTER: usize = 50;

/// The most conditions of a rule: each has a row in the form, and 200 rows are a page that browsers still show without
/// delay.
pub const MOST_CONDITIONS: usize = 200;

/// The most values of a rule in all: as many as a known user group has people.
pub const MOST_VALUES: usize = 10_000;

/// The longest value of an open choice, in characters: as long as the longest text that imports keep.
pub const LONGEST_VALUE: usize = 300;

/// The most characters of a formula. Every rule that is saved can be typed as a formula, and this is about twice what
/// 10,000 values of 100 characters take, the longest campaign IDs. Reading it takes 4 bytes a character, as much as the
/// form that carries it.
pub const MOST_CHARACTERS: usize = 2_000_000;

/// The most characters that the values of a rule take in its formula. What is left is for the rest of each condition:
/// the name of its attribute, of 300 characters that may need escapes, and its comparison.
pub const MOST_OF_VALUES: usize = MOST_CHARACTERS - MOST_CONDITIONS * 1_000;

/// The limit that a rule exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Filters,
    /// The filter with this number, counted from 1, has too many conditions.
    ConditionsOfFilter(usize),
    Conditions,
    Values,
    Characters,
}

impl Excess {
    /// The allowed number.
    pub const fn most(self) -> usize {
        match self {
            Self::Filters => MOST_FILTERS,
            Self::ConditionsOfFilter(_) => MOST_IN_FILTER,
            Self::Conditions => MOST_CONDITIONS,
            Self::Values => MOST_VALUES,
            Self::Characters => MOST_OF_VALUES,
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
            Self::Characters => locale.with("rule-too-many-characters", &[most]),
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
        let conditions: Vec<usize> = self.filters.iter().map(|filter| filter.conditions().count()).collect();
        let sum = |of: fn(&Condition) -> usize| self.conditions().map(of).sum::<usize>();
        excess_of_rows(&conditions)
            .or_else(|| (sum(values) > MOST_VALUES).then_some(Excess::Values))
            .or_else(|| (sum(characters) > MOST_OF_VALUES).then_some(Excess::Characters))
    }
}

/// The number of values of a condition.
fn values(condition: &Condition) -> usize {
    if let Operand::Choices(codes) = &condition.operand { codes.len() } else { 1 }
}

/// The number of characters of a condition's listed values in a formula, each with the comma and the space after it.
fn characters(condition: &Condition) -> usize {
    let written = |text: &String| formula::text(text).chars().count() + 2;
    match &condition.operand {
        Operand::Choices(codes) => codes.iter().map(written).sum(),
        Operand::Text(text) | Operand::Version(text) => written(text),
        Operand::Versions(least, greatest) => written(least) + written(greatest),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::formula_reader::read_formula;
    use crate::segments::samples::{choices, condition};
    use crate::segments::{Attribute, BuiltIn, Catalogue, Filter, Kind, Operator};

    fn rule(filters: usize, conditions: usize, values: usize) -> Rule {
        let codes: Vec<String> = (0..values).map(|code| code.to_string()).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let one = condition(BuiltIn::CampaignId, Operator::IsAnyOf, choices(&codes));
        Rule { filters: vec![Filter::any(false, vec![one; conditions]); filters] }
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

    #[test]
    fn the_formula_of_every_rule_within_the_limits_can_be_read() {
        let catalogue = Catalogue::new(vec![Attribute::custom("long", &"\"".repeat(300), Kind::Choice)]);
        let with = |values: usize, length: usize, letter: &str| {
            let codes: Vec<String> =
                (0..values).map(|code| format!("{code:05}{}", letter.repeat(length - 5))).collect();
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let one = |codes: &[&str]| condition("custom:long", Operator::IsAnyOf, choices(codes));
            let few = Filter::any(false, vec![one(&["a", "b"]); 50]);
            let many = Filter::any(true, vec![one(&codes); 1]);
            Rule { filters: [vec![few; 3], vec![many]].concat() }
        };
        for (values, length, letter) in [(9_700, 100, "x"), (9_700, 180, "x"), (6_000, 150, "\"")] {
            let rule = with(values, length, letter);
            assert_eq!(rule.excess(), None);
            let written = formula::formula(&rule, &catalogue, Locale::En);
            assert_eq!(read_formula(&written, &catalogue, Locale::En).as_ref(), Ok(&rule));
        }
        assert_eq!(with(9_700, 200, "x").excess(), Some(Excess::Characters));
        assert_eq!(with(9_700, 100, "\"").excess(), Some(Excess::Characters));
    }
}
