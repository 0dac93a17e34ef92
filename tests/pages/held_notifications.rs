//! Everything held of a person, of whom notifications are known: what is read for it.

use crate::notification_times::LINES;
use crate::notifications::{add_draft, with_testers};
use crate::offers::change;
use crate::site::on_both_databases;
use crate::site::statements::RUN;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Binary;
use engage::access::{Actor, Role};
use engage::customers::held;
use engage::ids::CustomerId;
use engage::store::publishers;
use engage::store::schema::{customers, profiles};
use roaring::RoaringBitmap;

on_both_databases! {
    fn everything_held_reads_a_thousand_notifications_in_slices_and_lists_the_three_that_left_her_out(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        add_draft(&visitor, "Spring").follow();
        let numbers = "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 999)";
        let columns = "publisher_id, app_id, purpose, group_ids, except_ids, devices, contents, urgency, expires_hours, repeats, state, created_at, updated_at";
        change(site, &format!("INSERT INTO notifications (name, sent_at, {columns}) {numbers} SELECT 'Copy', created_at, {columns} FROM notifications, numbers"));
        let plant = |connection: &mut _| {
            let (customer, position) = profiles::table
                .inner_join(customers::table)
                .filter(customers::account_id.eq("never"))
                .select((customers::id, profiles::position))
                .first::<(CustomerId, i32)>(connection)?;
            for (those, position) in [("IN (7, 8, 900)", position), ("NOT IN (7, 8, 900)", position + 1)] {
                let mut bytes = Vec::new();
                RoaringBitmap::from_iter([position.unsigned_abs()]).serialize_into(&mut bytes).unwrap();
                let add = format!("INSERT INTO omissions (notification_id, reason, people, positions) SELECT id, 'no-browser', 1, $1 FROM notifications WHERE id {those}");
                sql_query(add).bind::<Binary, _>(bytes).execute(connection)?;
            }
            Ok(customer)
        };
        let customer = site.state.database.write_now(plant).unwrap();
        let publisher = site.app("Journey").publisher_id;
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
        let actor = Actor { publisher: publisher.id, user: None, token: None, role: Role::Owner };
        let before = RUN.get();
        let (_, held) = held::held(&site.state, &actor, &publisher, customer).unwrap();
        let run = RUN.get() - before;
        let not_got = held["apps"][0]["not_got"].as_array().unwrap();
        assert_eq!(not_got.len(), 3, "{not_got:?}");
        assert!(not_got.iter().all(|one| one["reason"] == "no-browser" && one["notification"] == "Copy"), "{not_got:?}");
        // Fifty slices of twenty, the names of three, and what every customer is asked for.
        assert!((50..150).contains(&run), "{run} statements");
    }
}
