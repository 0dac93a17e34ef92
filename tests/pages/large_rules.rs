//! Rules at their limits and past them: what was stored before there was a limit can be changed, what is stored can be
//! typed as a formula, and the largest rules that can be saved are answered.

use crate::rules_of_groups::{save_formula, visitor_with_groups};
use crate::site::{Site, however_answered};
use crate::visitor::Visitor;
use engage::audience::AudienceMode;
use engage::ids::GroupId;
use engage::segments::{Alternative, BuiltIn, Condition, Filter, Key, MOST_DEPTH, MOST_REACH, Operand, Operator, Rule};
use engage::store::customer_groups::{self, GroupKind, NewGroup};
use engage::store::group_counts::{self, Refreshed};
use engage::store::{DbConnection, QueryResult, publishers};

fn condition(attribute: impl Into<Key>, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: attribute.into(), operator, operand }
}

fn at_least_18() -> Condition {
    condition(BuiltIn::Age, Operator::AtLeast, Operand::Number(18))
}

/// Filters that each have the same conditions.
fn rule_of(filters: usize, conditions: Vec<Condition>) -> Rule {
    Rule { filters: vec![Filter::any(false, conditions); filters] }
}

/// Stores a segment without a check, as an older program could.
fn store(connection: &mut DbConnection, name: &str, rule: &Rule) -> QueryResult<GroupId> {
    let publisher_id = publishers::all(connection)?[0].id;
    let groups = customer_groups::of_publisher(connection, publisher_id)?;
    let app_id = groups.iter().find_map(|group| group.app_id);
    let (kind, created_by, now) = (GroupKind::Segment, None, chrono::DateTime::UNIX_EPOCH.naive_utc());
    let new = NewGroup { publisher_id, app_id, kind, name, rule: Some(rule), created_by, form: None };
    let id = customer_groups::create(connection, &new, now)?;
    // As if it had been counted with the group that is there already, so that no job counts hundreds of groups meanwhile.
    if let Some(counted) = groups.iter().find(|group| group.app_id.is_some())
        && let (Some(on), Some(version)) = (counted.refreshed_on, counted.refreshed_version)
    {
        let found = Refreshed { members: 3, at: now, on, version, position: counted.refreshed_position };
        group_counts::set_refreshed(connection, publisher_id, id, found)?;
    }
    Ok(id)
}

fn stored(site: &Site, name: &str, rule: &Rule) -> String {
    let id = site.state.database.write_now(|connection| store(connection, name, rule)).unwrap();
    format!("/groups/{id}")
}

fn member_of(groups: &[GroupId]) -> Condition {
    let ids = groups.iter().map(ToString::to_string).collect();
    condition(Key::MemberOf, Operator::IsAnyOf, Operand::Choices(ids))
}

/// A rule with as many conditions and values as there may be, one of its conditions on membership of these groups.
fn largest(groups: &[GroupId]) -> Rule {
    let codes = |place: usize| (0..49).map(|code| format!("c{place:03}-{code}")).collect();
    let mut rule = rule_of(50, vec![at_least_18(); 4]);
    let mut places = 0..;
    for condition in
        rule.filters.iter_mut().flat_map(|filter| &mut filter.alternatives).flat_map(|Alternative(all)| all)
    {
        let listed = codes(places.next().unwrap());
        *condition = self::condition(BuiltIn::CampaignId, Operator::IsNoneOf, Operand::Choices(listed));
    }
    rule.filters[0].alternatives[0] = member_of(groups).into();
    assert_eq!(rule.excess(), None);
    rule
}

/// Stores the deepest and widest nesting that a rule may refer to, each group with all of those a level below, and
/// returns the top level.
fn store_nesting(connection: &mut DbConnection) -> QueryResult<Vec<GroupId>> {
    let mut below: Vec<GroupId> = Vec::new();
    for level in 0..MOST_DEPTH {
        let mut rule = rule_of(4, vec![at_least_18(); 4]);
        if level > 0 {
            rule.filters[0].alternatives = vec![member_of(&below).into()];
        }
        let names = (0..MOST_REACH / MOST_DEPTH).map(|number| format!("Level {level}, {number}"));
        below = names.map(|name| store(connection, &name, &rule)).collect::<QueryResult<_>>()?;
    }
    Ok(below)
}

