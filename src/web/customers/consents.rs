//! Writes down that a customer takes a consent back.

use crate::consents::{self, ConsentChannel, ConsentPurpose};
use crate::ids::CustomerId;
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// What is taken back.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct WithdrawForm {
    channel: String,
    purpose: String,
}

impl PostedForm for WithdrawForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// Takes back what the customer had allowed.
pub async fn withdraw(
    Editor(visitor): Editor,
    path: web::Path<CustomerId>,
    posted: Posted<WithdrawForm>,
) -> PageResult {
    let work = move |visit: Visit| {
        let channel = ConsentChannel::from_word(&posted.form.channel);
        let what = channel.zip(ConsentPurpose::from_word(&posted.form.purpose));
        if !consents::withdraw_for(&visit.state, &visit.actor, *path, what)? {
            return Err(PageError::Unreadable);
        }
        let message = visit.locale.text("consent-withdrawn-now");
        Ok(Answer::Done { path: format!("/customers/{path}"), message })
    };
    visitor.answer(Section::Customers, work).await
}
