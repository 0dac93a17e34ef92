//! Groups that refer to groups: which ones a rule refers to, directly or indirectly, in which order they are evaluated,
//! each once, and the limits on their depth and number. Nothing here recurses, so that no stored or typed rule can
//! exhaust the stack.

use super::catalogue::Catalogue;
use super::group::Group;
use super::rule::Rule;
use crate::locale::Locale;
use std::collections::{HashMap, HashSet};

/// How deep groups can be nested in a saved rule: far deeper than anyone can follow. In the database each level is
/// another pass over the customers.
pub const MOST_DEPTH: usize = 10;

/// How many groups a saved rule can refer to, directly or indirectly: each is another scan of the columns, with 8 KiB
/// for every thread.
pub const MOST_REACH: usize = 200;

/// The groups that a rule refers to, directly or indirectly, each once and after the groups in its own rule. A
/// reference from a group back to itself is evaluated before the group's members are known, and has no members.
#[derive(Debug, Default)]
pub struct Nesting<'a> {
    groups: Vec<NestedGroup<'a>>,
    places: HashMap<&'a str, usize>,
}

/// A group that a rule refers to, directly or indirectly.
#[derive(Clone, Copy, Debug)]
pub struct NestedGroup<'a> {
    pub group: &'a Group,
    /// One more than the highest level of the groups that it refers to; 1 if it refers to none.
    pub level: usize,
}

impl<'a> Nesting<'a> {
    /// The groups in the order of evaluation.
    pub fn groups(&self) -> &[NestedGroup<'a>] {
        &self.groups
    }

    /// The index of the group with this id, referred to by the group at index `by`, or by the rule itself if `by` is
    /// `None`. Returns `None` for a group that does not exist or comes later in the order.
    pub fn place(&self, id: &str, by: Option<usize>) -> Option<usize> {
        self.places.get(id).copied().filter(|place| by.is_none_or(|by| *place < by))
    }

    /// How deep the groups are nested; 0 if the rule refers to none.
    pub fn depth(&self) -> usize {
        self.groups.iter().map(|nested| nested.level).max().unwrap_or(0)
    }

    fn push(&mut self, group: &'a Group, rule: Option<&Rule>) {
        let named = rule.into_iter().flat_map(Rule::groups).filter_map(|id| self.places.get(id));
        let level = 1 + named.map(|place| self.groups[*place].level).max().unwrap_or(0);
        self.places.insert(&group.id, self.groups.len());
        self.groups.push(NestedGroup { group, level });
    }
}

/// Why a rule cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the group {named} nests groups past the limit of {limit:?}")]
pub struct NestingError {
    pub limit: NestingLimit,
    /// Of the groups in the rule, the id of the one with the greatest depth or reach.
    pub named: String,
    /// Its name.
    pub name: String,
    /// The name of the group that would exceed the limit, if it is not the saved group but one that refers to it.
    pub above: Option<String>,
}

/// The limits on nesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NestingLimit {
    /// [`MOST_DEPTH`].
    Depth,
    /// [`MOST_REACH`].
    Reach,
}

impl Catalogue {
    /// The groups that a rule refers to, directly or indirectly.
    pub fn nesting<'a>(&'a self, rule: &'a Rule) -> Nesting<'a> {
        self.nesting_where(rule, |group| group.rule.as_ref())
    }

    /// The ids of the known user groups that a rule refers to, directly or through other segments.
    pub fn lists_of<'a>(&'a self, rule: &'a Rule) -> Vec<&'a str> {
        let nesting = self.nesting(rule);
        let lists = nesting.groups.iter().filter(|nested| nested.group.rule.is_none());
        lists.map(|nested| nested.group.id.as_str()).collect()
    }

    /// The segments that refer to the group, directly or through others, nearest first.
    pub fn users_above(&self, id: &str) -> Vec<&Group> {
        let mut users: HashMap<&str, Vec<&Group>> = HashMap::new();
        for group in self.groups() {
            let named: HashSet<&str> = group.rule.iter().flat_map(Rule::groups).collect();
            named.into_iter().for_each(|named| users.entry(named).or_default().push(group));
        }
        let (mut above, mut seen, mut next) = (Vec::new(), HashSet::from([id]), 0);
        let mut of = id;
        loop {
            let of_this = users.get(of).into_iter().flatten();
            above.extend(of_this.filter(|user| seen.insert(user.id.as_str())));
            let Some(user) = above.get(next) else { return above };
            of = &user.id;
            next += 1;
        }
    }

