//! Inviting somebody, making a new link, and withdrawing an invitation.

use super::{PATH, TeamPage, is_role, refusal};
use crate::access::Role;
use crate::accounts::invitations;
use crate::accounts::team::TeamError;
use crate::email::EmailAddress;
use crate::ids::InvitationId;
use crate::web::address::{origin_of, see_other};
use crate::web::form::{Posted, PostedForm, is_address};
use crate::web::page::Section;
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;

/// The form that invites somebody.
#[derive(Debug, Deserialize, Validate)]
#[serde(default)]
pub struct InviteForm {
    #[validate(custom(function = "is_address"))]
    pub email: String,
    #[validate(custom(function = "is_role"))]
    pub role: String,
}

impl Default for InviteForm {
    /// A new form offers the least role.
    fn default() -> Self {
        Self { email: String::new(), role: Role::Viewer.word().to_owned() }
    }
}

impl PostedForm for InviteForm {
    const FIELDS: &'static [&'static str] = &["email", "role"];
}

/// Invites the person with this address and shows the link once, or shows the form again.
pub async fn invite(Owner(visitor): Owner, request: HttpRequest, posted: Posted<InviteForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let origin = origin_of(&request, &visitor.state.options);
    let work = move |visit: Visit| {
        let typed = EmailAddress::parse(&form.email).ok().zip(Role::from_word(&form.role));
        if let Some((email, role)) = typed.filter(|_| errors.is_empty()) {
            match invitations::invite(&visit.state, &visit.actor, &email, role) {
                Ok(made) => return TeamPage::with_link(visit, &origin, &made),
                Err(error) => errors.add("email", refusal(error, visit.locale)?),
            }
        }
        Answer::again(&TeamPage::new(visit, form, errors, None)?)
    };
    visitor.answer(Section::Team, work).await
}

/// Makes a new link of an invitation and shows it once.
pub async fn renew(Owner(visitor): Owner, request: HttpRequest, path: web::Path<InvitationId>) -> PageResult {
    let origin = origin_of(&request, &visitor.state.options);
    let work = move |visit: Visit| match invitations::renew(&visit.state, &visit.actor, *path) {
        Ok(made) => TeamPage::with_link(visit, &origin, &made),
        Err(TeamError::Ended) => {
            Ok(Answer::Refused { path: String::from(PATH), message: visit.locale.text("invitation-ended") })
        }
        Err(error) => Err(error.into()),
    };
    visitor.answer(Section::Team, work).await
}

/// Withdraws an invitation. A second click finds that it has ended.
pub async fn withdraw(Owner(visitor): Owner, path: web::Path<InvitationId>) -> PageResult {
    let withdrawn = visitor.run(move |visit| Ok(invitations::withdraw(&visit.state, &visit.actor, *path))).await?;
    match withdrawn {
        Ok(address) => visitor.tell(visitor.locale.with1("invitation-withdrawn", "address", address)),
        Err(TeamError::Ended) => visitor.warn(visitor.locale.text("invitation-ended")),
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(PATH))
}
