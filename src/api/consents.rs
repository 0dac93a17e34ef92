//! Calls that say what people allow and take back, as they have said elsewhere.

use super::call::{Call, CallResult, Json, MOMENT_WANTED, Query, json, moment_in};
use super::groups::Trial;
use super::once::answer;
use super::problem::{Problem, ProblemBody, WrongValue};
use crate::consents::bulk::{self, Fate, MOST_AT_ONCE, Said};
use crate::consents::{ConsentChannel, ConsentPurpose};
use crate::store::consents::ConsentState;
use actix_web::http::StatusCode;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What people said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consents {
    /// 1 to 1,000, in the order in which they were said.
    #[schema(min_items = 1, max_items = 1_000)]
    pub consents: Vec<ConsentBody>,
}

/// What a person said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1001")]
    pub account_id: String,
    /// `web_push`, which it is where it is left out.
    #[schema(example = "web_push")]
    pub channel: Option<String>,
    /// `promotional`, `product`, `test` or `measurement`: that what the person saw and clicked is kept.
    #[schema(example = "promotional")]
    pub purpose: String,
    /// `given` or `withdrawn`.
    #[schema(example = "given")]
    pub state: String,
    /// When the person said it; what is withdrawn may leave it out.
    #[schema(example = "2026-03-01T09:00:00Z")]
    pub at: Option<String>,
    /// The text that was shown; what is withdrawn may leave it out.
    #[schema(max_length = 500, example = "Tell me about offers")]
    #[serde(default)]
    pub text: String,
}

/// Who is not written to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppressions {
    /// 1 to 1,000.
    #[schema(min_items = 1, max_items = 1_000)]
    pub suppressions: Vec<SuppressionBody>,
}

/// Somebody who is not written to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppressionBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1002")]
    pub account_id: String,
    /// `web_push`, which it is where it is left out.
    #[schema(example = "web_push")]
    pub channel: Option<String>,
    /// `promotional`, `product`, `test` or `measurement`; every one of them where it is left out.
    pub purpose: Option<String>,
    /// Since when; now where it is left out.
    pub at: Option<String>,
}

/// What became of it. The numbers add up to `total`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recorded {
    pub dry_run: bool,
    pub total: usize,
    pub recorded: usize,
    pub unchanged: usize,
    /// The person has said something else since.
    pub superseded: usize,
    pub refused: usize,
    /// One for each, in the order of the call.
    pub results: Vec<RecordedOne>,
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedOne {
    /// Its place in the call, from 0.
    pub row: usize,
    /// `recorded`, `unchanged`, `superseded` or `refused`.
    #[schema(example = "recorded")]
    pub result: &'static str,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Recorded {
    fn of(fates: &[Fate], dry_run: bool) -> Self {
        let result = |(row, fate): (usize, &Fate)| {
            let (result, reason) = match fate {
                Fate::Recorded => ("recorded", None),
                Fate::Unchanged => ("unchanged", None),
                Fate::Superseded => ("superseded", None),
                Fate::Refused(refused) => ("refused", Some(refused.to_string())),
            };
            RecordedOne { row, result, reason }
        };
        let results: Vec<RecordedOne> = fates.iter().enumerate().map(result).collect();
        let count = |word: &str| results.iter().filter(|one| one.result == word).count();
        Self {
            dry_run,
            total: fates.len(),
            recorded: count("recorded"),
            unchanged: count("unchanged"),
            superseded: count("superseded"),
            refused: count("refused"),
            results,
        }
    }
}

/// Reads what is in one of the call, and says which fields cannot be read.
struct Reader<'a> {
    list: &'a str,
    place: usize,
    wrong: &'a mut Vec<WrongValue>,
}