    /// Checks that the group `id` can have `rule`; `id` is empty for a new group. Neither the group nor a segment that
    /// refers to it may exceed the limits. One that already exceeds a limit may stay as it is, but not go further.
    pub fn check_nesting(&self, id: &str, rule: &Rule) -> Result<(), NestingError> {
        let after = |of| {
            measure(&self.nesting_where(of, |group| if group.id == id { Some(rule) } else { group.rule.as_ref() }))
        };
        let before = |of: Option<&Rule>| of.map_or((0, 0), |of| measure(&self.nesting(of)));
        let old = self.group(id).and_then(|group| group.rule.as_ref());
        let of_users = self
            .users_above(id)
            .into_iter()
            .filter_map(|user| Some((Some(user), user.rule.as_ref()?, user.rule.as_ref())));
        for (user, new, old) in [(None, rule, old)].into_iter().chain(of_users) {
            let (depth, reach) = after(new);
            if depth <= MOST_DEPTH && reach <= MOST_REACH {
                continue;
            }
            let (depth_before, reach_before) = before(old);
            let above = user.map(|user| user.name.clone());
            if depth > MOST_DEPTH.max(depth_before) {
                let (named, name) = self.furthest(rule, |(depth, _)| depth);
                return Err(NestingError { limit: NestingLimit::Depth, named, name, above });
            }
            if reach > MOST_REACH.max(reach_before) {
                let (named, name) = self.furthest(rule, |(_, reach)| reach);
                return Err(NestingError { limit: NestingLimit::Reach, named, name, above });
            }
        }
        Ok(())
    }

    /// The id and the name of the group in the rule with the greatest `size`.
    fn furthest(&self, rule: &Rule, size: impl Fn((usize, usize)) -> usize) -> (String, String) {
        let size = |group: &&Group| group.rule.as_ref().map_or(0, |rule| size(measure(&self.nesting(rule))));
        let furthest = rule.groups().filter_map(|id| self.group(id)).max_by_key(size);
        furthest.map(|group| (group.id.clone(), group.name.clone())).unwrap_or_default()
    }

    /// Like [`Catalogue::nesting`], with the rules that `rule_of` returns.
    fn nesting_where<'a>(&'a self, rule: &'a Rule, rule_of: impl Fn(&'a Group) -> Option<&'a Rule>) -> Nesting<'a> {
        let (mut nesting, mut entered) = (Nesting::default(), HashSet::new());
        // Each rule on the path, with the ids that it refers to and that were not followed yet.
        let mut path = vec![(None, rule.groups().collect::<Vec<_>>().into_iter())];
        while let Some((group, ids)) = path.last_mut() {
            let group: Option<&Group> = *group;
            if let Some(id) = ids.next() {
                if let Some(named) = self.group(id).filter(|_| entered.insert(id)) {
                    let ids: Vec<&str> = rule_of(named).into_iter().flat_map(Rule::groups).collect();
                    path.push((Some(named), ids.into_iter()));
                }
                continue;
            }
            if let Some(group) = group {
                nesting.push(group, rule_of(group));
            }
            path.pop();
        }
        nesting
    }
}

/// The depth of a rule and the number of groups that it refers to.
fn measure(nesting: &Nesting<'_>) -> (usize, usize) {
    (nesting.depth(), nesting.groups.len())
}

