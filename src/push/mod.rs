//! Push notifications by Web Push: messages are sealed for one browser (RFC 8291), so that a push service sees ciphertext of
//! one length, and each request is signed with the app's key (RFC 8292). What is written in a message, and how long it may be,
//! is in [`message`].

pub mod message;
pub mod sealing;
pub mod vapid;
