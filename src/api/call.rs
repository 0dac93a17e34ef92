//! A call: who makes it, what it asks for, and where its work runs.

use super::problem::{Kind, Problem, WrongValue};
use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::ids::AppId;
use crate::state::State;
use crate::store::Version;
use crate::store::publishers::Publisher;
use crate::text::is_control;
use crate::tokens::Program;
use crate::tokens::once::HeldCall;
use crate::web::error::PageError;
use crate::web::work::run;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDateTime};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What a handler returns.
pub type CallResult = Result<HttpResponse, Problem>;

/// What the check of a route has found.
pub struct Caller {
    pub program: Program,
    /// The version of the database when the call came in.
    pub version: Option<Version>,
}

/// A call by a program that may make it.
pub struct Call {
    pub state: web::Data<State>,
    pub program: Program,
    /// The version of the database when the call came in, if it is known.
    pub version: Option<Version>,
    /// What keeps its answer, if it has a key.
    making: Option<HeldCall>,
}

/// A call where it may wait.
pub struct Work {
    pub state: web::Data<State>,
    pub actor: Actor,
    pub publisher: Publisher,
    pub program: Program,
    /// What keeps the answer of a call with a key.
    pub making: Option<HeldCall>,
    /// Set once the program has disconnected.
    pub cancelled: Arc<AtomicBool>,
}

impl Call {
    /// Runs work that may wait or compute.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(Work) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (state, program, making) = (self.state.clone(), self.program.clone(), self.making.clone());
        run(move |cancelled| {
            let (actor, publisher) = (program.actor(), program.publisher.clone());
            work(Work { actor, publisher, state, program, making, cancelled })
        })
        .await
    }
}

impl Work {
    /// Which sizes of segments are shown to the program.
    pub fn sizes(&self) -> Sizes {
        Sizes::new(self.actor.role, self.publisher.minimum_size)
    }

    /// The app, ready to answer rules; not found if the program may not ask for it.
    pub fn view(&self, app: AppId) -> Result<View, Problem> {
        self.must_see(Some(app))?;
        Ok(self.state.audiences.view_now(&self.publisher, app)?)
    }

    /// Refuses what belongs to an app that the program may not ask for, as if it was not there.
    pub fn must_see(&self, app: Option<AppId>) -> Result<(), Problem> {
        if self.program.may_see(app) { Ok(()) } else { Err(Problem::new(Kind::NotFound)) }
    }
}

/// How often a call that writes by name looks again: two others at the same moment are rare already.
const TRIES: usize = 5;

/// Does what a call asks for, and looks again if another call has changed the same thing between its look and its change.
pub fn by_name<T>(mut attempt: impl FnMut() -> Result<T, Problem>) -> Result<T, Problem> {
    for _ in 1..TRIES {
        match attempt() {
            Err(problem) if problem.kind() == Kind::ChangedMeanwhile => {}
            done => return done,
        }
    }
    attempt()
}

/// What is wrong with creating something under a name: nothing but that another call has created it meanwhile.
pub fn created_meanwhile<T, E: Into<Problem>>(refusal: impl Into<Problem>, now: Result<Option<T>, E>) -> Problem {
    match now {
        Ok(Some(_)) => Problem::new(Kind::ChangedMeanwhile),
        Ok(None) => refusal.into(),
        Err(error) => error.into(),
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    /// Who calls, as the check of the route has found.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions_mut().remove::<Caller>();
        let making = request.extensions_mut().remove::<HeldCall>();
        let state = request.app_data::<web::Data<State>>().cloned();
        ready(match (caller, state) {
            (Some(Caller { program, version }), Some(state)) => Ok(Self { state, program, version, making }),
            _ => Err(anyhow::anyhow!("a call without its check").into()),
        })
    }
}

/// The body of a call: JSON without unknown fields and control characters. It is read where the call's work runs, since a
/// body of some megabytes would keep other callers waiting.
pub struct Json<T> {
    body: Vec<u8>,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Json<T> {
    pub fn read(&self) -> Result<T, Problem> {
        parse(&self.body)
    }
}

impl<T> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = matches!(request.content_type(), "application/json" | "application/merge-patch+json");
        let mut payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(Problem::new(Kind::WrongType).because("Send JSON: Content-Type: application/json"));
            }
            let mut body = Vec::new();
            while let Some(bytes) = payload.next().await {
                body.extend_from_slice(&bytes.map_err(|error| Problem::from(PageError::from(&error)))?);
            }
            Ok(Self { body, of: PhantomData })
        })
    }
}

/// The largest body whose control characters are listed by their places, for which it is read as a tree that takes about
/// ten times its size.
const MOST_SEARCHED: usize = 1 << 20;

/// Reads a body.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let unreadable =
        |error: &serde_json::Error| Problem::new(Kind::Unreadable).because(format!("The body is no JSON: {error}"));
    if has_control(body) {
        let mut wrong = Vec::new();
        if body.len() <= MOST_SEARCHED {
            let value: Value = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
            find_controls(&value, &mut String::new(), &mut wrong);
        }
        return Err(Problem::invalid(wrong).because("A text has a control character."));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Problem::invalid(vec![WrongValue::at(pointer, error.to_string())])
        } else {
            unreadable(&error)
        }
    })?;
    reader.end().map_err(|error| unreadable(&error))?;
    Ok(read)
}

