//! Push notifications by Web Push: browsers subscribe ([`subscribe`]), messages are sealed for one browser (RFC 8291), so that
//! a push service sees ciphertext of one length, and each request is signed with the app's key (RFC 8292). What is written in a
//! message, and how long it may be, is in [`message`].

pub mod asked;
pub mod endpoints;
pub mod message;
pub mod sealing;
pub mod setup;
pub mod subscribe;
pub mod tokens;
pub mod unsubscribe;
pub mod vapid;
