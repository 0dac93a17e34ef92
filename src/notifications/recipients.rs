//! Who receives a notification, and who does not and why: by position in the app, so that each reason is a list of people.

use super::arms::{self, divide};
use super::places::{ByZone, by_zone, full};
use super::reach::Reached;
use super::{again, find, times, timing};
use crate::access::{Actor, Sizes};
use crate::consents::ConsentPurpose;
use crate::day::Day;
use crate::groups::members::{Customers, MembersError};
use crate::holdout;
use crate::ids::{AppKey, GroupId, NotificationId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Notification, NotificationState};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, notification_totals, sending};
use crate::words;
use roaring::RoaringBitmap;
use std::sync::Arc;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Why somebody does not receive it, in the order in which they are looked for; the message `omission-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Omission {
    /// In a group that it is not for.
    Except,
    /// Those to whom the notification went that it comes after.
    Had,
    /// Too young, or of an age that is not known.
    Unavailable,
    NoBrowser,
    Unsubscribed,
    NoConsent,
    /// The time at which it is sent has passed where they are.
    Late,
    /// They had enough messages.
    Capped,
    /// One of those whom no promotion reaches in this quarter.
    Withheld,
    /// One of the share that gets nothing, with whom the others are compared.
    Holdout,
}

words!(Omission);

/// Who receives a notification, and who does not.
pub struct Recipients {
    /// Those who are in one of the groups.
    pub members: u64,
    pub reached: RoaringBitmap,
    /// Those of them who get each variant, in the order of the variants.
    pub variants: Vec<RoaringBitmap>,
    /// Nobody is in two of them.
    pub omitted: Vec<(Omission, RoaringBitmap)>,
    /// The names of segments that have fewer members than the least, and are not used.
    pub too_small: Vec<String>,
    /// How many of the groups are archived or deleted.
    pub missing: usize,
    /// How many get it by the publisher's zone, as theirs is not known.
    pub without_zone: u64,
    /// How many would get it too late by the limit a second, and therefore do not.
    pub too_slow: u64,
    /// The numbers of one of which nobody knows any more who got it: how many did, and how many did not for each reason.
    pub forgotten: Option<(u64, Vec<(Omission, u64)>)>,
    app: AppKey,
    today: Day,
}

impl Recipients {
    /// Those who do not receive it for this reason; those who do, without one.
    pub fn customers(&self, omission: Option<Omission>) -> Customers {
        let found = match omission {
            None => Some(&self.reached),
            Some(wanted) => self.omitted.iter().find(|(one, _)| *one == wanted).map(|(_, positions)| positions),
        };
        let positions = Arc::new(found.cloned().unwrap_or_default());
        Customers { app: self.app, positions, today: self.today }
    }

    /// How many receive it.
    pub fn reached_count(&self) -> u64 {
        self.forgotten.as_ref().map_or_else(|| self.reached.len(), |(reached, _)| *reached)
    }

    /// How many do not receive it for each reason.
    pub fn omitted_counts(&self) -> Vec<(Omission, u64)> {
        let counts = || self.omitted.iter().map(|(omission, positions)| (*omission, positions.len())).collect();
        self.forgotten.as_ref().map_or_else(counts, |(_, omitted)| omitted.clone())
    }

    /// Whether its numbers are hidden: one small number hides all of them, from which it could be computed.
    pub fn is_hidden(&self, sizes: Sizes) -> bool {
        let omitted = self.omitted_counts().into_iter().map(|(_, people)| people);
        let mut all = omitted.chain([self.reached_count()]);
        sizes.hides(self.members) || all.any(|people| people > 0 && sizes.hides(people))
    }

    /// Whether so few are left once those are taken away whom it is not for that the difference of two numbers tells of them.
    pub fn is_small_difference(&self, sizes: Sizes) -> bool {
        let is_except = |(omission, _): &&(Omission, u64)| *omission == Omission::Except;
        let except = self.omitted_counts().iter().find(is_except).map_or(0, |(_, people)| *people);
        let rest = self.members.saturating_sub(except);
        except > 0 && rest > 0 && sizes.is_small(rest)
    }

    /// Whether one of its variants goes to so few people that how many get each is hidden.
    pub fn are_variants_hidden(&self, sizes: Sizes) -> bool {
        self.variants.iter().any(|variant| !variant.is_empty() && sizes.hides(variant.len()))
    }

    /// Whether nothing is in the way of sending it, but that nobody receives it.
    pub fn may_be_sent(&self) -> bool {
        self.too_small.is_empty() && self.missing == 0
    }
}

/// The notification, and who receives it: now, or as it was when it was sent.
pub fn show(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    id: NotificationId,
) -> Result<(Notification, Recipients), MembersError> {
    let (notification, _) = find(state, actor, id)?;
    let recipients = match notification.state {
        NotificationState::Draft | NotificationState::Scheduled => {
            of(state, publisher, (&notification, &timing(state, actor, id)?))?
        }
        // It can only be sent at once.
        NotificationState::Held => {
            let timing = Timing { starts: Starts::Now, ..timing(state, actor, id)? };
            of(state, publisher, (&notification, &timing))?
        }
        _ => frozen(state, publisher, &notification)?,
    };
    Ok((notification, recipients))
}

/// Who receives the notification if it is sent now.
pub fn of(
    state: &State,
    publisher: &Publisher,
    (notification, timing): (&Notification, &Timing),
) -> Result<Recipients, MembersError> {
    let chosen = chosen(state, publisher, notification)?;
    let read = (&state.database, state.clock.now());
    let Reached { subscribed, given, withdrawn } = state.reaches.of(read, notification.app(), notification.purpose)?;
    let count = chosen.members.len();
    let mut rest = chosen.members;
    let mut omitted = Vec::new();
    let mut take = |omission, positions: RoaringBitmap| omitted.push((omission, positions));
    take(Omission::Except, &rest & &chosen.left_out);
    rest -= &chosen.left_out;
    let of = (notification.publisher_id, notification.id);
    if let Some(had) = state.database.read_now(|connection| again::had(connection, of))? {
        let had = if had.is_forgotten { rest.clone() } else { had.positions };
        take(Omission::Had, &rest & &had);
        rest -= had;
    }
    take(Omission::Unavailable, &rest - &chosen.available);
    rest &= &chosen.available;
    take(Omission::NoBrowser, &rest - &subscribed);
    rest &= &subscribed;
    take(Omission::Unsubscribed, &rest & &withdrawn);
    rest -= &withdrawn;
    take(Omission::NoConsent, &rest - &given);
    rest &= &given;
    let ByZone { late, without_zone, leaving } = by_zone(state, publisher, (notification, timing))?;
    take(Omission::Late, &rest & &late);
    rest -= &late;
    let full = full(state, publisher, (notification, timing))?;
    take(Omission::Capped, &rest & &full);
    rest -= &full;
    let withheld = withheld(state, publisher, notification, &rest)?;
    rest -= &withheld;
    omitted.push((Omission::Withheld, withheld));
    let (salt, comparison) = arms::of(state, notification.publisher_id, notification.id)?;
    let division = divide(state, (notification.app(), &salt), &comparison, &rest)?;
    rest -= &division.held_out;
    omitted.push((Omission::Holdout, division.held_out));
    Ok(Recipients {
        members: count,
        without_zone: rest.intersection_len(&without_zone),
        too_slow: notification.per_second.map_or(0, |rate| {
            let leaving = leaving.into_iter().map(|(moment, people)| (moment, rest.intersection_len(&people)));
            times::too_slow(leaving, rate.unsigned_abs())
        }),
        forgotten: None,
        reached: rest,
        variants: division.variants,
        omitted,
        too_small: chosen.too_small,
        missing: chosen.missing,
        app: notification.app(),
        today: chosen.today,
    })
}

/// Those of these people whom no promotion reaches in this quarter, if it is one.
fn withheld(
    state: &State,
    publisher: &Publisher,
    notification: &Notification,
    people: &RoaringBitmap,
) -> Result<RoaringBitmap, StoreError> {
    let lot = holdout::now(state, publisher)?.filter(|_| notification.purpose == ConsentPurpose::Promotional);
    let Some(lot) = lot else { return Ok(RoaringBitmap::new()) };
    state.buckets.below(&state.database, (notification.app(), &lot.salt), people, lot.share)
}

/// The positions of those who are in the groups now, and in none of those that it is not for.
pub fn still_in(
    state: &State,
    publisher: &Publisher,
    notification: &Notification,
) -> Result<RoaringBitmap, MembersError> {
    let chosen = chosen(state, publisher, notification)?;
    Ok((chosen.members & chosen.available) - chosen.left_out)
}

/// Who is in the groups of a notification.
struct Chosen {
    members: RoaringBitmap,
    /// Those of them who are old enough.
    available: RoaringBitmap,
    /// Those who are in the groups that it is not for.
    left_out: RoaringBitmap,
    too_small: Vec<String>,
    missing: usize,
    today: Day,
}

fn chosen(state: &State, publisher: &Publisher, notification: &Notification) -> Result<Chosen, MembersError> {
    let view = state.audiences.view_now(publisher, notification.app_id)?;
    let (wanted, missing) = groups(state, notification, &notification.groups())?;
    let (except, gone) = groups(state, notification, &notification.except())?;
    let everyone = view.among_everyone();
    let (mut members, mut available, mut too_small) = (RoaringBitmap::new(), RoaringBitmap::new(), Vec::new());
    for group in &wanted {
        let rule = Rule::member_of(&group.id.to_string());
        let in_group = view.members(&rule)?;
        if group.is_segment() {
            if in_group.len() < u64::from(publisher.minimum_size.unsigned_abs()) {
                too_small.push(group.name.clone());
            }
            members |= &*in_group;
        } else {
            members |= &*everyone.members(&rule)?;
        }
        available |= &*in_group;
    }
    let mut left_out = RoaringBitmap::new();
    for group in &except {
        left_out |= &*everyone.members(&Rule::member_of(&group.id.to_string()))?;
    }
    Ok(Chosen { members, available, left_out, too_small, missing: missing + gone, today: view.today })
}

/// Who receives a notification that was sent, and who does not, as it was then.
pub(super) fn frozen(
    state: &State,
    publisher: &Publisher,
    notification: &Notification,
) -> Result<Recipients, MembersError> {
    let of = (notification.publisher_id, notification.id);
    let (audience, omissions, variants, totals) = state.database.read_now(|connection| {
        let omissions = sending::omissions(connection, of)?;
        let totals = notification_totals::of(connection, of)?;
        Ok((sending::audience(connection, of)?, omissions, arms::frozen(connection, of)?, totals))
    })?;
    // One that was dropped before it started has none.
    let reached = audience.map(|audience| RoaringBitmap::deserialize_from(audience.as_slice()));
    let reached = reached.transpose()?.unwrap_or_default();
    let mut omitted = Vec::new();
    for omission in Omission::ALL {
        if let Some((.., positions)) = omissions.iter().find(|(word, ..)| word == omission.word()) {
            omitted.push((*omission, RoaringBitmap::deserialize_from(positions.as_slice())?));
        }
    }
    let mut variants = variants?;
    if variants.is_empty() {
        variants.push(reached.clone());
    }
    let count = |people: i64| u64::try_from(people).unwrap_or(0);
    let people = |(word, people, _): &(String, i64, _)| Some((Omission::from_word(word)?, count(*people)));
    let counts: Vec<(Omission, u64)> = omissions.iter().filter_map(people).collect();
    let forgotten = totals.map(|totals| count(totals.reached));
    let members = forgotten.unwrap_or(reached.len()) + counts.iter().map(|(_, people)| people).sum::<u64>();
    let forgotten = forgotten.map(|reached| (reached, counts));
    let (app, today) = (notification.app(), state.today(publisher));
    let too_small = Vec::new();
    Ok(Recipients {
        members,
        reached,
        variants,
        omitted,
        too_small,
        missing: 0,
        without_zone: 0,
        too_slow: 0,
        forgotten,
        app,
        today,
    })
}

/// The active ones of these groups that can be asked about for the app, and how many are not.
fn groups(
    state: &State,
    notification: &Notification,
    ids: &[GroupId],
) -> Result<(Vec<CustomerGroup>, usize), StoreError> {
    let publisher = notification.publisher_id;
    let active = state.database.read_now(|connection| customer_groups::active(connection, publisher))?;
    let fits = |group: &CustomerGroup| group.app_id.is_none_or(|app| app == notification.app_id);
    let found: Vec<_> = active.into_iter().filter(|group| ids.contains(&group.id) && fits(group)).collect();
    let missing = ids.len() - found.len();
    Ok((found, missing))
}