impl NestingError {
    /// Explains in the user's language which group exceeds the limit.
    pub fn tell(&self, locale: Locale) -> String {
        let key = match (self.limit, &self.above) {
            (NestingLimit::Depth, None) => "condition-groups-too-deep",
            (NestingLimit::Depth, Some(_)) => "condition-groups-too-deep-above",
            (NestingLimit::Reach, None) => "condition-groups-too-many",
            (NestingLimit::Reach, Some(_)) => "condition-groups-too-many-above",
        };
        let name = locale.with1("quoted", "text", self.above.as_ref().unwrap_or(&self.name).as_str());
        locale.with(key, &[("names", name.into()), ("depth", MOST_DEPTH.into()), ("reach", MOST_REACH.into())])
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

    /// Groups named 1 to `length`, each referring to the one before it.
    fn chain(length: usize) -> Vec<Group> {
        let rule = |number: usize| if number == 1 { Rule::default() } else { member_of(&[&(number - 1).to_string()]) };
        (1..=length).map(|number| group(&number.to_string(), &number.to_string(), Some(rule(number)))).collect()
    }

    fn limit(catalogue: &Catalogue, id: &str, rule: &Rule) -> Option<(NestingLimit, Option<String>)> {
        catalogue.check_nesting(id, rule).err().map(|error| (error.limit, error.above))
    }

    #[test]
    fn every_group_comes_once_and_after_those_that_it_names() {
        let groups = vec![
            group("1", "One", Some(member_of(&["2", "3", "2"]))),
            group("2", "Two", Some(member_of(&["3", "4"]))),
            group("3", "Three", Some(Rule::default())),
            group("4", "Four", None),
        ];
        let catalogue = Catalogue::default().with_groups(groups);
        let rule = member_of(&["1", "3", "9"]);
        let nesting = catalogue.nesting(&rule);
        let order: Vec<_> = nesting.groups().iter().map(|one| (one.group.id.as_str(), one.level)).collect();
        assert_eq!(order, [("3", 1), ("4", 1), ("2", 2), ("1", 3)]);
        assert_eq!(
            (nesting.place("2", None), nesting.place("2", Some(3)), nesting.place("1", Some(2))),
            (Some(2), Some(2), None)
        );
        assert_eq!(nesting.depth(), 3);
    }

    #[test]
    fn a_long_chain_and_many_paths_cost_no_more_than_their_groups() {
        let mut groups = chain(20_000);
        for group in &mut groups[1..] {
            let number: usize = group.id.parse().unwrap();
            let before = [number - 1, number.saturating_sub(2).max(1)].map(|id| id.to_string());
            group.rule = Some(member_of(&[&before[0], &before[1], &before[0]]));
        }
        let catalogue = Catalogue::default().with_groups(groups);
        let rule = member_of(&["20000"]);
        let nesting = catalogue.nesting(&rule);
        assert_eq!((nesting.groups().len(), nesting.depth()), (20_000, 20_000));
        assert_eq!(catalogue.users_above("1").len(), 19_999);
        assert_eq!(catalogue.circle("1", &rule).len(), 20_000);
    }

    #[test]
    fn groups_are_nested_no_deeper_and_no_wider_than_the_limits() {
        let catalogue = Catalogue::default().with_groups(chain(MOST_DEPTH));
        assert_eq!(limit(&catalogue, "", &member_of(&["9"])), None);
        assert_eq!(limit(&catalogue, "", &member_of(&["10"])), None);
        let catalogue = Catalogue::default().with_groups(chain(MOST_DEPTH + 1));
        assert_eq!(limit(&catalogue, "", &member_of(&["11", "3"])), Some((NestingLimit::Depth, None)));
        assert_eq!(catalogue.check_nesting("", &member_of(&["3", "11", "4"])).unwrap_err().named, "11");
        let many: Vec<_> = (0..=MOST_REACH).map(|id| group(&id.to_string(), "Many", Some(Rule::default()))).collect();
        let ids: Vec<_> = (0..=MOST_REACH).map(|id| id.to_string()).collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        let catalogue = Catalogue::default().with_groups(many);
        assert_eq!(limit(&catalogue, "", &member_of(&ids[1..])), None);
        assert_eq!(limit(&catalogue, "", &member_of(&ids)), Some((NestingLimit::Reach, None)));
    }

    #[test]
    fn a_group_above_the_saved_one_is_kept_within_the_limits_too() {
        let mut groups = chain(MOST_DEPTH);
        groups.extend([group("a", "A", Some(Rule::default())), group("b", "B", Some(member_of(&["a"])))]);
        let catalogue = Catalogue::default().with_groups(groups);
        assert_eq!(limit(&catalogue, "a", &member_of(&["8"])), None);
        assert_eq!(limit(&catalogue, "a", &member_of(&["10"])), Some((NestingLimit::Depth, Some(String::from("B")))));
    }

    #[test]
    fn what_is_past_a_limit_already_can_be_changed_but_not_go_further() {
        let catalogue = Catalogue::default().with_groups(chain(84));
        assert_eq!(limit(&catalogue, "84", &member_of(&["83", "5"])), None);
        assert_eq!(limit(&catalogue, "40", &member_of(&["12"])), None);
        assert_eq!(limit(&catalogue, "1", &Rule::default()), None);
        assert_eq!(limit(&catalogue, "", &member_of(&["84"])), Some((NestingLimit::Depth, None)));
    }
}
