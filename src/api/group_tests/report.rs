//! Calls that say what a test shows, and who came into it.

use super::super::call::{Call, CallResult, MOMENT_WANTED, Query, Work, json, moment_in};
use super::super::effect::EffectBody;
use super::super::groups::moment;
use super::super::pages::{paged, rows};
use super::super::problem::{Problem, ProblemBody, WrongValue};
use super::find;
use crate::audit::Subject;
use crate::audit::export::record_pages;
use crate::experiments::Counted;
use crate::group_tests::effect;
use crate::group_tests::list::{self, Prospects};
use crate::ids::{CustomerId, GroupTestId};
use crate::shares::WHOLE;
use crate::store::exposures::{Person, Wanted as WantedPeople};
use crate::store::group_tests::{GroupTest, TestGoal, TestState};
use crate::web::effect::Stage;
use crate::web::group_tests::amounts;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A value of a test, with who got it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueOf {
    pub value: String,
    /// The share of those who come now that gets it, in millionths.
    pub share: u32,
    /// How many customers got it; null if the numbers are hidden.
    pub people: Option<u64>,
}

/// A goal that may not get worse, with what was counted of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardBody {
    /// `purchase` or `use`.
    pub goal: &'static str,
    pub effect: EffectBody,
}

/// Which customers a test is for now. All numbers are null if one of them is small and hidden from the token.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectsBody {
    /// In its groups, in none that it is not for, and reached by promotion in this quarter.
    pub people: Option<u64>,
    /// Customers held out of all promotions in this quarter, and so of all tests.
    pub withheld: Option<u64>,
    /// Those in its groups who are in one that it is not for.
    pub excepted: Option<u64>,
    /// How many of the people reached the goal in as many days before today as it has.
    pub reached: Option<u64>,
    /// How many people of all values together it takes to tell a difference of the size of interest, if they go on so.
    pub needed: Option<u64>,
    /// The names of its segments that have fewer members than the least, and cannot be used.
    pub small_segments: Vec<String>,
    #[schema(format = Date)]
    pub as_of: String,
}

impl From<Prospects> for ProspectsBody {
    fn from(found: Prospects) -> Self {
        let Prospects { people, withheld, excepted, reached, needed, small, as_of } = found;
        Self { people, withheld, excepted, reached, needed, small_segments: small, as_of: as_of.to_string() }
    }
}

/// What a test shows. The customers of all values are those who came into it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestReport)]
pub struct ReportBody {
    pub state: &'static str,
    /// Whether the numbers are hidden from the token, as one of them is small.
    pub is_size_hidden: bool,
    /// How many customers came into it: the sum over all values.
    pub people: Option<u64>,
    pub values: Vec<ValueOf>,
    pub prospects: ProspectsBody,
    /// What was counted of the goal; null if nothing was yet.
    pub effect: Option<EffectBody>,
    pub guards: Vec<GuardBody>,
}

