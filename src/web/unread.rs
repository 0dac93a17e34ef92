//! Bodies that are not read to their end. A client that keeps sending after its response could occupy a thread for as
//! long as it likes: if the body has no declared length, the server reads it to its end in order to reuse the
//! connection. The server closes the connection instead while something still holds the body, so the body is held until
//! the response is sent.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage};
use futures_util::Stream;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The body of a request, which its response holds too.
struct Shared(Rc<RefCell<Payload>>);

/// A response that holds the body of its request.
pub struct Held {
    answer: BoxBody,
    _body: Rc<RefCell<Payload>>,
}

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

impl MessageBody for Held {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}

/// Holds the body of the request until its response is sent.
pub async fn hold_body<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Held>>, Error> {
    let body = request.take_payload();
    if matches!(body, Payload::None) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let body = Rc::new(RefCell::new(body));
    request.set_payload(Payload::Stream { payload: Box::pin(Shared(Rc::clone(&body))) });
    let response = next.call(request).await?.map_into_boxed_body();
    let held = response.map_body(|_, answer| Held { answer, _body: body });
    Ok(held.map_into_right_body())
}
