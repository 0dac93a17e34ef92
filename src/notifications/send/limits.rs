//! What is in the way of messages that are due: quiet hours where the person is, and what else the person got.

use crate::ids::CustomerId;
use crate::notifications::caps::{self, Against};
use crate::notifications::quiet::Quiet;
use crate::store::deliveries::{Claimed, DeliveryReason};
use crate::store::notifications::Notification;
use crate::store::sending::Known;
use crate::store::{DbConnection, QueryResult, notification_rules, notification_times, publishers, subscriptions};
use crate::zone::Zone;
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// What becomes of a message that does not leave now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Skip(DeliveryReason),
    Wait(NaiveDateTime, DeliveryReason),
}

pub(super) struct Limits {
    quiet: Option<Quiet>,
    home: Zone,
    against: HashMap<CustomerId, Against>,
    /// The names of the zones that people are in, where quiet hours are asked for.
    zones: HashMap<CustomerId, String>,
    /// When quiet hours end, by the name of the zone.
    ends: HashMap<String, Option<NaiveDateTime>>,
    now: NaiveDateTime,
}

impl Limits {
    /// What is in the way of messages to the people of these rows. It is reserved until the transaction ends.
    pub fn read(
        connection: &mut DbConnection,
        notification: &Notification,
        (due, known): (&[Claimed], &Known),
        now: NaiveDateTime,
    ) -> QueryResult<Self> {
        let of = (notification.publisher_id, notification.id);
        let rules = notification_rules::of(connection, of.0)?;
        let timing = notification_times::of(connection, of)?;
        let home = publishers::find(connection, of.0)?.time_zone;
        let people: Vec<CustomerId> =
            due.iter().filter(|row| !row.is_repeat()).filter_map(|row| row.customer).collect();
        let read = |connection: &mut _| zones(connection, notification, (&people, known));
        let against = caps::against(connection, (notification, &timing, home), (&people, read), (rules, now))?;
        let quiet = Quiet::of(&rules).filter(|_| timing.keeps_quiet);
        let zones = if quiet.is_some() { zones(connection, notification, (&people, known))? } else { HashMap::new() };
        Ok(Self { quiet, home, against, zones, ends: HashMap::new(), now })
    }

    /// What becomes of a message; `None` if it leaves. One that may have been shown already comes again at once.
    pub fn hold(&mut self, row: &Claimed) -> Option<Hold> {
        if row.is_repeat() {
            return None;
        }
        match row.customer.and_then(|customer| self.against.get(&customer)) {
            Some(Against::Cap) => return Some(Hold::Skip(DeliveryReason::Cap)),
            Some(Against::Soon(until)) => return Some(Hold::Wait(*until, DeliveryReason::Soon)),
            None => {}
        }
        let quiet = self.quiet?;
        let name = row.customer.and_then(|customer| self.zones.get(&customer).cloned()).unwrap_or_default();
        let (home, now) = (self.home, self.now);
        let end = self.ends.entry(name).or_insert_with_key(|name| quiet.ends(Zone::parse(name).unwrap_or(home), now));
        end.map(|end| Hold::Wait(end, DeliveryReason::QuietHours))
    }
}

/// The names of the zones that these people are in, each one for all browsers.
fn zones(
    connection: &mut DbConnection,
    notification: &Notification,
    (people, known): (&[CustomerId], &Known),
) -> QueryResult<HashMap<CustomerId, String>> {
    let account = |customer: &CustomerId| Some((*customer, known.accounts.get(customer)?));
    let accounts: Vec<(CustomerId, &String)> = people.iter().filter_map(account).collect();
    let names: Vec<String> = accounts.iter().map(|(_, account)| (*account).clone()).collect();
    let of_account = subscriptions::zones(connection, notification.app(), &names)?;
    let zone = |(customer, account): (CustomerId, &String)| Some((customer, of_account.get(account)?.clone()));
    Ok(accounts.into_iter().filter_map(zone).collect())
}
