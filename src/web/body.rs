//! Limits on request bodies: the size that each page accepts, and how slowly a body may arrive. A body that exceeds a
//! limit is not read further.

use super::error::PageError;
use crate::accounts::kept_forms::LONGEST;
use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use actix_web::web::Bytes;
use futures_util::Stream;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// How long any body may take, however small: a form of 16 kB arrives in this time even at 2 kB a second.
const GRACE: Duration = Duration::from_secs(10);

/// The slowest accepted rate: every 50 kB received extend the deadline by a second, so that no client can hold a
/// connection open by sending a byte now and then.
const BYTES_A_SECOND: u64 = 50_000;

/// The largest body that a page reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyLimit {
    /// A form of a few fields: 16 kB, about three times what two passwords of the greatest length take.
    Small,
    /// The form of a file before its import: the uses of 500 columns, each of some 200 bytes in three fields.
    Draft,
    /// The form of a group: 10,000 URL-encoded addresses of 254 characters fit.
    Group,
    /// The form of a group with a file.
    GroupFile,
    /// A form whose session has ended, of which only the text is kept.
    Kept,
    /// A file to import; the options set its limit in megabytes.
    File,
}

/// The limit of a request's body in bytes, kept with the request for the page of its error.
#[derive(Clone, Copy, Debug)]
pub struct LargestBody(pub u64);

/// The size limit of a group's form, in bytes. See [`BodyLimit::Group`].
pub const FORM_LIMIT: usize = 8 << 20;

/// The size limit of a form with few fields, in bytes. See [`BodyLimit::Small`].
const SMALL_LIMIT: usize = 16 << 10;

/// The size limit of the form of a file before its import, in bytes. See [`BodyLimit::Draft`].
const DRAFT_LIMIT: usize = 128 << 10;

/// How far past the limit a file is still read, so that the error for a slightly too large file appears beside its
/// field. A browser shows no response while it is still sending.
pub const FILE_MARGIN: u64 = 1_000_000;

impl BodyLimit {
    /// The limit in bytes; `file` is the limit of files.
    fn bytes(self, file: u64) -> u64 {
        match self {
            Self::Small => SMALL_LIMIT as u64,
            Self::Draft => DRAFT_LIMIT as u64,
            Self::Group => FORM_LIMIT as u64,
            // The headers of its parts take less than its fields may.
            Self::Kept => 2 * LONGEST as u64,
            Self::GroupFile => file.saturating_add(2 * FILE_MARGIN).saturating_add(FORM_LIMIT as u64),
            // The other fields of its form are smaller than the margin.
            Self::File => file.saturating_add(2 * FILE_MARGIN),
        }
    }
}

/// Makes the request's body fail once it is too large or too slow. Rejects a body at once if its declared length is too
/// large or if it is compressed, because a few kilobytes could decompress to any size.
pub fn bound(request: &mut ServiceRequest, limit: BodyLimit, file: u64) -> Result<(), PageError> {
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(PageError::Packed);
    }
    let most = limit.bytes(file);
    // What is too large in a group's form is its text: a file that is too large has an error beside its field.
    let named = if limit == BodyLimit::GroupFile { FORM_LIMIT as u64 } else { most };
    request.extensions_mut().insert(LargestBody(named));
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    // Pages with a file read part of one that is too large, to show the error beside its field.
    let has_file = matches!(limit, BodyLimit::File | BodyLimit::GroupFile | BodyLimit::Kept);
    if !has_file && length.is_some_and(|length| length > most) {
        return Err(PageError::TooLarge);
    }
    let payload = request.take_payload();
    request.set_payload(Payload::Stream { payload: Box::pin(BoundedBody::new(payload, most)) });
    Ok(())
}

/// A body that fails past `most` bytes or when it arrives too slowly.
struct BoundedBody<S> {
    body: S,
    most: u64,
    received: u64,
    started: Instant,
    deadline: Pin<Box<Sleep>>,
}

impl<S> BoundedBody<S> {
    fn new(body: S, most: u64) -> Self {
        let started = Instant::now();
        Self { body, most, received: 0, started, deadline: Box::pin(sleep_until(started + GRACE)) }
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for BoundedBody<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.body).poll_next(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.received += bytes.len() as u64;
                if self.received > self.most {
                    return Poll::Ready(Some(Err(PayloadError::Overflow)));
                }
                let earned = Duration::from_secs_f64(self.received as f64 / BYTES_A_SECOND as f64);
                let deadline = self.started + GRACE + earned;
                self.deadline.as_mut().reset(deadline);
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Pending => self.deadline.as_mut().poll(context).map(|()| {
                let late = io::Error::new(io::ErrorKind::TimedOut, "the body comes too slowly");
                Some(Err(PayloadError::Io(late)))
            }),
            ready => ready,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::ContentType;
    use actix_web::test::TestRequest;
    use futures_util::{StreamExt, stream};

    fn is_late(error: &PayloadError) -> bool {
        matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
    }

    fn dripping(bytes: usize, every: Duration) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        let drops = stream::repeat(()).then(move |()| async move {
            tokio::time::sleep(every).await;
            Ok(Bytes::from(vec![b'x'; bytes]))
        });
        Box::pin(drops)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_too_slowly_is_given_up() {
        let started = Instant::now();
        let mut body = BoundedBody::new(dripping(1, Duration::from_secs(1)), 1_000);
        let mut received = 0;
        let error = loop {
            match body.next().await.unwrap() {
                Ok(bytes) => received += bytes.len(),
                Err(error) => break error,
            }
        };
        assert!(is_late(&error) && (9..=10).contains(&received));
        assert_eq!(started.elapsed().as_secs(), 10);
        let silent = stream::pending::<Result<Bytes, PayloadError>>();
        assert!(is_late(&BoundedBody::new(silent, 1_000).next().await.unwrap().unwrap_err()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_body_may_take_its_time() {
        let drops = dripping(60_000, Duration::from_secs(1)).take(600);
        assert_eq!(
            BoundedBody::new(Box::pin(drops), 40_000_000).filter(|one| std::future::ready(one.is_ok())).count().await,
            600
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_read_up_to_its_limit() {
        let body = |most| BoundedBody::new(dripping(1_000, Duration::ZERO), most).take(11).collect::<Vec<_>>();
        assert!(body(11_000).await.iter().all(Result::is_ok));
        let cut = body(10_000).await;
        assert!(matches!(cut[10], Err(PayloadError::Overflow)) && cut[..10].iter().all(Result::is_ok));
    }

    #[actix_web::test]
    async fn what_says_that_it_is_too_large_or_packed_is_not_read() {
        let bound = |header: (&str, &str), limit| {
            let mut request = TestRequest::post().insert_header(ContentType::form_url_encoded());
            request = request.insert_header(header);
            bound(&mut request.to_srv_request(), limit, 1_000)
        };
        assert!(matches!(bound(("content-encoding", "gzip"), BodyLimit::Small), Err(PageError::Packed)));
        assert!(matches!(bound(("content-length", "16385"), BodyLimit::Small), Err(PageError::TooLarge)));
        assert!(bound(("content-length", "16384"), BodyLimit::Small).is_ok());
        assert!(bound(("content-length", "16385"), BodyLimit::Group).is_ok());
    }
}
