//! Flags for one person: one flag, or all that are for clients.

use super::answer::{Failure, flag, json_of};
use super::ask::Ask;
use super::events;
use crate::flags::{self, Flag};
use crate::token::hex;
use crate::web::work::run;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Seconds for which a page that nobody looks at keeps waiting for changes.
const INACTIVITY_SECONDS: u32 = 120;

/// One flag.
pub async fn one(ask: Ask, path: web::Path<String>) -> Result<HttpResponse, Failure> {
    let key = path.into_inner();
    let Ask { state, program, version, account, context } = ask;
    let for_whom = (account.as_str(), &context);
    let known = version.as_ref().and_then(|version| flags::one_at_once(&state, version, &program, &key, for_whom));
    let found = match known {
        Some(found) => found,
        None => {
            let asked = key.clone();
            let find = move |_| Ok(flags::one(&state, version.as_ref(), &program, &asked, (&account, &context)));
            run::<_, anyhow::Error>(find).await?
        }
    };
    json_of(StatusCode::OK, &flag(&found.map_err(|error| Failure::from(error).of(&key))?))
}

/// How long an answer can be confirmed by its tag alone, in seconds. Providers keep the address of the stream with the tag, and
/// an answer that is only confirmed cannot give them another one.
pub const CONFIRMED_SECONDS: i64 = 60 * 60;

/// All flags that are for clients, and where to wait for changes.
pub async fn all(ask: Ask, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let Ask { state, program, version, account, context } = ask;
    // What is read first is not newer than the flags, so that a change in between is heard of.
    let fingerprint = flags::fingerprint(&state, program.publisher.id, program.app).await?;
    let for_whom = (account.as_str(), &context);
    let known = version.as_ref().and_then(|version| flags::all_at_once(&state, version, &program, for_whom));
    let found: Vec<Flag> = match known {
        Some(found) => found,
        None => {
            let (state, program, context) = (state.clone(), program.clone(), context.clone());
            run(move |_| Ok::<_, Failure>(flags::all(&state, version.as_ref(), &program, (&account, &context))?))
                .await?
        }
    };
    let found: Vec<Value> = found.iter().map(flag).collect();
    let hour = state.clock.now().and_utc().timestamp() / CONFIRMED_SECONDS;
    let tag = tag_of(&format!("{} {hour}", program.token), &context, &found);
    if is_known(request.headers().get(header::IF_NONE_MATCH), &tag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    let stream = events::address(&state, &program, &fingerprint)?;
    let body = json!({
        "flags": found,
        "eventStreams": [{
            "type": "sse",
            "endpoint": { "requestUri": stream },
            "inactivityDelaySec": INACTIVITY_SECONDS,
        }],
        "metadata": { "version": *fingerprint },
    });
    let mut response = json_of(StatusCode::OK, &body)?;
    let tag = HeaderValue::from_str(&tag).map_err(|error| Failure::fault(error.into()))?;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// What identifies the answer. Some providers keep it when the context changes, so that it is of the whole context, of the
/// token and of the hour.
fn tag_of(asker: &str, context: &Map<String, Value>, flags: &[Value]) -> String {
    let mut digest = Sha256::new();
    digest.update(asker);
    digest.update(canonical(&Value::Object(context.clone())).to_string());
    digest.update(Value::from(flags).to_string());
    format!("\"{}\"", &hex(&digest.finalize())[..32])
}

/// The value with the fields of each object in order.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), canonical(value))).collect())
        }
        Value::Array(values) => values.iter().map(canonical).collect(),
        value => value.clone(),
    }
}

/// Whether the client has this answer. The tags are compared weakly, since a proxy that compresses makes them weak.
fn is_known(sent: Option<&HeaderValue>, tag: &str) -> bool {
    let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    sent.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_of_the_person_the_context_and_the_answer() {
        let context = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        let one = tag_of("1", &context(r#"{"targetingKey":"a","plan":{"x":1,"y":[{"b":1,"a":2}]}}"#), &[json!(1)]);
        let same = tag_of("1", &context(r#"{"plan":{"y":[{"a":2,"b":1}],"x":1},"targetingKey":"a"}"#), &[json!(1)]);
        assert_eq!(one, same);
        for other in [
            tag_of("2", &context(r#"{"targetingKey":"a","plan":{"x":1,"y":[{"b":1,"a":2}]}}"#), &[json!(1)]),
            tag_of("1", &context(r#"{"targetingKey":"b","plan":{"x":1,"y":[{"b":1,"a":2}]}}"#), &[json!(1)]),
            tag_of("1", &context(r#"{"targetingKey":"a","plan":{"x":2,"y":[{"b":1,"a":2}]}}"#), &[json!(1)]),
            tag_of("1", &context(r#"{"targetingKey":"a","plan":{"x":1,"y":[{"b":1,"a":2}]}}"#), &[json!(2)]),
        ] {
            assert_ne!(one, other);
        }
        let known = |sent: &'static str| is_known(Some(&HeaderValue::from_static(sent)), "\"a\"");
        assert!(known("\"a\"") && known("W/\"a\"") && known("\"b\", \"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a") && !is_known(None, "\"a\""));
    }
}
