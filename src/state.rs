//! What every request and every job shares.

use crate::accounts::Guesses;
use crate::accounts::sealed::Seal;
use crate::clock::Clock;
use crate::columns::Audiences;
use crate::config::Options;
use crate::day::Day;
use crate::flights::Buckets;
use crate::groups::since::KeptEntries;
use crate::identity::rates::Rates;
use crate::ids::PublisherId;
use crate::imports::uploads::Uploads;
use crate::metrics::Metrics;
use crate::notifications::reach::Reaches;
use crate::notifications::send::PushPoster;
use crate::push::tokens::PushTokens;
use crate::store::publishers::{self, Publisher};
use crate::store::{Database, StoreError, health};
use crate::tokens::rates::Programs;
use crate::webhooks::post::Poster;
use std::sync::Arc;
use tokio::sync::Notify;

/// The program's state. Cloning it is cheap.
#[derive(Clone)]
pub struct State {
    pub database: Database,
    /// Opens apps to answer rules.
    pub audiences: Audiences,
    pub clock: Clock,
    pub options: Options,
    /// Seals the secrets of two-step sign-in and of webhooks.
    pub seal: Seal,
    /// Makes the tokens by which browsers say what became of messages.
    pub push_tokens: PushTokens,
    /// What counts the guesses at passwords.
    pub guesses: Arc<Guesses>,
    /// Files that are being sent.
    pub uploads: Arc<Uploads>,
    /// The programs that call with tokens.
    pub programs: Arc<Programs>,
    /// The people, and their networks, for whom back ends sign.
    pub people: Arc<Rates>,
    /// Since when members of groups are in them.
    pub entries: Arc<KeptEntries>,
    /// The order of customers in the shares of package flights.
    pub buckets: Arc<Buckets>,
    /// Who can be written to by push notifications.
    pub reaches: Arc<Reaches>,
    pub metrics: Metrics,
    /// Wakes a worker when a job was added.
    pub new_job: Arc<Notify>,
    /// Wakes what delivers webhooks when a message was written.
    pub new_message: Arc<Notify>,
    /// Wakes what sends notifications when one was sent, paused or resumed.
    pub new_notification: Arc<Notify>,
    /// Posts messages to push services.
    pub push_poster: Arc<PushPoster>,
    /// Posts webhooks.
    pub poster: Arc<Poster>,
}

impl State {
    /// The day that it is for the publisher, in its zone.
    pub fn today(&self, publisher: &Publisher) -> Day {
        self.clock.today_in(publisher.time_zone)
    }

    /// [`State::today`] for a job, which knows only the publisher's id.
    pub fn today_of(&self, publisher: PublisherId) -> Result<Day, StoreError> {
        let publisher = self.database.job_read(|connection| publishers::find(connection, publisher))?;
        Ok(self.today(&publisher))
    }

    /// Whether the database answers.
    pub async fn check_database(&self) -> Result<(), StoreError> {
        self.database.read(health::check).await
    }
}
