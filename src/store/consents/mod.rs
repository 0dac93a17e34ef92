//! What people have allowed and taken back. Rows are only added, until the person is erased.

pub mod imported;

use super::DbConnection;
use super::schema::consents::{self, dsl};
use crate::ids::{ImportId, PublisherId};
use crate::words;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

pub use crate::reading::fields::consents::{ConsentChannel, ConsentPurpose, ConsentState};

/// What somebody may say at most, which counts all channels and purposes: a person changes their mind a few times a year, and
/// what a program repeats is no change.
pub const MOST: i64 = 200;

/// How far the clock of whoever says when something was said may be ahead.
pub const AHEAD: TimeDelta = TimeDelta::minutes(5);

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
    /// Elsewhere, as a file says.
    Import,
}

words!(ConsentSource);

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
    /// When the program heard of it, if that is known.
    pub recorded_at: Option<NaiveDateTime>,
    /// The import that brought it, with which it may be taken back.
    #[diesel(column_name = import_id)]
    pub import: Option<ImportId>,
}

/// What counts of everything that a person said about one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// When the person allowed it and the text that was shown, if that is what was said last.
    pub given: Option<(NaiveDateTime, String)>,
    /// Since when the person is not written to about it.
    pub suppressed: Option<NaiveDateTime>,
}

/// What becomes of something that a person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// It is known.
    Unchanged,
    /// The person has said something else since.
    Superseded,
    Given,
    Withdrawn,
    /// It was taken back before, and is once more.
    WithdrawnAgain,
}

impl Standing {
    /// What becomes of what was said between two moments, whatever the order in which it is heard of: what was said last counts, and
    /// of two at the same time, that it is taken back. An empty text says nothing of what was shown.
    pub fn after(&self, state: ConsentState, said: (NaiveDateTime, NaiveDateTime), text: &str) -> Becomes {
        let (first, last) = said;
        match (state, &self.given, self.suppressed) {
            (ConsentState::Given, _, Some(since)) if since >= first => Becomes::Superseded,
            (ConsentState::Given, Some((at, shown)), _) if *at > first || text.is_empty() || shown == text => {
                Becomes::Unchanged
            }
            (ConsentState::Given, _, _) => Becomes::Given,
            (ConsentState::Withdrawn, Some((at, _)), _) if *at > last => Becomes::Superseded,
            (ConsentState::Withdrawn, _, Some(since)) if since >= first => Becomes::Unchanged,
            (ConsentState::Withdrawn, _, Some(_)) => Becomes::WithdrawnAgain,
            (ConsentState::Withdrawn, _, None) => Becomes::Withdrawn,
        }
    }
}

/// When something was said, and when the program hears of it.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    pub said_at: NaiveDateTime,
    pub heard_at: NaiveDateTime,
}

impl Heard {
    /// Of what is said to the program itself.
    pub const fn at_once(now: NaiveDateTime) -> Self {
        Self { said_at: now, heard_at: now }
    }
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
    heard: Heard,
) -> QueryResult<()> {
    let row = (
        dsl::publisher_id.eq(about.publisher),
        dsl::account_id.eq(about.account),
        dsl::channel.eq(about.channel),
        dsl::purpose.eq(about.purpose),
        dsl::state.eq(state),
        dsl::at.eq(heard.said_at),
        dsl::recorded_at.eq(Some(heard.heard_at)),
        dsl::source.eq(source),
        dsl::evidence.eq(evidence),
    );
    diesel::insert_into(dsl::consents).values(row).execute(connection).map(drop)
}

/// Everything that the person said, what was said last first; of what was said at the same time, what was heard of last.
pub fn of_account(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<Vec<Consent>> {
    let found = of_person(publisher, account.to_owned()).order((dsl::at.desc(), dsl::id.desc()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn at(hour: i64) -> NaiveDateTime {
        DateTime::from_timestamp(hour * 3_600, 0).unwrap_or_default().naive_utc()
    }

    #[test]
    fn what_was_said_last_counts_and_of_two_at_once_that_it_is_taken_back() {
        let of = |given: Option<i64>, suppressed: Option<i64>| Standing {
            given: given.map(|hour| (at(hour), String::from("Yes"))),
            suppressed: suppressed.map(at),
        };
        let gives = |standing: Standing, hour, text| standing.after(ConsentState::Given, (at(hour), at(hour)), text);
        assert_eq!(gives(of(None, None), 5, ""), Becomes::Given);
        assert_eq!(
            [5, 6, 7].map(|hour| gives(of(None, Some(6)), hour, "Yes")),
            [Becomes::Superseded, Becomes::Superseded, Becomes::Given]
        );
        assert_eq!(
            ["Yes", "", "Sure"].map(|text| gives(of(Some(5), None), 6, text)),
            [Becomes::Unchanged, Becomes::Unchanged, Becomes::Given]
        );
        assert_eq!(gives(of(Some(5), None), 4, "Sure"), Becomes::Unchanged);
        let takes =
            |standing: Standing, first, last| standing.after(ConsentState::Withdrawn, (at(first), at(last)), "");
        assert_eq!(
            [4, 5, 6].map(|hour| takes(of(Some(5), None), hour, hour)),
            [Becomes::Superseded, Becomes::Withdrawn, Becomes::Withdrawn]
        );
        // On a day without a time it outweighs what was allowed on the day.
        assert_eq!(takes(of(Some(5), None), 0, 23), Becomes::Withdrawn);
        assert_eq!(gives(of(None, Some(23)), 5, "Yes"), Becomes::Superseded);
        let again = [(5, 5), (0, 23), (7, 7)].map(|(first, last)| takes(of(None, Some(6)), first, last));
        assert_eq!(again, [Becomes::Unchanged, Becomes::Unchanged, Becomes::WithdrawnAgain]);
    }
}
