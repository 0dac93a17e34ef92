//! The id of the current request, available wherever its work runs, so that every line of the log can include it.

use rand::Rng;
use rand::distr::Alphanumeric;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// The longest id that is accepted from a proxy, in characters: a UUID with usual prefixes fits.
const LONGEST: usize = 64;

/// The length of generated ids: of 62^16, about 5 × 10^28, possible ids, two are never the same in practice.
const LENGTH: usize = 16;

tokio::task_local! {
    static CURRENT: RequestId;
}

/// Identifies a request in logs and responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new random id.
    pub fn random() -> Self {
        let id: String = rand::rng().sample_iter(Alphanumeric).take(LENGTH).map(char::from).collect();
        Self(id.into())
    }

    /// Reads an id from a proxy; `None` if it is too long or has characters other than letters, digits, `-`, `_` and
    /// `.`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        ((1..=LONGEST).contains(&text.len()) && text.bytes().all(is_usual)).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Runs the work of the request with this id as the current one.
    pub async fn during<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The id of the request that this thread works for, if any.
pub fn current() -> Option<RequestId> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Wraps work so that it has the current request's id on whatever thread it runs.
pub fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let id = current();
    move || match id {
        Some(id) => CURRENT.sync_scope(id, work),
        None => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_ids_of_proxies_are_accepted() {
        assert_eq!(RequestId::parse("7f-A_b.c").map(|id| id.to_string()).as_deref(), Some("7f-A_b.c"));
        for text in ["", "a b", "a\nb", "é", "x\u{1b}[31m", &"a".repeat(LONGEST + 1)] {
            assert_eq!(RequestId::parse(text), None, "{text:?}");
        }
        assert_ne!(RequestId::random(), RequestId::random());
    }

    #[actix_web::test]
    async fn the_id_is_available_on_other_threads() {
        let id = RequestId::random();
        let seen = id.clone().during(async { tokio::task::spawn_blocking(carried(current)).await }).await;
        assert_eq!((seen.unwrap(), current()), (Some(id), None));
    }
}
