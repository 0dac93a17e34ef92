//! What people have allowed and taken back. Rows are only added, until the person is erased.

use super::DbConnection;
use super::schema::consents::{self, dsl};
use crate::ids::PublisherId;
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// By what people are written to; the message `consent-channel-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentChannel {
    WebPush,
}

/// What people are written to about; the message `consent-purpose-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentPurpose {
    /// Offers and advertising.
    Promotional,
    /// What the person uses, such as an order or an answer.
    Product,
    /// Trials of the publisher itself.
    Test,
}

/// What somebody said; the message `consent-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentState {
    Given,
    Withdrawn,
}

/// Where somebody said it; the message `consent-source-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentSource {
    /// On the publisher's own page.
    Browser,
    /// With the link or the button of a notification.
    Link,
    /// To the publisher, who wrote it down on the customer's page.
    Page,
    /// Elsewhere, as a program says.
    Program,
}

words!(ConsentChannel, ConsentPurpose, ConsentState, ConsentSource);

/// What somebody said, and when.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct Consent {
    pub channel: ConsentChannel,
    pub purpose: ConsentPurpose,
    pub state: ConsentState,
    pub at: NaiveDateTime,
    pub source: ConsentSource,
    /// The text that was shown.
    pub evidence: String,
}

/// Of whom a consent is, and what for.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub publisher: PublisherId,
    pub account: &'a str,
    pub channel: ConsentChannel,
    pub purpose: ConsentPurpose,
}

#[diesel::dsl::auto_type]
fn of_person(publisher: PublisherId, account: String) -> _ {
    consents::table.filter(consents::publisher_id.eq(publisher)).filter(consents::account_id.eq(account))
}

/// What the person said last.
pub fn newest(connection: &mut DbConnection, about: About<'_>) -> QueryResult<Option<Consent>> {
    of_person(about.publisher, about.account.to_owned())
        .filter(dsl::channel.eq(about.channel))
        .filter(dsl::purpose.eq(about.purpose))
        .order(dsl::id.desc())
        .select(Consent::as_select())
        .first(connection)
        .optional()
}

/// How many rows there are of the person.
pub fn count(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<i64> {
    of_person(publisher, account.to_owned()).count().get_result(connection)
}

/// Adds what the person said.
pub fn add(
    connection: &mut DbConnection,
    about: About<'_>,
    (state, source, evidence): (ConsentState, ConsentSource, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        dsl::publisher_id.eq(about.publisher),
        dsl::account_id.eq(about.account),
        dsl::channel.eq(about.channel),
        dsl::purpose.eq(about.purpose),
        dsl::state.eq(state),
        dsl::at.eq(now),
        dsl::source.eq(source),
        dsl::evidence.eq(evidence),
    );
    diesel::insert_into(dsl::consents).values(row).execute(connection).map(drop)
}

/// Everything that the person said, the newest first.
pub fn of_account(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<Vec<Consent>> {
    let found = of_person(publisher, account.to_owned()).order(dsl::id.desc());
    found.select(Consent::as_select()).load(connection)
}

/// What these people said about one thing, each the newest last.
pub fn of_accounts(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    accounts: &[String],
) -> QueryResult<Vec<(String, ConsentState)>> {
    consents::table
        .filter(consents::publisher_id.eq(publisher))
        .filter(consents::account_id.eq_any(accounts.to_vec()))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
        .order(dsl::id)
        .select((dsl::account_id, dsl::state))
        .load(connection)
}

/// Deletes everything that the person said.
pub fn delete_of_account(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<()> {
    diesel::delete(of_person(publisher, account.to_owned())).execute(connection).map(drop)
}
