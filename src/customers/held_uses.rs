//! What is decided about a customer by what groups are used for: the package that the flights of an app have for her, and the
//! notifications that she did not get, and why.

use crate::flights::ladder::Outcome;
use crate::flights::people::{self, Checked};
use crate::groups::members::MembersError;
use crate::ids::{AppId, AppKey, NotificationId, PublisherId};
use crate::notifications::recipients::Omission;
use crate::state::State;
use crate::store::apps::App;
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, notifications, sending};
use roaring::RoaringBitmap;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What the flights of these apps have for the customer with this account id, by app.
pub(super) fn flights<'a>(
    state: &State,
    publisher: &Publisher,
    apps: impl Iterator<Item = &'a App>,
    account: &str,
) -> Result<HashMap<AppId, Value>, StoreError> {
    let mut found = HashMap::new();
    for app in apps {
        let checked = match people::check(state, publisher, (app, account), None) {
            Ok(checked) => checked,
            Err(MembersError::Store(error)) => return Err(error),
            Err(error) => {
                log::warn!("the flights of app {} could not be read: {error}", app.id);
                None
            }
        };
        found.extend(checked.map(|checked| (app.id, flight(&checked))));
    }
    Ok(found)
}

fn flight(checked: &Checked) -> Value {
    let answer = checked.ladder.answer(&checked.person());
    let rungs = answer
        .rungs
        .iter()
        .map(|rung| json!({ "flight": rung.flight.name, "place": rung.bucket, "verdict": rung.verdict.word() }));
    let rungs: Vec<Value> = rungs.collect();
    match answer.outcome {
        Outcome::Gets(package) => json!({
            "flight": package.flight.name,
            "version": package.release.version.to_string(),
            "is_by_share": package.is_by_share,
            "flights": rungs,
        }),
        Outcome::Nothing(why) => json!({ "nothing": why.word(), "flights": rungs }),
    }
}

/// Notifications whose omissions are read in one transaction: a set of a million people takes at most 125 kB, and one has some of them.
const SLICE: usize = 20;

/// The notifications of each app that did not go to who is at this position in it, and why. Sets of people are looked through in
/// slices, and nothing else is read of notifications that did not leave the person out.
pub(super) fn not_got(
    state: &State,
    publisher: PublisherId,
    places: &[(AppId, u32)],
) -> Result<HashMap<AppId, Vec<Value>>, StoreError> {
    let mut found = HashMap::new();
    for (app, position) in places {
        let key = AppKey { publisher, id: *app };
        let of_app: &mut Vec<Value> = found.entry(*app).or_default();
        let ids = state.database.read_now(|connection| notifications::of_app(connection, key))?;
        for some in ids.chunks(SLICE) {
            of_app.extend(state.database.read_now(|connection| of_slice(connection, (publisher, some), *position))?);
        }
    }
    Ok(found)
}

fn of_slice(
    connection: &mut DbConnection,
    (publisher, ids): (PublisherId, &[NotificationId]),
    position: u32,
) -> QueryResult<Vec<Value>> {
    let omitted = sending::omissions_of_several(connection, publisher, ids)?;
    let is_in = |set: &[u8]| RoaringBitmap::deserialize_from(set).is_ok_and(|positions| positions.contains(position));
    let hers = omitted.into_iter().filter(|(.., positions)| is_in(positions));
    let hers: Vec<_> = hers.filter_map(|(id, reason, _)| Some((id, Omission::from_word(&reason)?))).collect();
    if hers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<NotificationId> = hers.iter().map(|(id, _)| *id).collect();
    let names = notifications::names(connection, publisher, &ids)?;
    let value = |(id, omission): (NotificationId, Omission)| {
        let (_, name, sent_at) = names.iter().find(|(one, ..)| *one == id)?;
        let at = sent_at.map(|at| at.and_utc().to_rfc3339());
        Some(json!({ "notification": name, "reason": omission.word(), "at": at }))
    };
    Ok(hers.into_iter().filter_map(value).collect())
}
