//! What browsers ask of the program on the publisher's own pages: to be sent messages, and not any more. A public token says
//! for which app, and what a back end has signed says for whom. No cookie is read, and any site may ask.

mod asker;
mod events;
mod routes;
mod scripts;
mod subscriptions;

pub use routes::routes;
pub use subscriptions::unsubscribe_url;
