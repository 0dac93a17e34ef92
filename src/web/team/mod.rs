//! The team: who signs in for the publisher, and who is invited.

mod invitations;
mod member;

pub use invitations::{invite, renew, withdraw};
pub use member::{change_role, disable, enable, reset_two_step, show};

use super::error::PageError;
use super::form::{Errors, Posted, PostedForm};
use super::page::{Page, Section};
use super::visitor::Owner;
use super::work::{Answer, PageResult, Visit};
use crate::access::Role;
use crate::accounts::team::{self, Colleague, TeamError};
use crate::accounts::{self, invitations::NewLink, two_step};
use crate::locale::Locale;
use crate::store::users::User;
use askama::Template;
use chrono::NaiveDateTime;
use invitations::InviteForm;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The path of the list of the team.
const PATH: &str = "/team";

#[derive(Template)]
#[template(path = "team/list.html")]
struct TeamPage {
    page: Page,
    members: Vec<MemberRow>,
    invitations: Vec<InvitationRow>,
    roles: Vec<(&'static str, String)>,
    /// Whether two-step sign-in is demanded of everyone.
    demands_two_step: bool,
    form: InviteForm,
    errors: Errors,
    /// The link that was just made.
    link: Option<ShownLink>,
}

/// A user in words.
struct MemberRow {
    path: String,
    email: String,
    role: String,
    seen: String,
    is_disabled: bool,
    has_two_step: bool,
    is_you: bool,
}

/// An open invitation in words.
struct InvitationRow {
    email: String,
    role: String,
    /// Until when its link opens, or that it has ended.
    until: String,
    renew: String,
    withdraw: String,
}

/// A link that is shown once.
struct ShownLink {
    url: String,
    /// The address of the invited person, and when the link expires.
    text: String,
}

impl TeamPage {
    fn new(visit: Visit, form: InviteForm, errors: Errors, link: Option<ShownLink>) -> Result<Self, PageError> {
        let (now, locale) = (visit.state.clock.now(), visit.locale);
        let members =
            team::list(&visit.state, &visit.actor)?.into_iter().map(|Colleague { user, has_two_step }| MemberRow {
                path: user.path(),
                role: role_text(user.role, locale),
                seen: seen_text(&user, now, locale),
                is_disabled: user.is_disabled(),
                has_two_step,
                is_you: visit.actor.user == Some(user.id),
                email: user.email,
            });
        let open = accounts::invitations::list(&visit.state, &visit.actor)?.into_iter();
        let invitations = open.map(|invitation| InvitationRow {
            role: role_text(invitation.role, locale),
            until: invitation.ends_at.map_or_else(|| locale.text("invitation-link-ended"), |at| until(at, &visit)),
            renew: format!("{PATH}/invitations/{}/renew", invitation.id),
            withdraw: format!("{PATH}/invitations/{}/withdraw", invitation.id),
            email: invitation.email,
        });
        let (members, invitations, roles) = (members.collect(), invitations.collect(), roles(locale));
        let demands_two_step = visit.publisher.demands_two_step;
        Ok(Self { members, invitations, roles, demands_two_step, page: visit.page, form, errors, link })
    }

    /// The page after a link was made, which it shows once.
    fn with_link(visit: Visit, origin: &str, made: &NewLink) -> Result<Answer, PageError> {
        let url = format!("{origin}{}", super::accounts::invitation_path(&made.token));
        let words = [("address", made.email.as_str().into()), ("until", until(made.ends_at, &visit).as_str().into())];
        let text = visit.locale.with("invitation-made", &words);
        let page = Self::new(visit, InviteForm::default(), Errors::default(), Some(ShownLink { url, text }))?;
        Answer::made(&page)
    }
}

/// The list of the publisher's users, with the form that invites another.
pub async fn list(Owner(visitor): Owner) -> PageResult {
    let work = |visit: Visit| Answer::page(&TeamPage::new(visit, InviteForm::default(), Errors::default(), None)?);
    visitor.answer(Section::Team, work).await
}

/// Whether two-step sign-in is demanded of everyone: empty if not.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DemandForm {
    demand: String,
}

impl PostedForm for DemandForm {
    const FIELDS: &'static [&'static str] = &["demand"];
}

/// Saves whether two-step sign-in is demanded of everyone.
pub async fn demand_two_step(Owner(visitor): Owner, posted: Posted<DemandForm>) -> PageResult {
    let is_demanded = !posted.form.demand.is_empty();
    let work = move |visit: Visit| {
        if let Err(error) = two_step::demand(&visit.state, &visit.actor, is_demanded) {
            let mut errors = Errors::default();
            errors.add("demand", refusal(error, visit.locale)?);
            let page = TeamPage::new(visit, InviteForm::default(), errors, None)?;
            return Answer::again(&TeamPage { demands_two_step: is_demanded, ..page });
        }
        let message = if is_demanded { "two-step-demand-on" } else { "two-step-demand-off" };
        Ok(Answer::Done { path: String::from(PATH), message: visit.locale.text(message) })
    };
    visitor.answer(Section::Team, work).await
}

fn until(moment: NaiveDateTime, visit: &Visit) -> String {
    visit.locale.moment(moment, visit.publisher.time_zone)
}

fn seen_text(user: &User, now: NaiveDateTime, locale: Locale) -> String {
    user.seen_at.map_or_else(|| locale.text("team-never-seen"), |at| locale.ago(at, now))
}

fn role_text(role: Role, locale: Locale) -> String {
    locale.text(&format!("role-{}", role.word()))
}

/// The roles with what each may do.
fn roles(locale: Locale) -> Vec<(&'static str, String)> {
    Role::ALL.iter().map(|role| (role.word(), locale.text(&format!("role-{}-may", role.word())))).collect()
}

fn is_role(word: &str) -> Result<(), ValidationError> {
    Role::from_word(word).map(drop).ok_or_else(|| ValidationError::new("field-choose"))
}

/// The sentence about a change of a member or an invitation that was refused; other errors are of the page.
fn refusal(error: TeamError, locale: Locale) -> Result<String, PageError> {
    Ok(match error {
        TeamError::LastOwner => locale.text("team-last-owner"),
        TeamError::Yourself => locale.text("team-not-yourself"),
        TeamError::ChangedMeanwhile(role) => {
            locale.with1("team-role-changed-meanwhile", "role", role_text(role, locale))
        }
        TeamError::OwnTwoStepFirst => locale.text("two-step-own-first"),
        TeamError::InTeam => locale.text("invitation-in-team"),
        TeamError::HasAccount => locale.text("invitation-has-account"),
        TeamError::Invited => locale.text("invitation-open-already"),
        TeamError::Ended => locale.text("invitation-ended"),
        error @ (TeamError::Forbidden | TeamError::Store(_)) => return Err(error.into()),
    })
}
