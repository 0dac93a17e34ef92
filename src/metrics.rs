//! The program's metrics, in the OpenMetrics format that Prometheus reads.

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

/// The upper bounds of the histogram of durations, in seconds: from a page served from memory to one that a visitor
/// no longer waits for.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The page size in which Linux counts memory, in bytes: 4 KiB on every platform that this is built for.
const PAGE: i64 = 4_096;

/// The labels of a request. Routes are patterns such as `/groups/{id}`, so that the number of routes bounds the
/// number of labels.
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

/// Values that are only read when the metrics are requested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// The size of the columns in memory and its limit, in bytes.
    pub columns_bytes: usize,
    pub columns_limit_bytes: usize,
    /// The number of apps whose columns are in memory.
    pub columns_apps: usize,
    /// Imports that are not finished; `None` if the database does not answer.
    pub imports: Option<Imports>,
}

/// Numbers of files by the state of their import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    pub waiting: i64,
    pub running: i64,
}

/// The counters of the program. Clones share them.
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

    /// All metrics as text in the OpenMetrics format.
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

/// The resident memory of the process in bytes; `None` on systems without Linux's `/proc`.
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
