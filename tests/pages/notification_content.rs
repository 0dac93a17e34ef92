//! What notifications say, to whom, and what they compare.

use crate::audit::newest;
use crate::form::Form;
use crate::notifications::{send, until_state, with_testers};
use crate::push::Shop;
use crate::receiver::{Receiver, status};
use crate::segments::fill;
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor};
use engage::access::{Actor, Role};
use engage::notifications::arms;
use engage::push::tokens::Named;
use engage::reading::ImportKind;
use engage::shares::bucket;
use engage::store::publishers;
use std::collections::BTreeSet;

/// The form of a draft in which these variants have a text, each with a page of its own that a click opens.
pub fn with_variants(visitor: &Visitor, group: &str, variants: &[&str]) -> Form {
    let mut form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", group);
    for (place, variant) in variants.iter().enumerate() {
        if place > 0 {
            form = form.press("add").form("form.stack");
        }
        let field = |name: &str| format!("texts[{place}][{name}]");
        let title = format!("Spring{}", "!".repeat(place * 9));
        form = form.set(&field("language"), "en").set(&field("title"), &title).set(&field("variant"), variant);
        form = form.set(&field("target"), &format!("https://fabrikam.org/{variant}"));
    }
    form
}

fn actor(site: &Site) -> Actor {
    let publisher = site.app("Journey").publisher_id;
    Actor { publisher, user: None, token: None, role: Role::Owner }
}

/// A group *Many* of these accounts, each with a browser.
pub fn many(visitor: &Visitor, shop: &Shop, accounts: &[String], service: &Receiver) -> Vec<i32> {
    let people: Vec<String> = accounts.iter().map(|account| format!("{account}@example.com")).collect();
    crate::groups::save(visitor, "Many", &people.join("\n")).location();
    let subscribe = |account: &String| {
        let answer = shop.subscribe(account, &format!("{}/{account}", service.url));
        assert_eq!(answer.status, 201, "{}", answer.body);
        shop.number_of(&answer)
    };
    accounts.iter().map(subscribe).collect()
}

