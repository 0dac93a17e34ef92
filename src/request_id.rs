//! The id of the request that is being answered, known wherever its work is done, so that every line of the log can name it.

use rand::Rng;
use rand::distr::Alphanumeric;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// Longest id that is taken over from a proxy: a UUID and its usual prefixes fit.
const LONGEST: usize = 64;

/// Characters of an id of our own: 62 to the power of 16 is some 10^28, so that ids do not meet.
const LENGTH: usize = 16;

tokio::task_local! {
    static CURRENT: RequestId;
}

/// What identifies a request in logs and answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new id.
    pub fn random() -> Self {
        let id: String = rand::rng().sample_iter(Alphanumeric).take(LENGTH).map(char::from).collect();
        Self(id.into())
    }

    /// The id that a proxy gave the request; none where it is too long or holds what no id needs.
    pub fn parse(text: &str) -> Option<Self> {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        ((1..=LONGEST).contains(&text.len()) && text.bytes().all(is_usual)).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Does the work of the request, with its id known.
    pub async fn during<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The id of the request that this thread works for.
pub fn current() -> Option<RequestId> {
    CURRENT.try_with(Clone::clone).ok()
}

/// The same work, which knows the request's id on whatever thread it runs.
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
    fn ids_of_proxies_are_taken_over_where_they_are_harmless() {
        assert_eq!(RequestId::parse("7f-A_b.c").map(|id| id.to_string()).as_deref(), Some("7f-A_b.c"));
        for text in ["", "a b", "a\nb", "é", "x\u{1b}[31m", &"a".repeat(LONGEST + 1)] {
            assert_eq!(RequestId::parse(text), None, "{text:?}");
        }
        assert_ne!(RequestId::random(), RequestId::random());
    }

    #[actix_web::test]
    async fn the_id_goes_with_the_work_to_other_threads() {
        let id = RequestId::random();
        let seen = id.clone().during(async { tokio::task::spawn_blocking(carried(current)).await }).await;
        assert_eq!((seen.unwrap(), current()), (Some(id), None));
    }
}
