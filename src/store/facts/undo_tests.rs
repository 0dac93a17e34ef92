//! Imports in random worlds, taken back: what was there before is there again.

use super::undo::take_back;
use super::{Target, take};
use crate::currency::Currency;
use crate::day::Day;
use crate::ids::{AppKey, AttributeId, CustomerId, ImportId, PublisherId};
use crate::reading::fields::Moment;
use crate::reading::{CustomCell, CustomerFact, Fact, ImportKind, PurchaseFact, RatingFact, Survey, UsageFact};
use crate::segments::Kind;
use crate::store::apps::{self, Platform};
use crate::store::imports::{self, NewImport};
use crate::store::testing::TestDatabase;
use crate::store::{DbConnection, custom_attributes, profiles};
use chrono::DateTime;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::HashMap;

/// Everything that facts and profiles say, without the order in which it came.
const DUMPED: &[(&str, &[&str])] = &[
    ("customers", &["id", "account_id", "email", "age", "age_group", "gender", "market", "import_id"]),
    ("acquisitions", &["customer_id", "app_id", "acquired_on", "campaign_id", "import_id"]),
    ("custom_values", &["customer_id", "attribute_id", "value", "number", "import_id"]),
    (
        "purchases",
        &["customer_id", "app_id", "order_id", "purchased_on", "amount_cents", "refunded_cents", "import_id"],
    ),
    ("usage_days", &["customer_id", "app_id", "used_on", "sessions", "import_id"]),
    ("ratings", &["customer_id", "app_id", "stars", "rated_on", "import_id"]),
    (
        "profiles",
        &["customer_id", "app_id", "purchases", "spend_cents", "sessions", "days_used", "stars", "apps_acquired"],
    ),
    ("import_changes", &["import_id", "customer_id", "kind", "key", "before"]),
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

struct World<'a> {
    database: &'a TestDatabase,
    app: AppKey,
    attributes: HashMap<usize, AttributeId>,
    /// The state of a generator of random numbers.
    random: u64,
}