however_answered! {
    fn people_get_the_variant_of_their_bucket_and_those_who_are_held_out_get_nothing(site: &Site) {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let accounts: Vec<String> = (0..16).map(|number| format!("n{number}")).collect();
        let lines = accounts.iter().fold(String::new(), |lines, one| lines + &format!("{one},{one}@example.com,30\n"));
        let (visitor, shop) = with_testers(site, &lines);
        let numbers = many(&visitor, &shop, &accounts, &service);
        let elders = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "age", "at_least", "99");
        assert_eq!(elders.set("name", "Elders").press("Save").location(), "/groups/3");
        let form = with_variants(&visitor, "2", &["0", "1"]).check("except[]", "3").set("compare[holdout]", "25").set("compare[weights][1]", "2");
        let form = form.set("compare[goal]", "purchase").set("compare[goal_days]", "3");
        let page = form.press("Save as draft").follow();
        let (salt, comparison) = arms::of(&site.state, actor(site).publisher, 1.into()).unwrap();
        let held_out = |account: &String| bucket(&salt, account) < 250_000;
        let is_first = |account: &String| (250_000..500_000).contains(&bucket(&salt, account));
        let out: BTreeSet<&String> = accounts.iter().filter(|account| held_out(account)).collect();
        let first = accounts.iter().filter(|account| is_first(account)).count();
        assert_eq!(page.text("#reached"), (16 - out.len()).to_string());
        let people = |count: usize| if count == 1 { String::from("1 person") } else { format!("{count} people") };
        assert_eq!(page.select("#variants dd"), [people(first), people(16 - out.len() - first)]);
        assert!(page.text("main").contains("A purchase, Journey, within 3 days"), "{}", page.text("main"));
        assert!(arms::arms(&site.state, &publisher(site), 1.into()).unwrap().is_none(), "nothing is frozen yet");
        send(&page);
        let sent = until_state(&visitor, &page.path, "Sent");
        assert_eq!(sent.select("#variants dd"), page.select("#variants dd"), "who gets what stays as it was");
        let listed: BTreeSet<String> = visitor.get(&format!("{}/recipients?reason=holdout", page.path)).select("tbody th").into_iter().collect();
        assert_eq!(listed, out.iter().map(|account| (*account).clone()).collect::<BTreeSet<_>>());
        let received = service.received();
        assert_eq!(received.len(), 16 - out.len());
        let lengths: BTreeSet<&str> = received.iter().map(|one| one.header("content-length")).collect();
        assert_eq!(lengths.len(), 1, "variants cannot be told apart by their length");
        for (account, number) in accounts.iter().zip(numbers) {
            let token = site.state.push_tokens.make(Named { subscription: number.into(), notification: 1 });
            let link = Visitor::new(site).get(&format!("/n/{token}"));
            match arms::variant_of(&salt, &comparison, account) {
                Some(variant) => assert_eq!(link.location(), format!("https://fabrikam.org/{variant}"), "{account}"),
                None => assert_eq!(link.status, 404, "{account}"),
            }
        }
        let details = sent.click("Report in detail");
        assert_eq!(details.select("#languages tbody tr").len(), 1);
        assert!(details.text("#platforms tbody").contains("Firefox · Linux"), "{}", details.text("#platforms"));
        // By lot, a variant may have nobody. Links were followed above.
        let some: Vec<usize> = [first, 16 - out.len() - first].into_iter().filter(|count| *count > 0).collect();
        let cells: Vec<String> = some.iter().flat_map(|count| [*count, *count, 0, *count]).map(|count| count.to_string()).collect();
        assert_eq!(details.select("#variants tbody td"), if some.len() > 1 { cells } else { Vec::new() });
        let steps = |who: &str| visitor.get(&format!("{}/details?who={who}", page.path)).select("#steps dd").join("; ");
        let reached = accounts.iter().find(|account| !out.contains(account)).unwrap();
        let said = steps(reached);
        for words in ["Allowed it: Tell zoe-1 about offers", "Receives it", "among all people: Variant", "Accepted by the push service (answer 201)", "Clicked", "Many is a list of people", "Not in Elders on", "The notification is not for its members.", "Promotional messages before it: 0 on that day, 0 in seven days", "The most is 1 on a day and 3 in seven days"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        if let Some(account) = out.iter().next() {
            let held = visitor.get("/customers").click(account).click("Everything held, as a file");
            let held: serde_json::Value = serde_json::from_str(&held.body).unwrap();
            assert_eq!(held["apps"][0]["not_got"][0]["reason"], "holdout", "{held}");
            assert!(steps(account).contains("Does not receive it: Held out") && !steps(account).contains("Accepted"), "{}", steps(account));
        }
        let arms = arms::arms(&site.state, &publisher(site), 1.into()).unwrap().unwrap();
        let sizes = arms.people.variants.iter().map(|variant| variant.len()).collect::<Vec<_>>();
        assert_eq!((arms.people.held_out.len(), sizes), (out.len() as u64, vec![first as u64, (16 - out.len() - first) as u64]));
        assert_eq!((arms.weights, arms.holdout, arms.goal.unwrap().days), (vec![1, 2], 250_000, 3));
    }

    fn what_cannot_be_compared_is_said_beside_its_field_and_a_change_is_in_the_audit_log(site: &Site) {
        let (visitor, _) = with_testers(site, "never,never@example.com,30\n");
        let form = with_variants(&visitor, "1", &["2"]).set("compare[holdout]", "51").set("compare[weights][0]", "101");
        let form = form.set("compare[weights][3]", "1").set("compare[goal]", "use").set("compare[goal_days]", "31");
        let refused = form.press("Save as draft");
        assert_eq!(refused.status, 422);
        for id in ["texts-0-variant", "compare-holdout", "compare-weights-0", "compare-weights-3", "compare-goal_days"] {
            assert_eq!(refused.select(&format!("#{id}-errors p")).len(), 1, "{id}");
        }
        assert_eq!(refused.form("form.stack").value("compare[holdout]"), "51");
        let form = refused.form("form.stack").set("texts[0][variant]", "0").set("compare[holdout]", "12.5");
        let form = form.set("compare[weights][0]", "").set("compare[weights][3]", "").set("compare[goal_days]", "30");
        let page = form.press("Save as draft").follow();
        assert!(page.text("main").contains("12.5%"), "{}", page.text("main"));
        let form = page.click("Edit").form("form.stack");
        assert_eq!((form.value("compare[holdout]"), form.value("compare[goal]")), ("12.5", "use"));
        let form = form.set("compare[holdout]", "10").set("compare[goal]", "").press("Save as draft");
        assert_eq!(form.follow().select("#variants").len(), 0, "there is one variant");
        assert_eq!(newest(site, 1), ["ann@example.com changed notification Spring {\"holdout\":125000,\"goal\":\"use\",\"goal_app\":\"Journey\",\"goal_days\":30} {\"holdout\":100000}"]);
    }

    fn texts_have_values_of_each_person_and_a_preview_shows_them_in_the_persons_language(site: &Site) {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let (visitor, shop) = with_testers(site, "never,never@example.com,30\nmute,mute@example.com,30\n");
        let file = site.file("tiers.csv", "account_id,market,tier\nzoe-1,DE,Gold\nnever,FR,\n");
        site.take("Journey", ImportKind::Customers, &file);
        for account in ["zoe-1", "never"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        let form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", "1");
        let form = form.set("texts[0][language]", "en").set("texts[0][title]", "{age|Hello}").set("texts[0][body]", "In {market}");
        let refused = form.set("texts[0][target]", "https://fabrikam.org/").press("Save as draft");
        assert_eq!(["title", "body"].map(|part| refused.select(&format!("#texts-0-{part}-errors p")).len()), [1, 1]);
        assert!(refused.text("details").contains("custom:tier") && !refused.text("details").contains("churn_risk"));
        let form = refused.form("form.stack").set("texts[0][title]", "{tier|Dear} customer").set("texts[0][body]", "In {market|your country}");
        let form = form.press("add").form("form.stack").set("texts[1][language]", "fr").set("texts[1][title]", "{tier|Cher} client");
        let form = form.set("texts[1][body]", "En {market|votre pays}").set("texts[1][target]", "https://fabrikam.org/fr");
        let page = form.press("Save as draft").follow();
        let of = |who: &str| visitor.get(&format!("{}/preview?who={who}", page.path));
        let zoe = of("zoe.hers@example.com");
        let shown = |page: &PageAnswer, part: &str| page.select(&format!(".shown-{part}"));
        assert_eq!((shown(&zoe, "title"), shown(&zoe, "body")), (vec![String::from("Gold client"); 4], vec![String::from("En Allemagne"); 4]));
        assert_eq!(zoe.text("#standing"), "Receives it");
        assert!(zoe.text("#chosen").contains("fr-FR") && zoe.text("#chosen").contains("The text in fr is read"), "{}", zoe.text("#chosen"));
        assert_eq!(shown(&of("never"), "title"), ["Cher client"; 4], "nothing is known of the tier");
        let mute = of("mute");
        assert_eq!((shown(&mute, "title").pop(), mute.select("#standing").len()), (Some(String::from("Dear customer")), 0));
        assert!(mute.text(".notice.warning").contains("No browser has subscribed"), "{}", mute.text("main"));
        assert!(of("nobody").text("main").contains("Nobody has this account id"));
        let listed = |tab: &str| visitor.get(&format!("/notifications?tab={tab}")).select("tbody th").len();
        assert_eq!(["drafts", "under-way", "completed"].map(listed), [1, 0, 0]);
        send(&page);
        until_state(&visitor, &page.path, "Sent");
        assert_eq!(["drafts", "under-way", "completed", ""].map(listed), [0, 0, 1, 1]);
        let lengths: BTreeSet<String> = service.received().iter().map(|one| one.header("content-length").to_owned()).collect();
        assert_eq!((service.received().len(), lengths.len()), (2, 1), "values cannot be told apart by the length");
    }

    fn a_text_of_a_draft_goes_to_the_users_own_browser_and_is_not_counted(site: &Site) {
        let service = Receiver::start(|one, _| match one.path.ends_with("/gone") {
            true => status("410 Gone", "no such browser"),
            false => status("201 Created", ""),
        });
        let (visitor, _) = with_testers(site, "never,never@example.com,30\n");
        let page = with_variants(&visitor, "1", &["0", "1"]).press("Save as draft").follow();
        let preview = page.click("Preview as a person");
        assert_eq!(preview.select("#trial-text option"), ["Variant A · en · Spring", "Variant B · en · Spring!!!!!!!!!"]);
        let keys = crate::push::wish("")["subscription"]["keys"].clone();
        let send = |endpoint: &str, text: &str| {
            let fields = [("endpoint", endpoint), ("public_key", keys["p256dh"].as_str().unwrap()), ("auth", keys["auth"].as_str().unwrap()), ("text", text)];
            visitor.post(&format!("{}/try", page.path), &fields).follow()
        };
        let own = format!("{}/own", service.url);
        assert!(send(&own, "1").text(".notice.success").contains("Your browser shows it soon"));
        let received = service.received();
        assert_eq!((received.len(), received[0].header("ttl"), received[0].header("topic").len()), (1, "60", 32));
        let gone = send(&format!("{}/gone", service.url), "0");
        assert_eq!(gone.text(".notice.error"), "The push service answered 410: no such browser");
        assert_eq!(service.received()[1].header("content-length"), received[0].header("content-length"));
        assert!(send(&own, "2").text(".notice.error").contains("no such text"));
        assert!(send("https://fabrikam.org/", "0").text(".notice.error").contains("is not known"));
        assert!(send("http://fcm.googleapis.com/", "0").text(".notice.error").contains("did not say"));
        let eve = crate::visitor::owner(site, "eve@example.org");
        assert_eq!(eve.post(&format!("{}/try", page.path), &[("endpoint", own.as_str()), ("public_key", keys["p256dh"].as_str().unwrap()), ("auth", keys["auth"].as_str().unwrap()), ("text", "0")]).status, 404);
        assert_eq!(service.received().len(), 2);
        assert_eq!(visitor.get(&page.path).select("#outcome-heading").len(), 0, "it is still a draft");
    }
}

fn publisher(site: &Site) -> publishers::Publisher {
    site.state.database.read_now(|connection| publishers::find(connection, actor(site).publisher)).unwrap()
}
