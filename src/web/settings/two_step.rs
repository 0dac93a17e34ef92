//! The page on which users set two-step sign-in up: first the secret for their phone, then recovery codes.

use crate::accounts::totp::Secret;
use crate::accounts::two_step::{self, Status, TwoStepError};
use crate::password::LONGEST;
use crate::web::accounts::LONGEST_CODE;
use crate::web::address::{safe_path, see_other, two_step_path};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::qr::{Drawing, drawing};
use crate::web::session::id_of;
use crate::web::visitor::{SignedIn, Viewer};
use crate::web::work::{PageResult, html, html_again, html_with};
use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The path of the page.
const PATH: &str = "/settings/two-step";

/// The form that starts it. `next` is the path to go to when two-step sign-in is on.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct StartForm {
    #[validate(length(max = "LONGEST", message = "field-too-long"))]
    password: String,
    next: String,
}

impl PostedForm for StartForm {
    const FIELDS: &'static [&'static str] = &["password"];
}

/// The form that shows that the phone has the secret.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ConfirmForm {
    #[validate(length(max = "LONGEST_CODE", message = "field-too-long"))]
    code: String,
    next: String,
}

impl PostedForm for ConfirmForm {
    const FIELDS: &'static [&'static str] = &["code"];
}

/// The form that makes new recovery codes, with the password or a code.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CodesForm {
    #[validate(length(max = "LONGEST", message = "field-too-long"))]
    codes_proof: String,
}

impl PostedForm for CodesForm {
    const FIELDS: &'static [&'static str] = &["codes_proof"];
}

/// The form that switches it off, with the password or a code.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct OffForm {
    #[validate(length(max = "LONGEST", message = "field-too-long"))]
    off_proof: String,
}

impl PostedForm for OffForm {
    const FIELDS: &'static [&'static str] = &["off_proof"];
}

/// The page to go to afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// A secret as it is brought to the phone.
struct Phone {
    text: String,
    url: String,
    code: Option<Drawing>,
}

#[derive(Template)]
#[template(path = "settings/two_step.html")]
struct TwoStepPage {
    page: Page,
    /// The secret, until the phone has shown a code.
    phone: Option<Phone>,
    /// How many recovery codes are left; `None` unless two-step sign-in is on.
    codes_left: Option<i64>,
    /// Whether the user has to set it up before anything else.
    is_awaited: bool,
    /// What was typed as a code.
    code: String,
    next: String,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "settings/recovery_codes.html")]
struct CodesPage {
    page: Page,
    /// Whether two-step sign-in was just switched on.
    is_first: bool,
    codes: Vec<String>,
    next: String,
}

impl TwoStepPage {
    async fn of(visitor: &SignedIn, next: String) -> Result<Self, PageError> {
        let (mut phone, mut codes_left) = (None, None);
        match two_step::status(&visitor.state, visitor.user.id).await? {
            Status::Off => {}
            Status::Started(secret) => phone = Some(of_phone(&secret, &visitor.user.email)),
            Status::On { codes_left: left } => codes_left = Some(left),
        }
        let (page, is_awaited) = (visitor.page(Section::Settings), visitor.needs_two_step);
        Ok(Self { page, phone, codes_left, is_awaited, code: String::new(), next, errors: Errors::default() })
    }

    /// The page with the errors of one of its forms.
    async fn again(visitor: &SignedIn, next: String, errors: Errors) -> PageResult {
        html_again(&Self { errors, ..Self::of(visitor, next).await? })
    }
}

fn of_phone(secret: &Secret, address: &str) -> Phone {
    let url = secret.url(address);
    Phone { text: secret.text(), code: drawing(&url), url }
}

/// The page with codes that are shown once, and what leads on from it.
fn made(visitor: &SignedIn, codes: Vec<String>, (is_first, next): (bool, &str)) -> PageResult {
    let next = if next.is_empty() { PATH } else { safe_path(next) }.to_owned();
    html_with(StatusCode::CREATED, &CodesPage { page: visitor.page(Section::Settings), is_first, codes, next })
}

/// The page, as far as the user has come.
pub async fn show(Viewer(visitor): Viewer, query: web::Query<Next>) -> PageResult {
    html(&TwoStepPage::of(&visitor, query.into_inner().next).await?)
}

/// Makes a secret for the phone, or shows the form again.
pub async fn start(Viewer(visitor): Viewer, posted: Posted<StartForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    if errors.is_empty() {
        match two_step::start(&visitor.state, &visitor.user, form.password).await {
            Ok(()) | Err(TwoStepError::Elsewhere) => return Ok(see_other(&two_step_path(&form.next))),
            Err(TwoStepError::Wrong) => errors.add("password", visitor.locale.text("settings-password-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    TwoStepPage::again(&visitor, form.next, errors).await
}

/// Switches two-step sign-in on and shows the recovery codes, or shows the form again.
pub async fn confirm(Viewer(visitor): Viewer, posted: Posted<ConfirmForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    if errors.is_empty() {
        match two_step::confirm(&visitor.state, &visitor.user, id_of(&visitor.session), &form.code).await {
            Ok(codes) => return made(&visitor, codes, (true, &form.next)),
            Err(TwoStepError::Elsewhere) => return Ok(see_other(&two_step_path(&form.next))),
            Err(TwoStepError::Wrong) => errors.add("code", visitor.locale.text("two-step-code-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    html_again(&TwoStepPage { errors, code: form.code, ..TwoStepPage::of(&visitor, form.next).await? })
}

/// Makes new recovery codes and shows them, or shows the form again.
pub async fn renew_codes(Viewer(visitor): Viewer, posted: Posted<CodesForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    if errors.is_empty() {
        match two_step::renew_codes(&visitor.state, &visitor.user, form.codes_proof).await {
            Ok(codes) => return made(&visitor, codes, (false, "")),
            Err(TwoStepError::Elsewhere) => return Ok(see_other(PATH)),
            Err(TwoStepError::Wrong) => errors.add("codes_proof", visitor.locale.text("two-step-proof-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    TwoStepPage::again(&visitor, String::new(), errors).await
}

/// Switches two-step sign-in off, or shows the form again.
pub async fn switch_off(Viewer(visitor): Viewer, posted: Posted<OffForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    if errors.is_empty() {
        match two_step::switch_off(&visitor.state, &visitor.user, form.off_proof).await {
            Ok(()) => {
                visitor.tell(visitor.locale.text("two-step-switched-off"));
                return Ok(see_other(PATH));
            }
            Err(TwoStepError::Wrong) => errors.add("off_proof", visitor.locale.text("two-step-proof-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    TwoStepPage::again(&visitor, String::new(), errors).await
}
