//! How SQLite computes profiles.

use super::COMPUTE;
use crate::store::DbConnection;
use crate::store::testing::TestDatabase;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// As in an app's first file of purchases: SQLite has statistics of everything but them.
const FILL: &str = "
    INSERT INTO publishers (id, name, created_at) VALUES (1, 'Fabrikam', '2026-01-01');
    INSERT INTO apps (id, publisher_id, name, name_key, platform, created_at) VALUES (1, 1, 'App', 'app', 'other', '2026-01-01');
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 10000)
        INSERT INTO customers (id, publisher_id, account_id, created_at) SELECT n, 1, 'c' || n, '2026-01-01' FROM number;
    INSERT INTO profiles (app_id, customer_id, position, version, stale) SELECT 1, id, id, 1, TRUE FROM customers;
    ANALYZE;";

#[test]
fn on_sqlite_the_purchases_of_each_customer_alone_are_read() {
    let test = TestDatabase::on_sqlite();
    let plan = (1..=7).fold(COMPUTE.to_owned(), |text, number| text.replace(&format!("${number}"), "1"));
    let steps = |connection: &mut DbConnection| {
        if let DbConnection::Sqlite(inner) = connection {
            inner.batch_execute(FILL)?;
        }
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {plan}")).load::<Step>(connection)
    };
    let steps: Vec<String> = test.database.write_now(steps).unwrap().into_iter().map(|step| step.detail).collect();
    let of_purchases = steps.iter().filter(|step| step.contains("purchases_of_a_customer")).count();
    assert_eq!(of_purchases, 1, "{steps:#?}");
    assert_eq!(steps.iter().filter(|step| step.contains(" f ") && step.contains("SCAN")).count(), 0, "{steps:#?}");
}
