//! How the program's own types are stored: ids and days as whole numbers, enums as their words. The types themselves do
//! not depend on the database.

use super::apps::Platform;
use super::audit_entries::{Action, ActorKind, SubjectKind};
use super::churn::ChurnState;
use super::consents::{ConsentChannel, ConsentPurpose, ConsentSource, ConsentState};
use super::customer_groups::GroupKind;
use super::deletions::Deletable;
use super::deliveries::{DeliveryReason, DeliveryState};
use super::error::UnknownWord;
use super::group_tests::{TestGoal, TestState};
use super::identity_keys::Algorithm;
use super::imports::ImportState;
use super::jobs::JobKind;
use super::membership_changes::Cause;
use super::notification_comparisons::GoalKind;
use super::notification_times::Starts;
use super::notifications::{Devices, NotificationState, Urgency};
use super::offer_grants::GrantState;
use super::offers::{CodeMode, OfferKind, OfferState};
use super::pending_submissions::Pending;
use super::subscriptions::SubscriptionState;
use super::suppressions::SuppressedFor;
use super::webhook_attempts::AttemptProblem;
use super::webhook_endpoints::{DisabledFor, EndpointState};
use super::webhook_messages::{MessageState, WebhookEvent};
use crate::access::Role;
use crate::currency::Currency;
use crate::day::Day;
use crate::flights::ladder::Rollout;
use crate::ids::{
    AppId, AttributeId, CustomerId, DraftId, FlightId, GrantId, GroupId, GroupTestId, IdentityKeyId, ImportId,
    InvitationId, JobId, LinkId, NotificationId, Number, OfferId, PublisherId, ReleaseId, SubmissionId, SubscriptionId,
    TemplateId, TokenId, UserId, WebhookId,
};
use crate::locale::Locale;
use crate::reading::ImportKind;
use crate::segments::Kind;
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, ChurnRisk, DeviceType, Gender};
use crate::zone::Zone;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Integer, Text};

/// Stores types in columns of whole numbers by means of their `AsRef` and `From`.
macro_rules! stored_as_numbers {
    ($($type:ty),* $(,)?) => {$(
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = Integer)]
            #[expect(dead_code, reason = "Diesel derives for a type of another module through a wrapper that is never made")]
            struct Wrapper($type);
        };

        impl<DB: Backend> ToSql<Integer, DB> for $type
        where
            Number: ToSql<Integer, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                AsRef::<Number>::as_ref(self).to_sql(out)
            }
        }

        impl<DB: Backend> FromSql<Integer, DB> for $type
        where
            Number: FromSql<Integer, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Number::from_sql(bytes).map(Self::from)
            }
        }
    )*};
}

stored_as_numbers!(
    PublisherId,
    UserId,
    AppId,
    GroupId,
    CustomerId,
    DraftId,
    ImportId,
    InvitationId,
    JobId,
    LinkId,
    IdentityKeyId,
    SubscriptionId,
    NotificationId,
    TemplateId,
    TokenId,
    AttributeId,
    WebhookId,
    ReleaseId,
    FlightId,
    SubmissionId,
    OfferId,
    GroupTestId,
    GrantId,
    Day
);

/// Stores enums in columns of text by their words: `to` returns the word, `from` parses it. An unknown word is an error
/// that names the column.
macro_rules! stored_as_words {
    ($($type:ty: $column:literal, $to:ident, $from:ident);* $(;)?) => {$(
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = Text)]
            #[expect(dead_code, reason = "Diesel derives for a type of another module through a wrapper that is never made")]
            struct Wrapper($type);
        };

        impl<DB: Backend> ToSql<Text, DB> for $type
        where
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.$to().to_sql(out)
            }
        }

        impl<DB: Backend> FromSql<Text, DB> for $type
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let word = String::from_sql(bytes)?;
                <$type>::$from(&word).ok_or_else(|| UnknownWord { column: $column, word }.into())
            }
        }
    )*};
}

