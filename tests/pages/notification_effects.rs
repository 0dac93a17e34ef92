//! What a notification changed, and whom no promotion reaches.

use crate::notification_content::{many, with_variants};
use crate::notifications::{send, until_state, with_testers};
use crate::offers::change;
use crate::receiver::{Receiver, status};
use crate::site::on_both_databases;
use engage::holdout::Quarter;
use engage::notifications::effect;
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::shares::bucket;
use engage::store::publishers;
use std::collections::BTreeSet;

const PEOPLE: usize = 300;

on_both_databases! {
    fn what_a_notification_changed_is_told_beside_those_who_got_nothing(site: &Site) {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let accounts: Vec<String> = (0..PEOPLE).map(|number| format!("n{number}")).collect();
        let lines = accounts.iter().fold(String::new(), |lines, one| lines + &format!("{one},{one}@example.com,30\n"));
        let (visitor, shop) = with_testers(site, &lines);
        many(&visitor, &shop, &accounts, &service);
        visitor.get("/settings/holdout").form("#holdout").set("share", "10").press("Save").location();
        let publisher = site.app("Journey").publisher_id;
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
        let lot = Quarter::of(publisher.time_zone.day_of(site.state.clock.now())).salt();
        let withheld = accounts.iter().filter(|account| bucket(&lot, account) < 100_000).count();

        let form = with_variants(&visitor, "2", &["0"]).set("compare[holdout]", "50");
        let page = form.set("compare[goal]", "purchase").press("Save as draft").follow();
        let omitted = page.select("#omitted dt").into_iter().zip(page.select("#omitted dd")).collect::<Vec<_>>();
        assert!(omitted.contains(&(String::from("Reached by no promotion this quarter"), withheld.to_string())), "{omitted:?}");
        send(&page);
        let sent = until_state(&visitor, &page.path, "Sent");
        assert!(sent.text("main").contains("Nothing is counted yet"), "{}", sent.text("main"));
        let got: BTreeSet<String> = service.received().iter().filter_map(|one| one.path.rsplit('/').next()).map(str::to_owned).collect();
        change(site, "UPDATE notifications SET sent_at = '2017-12-10 12:00:00'");
        let buys = |(number, account): &(usize, &String)| if got.contains(*account) { number % 2 == 0 } else { number % 20 == 0 };
        let purchases = accounts.iter().enumerate().filter(buys).fold(
            String::from("order_id,account_id,date,amount\n"),
            |lines, (number, account)| lines + &format!("o{number},{account},2017-12-12,10.00\np{number},{account},2017-12-19,99.00\n"),
        );
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &purchases));
        change(site, "UPDATE notification_comparisons SET effect = NULL");
        effect::count_due(&site.state, &publisher, &mut Steps::here_and_now(&site.state)).unwrap();
        let page = visitor.get(&page.path).text("main");
        assert!(page.contains("Decided: between") && page.contains("points better."), "{page}");
        let bought = accounts.iter().enumerate().filter(buys).filter(|(_, account)| got.contains(*account)).count();
        assert!(page.contains(&format!("Got it{}{bought}", got.len())), "{page}");
        assert!(page.contains("A purchase in Journey, within 7 days of sending"), "{page}");
    }
}
