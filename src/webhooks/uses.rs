//! What is told of the uses of groups: notifications, offers, flights and tests.

use super::outbox::{Happening, message};
use crate::ids::{AppId, GrantId, SubscriptionId};
use crate::store::flights::FlightRow;
use crate::store::group_tests::GroupTest;
use crate::store::notifications::Notification;
use crate::store::offers::Offer;
use crate::store::submissions::SubmissionRow;
use crate::store::webhook_messages::{NewWebhookMessage, WebhookEvent};
use serde_json::{Value, json};

impl Happening {
    /// Everything of a notification has left, and so many messages became this.
    pub fn sent(notification: &Notification, sums: &[(&str, i64)]) -> Self {
        let sums = sums.iter().map(|(name, messages)| ((*name).to_owned(), json!(messages))).collect();
        Self::of_notification(WebhookEvent::NotificationSent, notification, Value::Object(sums))
    }

    /// A notification is paused: by somebody, or by itself with a problem.
    pub fn paused(notification: &Notification, problem: Option<&str>) -> Self {
        Self::of_notification(WebhookEvent::NotificationPaused, notification, json!({ "problem": problem }))
    }

    /// Messages of a notification were followed, each at one of these browsers. Whose they are is read when it is sent.
    pub fn launched(notification: &Notification, browsers: &[SubscriptionId]) -> Self {
        let browsers: Vec<i32> = browsers.iter().map(|browser| (*browser).into()).collect();
        let data = json!({ "count": browsers.len(), "browsers": browsers });
        Self::of_notification(WebhookEvent::DeliveryLaunched, notification, data)
    }

    /// An offer was claimed. Who has the grant is read when it is sent.
    pub fn claimed(offer: &Offer, grant: GrantId) -> Self {
        let data = json!({
            "offer": offer.id.to_string(),
            "app": offer.app_id.to_string(),
            "name": offer.name,
            "grant": i32::from(grant),
        });
        of_app(offer.app_id, message(WebhookEvent::OfferClaimed, format!("offer-{}", offer.id), data))
    }

    /// A release was published to a flight, or its rollout goes on, is halted or finalized. If it was halted by itself, the
    /// comparison is in the message.
    pub fn rolled(flight: &FlightRow, release: &str, submission: &SubmissionRow) -> Self {
        let stopped_for = submission.stopped_for.as_deref().and_then(|why| serde_json::from_str::<Value>(why).ok());
        let data = json!({
            "flight": flight.key,
            "app": flight.app_id.to_string(),
            "release": release,
            "rollout": submission.rollout.word(),
            "share": submission.share,
            "stopped_for": stopped_for,
        });
        of_app(flight.app_id, message(WebhookEvent::RolloutChanged, format!("flight-{}", flight.id), data))
    }

    /// The value of a test at this place is given to all.
    pub fn decided(test: &GroupTest, winner: usize) -> Self {
        let values = test.variants();
        let data = json!({
            "test": test.id.to_string(),
            "app": test.app_id.to_string(),
            "name": test.name,
            "flag": format!("{}{}", crate::group_tests::FLAG, test.flag_key),
            "value": values.get(winner),
            "values": values,
        });
        of_app(test.app_id, message(WebhookEvent::TestDecided, format!("test-{}", test.id), data))
    }

    fn of_notification(event: WebhookEvent, notification: &Notification, more: Value) -> Self {
        let id = notification.id;
        let mut data = json!({
            "notification": id.to_string(),
            "app": notification.app_id.to_string(),
            "name": notification.name,
        });
        if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
            data.extend(more);
        }
        of_app(notification.app_id, message(event, format!("notification-{id}"), data))
    }
}

fn of_app(app: AppId, message: NewWebhookMessage) -> Happening {
    Happening(vec![NewWebhookMessage { app: Some(app), ..message }])
}
