//! What receivers of webhooks answered to each attempt at a message.

use super::DbConnection;
use super::schema::webhook_attempts::{self, dsl};
use crate::ids::PublisherId;
use crate::{insert, words};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Why there was no answer; the message `webhook-problem-{word}` describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum AttemptProblem {
    /// The address leads into a private network, which the operator has not allowed.
    Refused,
    /// There is no such host.
    NoHost,
    /// No connection, or one without TLS.
    NoConnection,
    /// The answer took too long.
    TimedOut,
    /// The connection ended before the answer.
    BrokenOff,
}

words!(AttemptProblem);

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = webhook_attempts)]
pub struct Attempt {
    pub message_id: i64,
    /// Which of the messages that the row stands for, counted from 0.
    pub part: i64,
    pub at: NaiveDateTime,
    pub milliseconds: i32,
    /// The status of the answer.
    pub status: Option<i32>,
    pub problem: Option<AttemptProblem>,
    /// The beginning of the answer.
    pub answer: String,
}

impl Attempt {
    /// Whether the receiver has the message.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

pub fn create(connection: &mut DbConnection, publisher: PublisherId, attempts: &[Attempt]) -> QueryResult<()> {
    let row = |one: &Attempt| {
        (
            dsl::publisher_id.eq(publisher),
            dsl::message_id.eq(one.message_id),
            dsl::part.eq(one.part),
            dsl::at.eq(one.at),
            dsl::milliseconds.eq(one.milliseconds),
            dsl::status.eq(one.status),
            dsl::problem.eq(one.problem),
            dsl::answer.eq(one.answer.clone()),
        )
    };
    insert!(connection, webhook_attempts::table, attempts.iter().map(row).collect());
    Ok(())
}

/// The last attempts at these messages, the newest first, at most `most` of all.
pub fn of_messages(
    connection: &mut DbConnection,
    publisher: PublisherId,
    messages: &[i64],
    most: i64,
) -> QueryResult<Vec<Attempt>> {
    dsl::webhook_attempts
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::message_id.eq_any(messages.to_vec()))
        .order(dsl::id.desc())
        .limit(most)
        .select(Attempt::as_select())
        .load(connection)
}