impl<'a> World<'a> {
    fn new(database: &'a TestDatabase, random: u64) -> Self {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        let created = database.database.write_now(|connection| {
            use crate::store::schema::publishers;
            let new = (publishers::name.eq("Fabrikam"), publishers::created_at.eq(now));
            let publisher: PublisherId =
                diesel::insert_into(publishers::table).values(new).returning(publishers::id).get_result(connection)?;
            let id = apps::create(connection, publisher, "Journey", (Platform::Other, Currency::Usd), now)?;
            let app = AppKey { publisher, id };
            let attribute = custom_attributes::create(connection, app, "level", "Level", Kind::Number, None)?;
            Ok((app, attribute.expect("there is room")))
        });
        let (app, attribute) = created.unwrap();
        Self { database, app, attributes: HashMap::from([(0, attribute)]), random: random * 2 + 1 }
    }

    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // The constants of Knuth's MMIX, TAOCP volume 2, 3.3.4.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % end
    }

    fn number(&mut self, end: u64) -> i32 {
        i32::try_from(self.below(end)).unwrap()
    }

    fn fact(&mut self, kind: u64) -> Fact {
        let customer = self.below(6);
        let account_id = format!("account {customer}");
        let day = Day::from_number(self.number(4));
        let moment = Moment { seconds: i64::from(day.number()) * 86_400, day };
        match kind {
            0 => Fact::Customer(Box::new(CustomerFact {
                account_id,
                age: (self.below(2) == 0).then(|| self.number(3) + 20),
                campaign_id: (self.below(2) == 0).then(|| format!("campaign {}", self.below(2))),
                custom: vec![CustomCell { place: 0, value: self.below(3).to_string() }],
                ..CustomerFact::default()
            })),
            1 => Fact::Purchase(PurchaseFact {
                order_id: format!("{customer}-{}", self.below(3)),
                account_id,
                purchased: Some(moment),
                paid_cents: Some(i64::from(self.number(3)) * 100),
                refunded_cents: (self.below(4) == 0).then_some(50),
                fault: None,
            }),
            2 => Fact::Usage(UsageFact { account_id, used_on: day, sessions: self.number(3) + 1 }),
            _ => Fact::Rating(RatingFact { account_id, stars: self.number(5) + 1, rated: Some(moment) }),
        }
    }

    /// Imports a file of a few random facts.
    fn import(&mut self) -> ImportId {
        let kind = self.below(4);
        let facts: Vec<Fact> = (0..=self.below(8)).map(|_| self.fact(kind)).collect();
        self.write(|connection, world| {
            let now = DateTime::UNIX_EPOCH.naive_utc();
            let survey = Survey::of(std::io::Cursor::new("account_id\n"), ImportKind::Customers).unwrap();
            let new = NewImport {
                publisher: world.app.publisher,
                app: world.app.id,
                user: None,
                token: None,
                is_of_rows: false,
                kind: ImportKind::Customers,
                file_name: "random.csv",
                bytes: 0,
                survey: &survey,
                now,
                file_word: None,
            };
            let import = imports::create(connection, &new)?;
            let target = Target { app: world.app, attributes: &world.attributes, import: Some(import), now };
            take(connection, target, &facts)?;
            Ok(import)
        })
    }

    fn standing(&self, import: ImportId) -> usize {
        self.write(|connection, world| imports::standing(connection, world.app.publisher, import)).len()
    }

    fn undo(&self, import: ImportId) {
        let mut after: Option<CustomerId> = None;
        loop {
            after = self.write(|connection, world| take_back(connection, world.app, import, after));
            if after.is_none() {
                return;
            }
        }
    }

    fn write<T>(&self, work: impl FnOnce(&mut DbConnection, &Self) -> QueryResult<T>) -> T {
        let publisher = self.app.publisher;
        self.database.database.job_write_facts(publisher, |connection| work(connection, self)).unwrap()
    }

    fn dump(&self) -> Vec<String> {
        let today = Day::from_number(3);
        while self.write(|connection, world| profiles::compute_stale(connection, world.app.publisher, today)) {}
        let mut lines = Vec::new();
        for (table, columns) in DUMPED {
            let text = columns.iter().map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')"));
            let text = text.collect::<Vec<_>>().join(" || ' ' || ");
            let sql = format!("SELECT '{table} ' || {text} AS line FROM {table} ORDER BY 1");
            let rows: Vec<Line> =
                self.database.database.read_now(|connection| diesel::sql_query(&sql).load(connection)).unwrap();
            lines.extend(rows.into_iter().map(|row| row.line));
        }
        lines
    }
}

#[test]
fn imports_that_are_taken_back_newest_first_leave_what_was_there_before_each() {
    for test in TestDatabase::each() {
        for seed in 0..12 {
            let mut world = World::new(&test, seed);
            let mut history = vec![(world.dump(), None)];
            for _ in 0..6 {
                let import = world.import();
                history.push((world.dump(), Some(import)));
            }
            while let Some((dump, import)) = history.pop() {
                assert_eq!(world.dump(), dump, "seed {seed}");
                if let Some(import) = import {
                    assert_eq!(world.standing(import), 0, "seed {seed}");
                    world.undo(import);
                }
            }
        }
    }
}

#[test]
fn imports_on_which_nothing_stands_can_be_taken_back_in_any_order() {
    for test in TestDatabase::each() {
        let mut refused = 0;
        for seed in 100..112 {
            let mut world = World::new(&test, seed);
            let empty = world.dump();
            let mut left: Vec<ImportId> = (0..6).map(|_| world.import()).collect();
            while !left.is_empty() {
                // From the oldest, the first on which nothing stands: at the latest the newest.
                let place = left.iter().position(|import| world.standing(*import) == 0).expect("nothing is newer");
                refused += place;
                world.undo(left.remove(place));
            }
            assert_eq!(world.dump(), empty, "seed {seed}");
        }
        assert!(refused > 0, "some stood on others");
    }
}
