//! Who is still in the groups of a notification while it is sent by the time of each person, which takes up to 26 hours.

use crate::ids::{NotificationId, PublisherId};
use crate::notifications::recipients;
use crate::state::State;
use crate::store::notification_times::{self, Starts};
use crate::store::{StoreError, notifications, publishers};
use roaring::RoaringBitmap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old the answer may be: messages are claimed some times a second, and looking takes milliseconds.
const FRESH: Duration = Duration::from_secs(2);

/// The answer, and when it was looked up; `None` where nobody asks for it.
type Answer = Option<Arc<RoaringBitmap>>;

#[derive(Default)]
pub(super) struct Still {
    answer: Mutex<Option<(Instant, Answer)>>,
}

impl Still {
    /// The positions of those who are in the groups now; `None` if it goes to those who were.
    pub fn now(&self, state: &State, (publisher, id): (PublisherId, NotificationId)) -> Result<Answer, StoreError> {
        let mut kept = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, answer)) = kept.as_ref().filter(|(at, answer)| answer.is_none() || at.elapsed() < FRESH) {
            return Ok(answer.clone());
        }
        let (timing, notification, publisher) = state.database.job_read(|connection| {
            let timing = notification_times::of(connection, (publisher, id))?;
            let notification = notifications::find(connection, publisher, id)?;
            Ok((timing, notification, publishers::find(connection, publisher)?))
        })?;
        let answer = if timing.starts == Starts::Local && timing.still_member {
            let found = recipients::still_in(state, &publisher, &notification);
            Some(Arc::new(found.map_err(|error| StoreError::Fault(error.to_string()))?))
        } else {
            None
        };
        *kept = Some((Instant::now(), answer.clone()));
        Ok(answer)
    }
}
