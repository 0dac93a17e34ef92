//! Watches the statements that the program runs while it is tested: each of those on what publishers have says whose it is,
//! in its condition. One that forgets it fails the test during which it ran.

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

/// The tables of what publishers have.
const TABLES: &[&str] = &[
    "acquisitions",
    "apps",
    "audit_entries",
    "consents",
    "custom_attributes",
    "custom_values",
    "customer_groups",
    "customers",
    "data_versions",
    "deletions",
    "erased_customers",
    "erased_positions",
    "flight_groups",
    "flights",
    "exposures",
    "favourite_groups",
    "group_addresses",
    "group_tags",
    "group_tests",
    "holdouts",
    "idempotency_keys",
    "import_changes",
    "import_drafts",
    "import_mappings",
    "imports",
    "invitations",
    "ladders",
    "membership_changes",
    "notification_templates",
    "notifications",
    "offer_codes",
    "offer_grants",
    "offer_groups",
    "offers",
    "profiles",
    "purchases",
    "push_keys",
    "ratings",
    "release_reports",
    "releases",
    "refused_lines",
    "removed_profiles",
    "snapshots",
    "submissions",
    "subscriptions",
    "suppressions",
    "usage_days",
    "users",
    "webhook_attempts",
    "webhook_endpoints",
    "webhook_lanes",
    "webhook_messages",
];

/// Statements that need not say it, by a part of their text.
const EXCEPTIONS: &[&str] = &[
    // Who signs in, by the address or by what a session or a link says: that tells which publisher it is.
    "from users where (users.email_key = ",
    "from users where (users.id = ",
    "from invitations where (((invitations.token_digest = ",
    // That the user of a session was seen.
    "update users set seen_at = ",
    // Invitations that have ended, of all publishers.
    "delete from invitations where (invitations.ended_at <= ",
    // Over all publishers: what is under way, for whoever watches the program, and files that nobody needs any more.
    "from imports where (imports.state = ",
    "from imports where ((imports.state ",
    "from imports where (imports.file_word = ",
    "from import_drafts where (import_drafts.file_word = ",
    "from import_drafts where ((import_drafts.import_id is ",
    // Keys of all publishers that have expired.
    "delete from idempotency_keys where (idempotency_keys.expires_at < ",
    // What SQLite knows of its tables as a whole.
    "update sqlite_stat1 set stat",
    // Over all publishers: what is to be delivered, and messages that are kept no longer.
    "from (webhook_lanes inner join webhook_endpoints on",
    "from webhook_endpoints where (webhook_endpoints.state = ",
    "from webhook_messages where ((webhook_messages.happened_at < ",
    "delete from webhook_messages where (webhook_messages.id in ",
    "delete from webhook_messages where (webhook_messages.id = any",
    "delete from webhook_endpoints where (webhook_endpoints.id ",
    // What became of a message, for who holds its signed token.
    "from ((deliveries inner join notifications on",
    // Over all publishers: clicks that webhooks are to be told of, and whose notification a click on a signed link is of.
    "from (launches_to_tell inner join notifications on",
    "select notifications.publisher_id from notifications where (notifications.id = ",
    // Over all publishers: notifications that are under way.
    "from notifications where (((notifications.state = ",
    "from notifications where ((notifications.state = ",
    // Over all publishers: notifications that are to be counted.
    "from notifications left join notification_sums on",
    // Over all publishers: notifications that were over long ago.
    "from notifications where ((notifications.finished_at < ",
    // Whose the subscription is that a signed token names.
    "from (subscriptions inner join apps on (apps.id = subscriptions.app_id)) where (subscriptions.id = ",
    // Whose the app is that an update is asked for.
    "from (publishers inner join apps on (apps.publisher_id = publishers.id)) where ((apps.id = ",
    "delete from import_chunks where (((import_chunks.created_at < ",
];

/// How much of a statement is looked at. The longest are those of rules over many groups.
const LENGTH: usize = 200_000;