stored_as_words! {
    Role: "users.role or invitations.role", word, from_word;
    Locale: "users.locale", tag, from_tag;
    Platform: "apps.platform", word, from_word;
    Currency: "apps.currency or publishers.currency", word, from_word;
    Zone: "publishers.time_zone, notification_times.zone or submissions.publish_zone", name, parse;
    ChurnState: "apps.churn_state", word, from_word;
    AgeGroup: "customers.age_group", word, from_word;
    Gender: "customers.gender", word, from_word;
    AcquisitionType: "acquisitions.acquisition_type", word, from_word;
    DeviceType: "acquisitions.device_type", word, from_word;
    Channel: "acquisitions.channel", word, from_word;
    ChurnRisk: "profiles.churn_risk", word, from_word;
    Kind: "custom_attributes.kind", word, from_word;
    ImportKind: "imports.kind", word, from_word;
    ImportState: "imports.state", word, from_word;
    JobKind: "jobs.kind", word, from_word;
    Algorithm: "identity_keys.algorithm", word, from_word;
    GroupKind: "customer_groups.kind", word, from_word;
    Deletable: "deletions.kind", word, from_word;
    ActorKind: "audit_entries.actor_kind", word, from_word;
    Action: "audit_entries.action", word, from_word;
    SubjectKind: "audit_entries.subject_kind", word, from_word;
    Cause: "customer_groups.cause or membership_changes.cause", word, from_word;
    EndpointState: "webhook_endpoints.state", word, from_word;
    DisabledFor: "webhook_endpoints.reason", word, from_word;
    WebhookEvent: "webhook_messages.event", word, from_word;
    MessageState: "webhook_messages.state", word, from_word;
    AttemptProblem: "webhook_attempts.problem", word, from_word;
    SubscriptionState: "subscriptions.state", word, from_word;
    ConsentChannel: "consents.channel or suppressions.channel", word, from_word;
    ConsentPurpose: "consents.purpose or suppressions.purpose", word, from_word;
    ConsentState: "consents.state", word, from_word;
    ConsentSource: "consents.source", word, from_word;
    NotificationState: "notifications.state", word, from_word;
    DeliveryState: "deliveries.state", word, from_word;
    DeliveryReason: "deliveries.reason", word, from_word;
    Devices: "notifications.devices", word, from_word;
    Urgency: "notifications.urgency", word, from_word;
    GoalKind: "notification_comparisons.goal", word, from_word;
    Starts: "notification_times.starts", word, from_word;
    SuppressedFor: "suppressions.reason", word, from_word;
    Rollout: "submissions.rollout", word, from_word;
    Pending: "submissions.pending", word, from_word;
    OfferKind: "offers.kind", word, from_word;
    OfferState: "offers.state", word, from_word;
    CodeMode: "offers.code_mode", word, from_word;
    GrantState: "offer_grants.state", word, from_word;
    TestState: "group_tests.state", word, from_word;
    TestGoal: "group_tests.goal or group_tests.stopped_for", word, from_word;
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestDatabase;
    use super::super::{StoreError, apps, jobs, publishers};
    use super::*;
    use chrono::DateTime;
    use diesel::dsl::sql;
    use diesel::prelude::*;
    use diesel::sql_query;

    #[test]
    fn a_stored_word_that_is_unknown_is_an_error_that_names_its_column() {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        for test in TestDatabase::each() {
            let (publisher, app) = test
                .database
                .write_now(|connection| {
                    let publisher = publishers::create(connection, "digest", now)?;
                    let app = apps::create(connection, publisher, "Journey", (Platform::Web, Currency::Usd), now)?;
                    assert_eq!(apps::find(connection, publisher, app)?.platform, Platform::Web);
                    sql_query("UPDATE apps SET platform = 'toaster'").execute(connection)?;
                    Ok((publisher, app))
                })
                .unwrap();
            let error = test.database.read_now(|connection| apps::find(connection, publisher, app)).unwrap_err();
            let expected = UnknownWord { column: "apps.platform", word: String::from("toaster") };
            assert_eq!(error, StoreError::UnknownWord(expected));
            assert_eq!(error.to_string(), "apps.platform holds \"toaster\", which this program does not know");
            assert!(!error.is_passing());
        }
    }

    /// Reads an unknown word as each type.
    macro_rules! columns_of_unknown {
        ($database:expr, $($type:ty),*) => {
            [$(match $database.read_now(|connection| {
                diesel::select(sql::<Text>("'nonsense'")).get_result::<$type>(connection)
            }) {
                Err(StoreError::UnknownWord(UnknownWord { column, word })) if word == "nonsense" => column,
                other => panic!("{other:?}"),
            }),*]
        };
    }

    #[test]
    fn no_type_takes_an_unknown_word_for_another() {
        for test in TestDatabase::each() {
            let people = columns_of_unknown!(test.database, Role, Locale, Gender, AcquisitionType, DeviceType, Channel);
            assert_eq!(people[..3], ["users.role or invitations.role", "users.locale", "customers.gender"]);
            assert!(people[3..].iter().all(|column| column.starts_with("acquisitions.")));
            let work = columns_of_unknown!(test.database, ImportKind, ImportState, JobKind, Platform, ChurnState, Kind);
            assert_eq!(work[..4], ["imports.kind", "imports.state", "jobs.kind", "apps.platform"]);
            let groups = columns_of_unknown!(test.database, GroupKind, Cause, ChurnRisk);
            assert_eq!([groups[0], groups[2]], ["customer_groups.kind", "profiles.churn_risk"]);
        }
    }

    #[test]
    fn a_job_of_a_kind_that_a_newer_program_added_is_left_to_it() {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        for test in TestDatabase::each() {
            let is_due = || test.database.job_read(|connection| jobs::any_due(connection, JobKind::ALL, now)).unwrap();
            let added = test.database.write_now(|connection| {
                sql_query(
                    "INSERT INTO jobs (kind, key, payload, due_at, created_at)
                    VALUES ('dream', '', '{}', '1970-01-01 00:00:00', '1970-01-01 00:00:00')",
                )
                .execute(connection)
            });
            assert_eq!((added, is_due()), (Ok(1), false));
            let claimed = test.database.job_write(|connection| jobs::claim(connection, JobKind::ALL, now)).unwrap();
            assert!(claimed.is_none());
            test.database
                .write_now(|connection| sql_query("UPDATE jobs SET kind = 'sweep'").execute(connection))
                .unwrap();
            assert!(is_due());
        }
    }
}
