//! What one person would read of a notification, and whether the person receives it.

use super::arms::{self, variant_of};
use super::content::{self, Wording};
use super::recipients::{Omission, Recipients, show};
use crate::access::Actor;
use crate::customers::check::named;
use crate::groups::members::MembersError;
use crate::ids::{CustomerId, NotificationId};
use crate::state::State;
use crate::store::customers::{self, Customer};
use crate::store::notifications::Notification;
use crate::store::publishers::Publisher;
use crate::store::subscriptions::{self, Subscription, SubscriptionState};
use crate::store::{DbConnection, QueryResult, StoreError, profiles};

/// The person whom somebody looks for.
pub enum Found {
    Nobody,
    /// Several customers have the address.
    Several(Vec<Customer>),
    One(Box<Preview>),
}

/// What a person would read.
pub struct Preview {
    pub customer: Customer,
    pub wording: Wording,
    /// The place of the variant.
    pub variant: usize,
    pub language: Language,
    pub standing: Standing,
}

/// Where the language of a person is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// The browser that was seen last has it.
    Browser(String),
    /// The person has no browser, but a language in the profile.
    Profile(String),
    Unknown,
}

/// Whether the person receives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Receives,
    Omitted(Omission),
    /// In none of its groups.
    NotMeant,
}

/// What the customer with this account id or, if there is none, with this address would read.
pub fn preview(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, who): (NotificationId, &str),
) -> Result<(Notification, Found), MembersError> {
    let (notification, recipients) = show(state, actor, publisher, id)?;
    let mut people = named(state, actor, who)?;
    let found = match (people.len(), people.pop()) {
        (_, None) => Found::Nobody,
        (1, Some(customer)) => Found::One(Box::new(one(state, publisher, (&notification, &recipients), customer)?)),
        (_, Some(last)) => {
            people.push(last);
            Found::Several(people)
        }
    };
    Ok((notification, found))
}

fn one(
    state: &State,
    publisher: &Publisher,
    (notification, recipients): (&Notification, &Recipients),
    customer: Customer,
) -> Result<Preview, StoreError> {
    let view = state.audiences.view_now(publisher, notification.app_id)?;
    let (place, browser, profile) = state.database.read_now(|connection| {
        let places = customers::places(connection, publisher.id, customer.id)?;
        let place = places.into_iter().find(|place| place.app == notification.app_id).map(|place| place.position);
        let profile = match place {
            Some(place) => profiles::at(connection, view.app.key(), view.moment(), place)?,
            None => None,
        };
        let browsers = subscriptions::of_account(connection, publisher.id, &customer.account_id)?;
        let is_own = |one: &Subscription| one.app_id == notification.app_id && one.state == SubscriptionState::Live;
        let last = browsers.into_iter().filter(is_own).max_by_key(|one| (one.seen_at, one.id));
        Ok((place, last, profile))
    })?;
    let of_profile = || profile.as_ref().and_then(|profile| profile.language.clone());
    let language = match browser {
        Some(browser) => Language::Browser(browser.language),
        None => of_profile().map_or(Language::Unknown, Language::Profile),
    };
    let (salt, comparison) = arms::of(state, publisher.id, notification.id)?;
    let variant = variant_of(&salt, &comparison, &customer.account_id).unwrap_or(0);
    let wordings = content::read(&notification.contents);
    let wanted = match &language {
        Language::Browser(language) | Language::Profile(language) => language.as_str(),
        Language::Unknown => "",
    };
    let chosen = content::place_for(&wordings, (i32::try_from(variant).unwrap_or(0), wanted));
    let wording = wordings.get(chosen).cloned().unwrap_or_default();
    Ok(Preview {
        wording: wording.for_person(&view.catalogue, profile.as_ref()),
        standing: place.map_or(Standing::NotMeant, |place| recipients.standing(place)),
        customer,
        variant,
        language,
    })
}

impl Recipients {
    /// Whether the customer at this position receives it.
    fn standing(&self, position: u32) -> Standing {
        if self.reached.contains(position) {
            return Standing::Receives;
        }
        let reason = self.omitted.iter().find(|(_, positions)| positions.contains(position));
        reason.map_or(Standing::NotMeant, |(omission, _)| Standing::Omitted(*omission))
    }
}

/// Whether a customer receives it.
pub(super) fn standing_of(
    connection: &mut DbConnection,
    recipients: &Recipients,
    notification: &Notification,
    customer: CustomerId,
) -> QueryResult<Standing> {
    let places = customers::places(connection, notification.publisher_id, customer)?;
    let place = places.into_iter().find(|place| place.app == notification.app_id);
    Ok(place.map_or(Standing::NotMeant, |place| recipients.standing(place.position)))
}