/// What a test shows.
#[utoipa::path(get, path = "/api/v1/tests/{test}/report", tag = "Tests", operation_id = "get_test_report", params(
    ("test" = i32, Path, description = "The id of the test"),
), responses(
    (status = 200, body = ReportBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<GroupTestId>) -> CallResult {
    json(&call.run(move |work| report(&work, &find(&work, *path)?.test)).await?)
}

fn report(work: &Work, test: &GroupTest) -> Result<ReportBody, Problem> {
    let came = list::people_by_value(&work.state, &work.actor, test)?;
    let total = came.iter().sum();
    // A number of one value could be found from the others by subtraction.
    let hides = |people: u64| people > 0 && work.sizes().hides(people);
    let is_hidden = hides(total) || came.iter().any(|people| hides(*people));
    let prospects = list::prospects(&work.state, &work.actor, &work.publisher, test)?;
    let counted = if test.state == TestState::Draft { None } else { effect::of(&work.state, test)? };
    let app = crate::apps::find(&work.state, &work.actor, test.app_id)?;
    let is_over = counted.as_ref().is_some_and(|(_, is_over)| *is_over);
    let stage = Stage::of(is_over, test.takes_people(work.state.clock.now()));
    let smallest = f64::from(test.effect) / f64::from(WHOLE);
    let body = |goal: TestGoal, counted: &Counted| {
        let about = (amounts(goal, app.currency), work.sizes());
        EffectBody::of((counted, stage, smallest), &test.variants(), about)
    };
    let guard = |(goal, counted): &(TestGoal, Counted)| GuardBody { goal: goal.word(), effect: body(*goal, counted) };
    let value = |((value, share), people): ((String, u32), u64)| {
        let people = (!is_hidden).then_some(people);
        ValueOf { value, share, people }
    };
    Ok(ReportBody {
        state: test.state.word(),
        is_size_hidden: is_hidden,
        people: (!is_hidden).then_some(total),
        values: test.variants().into_iter().zip(test.shares()).zip(came).map(value).collect(),
        prospects: prospects.into(),
        effect: counted.as_ref().map(|(results, _)| body(test.goal, &results.goal)),
        guards: counted.iter().flat_map(|(results, _)| results.guards.iter().map(guard)).collect(),
    })
}

/// Which people.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only those who got this value.
    value: Option<String>,
    /// Only those who came in this phase, which count from 0.
    phase: Option<i32>,
    /// Only those who came then or later, as RFC 3339 has it.
    #[param(format = DateTime)]
    since: Option<String>,
    /// What the last page gave as `next`.
    #[param(value_type = Option<i32>)]
    after: Option<CustomerId>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// A customer who came into a test.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestPerson {
    pub account_id: String,
    /// The value that she got, and keeps as long as the test runs.
    pub value: String,
    pub phase: i32,
    #[schema(format = DateTime)]
    pub first_at: String,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestPeople {
    pub people: Vec<TestPerson>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// Who came into a test, when, and with which value.
#[utoipa::path(get, path = "/api/v1/tests/{test}/people", tag = "Tests", operation_id = "list_people_of_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Wanted,
), responses(
    (status = 200, body = TestPeople, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn people(call: Call, path: web::Path<GroupTestId>, query: Query<Wanted>) -> CallResult {
    let (id, Query(Wanted { value, phase, since, after, limit })) = (*path, query);
    let limit = rows(limit)?;
    let wrong = || Problem::invalid(vec![WrongValue::of("since", MOMENT_WANTED)]);
    let since_moment = since.as_deref().map(|text| moment_in(text).ok_or_else(wrong)).transpose()?;
    let wanted_value = value.clone();
    let found = call.run(move |work| {
        let test = find(&work, id)?.test;
        let values = test.variants();
        let unknown = || Problem::invalid(vec![WrongValue::of("value", "The test has no such value.")]);
        let place = |value: &String| values.iter().position(|one| one == value).ok_or_else(unknown);
        let place = wanted_value.as_ref().map(place).transpose()?.and_then(|place| i32::try_from(place).ok());
        let wanted = WantedPeople { variant: place, phase, since: since_moment, after };
        let (found, next) = list::people_after(&work.state, &work.actor, id, (wanted, limit))?;
        record_pages(&work.state, &work.actor, Subject::test(&test), ("people", None))?;
        let person = |(_, account_id, first_at, variant, phase): Person| TestPerson {
            account_id,
            value: usize::try_from(variant).ok().and_then(|place| values.get(place).cloned()).unwrap_or_default(),
            phase,
            first_at: moment(first_at),
        };
        let people = found.into_iter().map(person).collect();
        Ok(TestPeople { people, next: next.map(|next| next.to_string()) })
    });
    let page = found.await?;
    let asked = [("value", value), ("phase", phase.map(|phase| phase.to_string())), ("since", since)];
    paged(&page, &format!("/api/v1/tests/{id}/people"), &asked, (page.next.as_deref(), limit))
}
