//! Counting groups again, as a job: its turn, its lease, and what a program that died in a count leaves.

use crate::apps::add_app;
use crate::rules_of_groups::{page_of, save_formula, visitor_with_groups};
use crate::site::{Site, however_answered};
use crate::visitor::owner;
use chrono::TimeDelta;
use engage::groups::recount::recount_of;
use engage::ids::GroupId;
use engage::queue::{self, Outcome, Steps, Task, Turn, WorkError};
use engage::reading::ImportKind;
use engage::store::customer_groups;
use engage::store::group_counts;
use engage::store::group_marks::{self, Mark};
use engage::store::jobs::{self, Claimed, JobKind, LEASE};
use engage::zone::Zone;
use std::sync::Arc;

/// The names of the groups whose number is not of the data as they are.
fn due(site: &Site) -> Vec<String> {
    let (publisher, today) = (site.app("Journey").publisher_id, site.state.clock.today_in(Zone::UTC));
    let due = site.state.database.read_now(|connection| group_counts::to_refresh(connection, publisher, today));
    due.unwrap().into_iter().map(|group| group.name).collect()
}

/// Three groups that are due, and the jobs as they are without workers.
fn three_groups_due(site: &Site) {
    let visitor = visitor_with_groups(site);
    save_formula(&visitor, "Adults", "Age >= 18");
    site.stop_workers();
    site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,age,gender\n4,50,F\n"));
    assert_eq!(due(site), ["Women", "Testers", "Adults"]);
}

fn claim_recount(site: &Site, now: chrono::NaiveDateTime) -> Claimed {
    let claim = |connection: &mut _| jobs::claim(connection, &[JobKind::Recount], now);
    site.state.database.write_now(claim).unwrap().expect("the groups are asked for")
}

however_answered! {
    fn a_recount_gives_others_their_turn_between_two_groups(site: &Site) {
        three_groups_due(site);
        let (publisher, now) = (site.app("Journey").publisher_id, site.state.clock.now());
        let claimed = claim_recount(site, now);
        assert_eq!(claimed.publisher, Some(publisher));
        add_app(&owner(site, "eve@example.org"), "Other");
        let other = Some(site.app("Other").publisher_id);
        let ask = |connection: &mut _| queue::add(connection, other, &Task::Recount, now);
        site.state.database.write_now(ask).unwrap();
        let turn = Turn::new(claimed.publisher, Arc::default());
        std::thread::sleep(Turn::LENGTH);
        let mut steps = Steps::of_job(&site.state, &claimed.lease, &turn);
        assert_eq!(recount_of(&site.state, publisher, &mut steps).unwrap(), Outcome::Paused);
        assert_eq!(due(site).len(), 2, "others wait for more than one group");
        // The next turn goes on with the others.
        let turn = Turn::new(claimed.publisher, Arc::default());
        let mut steps = Steps::of_job(&site.state, &claimed.lease, &turn);
        assert_eq!(recount_of(&site.state, publisher, &mut steps).unwrap(), Outcome::Done);
        assert_eq!(due(site), [""; 0]);
    }

    fn a_recount_whose_lease_is_lost_counts_no_further_group(site: &Site) {
        three_groups_due(site);
        let (publisher, now) = (site.app("Journey").publisher_id, site.state.clock.now());
        let first = claim_recount(site, now);
        let second = claim_recount(site, now + LEASE * 2);
        let count = |claimed: &Claimed| {
            let turn = Turn::new(claimed.publisher, Arc::default());
            recount_of(&site.state, publisher, &mut Steps::of_job(&site.state, &claimed.lease, &turn))
        };
        let lost = count(&first);
        assert!(matches!(lost, Err(WorkError::Lost)), "{lost:?}");
        assert_eq!(due(site).len(), 3, "who lost the lease has counted");
        assert_eq!(count(&second).unwrap(), Outcome::Done);
        assert_eq!(due(site), [""; 0]);
    }

    fn a_group_whose_program_was_killed_is_skipped_first_and_later_counted_once_more_by_itself(site: &Site) {
        let visitor = visitor_with_groups(site);
        site.stop_workers();
        let path = page_of(&visitor, "Women");
        let (publisher, women): (_, GroupId) = (site.app("Journey").publisher_id, path.rsplit('/').next().unwrap().parse().unwrap());
        let row = || site.state.database.read_now(|connection| customer_groups::find(connection, publisher, women)).unwrap();
        let new_mark = || Mark::new(publisher, women);
        let ended = |mark: &Mark, ago: TimeDelta| {
            let then = site.state.clock.now() - LEASE - ago;
            site.state.database.write_now(|connection| group_marks::set(connection, mark, then)).unwrap();
        };
        let is_skipped = || {
            engage::jobs::catch_up(&site.state).unwrap();
            row().refresh_failed && row().counting_since.is_some()
        };
        let (just_now, a_minute) = (TimeDelta::seconds(1), TimeDelta::minutes(1));
        for killed in 1..=3 {
            let more = site.file("more.csv", &format!("account_id,age,gender\nmore{killed},50,F\n"));
            let mark = new_mark();
            ended(&mark, just_now);
            site.take("Journey", ImportKind::Customers, &more);
            assert!(is_skipped(), "the next start counts it");
            let long_ago = site.state.clock.now() - LEASE - a_minute;
            site.state.database.write_now(|connection| group_marks::renew(connection, &mark, long_ago)).unwrap();
            engage::jobs::catch_up(&site.state).unwrap();
            assert_eq!((row().members, row().refresh_failed, row().counting_since), (Some(2 + killed), false, None));
        }
        // Two in a row are the group's doing.
        ended(&new_mark(), a_minute);
        ended(&new_mark(), a_minute);
        assert!(is_skipped(), "it is counted again");
    }
}
