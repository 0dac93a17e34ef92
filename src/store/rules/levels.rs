//! Groups in groups as SQL: a common table expression for each level of nesting, so that each group is evaluated once.

use super::compiler::Compiler;
use super::sql::Sql;
use crate::ids::Number;
use crate::segments::{Condition, Group, Operand};
use std::collections::BTreeSet;

impl Compiler<'_> {
    /// The whole query of a SELECT whose FROM is [`Compiler::everyone`] or [`Compiler::members`]. It starts with a
    /// common table expression for each level of nested groups, which evaluates the groups of the level from the
    /// results of the levels below. Each group is thus evaluated once. One expression per group would not do this:
    /// SQLite copies an expression, with everything that it refers to, to each place that refers to it, which doubles
    /// the query at every level.
    pub fn query(&self, select: Sql) -> Sql {
        let mut query = Sql::default();
        for level in 1..=self.nesting.depth() {
            let word = if level == 1 { "WITH" } else { "," };
            query = query.text(&format!("{word} level_{level} AS MATERIALIZED (")).join(self.level(level)).text(") ");
        }
        query.join(select)
    }

    /// The members of the groups of a level, one column per group, with the columns of lower levels that are needed
    /// later.
    fn level(&self, level: usize) -> Sql {
        let mut select = Sql::new("SELECT profiles.customer_id AS customer_id");
        for (place, nested) in self.nesting.groups().iter().enumerate() {
            if nested.level < level && self.last_named[place] > level {
                select = select.text(&format!(", found.group_{place} AS group_{place}"));
            }
            if nested.level == level {
                let is_in = self.group(nested.group, place);
                select = select.text(", CASE WHEN ").join(is_in).text(&format!(" THEN 1 ELSE 0 END AS group_{place}"));
            }
        }
        select.text(" ").join(self.everyone_after(level - 1))
    }

    /// Whether the customer is in the group, which is at `place` in the nesting.
    fn group(&self, group: &Group, place: usize) -> Sql {
        if let Some(rule) = &group.rule {
            return self.rule(rule, Some(place));
        }
        let id = group.id.parse().unwrap_or(0);
        Sql::new(
            "((customers.email_key IS NOT NULL AND EXISTS (SELECT 1 FROM group_addresses
                WHERE group_addresses.email_key = customers.email_key AND group_addresses.group_id = ",
        )
        .number(id)
        .text(
            ") OR EXISTS (SELECT 1 FROM group_addresses
                WHERE group_addresses.email_key =
                        CASE WHEN customers.account_id LIKE '%@%' THEN '@' || customers.account_id ELSE customers.account_id END
                    AND group_addresses.group_id = ",
        )
        .number(id)
        .text(")) AND EXISTS (SELECT 1 FROM customer_groups WHERE customer_groups.id = ")
        .number(id)
        .text(" AND customer_groups.publisher_id = ")
        .number(Number::from(self.queries.app.publisher).into())
        .text("))")
    }

    /// Whether the customer is in one of the groups. A group that refers back to itself has no members at that
    /// reference.
    pub(super) fn groups(&self, condition: &Condition, place: Option<usize>) -> Sql {
        let Operand::Choices(ids) = &condition.operand else { return Sql::never() };
        let named: BTreeSet<usize> = ids.iter().filter_map(|id| self.nesting.place(id, place)).collect();
        Sql::any(named.into_iter().map(|place| Sql::new(&format!("found.group_{place} = 1"))))
    }
}
