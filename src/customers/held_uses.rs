//! What is decided about a customer by what groups are used for: the package that the flights of an app have for her, and the
//! notifications that she did not get, and why.

use crate::flights::ladder::Outcome;
use crate::flights::people::{self, Checked};
use crate::groups::members::MembersError;
use crate::ids::{AppId, AppKey};
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

/// The notifications of an app that did not go to who is at this position, and why.
pub(super) fn not_got(connection: &mut DbConnection, app: AppKey, position: u32) -> QueryResult<Vec<Value>> {
    let mut found = Vec::new();
    for id in notifications::of_app(connection, app)? {
        for (reason, _, positions) in sending::omissions(connection, (app.publisher, id))? {
            let is_in = RoaringBitmap::deserialize_from(positions.as_slice()).is_ok_and(|set| set.contains(position));
            if let (true, Some(omission)) = (is_in, Omission::from_word(&reason)) {
                let notification = notifications::find(connection, app.publisher, id)?;
                found.push(json!({
                    "notification": notification.name,
                    "reason": omission.word(),
                    "at": notification.sent_at.map(|at| at.and_utc().to_rfc3339()),
                }));
            }
        }
    }
    Ok(found)
}