static FORGETFUL: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The hashes of statements that were looked at: most run many times.
static LOOKED_AT: LazyLock<Mutex<HashSet<u64>>> = LazyLock::new(Mutex::default);

/// What parts a statement from the values that it binds.
const BINDS: &str = " -- binds";

/// Watches every connection that is opened from now on.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(Watch))).unwrap());
}

/// Fails where a statement forgot its publisher.
pub fn hold() {
    let forgetful = FORGETFUL.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(forgetful.is_empty(), "statements that do not say whose rows they want: {forgetful:#?}");
}

thread_local! {
    /// How many statements ran on this thread.
    pub static RUN: Cell<usize> = const { Cell::new(0) };
}

struct Watch;

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        RUN.set(RUN.get() + 1);
        // What a test plants or reads by itself is its own affair.
        if std::thread::current().name().is_some_and(|name| name == "main" || name.contains("::")) {
            return;
        }
        let mut text = Text(String::new());
        // The end of a text that is long enough comes as an error.
        write!(text, "{query}").ok();
        let mut hasher = DefaultHasher::new();
        text.0.hash(&mut hasher);
        if !LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner).insert(hasher.finish()) {
            return;
        }
        let text = plain(&text.0);
        if forgets(&text) {
            FORGETFUL.lock().unwrap_or_else(PoisonError::into_inner).insert(text);
        }
    }
}

/// The text of a statement, without the values that it binds.
struct Text(String);

impl Write for Text {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let before = self.0.len();
        self.0.push_str(more);
        // It may have begun in the piece before.
        let from = before.saturating_sub(BINDS.len());
        let mut places = self.0.as_bytes()[from..].windows(BINDS.len());
        if let Some(at) = places.position(|place| place == BINDS.as_bytes()) {
            self.0.truncate(from + at);
            return Err(fmt::Error);
        }
        if self.0.len() > LENGTH { Err(fmt::Error) } else { Ok(()) }
    }
}

/// The statement as both databases would write it.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|character| !matches!(character, '"' | '`')).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn forgets(text: &str) -> bool {
    let ends_of =
        |word: &str| text.match_indices(word).map(|(at, found)| &text[at + found.len()..]).collect::<Vec<_>>();
    let goes_on = |rest: &&str| rest.starts_with(|next: char| next == '_' || next.is_alphanumeric());
    let names = |table: &&str| {
        let mut words = ["from ", "join ", "update "].into_iter();
        words.any(|word| !ends_of(&format!("{word}{table}")).iter().all(goes_on))
    };
    let says_whose = || ends_of("publisher_id = ").iter().any(|rest| rest.starts_with(['$', '?']));
    let is_excepted = || EXCEPTIONS.iter().any(|part| text.contains(part));
    TABLES.iter().any(names) && !says_whose() && !is_excepted()
}

mod tests {
    use super::{forgets, plain};

    #[test]
    fn a_statement_that_forgets_its_publisher_is_noticed() {
        for forgetful in [
            "SELECT `apps`.`id`, `apps`.`publisher_id` FROM `apps` WHERE (`apps`.`id` = ?)",
            "UPDATE profiles SET stale = FALSE WHERE app_id = $1",
            "DELETE FROM \"snapshots\" WHERE (\"snapshots\".\"group_id\" = $1)",
            "SELECT 1 FROM profiles JOIN customers ON customers.publisher_id = profiles.app_id",
        ] {
            assert!(forgets(&plain(forgetful)), "{forgetful}");
        }
        for right in [
            "SELECT `apps`.`id` FROM `apps` WHERE ((`apps`.`id` = ?) AND (`apps`.`publisher_id` = ?))",
            "SELECT \"users\".\"id\" FROM \"users\" WHERE (\"users\".\"email_key\" = $1) LIMIT $2",
            "SELECT \"jobs\".\"id\" FROM \"jobs\"",
        ] {
            assert!(!forgets(&plain(right)), "{right}");
        }
    }
}