impl Reader<'_> {
    fn word<T>(&mut self, (field, text): (&str, &str), read: fn(&str) -> Option<T>, words: &[&str]) -> Option<T> {
        let found = read(text);
        if found.is_none() {
            let detail = format!("One of {}.", words.join(", "));
            self.wrong.push(WrongValue::at(format!("/{}/{}/{field}", self.list, self.place), detail));
        }
        found
    }

    fn channel(&mut self, text: Option<&str>) -> ConsentChannel {
        let read = text.and_then(|text| self.word(("channel", text), ConsentChannel::from_word, ConsentChannel::WORDS));
        read.unwrap_or(ConsentChannel::WebPush)
    }

    fn purpose(&mut self, text: &str) -> Option<ConsentPurpose> {
        self.word(("purpose", text), ConsentPurpose::from_word, ConsentPurpose::WORDS)
    }

    fn moment(&mut self, text: Option<&str>) -> Option<NaiveDateTime> {
        let read = moment_in(text?);
        if read.is_none() {
            self.wrong.push(WrongValue::at(format!("/{}/{}/at", self.list, self.place), MOMENT_WANTED));
        }
        read
    }
}

fn read<B>(list: &str, bodies: Vec<B>, one: impl Fn(&mut Reader<'_>, B) -> Said) -> Result<Vec<Said>, Problem> {
    let mut wrong = Vec::new();
    if !(1..=MOST_AT_ONCE).contains(&bodies.len()) {
        wrong.push(WrongValue::at(format!("/{list}"), format!("Send 1 to {MOST_AT_ONCE}.")));
        return Err(Problem::invalid(wrong));
    }
    let said = bodies.into_iter().enumerate();
    let said = said.map(|(place, body)| one(&mut Reader { list, place, wrong: &mut wrong }, body)).collect();
    if wrong.is_empty() { Ok(said) } else { Err(Problem::invalid(wrong)) }
}

async fn take(
    call: Call,
    query: Query<Trial>,
    said: impl FnOnce() -> Result<Vec<Said>, Problem> + Send + 'static,
) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let recorded = call.run(move |work| {
        // People are the publisher's, not those of one app.
        work.must_see(None)?;
        let fates =
            bulk::record(&work.state, &work.actor, (&said()?, is_trial), |connection, fates| match &work.making {
                Some(making) => making.keep(connection, answer(StatusCode::OK, None, &Recorded::of(fates, false))),
                None => Ok(()),
            });
        Ok(Recorded::of(&fates?, is_trial))
    });
    json(&recorded.await?)
}

/// Says what people allow and take back. What they have said since counts more, so that the same list may be sent again.
#[utoipa::path(post, path = "/api/v1/consents", tag = "Customers", operation_id = "record_consents", params(Trial),
    request_body = Consents, responses(
        (status = 200, body = Recorded),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn record(call: Call, query: Query<Trial>, body: Json<Consents>) -> CallResult {
    take(call, query, move || {
        read("consents", body.read()?.consents, |reader, body| Said {
            channel: reader.channel(body.channel.as_deref()),
            purpose: reader.purpose(&body.purpose),
            state: reader
                .word(("state", &body.state), ConsentState::from_word, ConsentState::WORDS)
                .unwrap_or(ConsentState::Withdrawn),
            at: reader.moment(body.at.as_deref()),
            account: body.account_id,
            text: body.text,
        })
    })
    .await
}

/// Says who is not written to any more, as the list of a program that wrote to people before has it. Only what a person allows later
/// ends it, and erasing the person does not.
#[utoipa::path(post, path = "/api/v1/suppressions", tag = "Customers", operation_id = "suppress_people", params(Trial),
    request_body = Suppressions, responses(
        (status = 200, body = Recorded),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn suppress(call: Call, query: Query<Trial>, body: Json<Suppressions>) -> CallResult {
    take(call, query, move || {
        read("suppressions", body.read()?.suppressions, |reader, body| Said {
            channel: reader.channel(body.channel.as_deref()),
            purpose: body.purpose.and_then(|purpose| reader.purpose(&purpose)),
            state: ConsentState::Withdrawn,
            at: reader.moment(body.at.as_deref()),
            account: body.account_id,
            text: String::new(),
        })
    })
    .await
}
