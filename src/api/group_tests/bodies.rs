//! The JSON of calls about tests.

use super::super::call::{Work, read_moment};
use super::super::groups::{groups_named, moment};
use super::super::problem::{Problem, WrongValue};
use crate::group_tests::FLAG;
use crate::group_tests::draft::{Draft, Variant};
use crate::group_tests::list::Described;
use crate::store::group_tests::TestGoal;
use crate::store::offers::Groups;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A value of a test, and its share.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantBody {
    /// Small letters, digits and the characters that keys of flags have.
    #[schema(example = "new", min_length = 1, max_length = 100)]
    pub value: String,
    /// As many get it as of the others, by their weights.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 1_000)]
    pub weight: i64,
}

const fn one() -> i64 {
    1
}

/// What a test is. What is left out is as it is on the page of a new test.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestTerms)]
pub struct Terms {
    /// The id of the app, of a new test.
    pub app: Option<String>,
    #[schema(max_length = 100, example = "Price")]
    pub name: Option<String>,
    /// The key of its flag; made of the name if it is left out, or as it was.
    pub key: Option<String>,
    #[serde(default)]
    #[schema(max_length = 500)]
    pub hypothesis: String,
    /// The groups on whose members it is tried, by id or by name.
    #[schema(min_items = 1, max_items = 10, example = json!(["Testers"]))]
    pub groups: Vec<String>,
    /// Groups whose members it is not for.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub except_groups: Vec<String>,
    /// The others are held against the first, which everybody gets who is not in the test.
    #[schema(min_items = 2, max_items = 5)]
    pub variants: Vec<VariantBody>,
    /// `purchase` or `use`.
    #[schema(example = "purchase")]
    pub goal: Option<String>,
    /// Within how many days of coming what a customer does counts.
    #[schema(minimum = 1, maximum = 90)]
    pub goal_days: Option<i64>,
    /// What may not get worse: `purchase` or `use`. If a value does clearly worse by it, the test stops.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub guards: Vec<String>,
    /// The smallest difference of interest, in millionths: 10,000 is a point.
    #[schema(minimum = 1_000, maximum = 500_000)]
    pub effect: Option<i64>,
    /// When nobody new comes into it any more, as RFC 3339 has it.
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
}

/// A test.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Test)]
pub struct TestBody {
    pub id: String,
    pub app: String,
    pub name: String,
    /// `draft`, `running`, `stopped`, `decided` or `archived`.
    pub state: &'static str,
    /// The flag by which programs ask for it.
    #[schema(example = "test.price")]
    pub flag: String,
    pub hypothesis: String,
    pub groups: Vec<String>,
    pub except_groups: Vec<String>,
    pub variants: Vec<VariantBody>,
    /// `purchase` or `use`.
    pub goal: &'static str,
    pub goal_days: i32,
    pub guards: Vec<&'static str>,
    /// In millionths.
    pub effect: i32,
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
    /// A phase begins with each change of the weights of a test that runs. They count from 0.
    pub phase: i32,
    /// The value that was given to all.
    pub winner: Option<String>,
    /// What got worse, if that stopped it.
    pub stopped_for: Option<&'static str>,
    #[schema(format = DateTime)]
    pub started_at: Option<String>,
    #[schema(format = DateTime)]
    pub stopped_at: Option<String>,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub updated_at: String,
    pub version: i64,
}

/// A page of tests.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tests {
    pub tests: Vec<TestBody>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// What is given to all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// One of the values of the test.
    #[schema(example = "new")]
    pub value: String,
}

impl TestBody {
    pub fn of(Described { test, groups }: Described) -> Self {
        let draft = Draft::of(&test, groups);
        let variant = |Variant { value, weight }: Variant| VariantBody { value, weight };
        let winner = test.winner.and_then(|winner| usize::try_from(winner).ok());
        let ids = |ids: &[crate::ids::GroupId]| ids.iter().map(ToString::to_string).collect();
        Self {
            id: test.id.to_string(),
            app: test.app_id.to_string(),
            state: test.state.word(),
            flag: format!("{FLAG}{}", test.flag_key),
            groups: ids(&draft.groups.included),
            except_groups: ids(&draft.groups.excluded),
            winner: winner.and_then(|winner| draft.variants.get(winner)).map(|variant| variant.value.clone()),
            variants: draft.variants.into_iter().map(variant).collect(),
            goal: test.goal.word(),
            goal_days: test.goal_days,
            guards: draft.guards.iter().map(|guard| guard.word()).collect(),
            effect: test.effect,
            ends_at: test.ends_at.map(moment),
            phase: test.phase(),
            stopped_for: test.stopped_for.map(TestGoal::word),
            started_at: test.started_at.map(moment),
            stopped_at: test.stopped_at.map(moment),
            created_at: moment(test.created_at),
            updated_at: moment(test.updated_at),
            version: test.version,
            hypothesis: test.hypothesis,
            name: test.name,
        }
    }
}

/// The draft that is sent, under this name.
pub fn draft(work: &Work, name: String, sent: Terms) -> Result<Draft, Problem> {
    let usual = Draft::default();
    let goal = |pointer: String, word: &str| {
        let unknown = || Problem::invalid(vec![WrongValue::at(pointer, "Send purchase or use.")]);
        TestGoal::from_word(word).ok_or_else(unknown)
    };
    let guard = |(place, word): (usize, &String)| goal(format!("/guards/{place}"), word);
    let of_goal = sent.goal.as_deref().map(|word| goal(String::from("/goal"), word)).transpose()?;
    Ok(Draft {
        name,
        key: sent.key.unwrap_or_default(),
        hypothesis: sent.hypothesis,
        groups: Groups {
            included: groups_named(work, &sent.groups, "groups")?,
            excluded: groups_named(work, &sent.except_groups, "except_groups")?,
        },
        variants: sent.variants.into_iter().map(|VariantBody { value, weight }| Variant { value, weight }).collect(),
        goal: of_goal.unwrap_or(usual.goal),
        goal_days: sent.goal_days.unwrap_or(usual.goal_days),
        guards: sent.guards.iter().enumerate().map(guard).collect::<Result<_, Problem>>()?,
        effect: sent.effect.unwrap_or(usual.effect),
        ends_at: read_moment("ends_at", sent.ends_at)?,
    })
}
