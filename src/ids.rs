//! The ids of rows, with a type for each table, so that the compiler finds an id used for the wrong one.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The type of every id. To widen ids, change this line and widen the columns in a migration.
pub type Number = i32;

/// An app and the publisher whose it is. Most of what an app has lies in rows that know the app alone; it is asked for by
/// both, so that an app's id without its publisher opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppKey {
    pub publisher: PublisherId,
    pub id: AppId,
}

macro_rules! ids {
    ($($(#[$comment:meta])* $name:ident),* $(,)?) => {$(
        $(#[$comment])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Number);

        impl From<Number> for $name {
            fn from(number: Number) -> Self {
                Self(number)
            }
        }

        impl From<$name> for Number {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<Number> for $name {
            fn as_ref(&self) -> &Number {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// The id of a publisher.
    PublisherId,
    /// The id of a user.
    UserId,
    /// The id of an invitation to a publisher's team.
    InvitationId,
    /// The id of a setup link.
    LinkId,
    /// The id of an API token.
    TokenId,
    /// A key with which a back end signs who asks.
    IdentityKeyId,
    /// The id of an app.
    AppId,
    /// The id of a customer group.
    GroupId,
    /// The id of a customer.
    CustomerId,
    /// The id of an import.
    ImportId,
    /// The id of a draft: a file that was sent and is not imported yet.
    DraftId,
    /// The id of a job of the queue.
    JobId,
    /// The id of a custom attribute.
    AttributeId,
    /// The id of an address to which messages are posted.
    WebhookId,
    /// The id of a browser that may be sent messages of an app.
    SubscriptionId,
    /// The id of a release of an app.
    ReleaseId,
    /// The id of a package flight, or of the standard submission.
    FlightId,
    /// The id of a submission: a release that is published to a flight.
    SubmissionId,
    /// The id of a notification.
    NotificationId,
    TemplateId,
    /// The id of an offer.
    OfferId,
    /// The id of a test of groups.
    GroupTestId,
    /// The id of a grant: that an offer was shown to a customer, and what became of it.
    GrantId,
}
