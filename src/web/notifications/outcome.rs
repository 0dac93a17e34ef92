//! What became of a notification, in words.

use crate::locale::Locale;
use crate::notifications::report::{Report, TOO_MANY_FAILED};
use crate::store::notifications::{Notification, NotificationState};
use crate::zone::Zone;

/// What became of a notification.
pub struct Outcome {
    pub state: String,
    /// Whether the page shows more soon.
    pub is_under_way: bool,
    pub can_pause: bool,
    pub can_resume: bool,
    pub can_cancel: bool,
    /// What is on the button that sends once more to those of whom nobody knows, if there are any.
    pub repeat: Option<String>,
    pub problem: Option<String>,
    pub sent: String,
    pub planned: String,
    /// What became of messages, and how many; they add up to the planned ones.
    pub sums: Vec<(String, String)>,
    pub equation: String,
    pub reasons: Vec<(String, String)>,
    /// What those wait for that are still to be sent.
    pub waiting: Vec<(String, String)>,
    pub shown: String,
    pub launched: String,
    /// How many of these were only counted, if any were.
    pub anonymous: Option<String>,
}

/// How much of what browsers said was only counted, if anything was.
pub fn anonymous_words(report: &Report, locale: Locale) -> Option<String> {
    let (shown, clicked) = (report.shown_anonymous, report.launched_anonymous);
    let words = [("shown", locale.number(shown).into()), ("clicked", locale.number(clicked).into())];
    (shown + clicked > 0).then(|| locale.with("measurement-anonymous", &words))
}

impl Outcome {
    pub fn new(notification: &Notification, report: &Report, (zone, locale): (Zone, Locale)) -> Self {
        let state = notification.state;
        let sums = [
            ("delivery-accepted", report.accepted),
            ("delivery-gone", report.gone),
            ("delivery-failed", report.failed),
            ("delivery-unknown", report.unknown),
            ("delivery-skipped", report.skipped),
            ("delivery-open", report.open),
        ];
        let words: Vec<String> = sums.iter().map(|(_, count)| locale.number(*count)).collect();
        let sign = if report.adds_up() { "=" } else { "≠" };
        let problem = |problem: &String| match problem.as_str() {
            TOO_MANY_FAILED => locale.text("notification-too-many-failed"),
            words => locale.with1("notification-refused", "words", words),
        };
        let reason = |(reason, count): &(crate::store::deliveries::DeliveryReason, i64)| {
            (locale.text(&format!("delivery-reason-{}", reason.word())), locale.number(*count))
        };
        Self {
            state: locale.text(&format!("notification-state-{}", state.word())),
            is_under_way: matches!(state, NotificationState::Preparing | NotificationState::Sending)
                || (state == NotificationState::Cancelled && notification.finished_at.is_none()),
            can_pause: state == NotificationState::Sending,
            can_resume: state == NotificationState::Paused,
            can_cancel: matches!(
                state,
                NotificationState::Preparing | NotificationState::Sending | NotificationState::Paused
            ),
            repeat: (state == NotificationState::Sent && report.unknown > 0)
                .then(|| locale.with1("notification-repeat", "count", report.unknown)),
            problem: notification.problem.as_ref().map(problem),
            sent: notification.sent_at.map(|at| locale.moment(at, zone)).unwrap_or_default(),
            planned: locale.number(report.planned),
            equation: format!("{} {sign} {}", locale.number(report.planned), words.join(" + ")),
            sums: sums.iter().map(|(key, count)| (locale.text(key), locale.number(*count))).collect(),
            reasons: report.reasons.iter().map(reason).collect(),
            waiting: report.waiting.iter().map(reason).collect(),
            shown: locale.number(report.shown),
            launched: locale.number(report.launched),
            anonymous: anonymous_words(report, locale),
        }
    }
}
