//! What the program counts of itself, in the words of Prometheus and OpenMetrics.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Upper ends of the buckets that durations are counted in, in seconds: from a page out of memory to one that a visitor
/// gives up.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Bytes of a page of memory, in which Linux counts; 4 KiB on every machine that this is built for.
const PAGE: i64 = 4_096;

/// A kind of request. Routes are patterns, such as `/groups/{id}`, so that there are as many kinds as routes.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct RequestKind {
    pub method: &'static str,
    pub route: String,
    pub status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteKind {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ImportState {
    state: &'static str,
}

/// What is only looked up when somebody asks for the numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Bytes that the columns in memory take, and may take at most.
    pub columns_bytes: usize,
    pub columns_limit_bytes: usize,
    /// Apps whose columns are in memory.
    pub columns_apps: usize,
    /// Files that wait to be taken in, and that are being taken in; none where the database does not answer.
    pub imports: Option<Imports>,
}

/// Files by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    pub waiting: i64,
    pub running: i64,
}

/// The counters of the program. A clone counts into the same ones.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    registry: Registry,
    requests: Family<RequestKind, Counter>,
    durations: Family<RouteKind, Histogram>,
    columns_bytes: Gauge,
    columns_limit_bytes: Gauge,
    columns_apps: Gauge,
    imports: Family<ImportState, Gauge>,
    resident_bytes: Gauge,
    open_files: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("engage");
        let counters = Counters {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            columns_bytes: Gauge::default(),
            columns_limit_bytes: Gauge::default(),
            columns_apps: Gauge::default(),
            imports: Family::default(),
            resident_bytes: Gauge::default(),
            open_files: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("build", "The version of the program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("http_requests", "Requests answered", counters.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            counters.durations.clone(),
        );
        registry.register_with_unit("columns", "Memory that columns take", Unit::Bytes, counters.columns_bytes.clone());
        registry.register_with_unit(
            "columns_limit",
            "Memory that columns may take",
            Unit::Bytes,
            counters.columns_limit_bytes.clone(),
        );
        registry.register("columns_apps", "Apps whose columns are in memory", counters.columns_apps.clone());
        registry.register("imports", "Files that are not taken in yet, by state", counters.imports.clone());
        registry.register_with_unit(
            "resident_memory",
            "Memory of the process",
            Unit::Bytes,
            counters.resident_bytes.clone(),
        );
        registry.register("open_files", "Files and connections that the process has open", counters.open_files.clone());
        Self(Arc::new(Counters { registry, ..counters }))
    }
}

impl Metrics {
    /// Counts a request that was answered after `duration`.
    pub fn count_request(&self, kind: RequestKind, duration: Duration) {
        let route = RouteKind { route: kind.route.clone() };
        self.0.durations.get_or_create(&route).observe(duration.as_secs_f64());
        self.0.requests.get_or_create(&kind).inc();
    }

    /// Everything that is counted, as text in the OpenMetrics format.
    pub fn text(&self, levels: Levels) -> Result<String, fmt::Error> {
        let counters = &self.0;
        counters.columns_bytes.set(number(levels.columns_bytes));
        counters.columns_limit_bytes.set(number(levels.columns_limit_bytes));
        counters.columns_apps.set(number(levels.columns_apps));
        if let Some(imports) = levels.imports {
            counters.imports.get_or_create(&ImportState { state: "waiting" }).set(imports.waiting);
            counters.imports.get_or_create(&ImportState { state: "running" }).set(imports.running);
        }
        if let Some(bytes) = resident_bytes() {
            counters.resident_bytes.set(bytes);
        }
        if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
            counters.open_files.set(number(files.count()));
        }
        let mut text = String::new();
        encode(&mut text, &counters.registry)?;
        Ok(text)
    }
}

/// Memory of the process; none where the system does not tell it as Linux does.
fn resident_bytes() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split_whitespace().nth(1)?.parse::<i64>().ok()? * PAGE)
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_shown_with_the_levels() {
        let metrics = Metrics::default();
        let kind = RequestKind { method: "GET", route: String::from("/groups/{id}"), status: 200 };
        metrics.count_request(kind.clone(), Duration::from_millis(3));
        metrics.clone().count_request(kind, Duration::from_millis(30));
        let imports = Some(Imports { waiting: 2, running: 1 });
        let text = metrics.text(Levels { columns_bytes: 18, imports, ..Levels::default() }).unwrap();
        for line in [
            "engage_http_requests_total{method=\"GET\",route=\"/groups/{id}\",status=\"200\"} 2",
            "engage_http_request_duration_seconds_bucket{le=\"0.005\",route=\"/groups/{id}\"} 1",
            "engage_http_request_duration_seconds_count{route=\"/groups/{id}\"} 2",
            "engage_columns_bytes 18",
            "engage_imports{state=\"waiting\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
