//! What people allow and take back, in files.

use crate::apps::add_app;
use crate::awkward_files::sums;
use crate::site::{Site, on_both_databases};
use crate::undo::undo;
use crate::visitor::signed_in_visitor;
use chrono::NaiveDate;
use engage::access::{Actor, Role};
use engage::consents::bulk::{self, Said};
use engage::consents::{ConsentChannel, ConsentPurpose};
use engage::reading::ImportKind;
use engage::store::consents::{self, ConsentState};
use engage::store::suppressions;

const PROMOTIONAL: (ConsentChannel, ConsentPurpose) = (ConsentChannel::WebPush, ConsentPurpose::Promotional);

/// Lines of a file as a French program writes it, but for its encoding.
const FILE: &str = "compte;canal;finalité;consentement;le;texte
1;web push;promotionnel;oui;01/05/2017;Oui aux offres
1;web push;promotionnel;non;30/04/2017;
2;push;marketing;oui;2017-05-01 10:00;Oui
2;push;produit;Désabonné;2017-05-01;
3;email;promotionnel;oui;2017-05-01;
4;push;promotional;opt-out;2017-05-02;
1;push;test;peut-être;2017-05-01;
1;push;promotional;no;2199-01-01;
5;push;promo;1;2017-05-01;";

/// What is known of promotions to a person: what was said last, and since when nothing is sent.
fn known(site: &Site, account: &str) -> (Option<ConsentState>, Option<String>) {
    let publisher = site.app("Journey").publisher_id;
    let read = |connection: &mut _| {
        let said = consents::of_account(connection, publisher, account)?;
        let since = suppressions::since(connection, (publisher, account), PROMOTIONAL)?;
        Ok((said.into_iter().find(|one| one.purpose == PROMOTIONAL.1).map(|one| one.state), since))
    };
    let (said, since) = site.state.database.read_now(read).unwrap();
    (said, since.map(|since| since.to_string()))
}

/// How many customers allow promotions, as the pages of drafts count them.
fn given(site: &Site) -> u64 {
    let now = site.state.clock.now();
    let reached = site.state.reaches.of((&site.state.database, now), site.app("Journey").key(), PROMOTIONAL.1);
    reached.unwrap().given.len()
}

/// Has a person take promotions back on the first of this month of 2017, as a program says.
fn withdraw_on(site: &Site, account: &str, month: u32) {
    let actor = Actor { publisher: site.app("Journey").publisher_id, user: None, token: None, role: Role::Editor };
    let at = NaiveDate::from_ymd_opt(2017, month, 1).and_then(|day| day.and_hms_opt(12, 0, 0));
    let (channel, purpose) = PROMOTIONAL;
    let said = Said {
        account: account.to_owned(),
        channel,
        purpose: Some(purpose),
        state: ConsentState::Withdrawn,
        at,
        text: String::new(),
    };
    bulk::record(&site.state, &actor, (&[said], false), |_, _| Ok(())).unwrap();
}

on_both_databases! {
    fn consents_come_in_a_file_whose_newest_word_counts_and_can_be_taken_back(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id\n1\n2\n3\n"));
        withdraw_on(site, "2", 6);
        assert_eq!(given(site), 0);
        // Looked at and imported.
        let file = format!("{FILE}{}\n", "x".repeat(501));
        let form = visitor.get("/imports/new").form("main form").check("kind", "consents");
        let draft = form.attach("file", "consents.csv", file.as_bytes()).press("Continue").location();
        let page = visitor.wait_for(&draft);
        let outcome = page.text("#draft-outcome");
        assert!(outcome.contains("2 of these people are no customers yet"), "{outcome}");
        assert!(outcome.contains("“2199-01-01” has not come yet") && outcome.contains("no channel"), "{outcome}");
        let first = page.form("main form").press("import").location();
        let done = visitor.wait_for(&first);
        let expected = ["New 4", "Already there 1", "Repeated in the file 1", "Refused 3"];
        assert_eq!(sums(&done), expected, "{}", done.text("main"));
        assert!(done.text("main").contains("1 cell"), "the text that is too long is left out");
        let said = [ConsentState::Given, ConsentState::Withdrawn].map(Some);
        assert_eq!(known(site, "1"), (said[0], None));
        assert_eq!(known(site, "2"), (None, Some(String::from("2017-06-01 12:00:00"))), "she has had enough since");
        assert_eq!(known(site, "4"), (said[1], Some(String::from("2017-05-02 23:59:59"))));
        assert_eq!([known(site, "3").0, known(site, "5").0], [None, said[0]]);
        let page = visitor.get("/customers/1").text("main");
        assert!(page.contains("Elsewhere, in a file") && page.contains("Oui aux offres"), "{page}");
        assert_eq!(visitor.get("/customers?app=1").select("tbody tr").len(), 3, "nobody became a customer");
        // What people said before stays, and a later file stands on an earlier one.
        let more = "account,channel,purpose,subscribed,at\n1,push,promo,no,2017-06-01\n4,push,promo,yes,2017-07-01\n2,push,promo,yes,2017-08-01\n";
        let more = site.take("Journey", ImportKind::Consents, &site.file("more.csv", more));
        assert_eq!((more.lines_new, more.lines_changed), (0, 3));
        assert_eq!([known(site, "2"), known(site, "4")], [(said[0], None), (said[0], None)]);
        assert_eq!(given(site), 1, "2 now, 1 no more");
        let refused = undo(&visitor, &first);
        assert_eq!(refused.text("#undo-heading"), "The import was not undone");
        assert!(refused.text("main").contains("(3 lines about what people allow)"), "{}", refused.text("main"));
        assert_eq!(known(site, "1").0, said[1]);
        assert_eq!(undo(&visitor, &more.path()).text(".badge"), "Taken back");
        assert_eq!(known(site, "1"), (said[0], None));
        assert_eq!(known(site, "4"), (said[1], Some(String::from("2017-05-02 23:59:59"))));
        // What is heard of people elsewhere stays, whatever the file says: 1 has had enough before the file's word, 4 after, 5 now.
        withdraw_on(site, "1", 3);
        withdraw_on(site, "1", 4);
        withdraw_on(site, "1", 4);
        withdraw_on(site, "4", 6);
        assert_eq!((known(site, "1"), known(site, "4")), ((said[0], None), (said[1], Some(String::from("2017-06-01 12:00:00")))));
        assert_eq!(undo(&visitor, &first).text(".badge"), "Taken back");
        assert_eq!(known(site, "1"), (said[1], Some(String::from("2017-04-01 12:00:00"))));
        assert_eq!(known(site, "4"), (said[1], Some(String::from("2017-06-01 12:00:00"))));
        assert_eq!(known(site, "5"), (None, None));
        assert_eq!(known(site, "2"), (None, Some(String::from("2017-06-01 12:00:00"))), "she still has had enough");
        assert_eq!(given(site), 0);
        // A file that says the same keeps nothing of its own, so that the first cannot go.
        let one = site.take("Journey", ImportKind::Consents, &site.file("consents.csv", &file));
        let again = site.take("Journey", ImportKind::Consents, &site.file("consents.csv", &file));
        assert_eq!((again.lines_new, again.lines_changed, again.lines_unchanged), (0, 0, 5));
        assert_eq!(undo(&visitor, &one.path()).text("#undo-heading"), "The import was not undone");
    }
}
