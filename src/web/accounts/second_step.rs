//! The second step of signing in: after the password, a code of the user's phone or a recovery code. Until it is typed,
//! the session opens no other page.

use super::sign_in::signed_in;
use crate::accounts::guesses::Guesser;
use crate::accounts::sessions;
use crate::accounts::sign_in::{self, SignInError, account};
use crate::accounts::two_step::Used;
use crate::email::EmailAddress;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::users::User;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::session::{Waiting, waiting};
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The longest text that is read as a code, in characters: a recovery code with signs between all of its letters is
/// shorter.
pub const LONGEST_CODE: u64 = 100;

/// The path of the page.
pub const PATH: &str = "/sign-in/code";

/// The form with the code.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CodeForm {
    #[validate(length(max = "LONGEST_CODE", message = "field-too-long"))]
    code: String,
}

impl PostedForm for CodeForm {
    const FIELDS: &'static [&'static str] = &["code"];
}

/// Whether the page asks for a recovery code, for which phones show letters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    recovery: String,
}

#[derive(Template)]
#[template(path = "accounts/second_step.html")]
struct CodePage {
    page: Page,
    email: String,
    code: String,
    is_recovery: bool,
    errors: Errors,
}

/// The user who has typed the password in this session and has yet to type a code.
async fn waiting_user(visitor: &Visitor, state: &State) -> Result<Option<(Waiting, User)>, PageError> {
    let Some(waiting) = waiting(&visitor.session, state.clock.now()) else { return Ok(None) };
    let Some(member) = sessions::member(state, waiting.user).await? else { return Ok(None) };
    Ok(waiting.is_bound_to(&member.user).then(|| (waiting, member.user.clone())))
}

/// Asks for the code.
pub async fn code_page(visitor: Visitor, state: web::Data<State>, query: web::Query<Asked>) -> PageResult {
    let Some((_, user)) = waiting_user(&visitor, &state).await? else { return Ok(see_other("/sign-in")) };
    let (page, is_recovery) = (visitor.page(), !query.recovery.is_empty());
    html(&CodePage { page, email: user.email, code: String::new(), is_recovery, errors: Errors::default() })
}

/// Signs in, or shows the form again.
pub async fn code(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    query: web::Query<Asked>,
    posted: Posted<CodeForm>,
) -> PageResult {
    let (Posted { form, mut errors, .. }, network) = (posted, network_of(&request));
    let Some((waiting, user)) = waiting_user(&visitor, &state).await? else {
        Event::new("sign-in", Outcome::Refused).from(network).record();
        visitor.warn(&visitor.locale.text("two-step-too-late"));
        return Ok(see_other("/sign-in"));
    };
    if errors.is_empty() {
        let account = EmailAddress::parse(&user.email).ok().map(|address| account(&address));
        let device = account.as_ref().and_then(|account| devices.known(&request, account));
        match sign_in::second_step(&state, &Guesser { network, device }, &user, &form.code).await {
            Ok(used) => {
                if let Used::Recovery { left } = used {
                    visitor.warn(&visitor.locale.with1("two-step-recovery-used", "count", left));
                }
                return signed_in(&visitor, &request, &devices, &user, (waiting.is_kept, &waiting.next));
            }
            Err(SignInError::Wrong) => errors.add("code", visitor.locale.text("two-step-code-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    let (page, is_recovery) = (visitor.page(), !query.recovery.is_empty());
    html_again(&CodePage { page, email: user.email, code: form.code, is_recovery, errors })
}
