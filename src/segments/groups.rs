//! The groups that a rule refers to, directly or through other groups. A group must not refer back to itself.

use super::catalogue::Catalogue;
use super::group::Group;
use super::rule::Rule;
use std::collections::HashSet;

impl Catalogue {
    /// The names of the groups on the path from `rule` back to the group `id` that the rule is for; the last is that
    /// group's own. Empty if there is no such path.
    pub fn circle(&self, id: &str, rule: &Rule) -> Vec<&str> {
        let named = |rule: &Rule| rule.groups().filter_map(|id| self.group(id)).collect::<Vec<_>>().into_iter();
        let mut seen = HashSet::new();
        // Each group on the path (`None` for the rule itself), with the groups that it refers to and that were not
        // followed yet.
        let mut path = vec![("", named(rule))];
        while let Some((_, groups)) = path.last_mut() {
            let Some(group) = groups.next() else {
                path.pop();
                continue;
            };
            if group.id == id {
                return path.iter().skip(1).map(|(name, _)| *name).chain([group.name.as_str()]).collect();
            }
            if let Some(rule) = group.rule.as_ref().filter(|_| seen.insert(&group.id)) {
                path.push((&group.name, named(rule)));
            }
        }
        Vec::new()
    }

    /// The segments whose rules refer to the group, in the order of the catalogue.
    pub fn users_of(&self, id: &str) -> impl Iterator<Item = &Group> {
        let names_it = move |group: &&Group| group.rule.as_ref().is_some_and(|rule| rule.groups().any(|one| one == id));
        self.groups().iter().filter(names_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples::{choices, condition, group, rule};
    use crate::segments::{Key, Operator};

    fn member_of(ids: &[&str]) -> Rule {
        rule([(false, vec![condition(Key::MemberOf, Operator::IsAnyOf, choices(ids))])])
    }

    #[test]
    fn the_path_back_to_a_group_is_given_by_name() {
        let groups = vec![
            group("1", "One", Some(member_of(&["4", "2"]))),
            group("2", "Two", Some(member_of(&["3"]))),
            group("3", "Three", Some(Rule::default())),
            group("4", "Four", None),
        ];
        let catalogue = Catalogue::default().with_groups(groups);
        assert_eq!(catalogue.circle("3", &member_of(&["4", "1"])), ["One", "Two", "Three"]);
        assert_eq!(catalogue.circle("3", &member_of(&["3"])), ["Three"]);
        assert_eq!(catalogue.circle("1", &member_of(&["2", "4"])), [""; 0]);
        assert_eq!(catalogue.circle("", &member_of(&["1"])), [""; 0]);
    }

    #[test]
    fn a_circle_among_others_is_not_gone_round_for_ever() {
        let groups = vec![group("1", "One", Some(member_of(&["2"]))), group("2", "Two", Some(member_of(&["1", "2"])))];
        assert_eq!(Catalogue::default().with_groups(groups).circle("3", &member_of(&["1"])), [""; 0]);
    }

    #[test]
    fn the_lists_that_a_rule_leads_to_and_the_users_of_a_group_are_found() {
        let groups = vec![
            group("1", "One", Some(member_of(&["2", "4"]))),
            group("2", "Two", Some(member_of(&["5", "1"]))),
            group("4", "Four", None),
            group("5", "Five", None),
        ];
        let catalogue = Catalogue::default().with_groups(groups);
        assert_eq!(catalogue.lists_of(&member_of(&["1", "4"])), ["5", "4"]);
        assert_eq!(catalogue.users_of("1").map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Two"]);
        assert_eq!(catalogue.users_of("9").count(), 0);
    }
}
