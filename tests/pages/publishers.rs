//! What one publisher has opens by its own id only. That every statement says whose rows it wants is watched in each test
//! (see `statements` of the test support); here are those that write where a table knows no publisher.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::signed_in_visitor;
use engage::day::Day;
use engage::ids::{AppKey, GroupId, PublisherId};
use engage::reading::{Fact, ImportKind, RatingFact};
use engage::segments::Kind;
use engage::store::apps::App;
use engage::store::customer_groups::{self, GroupKind, NewGroup};
use engage::store::facts::{self, Target};
use engage::store::group_addresses::NewAddress;
use engage::store::membership_changes::{self, Cause, NewChange};
use engage::store::profiles::{Moment, Places};
use engage::store::{
    DbConnection, PeopleSearch, QueryResult, StoreError, churn, custom_attributes, customers, data_versions,
    group_addresses, group_counts, passes, profiles, publishers, snapshots, users,
};

const DAY: Day = Day::from_number(17_532);

/// An app with a customer, and a publisher that has nothing.
fn app_and_stranger(site: &Site) -> (App, PublisherId) {
    add_app(&signed_in_visitor(site), "Journey");
    let file = site.file("customers.csv", "account_id,email,age,plan\n1,ann@example.com,30,gold\n");
    site.take("Journey", ImportKind::Customers, &file);
    let now = site.state.clock.now();
    let stranger = site.state.database.write_now(|connection| publishers::create(connection, "stranger", now)).unwrap();
    (site.app("Journey"), stranger)
}

/// Holds that a write by these finds no such row.
fn refused<T>(site: &Site, what: &str, write: impl FnOnce(&mut DbConnection) -> QueryResult<T>) {
    let outcome = site.state.database.write_now(write).map(drop);
    assert_eq!(outcome, Err(StoreError::NotFound), "{what}");
}

on_both_databases! {
    fn data_of_an_app_is_not_written_for_another_publisher(site: &Site) {
        let (app, stranger) = app_and_stranger(site);
        let theirs = AppKey { publisher: stranger, id: app.id };
        let day = DAY;
        let moment = Moment { day, pass: app.pass };
        refused(site, "an attribute", |connection| custom_attributes::create(connection, theirs, "more", "More", Kind::Number, None));
        refused(site, "a data version", |connection| data_versions::raise(connection, theirs));
        refused(site, "a place", |connection| profiles::enrol(connection, theirs, (&[], &[])));
        refused(site, "a new day", |connection| passes::start_day(connection, theirs, day, true));
        let facts = [Fact::Rating(RatingFact { account_id: String::from("1"), stars: 5, rated: None })];
        refused(site, "facts", |connection| {
            let target = Target { app: theirs, attributes: &Default::default(), import: None, now: site.state.clock.now() };
            facts::take(connection, target, &facts)
        });
        let unknown = site.state.database.read_now(|connection| {
            Ok((
                profiles::load(connection, theirs, moment, Places::From(0))?.len(),
                customers::at_positions(connection, theirs, &[0])?.len(),
                customers::positions_matching(connection, theirs, &PeopleSearch::default())?.len(),
                custom_attributes::of_app(connection, theirs)?.len(),
                churn::activities(connection, theirs, day, 0..10)?.len(),
            ))
        });
        assert_eq!(unknown.unwrap(), (0, 0, 0, 0, 0));
        let known = site.state.database.read_now(|connection| profiles::load(connection, app.key(), moment, Places::From(0)));
        assert_eq!(known.unwrap().len(), 1);
    }

    fn data_of_a_group_is_not_written_for_another_publisher(site: &Site) {
        let (app, stranger) = app_and_stranger(site);
        let now = site.state.clock.now();
        let new = NewGroup {
            publisher_id: app.publisher_id,
            app_id: None,
            kind: GroupKind::KnownUserGroup,
            name: "Testers",
            rule: None,
            created_by: None,
            form: None,
        };
        let group: GroupId = site.state.database.write_now(|connection| customer_groups::create(connection, &new, now)).unwrap();
        let address = [NewAddress { email: String::from("eve@example.com"), email_key: String::from("eve@example.com") }];
        refused(site, "addresses", |connection| group_addresses::replace(connection, stranger, (group, Day::FIRST), &address));
        refused(site, "a snapshot", |connection| snapshots::keep(connection, stranger, group, DAY, 1, &[1]));
        let change = NewChange { cause: Cause::Data, user_id: None, came: vec![], gone: vec![], came_count: 0, gone_count: 0 };
        refused(site, "a change", |connection| membership_changes::create(connection, stranger, group, DAY, now, &change));
        site.state.database.write_now(|connection| {
            group_counts::set_refresh_failed(connection, stranger, group)?;
            group_addresses::replace(connection, app.publisher_id, (group, Day::FIRST), &address)
        }).unwrap();
        let row = site.state.database.read_now(|connection| customer_groups::find(connection, app.publisher_id, group)).unwrap();

        assert!(!row.refresh_failed);
        let unknown = site.state.database.read_now(|connection| group_addresses::entries(connection, stranger, group));
        assert!(unknown.unwrap().is_empty());
        let ann = site.state.database.read_now(|connection| users::of_email_key(connection, "ann@example.com")).unwrap().unwrap();
        let user = site.state.database.read_now(|connection| users::find(connection, stranger, ann.id));
        assert_eq!(user.map(|user| user.id), Err(StoreError::NotFound));
    }
}
