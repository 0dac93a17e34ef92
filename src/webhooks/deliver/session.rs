//! Delivers to one endpoint, as long as the program has its lease and there are messages that are due: several lanes side by
//! side, and what came of them stored in batches.

use super::lane::{Address, Portion, Report, next_portion};
use super::settle::settle;
use crate::state::State;
use crate::store::jobs::LEASE;
use crate::store::webhook_endpoints::WebhookEndpoint;
use crate::store::webhook_leases::{self, EndpointLease};
use crate::store::{StoreError, wait_for, webhook_lanes};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Lanes of an endpoint that are delivered at once: enough for a few hundred messages a second to a receiver that takes
/// 50 ms, and few enough that no receiver is overrun.
const LANES: usize = 16;

/// How often it looks for further lanes while others are slow, and renews the lease.
const LOOK: Duration = Duration::from_secs(1);

/// How long a session lasts, so that endpoints that always have messages leave others their turn.
const LONGEST: Duration = Duration::from_secs(30);

/// One endpoint that is delivered to.
pub(super) struct Session {
    state: State,
    lease: EndpointLease,
    stopping: Arc<AtomicBool>,
    running: JoinSet<Report>,
    /// The lanes that are being delivered.
    busy: HashSet<String>,
}

impl Session {
    pub fn new(state: State, lease: EndpointLease, stopping: Arc<AtomicBool>) -> Self {
        Self { state, lease, stopping, running: JoinSet::new(), busy: HashSet::new() }
    }

    /// Delivers what is due.
    pub async fn run(mut self) {
        if let Err(error) = self.deliver().await {
            // What arrived and could not be stored is delivered once more when the lease has run out.
            log::warn!("webhooks of endpoint {} wait: {error}", self.lease.endpoint);
            return;
        }
        let (database, lease) = (self.state.database.clone(), self.lease.clone());
        let release = move || database.job_write(|connection| webhook_leases::release(connection, &lease));
        if let Err(error) = wait_for(release).await {
            log::debug!("the lease of endpoint {} runs out: {error}", self.lease.endpoint);
        }
        // Messages may have been written since it looked.
        self.state.new_message.notify_one();
    }

    async fn deliver(&mut self) -> Result<(), StoreError> {
        let started = Instant::now();
        let Some(mut endpoint) = self.store(Vec::new()).await? else { return Ok(()) };
        loop {
            let goes_on = !self.stopping.load(Ordering::Relaxed) && started.elapsed() < LONGEST;
            if goes_on {
                self.fill(&endpoint).await?;
            }
            if self.running.is_empty() {
                return Ok(());
            }
            let reports = self.wait().await;
            match self.store(reports).await? {
                Some(renewed) => endpoint = renewed,
                // Another program has it, or it is disabled: what is under way ends unheard.
                None => return Ok(()),
            }
        }
    }

    /// Starts the lanes that are due.
    async fn fill(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        let free = i64::try_from(LANES.saturating_sub(self.running.len())).unwrap_or_default();
        if free == 0 {
            return Ok(());
        }
        let address = Arc::new(Address::of(&self.state, endpoint)?);
        for portion in self.portions(endpoint.clone(), free).await? {
            self.busy.insert(portion.lane.name.clone());
            let (address, stopping) = (Arc::clone(&address), Arc::clone(&self.stopping));
            self.running.spawn(portion.deliver(self.state.clone(), address, stopping));
        }
        Ok(())
    }

    /// The next messages of lanes that are due and not busy.
    async fn portions(&self, endpoint: WebhookEndpoint, most: i64) -> Result<Vec<Portion>, StoreError> {
        let (state, now) = (self.state.clone(), self.state.clock.now());
        let busy: Vec<String> = self.busy.iter().cloned().collect();
        wait_for(move || {
            state.database.job_read(|connection| {
                let of = (endpoint.publisher_id, endpoint.id);
                let lanes = webhook_lanes::due(connection, of, &busy, now, most)?;
                lanes.into_iter().map(|lane| next_portion(connection, &state, &endpoint, lane)).collect()
            })
        })
        .await
    }

    /// Waits until a lane has something to store, or it is time to look for more.
    async fn wait(&mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        if let Ok(Some(report)) = tokio::time::timeout(LOOK, self.running.join_next()).await {
            reports.push(report);
        }
        while let Some(report) = self.running.try_join_next() {
            reports.push(report);
        }
        let ended = reports.into_iter().filter_map(|report| {
            report.inspect_err(|error| log::error!("delivering webhooks broke off: {error}")).ok()
        });
        ended.collect()
    }

    /// Renews the lease and stores what came of some lanes. Returns the endpoint as it is now; `None` if nothing is to be
    /// delivered any more.
    async fn store(&mut self, reports: Vec<Report>) -> Result<Option<WebhookEndpoint>, StoreError> {
        for report in &reports {
            self.busy.remove(&report.lane);
        }
        let (state, lease, now) = (self.state.clone(), self.lease.clone(), self.state.clock.now());
        wait_for(move || {
            state.database.job_write(|connection| {
                let Some(endpoint) = webhook_leases::renew(connection, &lease, now)? else { return Ok(None) };
                let is_live = settle(connection, &endpoint, &reports, now)?;
                Ok(is_live.then_some(endpoint))
            })
        })
        .await
    }
}

/// A lease outlasts the pauses between two renewals several times.
const _: () = assert!(LOOK.as_secs().cast_signed() * 3 <= LEASE.num_seconds());
