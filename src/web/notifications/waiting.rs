//! A notification that waits for its time, or for somebody to say what becomes of it, in words.

use crate::locale::Locale;
use crate::notifications::start::HELD_FOR;
use crate::store::notification_times::Timing;
use crate::store::notifications::{Notification, NotificationState};
use crate::zone::Zone;

pub struct Waiting {
    pub state: String,
    pub text: String,
    pub is_held: bool,
    /// The key of the message on the button that makes it a draft again.
    pub unschedule: &'static str,
}

impl Waiting {
    /// `None` if it does not wait.
    pub fn of(found: &Notification, timing: &Timing, (home, locale): (Zone, Locale)) -> Option<Self> {
        let is_held = found.state == NotificationState::Held;
        if !is_held && found.state != NotificationState::Scheduled {
            return None;
        }
        let time = timing.starts_at.map(|at| locale.moment(at, timing.zone.unwrap_or(home))).unwrap_or_default();
        let problem = found.problem.as_deref().filter(|problem| HELD_FOR.contains(problem));
        let text = match problem {
            _ if !is_held => locale.with1("notification-starts-on", "time", time),
            Some(problem) => locale.text(&format!("notification-{problem}")),
            None => locale.with1("notification-held-late", "time", time),
        };
        Some(Self {
            state: locale.text(&format!("notification-state-{}", found.state.word())),
            text,
            is_held,
            unschedule: if is_held { "notification-reschedule" } else { "notification-unschedule" },
        })
    }
}
