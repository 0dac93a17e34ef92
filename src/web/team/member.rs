//! A member of the team: the role, and whether the account is disabled.

use super::{PATH, is_role, refusal, role_text, roles, seen_text};
use crate::access::Role;
use crate::accounts::team::{self, Colleague, TeamError};
use crate::ids::UserId;
use crate::store::users::User;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that changes the role.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RoleForm {
    #[validate(custom(function = "is_role"))]
    role: String,
    /// The role when the form was shown.
    seen: String,
}

impl PostedForm for RoleForm {
    const FIELDS: &'static [&'static str] = &["role"];
}

#[derive(Template)]
#[template(path = "team/member.html")]
struct MemberPage {
    page: Page,
    user: User,
    has_two_step: bool,
    is_you: bool,
    role: String,
    last_seen: String,
    roles: Vec<(&'static str, String)>,
    form: RoleForm,
    errors: Errors,
    /// Why something was not done to the account.
    refused: Option<String>,
}

impl MemberPage {
    fn new(visit: Visit, Colleague { user, has_two_step }: Colleague) -> Self {
        let form = RoleForm { role: user.role.word().to_owned(), seen: user.role.word().to_owned() };
        Self {
            is_you: visit.actor.user == Some(user.id),
            role: role_text(user.role, visit.locale),
            last_seen: seen_text(&user, visit.state.clock.now(), visit.locale),
            roles: roles(visit.locale),
            page: visit.page,
            has_two_step,
            user,
            form,
            errors: Errors::default(),
            refused: None,
        }
    }

    fn two_step(&self) -> String {
        self.page.locale.text(if self.has_two_step { "two-step-on" } else { "two-step-off" })
    }

    fn state(&self) -> String {
        self.page.locale.text(if self.user.is_disabled() { "team-disabled" } else { "team-active" })
    }
}

/// The member's page.
pub async fn show(Owner(visitor): Owner, path: web::Path<UserId>) -> PageResult {
    let work = move |visit: Visit| {
        let found = team::find(&visit.state, &visit.actor, *path)?;
        Answer::page(&MemberPage::new(visit, found))
    };
    visitor.answer(Section::Team, work).await
}

/// Changes the role, or shows the form again. Owners who made themselves something else are led to their groups.
pub async fn change_role(Owner(visitor): Owner, path: web::Path<UserId>, posted: Posted<RoleForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let found = team::find(&visit.state, &visit.actor, *path)?;
        let user = &found.user;
        let mut seen = form.seen;
        if let Some(role) = Role::from_word(&form.role).filter(|_| errors.is_empty()) {
            let roles = (Role::from_word(&seen).unwrap_or(user.role), role);
            match team::change_role(&visit.state, &visit.actor, user.id, roles) {
                Ok(()) => return Ok(changed(&visit, user, role)),
                Err(error) => {
                    if let TeamError::ChangedMeanwhile(now) = error {
                        seen = now.word().to_owned();
                    }
                    errors.add("role", refusal(error, visit.locale)?);
                }
            }
        }
        let form = RoleForm { role: form.role, seen };
        Answer::again(&MemberPage { form, errors, ..MemberPage::new(visit, found) })
    };
    visitor.answer(Section::Team, work).await
}

fn changed(visit: &Visit, user: &User, role: Role) -> Answer {
    let leaves = visit.actor.user == Some(user.id) && role < Role::Owner;
    let words = [("address", user.email.as_str().into()), ("role", role_text(role, visit.locale).as_str().into())];
    Answer::Done {
        path: if leaves { String::from("/groups") } else { String::from(PATH) },
        message: visit.locale.with("team-role-changed", &words),
    }
}

/// Disables the account.
pub async fn disable(Owner(visitor): Owner, path: web::Path<UserId>) -> PageResult {
    let work = move |visit: Visit| {
        let done = team::disable(&visit.state, &visit.actor, *path);
        done_with(visit, *path, done, "team-disabled-done")
    };
    visitor.answer(Section::Team, work).await
}

/// Enables the account.
pub async fn enable(Owner(visitor): Owner, path: web::Path<UserId>) -> PageResult {
    let work = move |visit: Visit| {
        let done = team::enable(&visit.state, &visit.actor, *path);
        done_with(visit, *path, done, "team-enabled-done")
    };
    visitor.answer(Section::Team, work).await
}

/// Switches the user's two-step sign-in off.
pub async fn reset_two_step(Owner(visitor): Owner, path: web::Path<UserId>) -> PageResult {
    let work = move |visit: Visit| {
        let done = team::reset_two_step(&visit.state, &visit.actor, *path);
        done_with(visit, *path, done, "two-step-reset-done")
    };
    visitor.answer(Section::Team, work).await
}

/// Says on the team's page what was done to the user, or on the user's page why it was not.
fn done_with(visit: Visit, user: UserId, done: Result<(), TeamError>, message: &str) -> Result<Answer, PageError> {
    let refused = done.err().map(|error| refusal(error, visit.locale)).transpose()?;
    let found = team::find(&visit.state, &visit.actor, user)?;
    if refused.is_some() {
        return Answer::again(&MemberPage { refused, ..MemberPage::new(visit, found) });
    }
    let message = visit.locale.with1(message, "address", found.user.email);
    Ok(Answer::Done { path: String::from(PATH), message })
}
