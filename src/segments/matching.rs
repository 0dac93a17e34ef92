//! Evaluates rules for one customer, by the values of the catalogue's attributes.

use super::calendar::{MOST_TO_ANNIVERSARY, has_anniversary, period, span, with_anniversary};
use super::catalogue::{Attribute, Catalogue};
use super::kinds::{Choices, Kind, UNKNOWN};
use super::operator::Operator;
use super::profile::{Profile, Value};
use super::rule::{Condition, Filter, Operand, Rule};
use super::text_test::TextTest;
use super::version::Version;
use crate::day::Day;
use crate::locale::with_broader_tags;
use crate::shares::WHOLE;
use std::ops::RangeInclusive;

impl Rule {
    /// Whether the customer meets the rule on `today`. An attribute that the app does not have is unknown for everyone.
    pub fn matches(&self, catalogue: &Catalogue, profile: &Profile, today: Day) -> bool {
        self.filters.iter().all(|filter| filter.matches(catalogue, profile, today))
    }
}

impl Filter {
    /// Whether the filter keeps the customer.
    pub fn matches(&self, catalogue: &Catalogue, profile: &Profile, today: Day) -> bool {
        let met = |condition: &Condition| match catalogue.find(&condition.attribute) {
            Some(attribute) => condition.matches(attribute, &attribute.value(profile), today),
            None => condition.operator.meets_unknown(),
        };
        self.keeps(met)
    }
}

impl Attribute {
    /// Whether the choices that `names` returns true for include the value with this code. A language includes its
    /// regions: French is chosen for customers of `fr` and `fr-CA`.
    pub fn is_chosen(&self, code: &str, names: &dyn Fn(&str) -> bool) -> bool {
        match self.choices {
            Choices::Languages => with_broader_tags(code).any(names),
            _ => names(code),
        }
    }
}

impl Condition {
    /// Whether `value` meets the condition. An unknown value meets no comparison and therefore every negated one.
    pub fn matches(&self, attribute: &Attribute, value: &Value, today: Day) -> bool {
        self.matches_by(attribute, value, today, &|code| self.names(code))
    }

    /// Like [`Self::matches`]; `names` returns whether a code is in the operand.
    pub(super) fn matches_by(
        &self,
        attribute: &Attribute,
        value: &Value,
        today: Day,
        names: &dyn Fn(&str) -> bool,
    ) -> bool {
        match self.operator {
            Operator::IsKnown => *value != Value::Unknown,
            Operator::IsUnknown => *value == Value::Unknown,
            operator => self.operand_holds(attribute, value, today, names) != operator.is_opposite(),
        }
    }

    /// Whether the operand contains `unknown`, which stands for "has no value" in attributes that offer it.
    pub fn names_unknown(&self, attribute: &Attribute) -> bool {
        attribute.offers_unknown() && self.names(UNKNOWN)
    }

    /// Whether the code is in the operand.
    fn names(&self, code: &str) -> bool {
        matches!(&self.operand, Operand::Choices(codes) if codes.iter().any(|one| one == code))
    }

    /// The numbers that meet the comparison (before *is not* inverts it), as ranges with both ends included.
    pub fn ranges(&self, today: Day) -> Vec<(i64, i64)> {
        match (&self.operand, self.operator) {
            (Operand::Days(days), Operator::AnniversaryInNext) => with_anniversary(*days, today),
            _ => self.bounds(today).map(RangeInclusive::into_inner).into_iter().collect(),
        }
    }

