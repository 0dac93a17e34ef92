//! What is worth knowing of those who receive a draft: who reads a text in a language that is not theirs, and who got another
//! notification lately.

use super::content;
use super::recipients::Recipients;
use crate::consents::ConsentPurpose;
use crate::state::State;
use crate::store::notifications::Notification;
use crate::store::{StoreError, caps};
use chrono::{TimeDelta, Timelike};

/// What somebody got since then is lately.
const LATELY: TimeDelta = TimeDelta::hours(24);

/// How many read a text that is not in the language of their browser: the language of that text, and how many.
pub fn in_another_language(
    state: &State,
    notification: &Notification,
    recipients: &Recipients,
) -> Result<Vec<(String, u64)>, StoreError> {
    let wordings = content::read(&notification.contents);
    let read = (&state.database, state.clock.now());
    let mut found: Vec<(String, u64)> = Vec::new();
    for (language, people) in state.reaches.languages(read, notification.app(), &recipients.reached)? {
        for (variant, of_variant) in (0..).zip(&recipients.variants) {
            if content::place_in(&wordings, (variant, &language)).is_some() {
                continue;
            }
            let Some(wording) = wordings.get(content::place_for(&wordings, (variant, &language))) else { continue };
            let count = people.intersection_len(of_variant);
            match found.iter_mut().find(|(language, _)| *language == wording.language) {
                Some((_, sum)) => *sum += count,
                None => found.push((wording.language.clone(), count)),
            }
        }
    }
    found.retain(|(_, count)| *count > 0);
    Ok(found)
}

/// How many of them got another notification in the last 24 hours.
pub fn lately(state: &State, notification: &Notification, recipients: &Recipients) -> Result<u64, StoreError> {
    let now = state.clock.now();
    // It is counted once a minute for all who look.
    let minute = now.with_second(0).and_then(|now| now.with_nanosecond(0)).unwrap_or(now);
    let (of, since) = ((notification.publisher_id, notification.id), minute - LATELY);
    let key = format!("lately/{}/{since}", notification.id);
    let got = state.database.read_kept_now(&key, |connection| {
        let others = caps::since(connection, of, since)?;
        caps::full(connection, notification.app(), (&others, 1, ConsentPurpose::ALL), since)
    })?;
    Ok(got.intersection_len(&recipients.reached))
}