fn lines(visitor: &Visitor, path: &str) -> usize {
    let file = visitor.get(path);
    assert_eq!(file.status, 200, "{path}");
    file.body.lines().count()
}

however_answered! {
    fn a_stored_rule_past_a_limit_is_shown_and_shortened(site: &Site) {
        let visitor = visitor_with_groups(site);
        for (filters, conditions, error) in [
            (52, 1, "Use at most 50 filters."),
            (4, 52, "Use at most 50 conditions in filter 1."),
            (6, 40, "Use at most 200 conditions in all filters together."),
        ] {
            let path = stored(site, error, &rule_of(filters, vec![at_least_18(); conditions]));
            let edit = visitor.get(&format!("{path}/edit"));
            assert_eq!((edit.status, edit.select(".condition").len()), (200, filters * conditions));
            let refused = edit.form("#group-form").press("Save");
            assert_eq!((refused.status, refused.select(".condition").len()), (422, filters * conditions));
            assert_eq!(refused.select("#rule-errors p"), [error]);
            let fewer = (1..filters).fold(refused, |page, _| {
                let last = page.select("fieldset.filter").len();
                page.form("#group-form").press(&format!("Remove filter {last}"))
            });
            let conditions = fewer.select(".condition").len();
            let fewer = (50..conditions).fold(fewer, |page, _| {
                page.form("#group-form").press("Remove condition 1 of filter 1")
            });
            let saved = fewer.form("#group-form").press("Save").follow();
            assert_eq!((saved.status, saved.text("#members")), (200, String::from("3")));
        }
        let path = stored(site, "Too many for a page", &rule_of(50, vec![at_least_18(); 50]));
        let edit = visitor.get(&format!("{path}/edit"));
        assert_eq!((edit.status, edit.select(".condition").len()), (200, 1));
        assert_eq!(edit.text("#statistics > p"), "Shorten the formula to see the numbers.");
        let form = edit.form("#group-form");
        let typed = form.value("formula").to_owned();
        assert!(typed.chars().count() > 20_000 && edit.attributes("#typed-formula", "maxlength").is_empty());
        let refused = form.press("Save");
        assert_eq!((refused.status, refused.form("#group-form").value("formula").trim()), (422, typed.as_str()));
        assert!(refused.text("#typed-formula-errors p").contains("at most 200 conditions"));
        let shorter = typed.split(" && ").take(4).collect::<Vec<_>>().join(" && ");
        let saved = refused.form("#group-form").set("formula", &shorter).press("Save").follow();
        assert_eq!((saved.status, saved.text("#members")), (200, String::from("3")));
    }

    fn the_formula_of_a_saved_rule_can_be_typed_again(site: &Site) {
        let visitor = visitor_with_groups(site);
        let listed = (0..9_990).map(|code| format!("campaign-{code}")).collect::<Vec<_>>().join(", ");
        let page = save_formula(&visitor, "Long", &format!("Age >= 18 || Campaign ID not in ({listed})"));
        let shown = page.text("#formula");
        assert!(shown.chars().count() > 100_000);
        let again = save_formula(&visitor, "Long again", &shown);
        assert_eq!((again.text("#formula"), again.text("#members")), (shown, String::from("3")));
    }

    fn the_largest_rule_that_can_be_saved_is_answered(site: &Site) {
        let visitor = visitor_with_groups(site);
        let top = site.state.database.write_now(store_nesting).unwrap();
        let path = stored(site, "Largest", &largest(&top));
        let preview = visitor.get(&format!("{path}/edit")).form("#group-form").preview();
        assert_eq!((preview.status, preview.text("#members").as_str()), (200, "3"));
        // The page also compares the group with the 200 others, each a question of its own: too many for this test where
        // the database answers them.
        if site.state.options.audience == AudienceMode::Memory {
            let page = visitor.get(&path);
            assert_eq!((page.status, page.text("#members").as_str()), (200, "3"));
        }
        assert_eq!(lines(&visitor, &format!("{path}/members.csv")), 4);
    }
}