    /// The numbers that meet the comparison, if they are one range. `None` if they are many or the comparison is not of
    /// numbers.
    pub fn bounds(&self, today: Day) -> Option<RangeInclusive<i64>> {
        let date = today;
        let today = i64::from(today.number());
        Some(match (&self.operand, self.operator) {
            (Operand::Number(number), Operator::AtLeast | Operator::OnOrAfter) => *number..=i64::MAX,
            (Operand::Number(number), Operator::AtMost | Operator::OnOrBefore) => i64::MIN..=*number,
            (Operand::Number(number), _) => *number..=*number,
            (Operand::Range(least, greatest), _) => *least..=*greatest,
            (Operand::Days(_), Operator::AnniversaryInNext) => return None,
            (Operand::Days(days), Operator::InNext) => today..=today + i64::from(*days) - 1,
            (Operand::Span(count, unit), operator) => span(operator, *count, *unit, date),
            (Operand::DaysAgo(nearest, farthest), _) => today - i64::from(*farthest)..=today - i64::from(*nearest),
            (Operand::Nothing, operator) => return period(operator, date),
            (Operand::Days(days), Operator::MoreThanAgo) => i64::MIN..=today - i64::from(*days),
            (Operand::Days(days), _) => today - i64::from(*days) + 1..=today,
            (Operand::Flag(flag), _) => i64::from(*flag)..=i64::from(*flag),
            (
                Operand::Choices(_)
                | Operand::Text(_)
                | Operand::Version(_)
                | Operand::Versions(..)
                | Operand::Share(_),
                _,
            ) => return None,
        })
    }

    fn operand_holds(&self, attribute: &Attribute, value: &Value, today: Day, names: &dyn Fn(&str) -> bool) -> bool {
        match (value, &self.operand) {
            (Value::Unknown, _) => attribute.offers_unknown() && names(UNKNOWN),
            (Value::Text(text), Operand::Choices(_)) => attribute.is_chosen(text, names),
            (Value::Text(text), _) => self.text_test(attribute).is_some_and(|test| test.holds(text)),
            (Value::Groups(ids), Operand::Choices(_)) => ids.iter().any(|id| names(id)),
            (Value::Number(number), Operand::Days(days)) if self.operator == Operator::AnniversaryInNext => {
                has_anniversary(*number, *days, today)
            }
            (Value::Number(number), _) => self.bounds(today).is_some_and(|bounds| bounds.contains(number)),
            _ => false,
        }
    }

    /// Whether the operator and the form of the operand fit `attribute`.
    pub fn fits(&self, attribute: &Attribute) -> bool {
        let form_fits = match self.operator {
            Operator::IsKnown | Operator::IsUnknown => self.operand == Operand::Nothing,
            Operator::InHighest => matches!(self.operand, Operand::Share(share) if (1..=WHOLE).contains(&share)),
            Operator::ThisWeek | Operator::ThisMonth | Operator::ThisYear | Operator::LastMonth => {
                self.operand == Operand::Nothing
            }
            Operator::InLast | Operator::MoreThanAgo | Operator::InNext => {
                matches!(self.operand, Operand::Days(count) | Operand::Span(count, _) if count > 0)
            }
            Operator::BetweenAgo => {
                matches!(self.operand, Operand::DaysAgo(nearest, farthest) if nearest <= farthest)
            }
            Operator::AnniversaryInNext => {
                matches!(self.operand, Operand::Days(days) if (1..=MOST_TO_ANNIVERSARY).contains(&days))
            }
            Operator::AtLeast | Operator::AtMost if attribute.kind == Kind::Choice => {
                matches!(&self.operand, Operand::Version(version) if Version::parse(version).is_some())
            }
            Operator::Between if attribute.kind == Kind::Choice => {
                matches!(self.text_test(attribute), Some(TextTest::Versions(ends)) if ends.least <= ends.greatest)
            }
            Operator::Between => matches!(self.operand, Operand::Range(least, greatest) if least <= greatest),
            Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith => {
                matches!(self.text_test(attribute), Some(TextTest::Part(part)) if !part.is_empty())
            }
            Operator::IsAnyOf | Operator::IsNoneOf => {
                matches!(&self.operand, Operand::Choices(codes) if !codes.is_empty())
            }
            _ => match attribute.kind {
                Kind::Choice => matches!(&self.operand, Operand::Choices(codes) if codes.len() == 1),
                Kind::YesNo => matches!(self.operand, Operand::Flag(_)),
                Kind::Number | Kind::Decimal | Kind::Money | Kind::Date => matches!(self.operand, Operand::Number(_)),
            },
        };
        form_fits && attribute.operators().contains(&self.operator)
    }
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
