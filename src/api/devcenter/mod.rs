//! The calls about package flights of the Microsoft Store submission API, at their paths and with their JSON, so that a script
//! which was written for it works after changing the host and the token. An app is named by its id here.

mod errors;
mod flights;
mod rollouts;
mod submissions;
mod write;

use super::problem::{Kind, Problem};
use super::routes::{CallRoute, call, service};
use crate::access::Scope;
use crate::flights::save::FlightError;
use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::scope;

/// Where the calls are: of this version of the protocol, below it those of the token's publisher.
const VERSION: &str = "/v1.0";
const OWN: &str = "/my";

/// What a flight is ranked higher than which only the standard submission is below.
const STANDARD: &str = "Non-flighted submission";

/// Every call.
fn table() -> Vec<CallRoute> {
    use Scope::{Flights, Read};
    vec![
        call(Method::GET, "/applications/{app}/listflights", Some(Read), flights::list),
        call(Method::POST, "/applications/{app}/flights", Some(Flights), flights::create),
        call(Method::GET, "/applications/{app}/flights/{flight}", Some(Read), flights::show),
        call(Method::DELETE, "/applications/{app}/flights/{flight}", Some(Flights), flights::delete),
        call(Method::POST, "/applications/{app}/flights/{flight}/submissions", Some(Flights), write::create),
        call(
            Method::GET,
            "/applications/{app}/flights/{flight}/submissions/{submission}",
            Some(Read),
            submissions::show,
        ),
        call(Method::PUT, "/applications/{app}/flights/{flight}/submissions/{submission}", Some(Flights), write::put),
        call(
            Method::DELETE,
            "/applications/{app}/flights/{flight}/submissions/{submission}",
            Some(Flights),
            submissions::delete,
        ),
        call(
            Method::GET,
            "/applications/{app}/flights/{flight}/submissions/{submission}/status",
            Some(Read),
            submissions::show_status,
        ),
        call(Method::POST, "/applications/{app}/submissions", Some(Flights), write::create_standard),
        call(Method::GET, "/applications/{app}/submissions/{submission}", Some(Read), submissions::show_standard),
        call(Method::PUT, "/applications/{app}/submissions/{submission}", Some(Flights), write::put_standard),
        call(
            Method::DELETE,
            "/applications/{app}/submissions/{submission}",
            Some(Flights),
            submissions::delete_standard,
        ),
        call(
            Method::GET,
            "/applications/{app}/submissions/{submission}/status",
            Some(Read),
            submissions::show_status_standard,
        ),
        call(
            Method::GET,
            "/applications/{app}/flights/{flight}/submissions/{submission}/packagerollout",
            Some(Read),
            rollouts::show,
        ),
        call(
            Method::POST,
            "/applications/{app}/flights/{flight}/submissions/{submission}/{action}",
            Some(Flights),
            rollouts::change,
        ),
        call(
            Method::GET,
            "/applications/{app}/submissions/{submission}/packagerollout",
            Some(Read),
            rollouts::show_standard,
        ),
        call(
            Method::POST,
            "/applications/{app}/submissions/{submission}/{action}",
            Some(Flights),
            rollouts::change_standard,
        ),
    ]
}

/// All calls, with their checks.
pub fn routes() -> impl HttpServiceFactory {
    scope(VERSION).service(service(OWN, table())).wrap(from_fn(errors::in_both_shapes))
}

/// What is not valid is 400 here, and what a flight's state does not allow 409.
fn of_flight(error: FlightError) -> Problem {
    match error {
        FlightError::Faults(faults) => {
            Problem::new(Kind::Unreadable).because(format!("The flight is not valid: {faults:?}."))
        }
        error => error.into(),
    }
}
