//! `Idempotency-Key`: a call that is sent again with its key is made once. What the first was answered is answered again.

use super::problem::{Kind, Problem, WrongValue};
use crate::state::State;
use crate::tokens::Program;
use crate::tokens::once::{self, Answer, HeldCall, LONGEST_KEY, Sent, Start, finished};
use crate::web::error::PageError;
use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage, HttpResponse, rt};
use chrono::TimeDelta;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// The header with the key.
pub const KEY: &str = "idempotency-key";

/// Says that an answer is that of an earlier call.
const REPLAYED: &str = "idempotent-replayed";

/// How long a call holds its key: longer than any lasts whose body is there. A file may come slowly.
const HELD: TimeDelta = TimeDelta::minutes(1);
const HELD_BY_A_FILE: TimeDelta = TimeDelta::hours(1);

/// The headers of an answer that are kept with it.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Makes the call, or answers as before. A file is not held in memory: its digest is known once it was received.
pub async fn make(
    program: &Program,
    is_file: bool,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (state, sent, digest) = match prepared(&mut request, is_file).await {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return Ok(next.call(request).await?.map_into_boxed_body()),
        Err(problem) => return Ok(request.error_response(problem)),
    };
    match once::begin(&state, program, sent).await {
        Err(error) => Ok(request.error_response(Problem::from(error))),
        Ok(Start::Make(claim)) => {
            let making = HeldCall::new(claim, digest);
            request.extensions_mut().insert(making.clone());
            // It is also made and answered to its end if the program does not wait for it.
            let made = rt::spawn(async move { made(&state, making, request, next).await });
            made.await.map_err(|error| Problem::from(anyhow::Error::from(error)))?
        }
        Ok(Start::Made { answer, body_digest }) => {
            if is_file && let Err(problem) = same_file(&mut request, &digest, body_digest).await {
                return Ok(request.error_response(problem));
            }
            match again(answer) {
                Ok(response) => Ok(request.into_response(response)),
                Err(problem) => Ok(request.error_response(problem)),
            }
        }
        Ok(Start::Running) => {
            let problem =
                Problem::new(Kind::Conflict).because("A call with this key is being made. Send it again in a minute.");
            Ok(request.error_response(problem))
        }
        Ok(Start::Other) => Ok(request.error_response(other())),
    }
}

fn other() -> Problem {
    let wrong = WrongValue::of("Idempotency-Key", "The key is that of another call. Give each call a key of its own.");
    Problem::invalid(vec![wrong])
}

/// The digest of a body, which may still come.
type BodyDigest = Arc<Mutex<Sha256>>;

/// The state, the call by its key and the digest of its body; `None` if it has no key.
async fn prepared(
    request: &mut ServiceRequest,
    is_file: bool,
) -> Result<Option<(Data<State>, Sent, BodyDigest)>, Problem> {
    let Some(key) = request.headers().get(KEY) else { return Ok(None) };
    let key = key.to_str().unwrap_or_default().trim().trim_matches('"').to_owned();
    let is_one = !key.is_empty() && key.len() <= LONGEST_KEY && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_one {
        let said = format!("Send 1 to {LONGEST_KEY} letters, digits and signs without spaces.");
        return Err(Problem::invalid(vec![WrongValue::of("Idempotency-Key", said)]));
    }
    let state = request.app_data::<Data<State>>().cloned();
    let state = state.ok_or_else(|| anyhow::anyhow!("the app has no state"))?;
    let digest = BodyDigest::default();
    let body = request.take_payload();
    let body_digest = if is_file {
        let seen = Arc::clone(&digest);
        let body = body.inspect_ok(move |bytes: &Bytes| see(&seen, bytes));
        request.set_payload(Payload::Stream { payload: Box::pin(body) });
        None
    } else {
        let read: Result<Vec<Bytes>, PayloadError> = body.try_collect().await;
        let body = read.map_err(|error| Problem::from(PageError::from(&error)))?.concat();
        see(&digest, &body);
        let body = stream::iter([Ok::<_, PayloadError>(Bytes::from(body))]);
        request.set_payload(Payload::Stream { payload: Box::pin(body) });
        Some(finished(&digest))
    };
    let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let held = if is_file { HELD_BY_A_FILE } else { HELD };
    Ok(Some((state, Sent { key, request: format!("{} {address}", request.method()), body_digest, held }, digest)))
}

fn see(digest: &Mutex<Sha256>, bytes: &[u8]) {
    digest.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
}

/// Makes the call and keeps its answer; one that changed nothing leaves the key free.
async fn made(
    state: &State,
    making: HeldCall,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = match next.call(request).await {
        Ok(response) if response.status().is_success() => response,
        other => {
            if let Err(error) = once::release(state, making).await {
                log::warn!("the key of a call stays held for a while: {error}");
            }
            return other.map(ServiceResponse::map_into_boxed_body);
        }
    };
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let bytes = to_bytes(body).await.map_err(|_| Problem::from(anyhow::anyhow!("an answer that cannot be read")))?;
    let value = |name: &HeaderName| Some((name.to_string(), response.headers().get(name)?.to_str().ok()?.to_owned()));
    let answer = Answer {
        status: response.status().as_u16(),
        headers: KEPT.iter().filter_map(value).collect(),
        body: String::from_utf8(bytes.to_vec()).ok(),
    };
    // The call is made, and its program learns so. Sent again, it is made again once the key is no longer held.
    if let Err(error) = once::end(state, making, answer).await {
        log::warn!("the answer of a call is not kept for its key: {error}");
    }
    Ok(ServiceResponse::new(request, response.set_body(bytes).map_into_boxed_body()))
}

/// An answer in JSON as it is kept in the transaction of what it is about.
pub fn answer(status: StatusCode, location: Option<String>, body: &impl Serialize) -> Answer {
    let json = (header::CONTENT_TYPE.to_string(), String::from("application/json"));
    let location = location.map(|location| (header::LOCATION.to_string(), location));
    let headers = [Some(json), location].into_iter().flatten().collect();
    Answer { status: status.as_u16(), headers, body: serde_json::to_string(body).ok() }
}

/// Refuses a file that is not the one that was sent first with the key.
async fn same_file(request: &mut ServiceRequest, digest: &BodyDigest, first: Option<String>) -> Result<(), Problem> {
    let mut body = request.take_payload();
    while let Some(bytes) = body.next().await {
        bytes.map_err(|error| Problem::from(PageError::from(&error)))?;
    }
    if first.is_none_or(|first| first == finished(digest)) { Ok(()) } else { Err(other()) }
}

/// The answer of the first call.
fn again(Answer { status, headers, body }: Answer) -> Result<HttpResponse, Problem> {
    let Some(body) = body else {
        let said = format!("The call was made and answered with status {status}; its answer is not kept.");
        return Err(Problem::new(Kind::Conflict).because(said));
    };
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
    headers.into_iter().for_each(|header| {
        response.insert_header(header);
    });
    Ok(response.insert_header((REPLAYED, "true")).body(body))
}
