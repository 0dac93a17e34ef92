//! The groups that rules lead to, by themselves or through other groups. A group must not lead back to itself.

use super::catalogue::Catalogue;
use super::group::Group;
use super::rule::Rule;

impl Catalogue {
    /// The names of the groups on the way from `rule` back to the group `id` that is to have it, the last being that
    /// group's. Empty where there is no such way.
    pub fn circle(&self, id: &str, rule: &Rule) -> Vec<&str> {
        let mut way = Vec::new();
        let mut seen = Vec::new();
        self.leads_to(id, rule, &mut way, &mut seen);
        way
    }

    /// The ids of the known user groups that a rule leads to, by itself or through other segments.
    pub fn lists_of<'a>(&'a self, rule: &Rule) -> Vec<&'a str> {
        let mut lists = Vec::new();
        self.collect_lists(rule, &mut lists, &mut Vec::new());
        lists
    }

    fn collect_lists<'a>(&'a self, rule: &Rule, lists: &mut Vec<&'a str>, seen: &mut Vec<&'a str>) {
        for group in rule.groups().filter_map(|id| self.group(id)) {
            let id = group.id.as_str();
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match &group.rule {
                Some(rule) => self.collect_lists(rule, lists, seen),
                None => lists.push(id),
            }
        }
    }

    /// The segments whose rules name the group, in the order of the catalogue.
    pub fn users_of(&self, id: &str) -> impl Iterator<Item = &Group> {
        let names_it = move |group: &&Group| group.rule.as_ref().is_some_and(|rule| rule.groups().any(|one| one == id));
        self.groups().iter().filter(names_it)
    }

    fn leads_to<'a>(&'a self, id: &str, rule: &Rule, way: &mut Vec<&'a str>, seen: &mut Vec<&'a str>) -> bool {
        for group in rule.groups().filter_map(|id| self.group(id)) {
            way.push(&group.name);
            if group.id == id {
                return true;
            }
            if !seen.contains(&group.id.as_str()) {
                seen.push(&group.id);
                if group.rule.as_ref().is_some_and(|rule| self.leads_to(id, rule, way, seen)) {
                    return true;
                }
            }
            way.pop();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::Operator;
    use crate::segments::catalogue::MEMBER_OF;
    use crate::segments::samples::{choices, condition, group, rule};

    fn member_of(ids: &[&str]) -> Rule {
        rule([(false, vec![condition(MEMBER_OF, Operator::IsAnyOf, choices(ids))])])
    }

    #[test]
    fn the_way_back_to_a_group_is_told_by_name() {
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
