//! Shows everything known about one customer: for each of their apps, the profile and the segments that they are in.

use super::groups_beside;
use crate::access::Actor;
use crate::churn::Activity;
use crate::columns::View;
use crate::ids::{AppId, CustomerId};
use crate::segments::Profile;
use crate::state::State;
use crate::store::consents::{self, Consent};
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{self, Customer, CustomerPlace};
use crate::store::publishers::Publisher;
use crate::store::subscriptions::{self, Subscription};
use crate::store::{StoreError, churn, profiles};

/// A customer, with their apps and the known user groups that list them.
pub struct Shown {
    pub customer: Customer,
    pub apps: Vec<InApp>,
    pub known_user_groups: Vec<CustomerGroup>,
    /// The browsers at which the person is written to, with ended ones, and what the person has allowed, the newest first.
    pub browsers: Vec<Subscription>,
    pub consents: Vec<Consent>,
}

/// The customer in one app.
pub struct InApp {
    pub view: View,
    pub profile: Profile,
    /// The input of the churn model; `None` if the customer never used the app.
    pub activity: Option<Activity>,
    /// The segments of the app that the customer is in.
    pub segments: Vec<CustomerGroup>,
}

/// Reads the publisher's customer with this id.
pub fn show(state: &State, actor: &Actor, publisher: &Publisher, customer: CustomerId) -> Result<Shown, StoreError> {
    let (customer, places, groups, browsers, consents) = state.database.read_now(|connection| {
        let customer = customers::find(connection, actor.publisher, customer)?;
        let places = customers::places(connection, actor.publisher, customer.id)?;
        let groups = groups_beside(connection, actor, publisher, &customer)?;
        let browsers = subscriptions::of_account(connection, actor.publisher, &customer.account_id)?;
        let consents = consents::of_account(connection, actor.publisher, &customer.account_id)?;
        Ok((customer, places, groups, browsers, consents))
    })?;
    let mut apps = Vec::new();
    for CustomerPlace { app, position } in places {
        apps.extend(in_app(state, publisher, app, position, &groups.segments)?);
    }
    Ok(Shown { customer, apps, known_user_groups: groups.listing, browsers, consents })
}

/// Reads what is known about the customer at this position of an app; `None` while the profile is not computed yet.
fn in_app(
    state: &State,
    publisher: &Publisher,
    app: AppId,
    position: u32,
    segments: &[CustomerGroup],
) -> Result<Option<InApp>, StoreError> {
    let view = state.audiences.view_now(publisher, app)?;
    let (profile, activity) = state.database.read_now(|connection| {
        let profile = profiles::at(connection, view.app.key(), view.moment(), position)?;
        Ok((profile, churn::activity_at(connection, view.app.key(), view.today, position)?))
    })?;
    let Some(profile) = profile else { return Ok(None) };
    let mut found = Vec::new();
    for segment in segments.iter().filter(|segment| segment.app_id == Some(app)) {
        if let Ok(rule) = segment.rule()
            && view.contains(position, &rule)?
        {
            found.push(segment.clone());
        }
    }
    Ok(Some(InApp { view, profile, activity, segments: found }))
}
