//! The call that says what became of the notifications of some days.

use super::super::call::{Call, CallResult, Query, json};
use super::super::problem::{Problem, ProblemBody, WrongValue};
use crate::day::Day;
use crate::ids::AppId;
use crate::notifications::analysis::{self, MOST_DAYS, Period, Sums, WrongDays};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which notifications.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AnalysisWanted {
    /// The id of an app; that of the token if it is left out.
    #[param(value_type = Option<i32>)]
    app: Option<AppId>,
    /// The first day on which they were sent; 29 days before the last one if there is none.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// The last day; today if there is none.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<String>,
}

/// What became of messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct SumsBody {
    /// Those that left: accepted + gone + failed + unknown.
    pub sent: i64,
    pub accepted: i64,
    /// The push service knows the browser no longer.
    pub gone: i64,
    pub failed: i64,
    pub unknown: i64,
    /// How many clicks there were.
    pub launched: i64,
    /// Those of them that were only counted, as the person has not allowed measurement; who clicks twice is counted twice. By market they
    /// are not known.
    pub launched_anonymous: i64,
}

impl From<Sums> for SumsBody {
    fn from(sums: Sums) -> Self {
        let Sums { accepted, gone, failed, unknown, launched, launched_anonymous } = sums;
        Self { sent: sums.sent(), accepted, gone, failed, unknown, launched, launched_anonymous }
    }
}

/// What became of the messages of the notifications that were sent on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayBody {
    #[schema(format = Date)]
    pub day: String,
    pub messages: SumsBody,
}

/// What became of the messages to people of a market.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarketBody {
    /// Null where it is not known.
    #[schema(example = "FR")]
    pub market: Option<String>,
    pub messages: SumsBody,
}

/// What became of the notifications of some days.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnalysisBody {
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub until: String,
    /// How many notifications are added up: the newest, 5,000 at most.
    pub notifications: usize,
    /// How many are not, as one of their numbers is small and hidden from the token, or they are not counted yet.
    pub hidden: usize,
    /// Whether there are older ones in these days.
    pub is_cut: bool,
    pub total: SumsBody,
    /// The days on which any was sent, the first one first.
    pub days: Vec<DayBody>,
    /// The market with the most messages first, counted up to once an hour; null if small numbers are hidden from the token.
    pub markets: Option<Vec<MarketBody>>,
}

/// The days that are asked for.
fn days(from: Option<&str>, until: Option<&str>, today: Day) -> Result<(Day, Day), Problem> {
    let wrong = |field: &str, detail: String| Problem::invalid(vec![WrongValue::of(field, detail)]);
    let read = |field: &str, typed: &str| {
        Day::parse(typed).ok_or_else(|| wrong(field, String::from("Send a day such as 2026-11-20.")))
    };
    let until = until.map_or(Ok(today), |typed| read("until", typed))?;
    let from = from.map_or_else(|| Ok(Period::Days30.days(until).0), |typed| read("from", typed))?;
    match analysis::check((from, until)) {
        Ok(()) => Ok((from, until)),
        Err(WrongDays::Swapped) => Err(wrong("until", String::from("The last day is before the first."))),
        Err(WrongDays::TooMany) => Err(wrong("from", format!("Ask for at most {MOST_DAYS} days."))),
    }
}

/// What became of the notifications that were sent on some days: in all, by day and by market.
#[utoipa::path(get, path = "/api/v1/notifications/analysis", tag = "Notifications", operation_id = "analyze_notifications",
    params(AnalysisWanted), responses(
        (status = 200, body = AnalysisBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn show(call: Call, query: Query<AnalysisWanted>) -> CallResult {
    let Query(AnalysisWanted { app, from, until }) = query;
    let found = call.run(move |work| {
        let app = app.or(work.program.app);
        work.must_see(app)?;
        let today = work.state.today(&work.publisher);
        let (from, until) = days(from.as_deref(), until.as_deref(), today)?;
        let who = (&work.actor, &work.publisher, work.sizes());
        let found = analysis::analysis(&work.state, who, (app, (from, until)))?;
        let market = |(code, sums): (String, Sums)| MarketBody {
            market: Some(code).filter(|code| !code.is_empty()),
            messages: sums.into(),
        };
        let day = |(day, sums): (Day, Sums)| DayBody { day: day.to_string(), messages: sums.into() };
        Ok(AnalysisBody {
            from: from.to_string(),
            until: until.to_string(),
            notifications: found.notifications,
            hidden: found.hidden,
            is_cut: found.is_cut,
            total: found.total.into(),
            days: found.days.into_iter().map(day).collect(),
            markets: found.markets.map(|markets| markets.into_iter().map(market).collect()),
        })
    });
    json(&found.await?)
}