/// Whether a text in the JSON has a control character other than white space, which JSON has only as an escape; DEL it may
/// have as it is.
fn has_control(body: &[u8]) -> bool {
    let is_escape = |at: usize| {
        let Some((&kind, rest)) = body.get(at + 1..).and_then(<[u8]>::split_first) else { return false };
        let code = || std::str::from_utf8(rest.get(..4)?).ok().and_then(|code| u32::from_str_radix(code, 16).ok());
        match kind {
            b'b' => true,
            b'u' => code().and_then(char::from_u32).is_some_and(is_control),
            _ => false,
        }
    };
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        match byte {
            0x7f => return true,
            b'\\' if is_escape(at) => return true,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    false
}

/// The path as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escaped(key)),
        Segment::Enum { variant } => format!("/{}", escaped(variant)),
        Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

/// A name as a part of a JSON pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The most places of control characters that are listed.
const MOST_LISTED: usize = 100;

/// The places of texts with a control character, which no value may have and PostgreSQL refuses. The depth is that of
/// serde's limit at most.
fn find_controls(value: &Value, pointer: &mut String, wrong: &mut Vec<WrongValue>) {
    let has = |text: &str| text.chars().any(is_control);
    let length = pointer.len();
    match value {
        Value::String(text) if has(text) && wrong.len() < MOST_LISTED => {
            wrong.push(WrongValue::at(pointer.clone(), "The text has a control character."));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                find_controls(item, pointer, wrong);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                pointer.push('/');
                pointer.push_str(&escaped(key));
                if has(key) && wrong.len() < MOST_LISTED {
                    wrong.push(WrongValue::at(pointer.clone(), "The name has a control character."));
                }
                find_controls(item, pointer, wrong);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The parameters of a query, without unknown ones.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = web::Query::<T>::from_query(request.query_string());
        ready(read.map(|read| Self(read.into_inner())).map_err(|error| {
            let said = match &error {
                actix_web::error::QueryPayloadError::Deserialize(error) => error.to_string(),
                other => other.to_string(),
            };
            Problem::new(Kind::Unreadable).because(format!("The query cannot be read: {said}"))
        }))
    }
}

/// The error of a text that is no moment.
pub const MOMENT_WANTED: &str = "Send a moment as RFC 3339 has it, such as 2026-12-24T18:00:00Z.";

/// The moment that a text names as RFC 3339 has it, in UTC.
pub fn moment_in(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.naive_utc())
}

/// The moment in a field of a body.
pub fn read_moment(field: &str, text: Option<String>) -> Result<Option<NaiveDateTime>, Problem> {
    let wrong = || Problem::invalid(vec![WrongValue::at(format!("/{field}"), MOMENT_WANTED)]);
    text.map(|text| moment_in(&text).ok_or_else(wrong)).transpose()
}

/// Refuses fields of a body that are in the address already.
pub fn in_address(fields: &[(&str, bool)]) -> Result<(), Problem> {
    let sent = fields.iter().find(|(_, is_sent)| *is_sent);
    let wrong = |(field, _): &(&str, bool)| {
        Problem::invalid(vec![WrongValue::at(format!("/{field}"), "It is in the address: leave it out.")])
    };
    sent.map_or(Ok(()), |field| Err(wrong(field)))
}

/// An answer in JSON.
pub fn json(body: &impl Serialize) -> CallResult {
    json_with(HttpResponse::Ok(), body)
}

/// An answer in JSON with this status and these headers.
pub fn json_with(mut response: actix_web::HttpResponseBuilder, body: &impl Serialize) -> CallResult {
    let text = serde_json::to_string(body).map_err(|error| Problem::from(anyhow::Error::from(error)))?;
    Ok(response.insert_header((header::CONTENT_TYPE, "application/json")).body(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        #[expect(dead_code, reason = "only read")]
        name: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[expect(dead_code, reason = "only read")]
        people: Vec<Person>,
    }

    fn problem(body: &str) -> (u16, Value) {
        let problem = parse::<Body>(body.as_bytes()).unwrap_err();
        let response = problem.error_response();
        let status = response.status().as_u16();
        let body = futures_util::FutureExt::now_or_never(actix_web::body::to_bytes(response.into_body()));
        (status, serde_json::from_slice(&body.unwrap().unwrap()).unwrap())
    }

    #[test]
    fn what_is_wrong_with_a_body_says_where() {
        assert_eq!(problem("{").0, 400);
        let (status, wrong) = problem(r#"{"people": [{"name": "Ann"}, {"name": 7}]}"#);
        assert_eq!((status, &wrong["errors"][0]["pointer"]), (422, &Value::from("/people/1/name")));
        let (_, unknown) = problem(r#"{"people": [{"name": "Ann", "nmae": "B"}]}"#);
        assert!(unknown["errors"][0]["detail"].as_str().unwrap().contains("nmae"), "{unknown}");
        let (status, control) = problem(r#"{"people": [{"name": "A\u0000"}], "a/b~": "\u0001"}"#);
        let pointers: Vec<_> =
            control["errors"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, pointers), (422, vec!["/people/0/name", "/a~1b~0"]));
        for harmless in [r#""\\u0000""#, r#""\\b""#, r#""\t\n\u0009\u00e9""#, r#""\\""#, "\"\\"] {
            assert!(!has_control(harmless.as_bytes()), "{harmless}");
        }
        for control in [r#""\\\u0000""#, r#""\b""#, r#""\u001F""#, "\"\u{7f}\""] {
            assert!(has_control(control.as_bytes()), "{control}");
        }
    }
}
