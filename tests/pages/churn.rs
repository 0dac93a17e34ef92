//! Churn prediction: fitted with the daily refresh, explained where it is missing, an attribute like the others.

use crate::apps::add_app;
use crate::rules_of_groups::save_formula;
use crate::segments::count_unknown_ages;
use crate::site::{however_answered, left_out};
use crate::visitor::signed_in_visitor;
use engage::day::Day;
use engage::reading::ImportKind;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Days of use in the last four months of 2017 as the model has them: everyone has a rate of use and a probability to stop
/// of their own.
fn usage(customers: u32) -> String {
    let mut random = SmallRng::seed_from_u64(11);
    let mut exponential = move || -(1.0 - random.random::<f64>()).ln();
    let first = i64::from(Day::parse("2017-09-01").unwrap().number());
    let mut lines = String::from("account_id,date\n");
    for customer in 0..customers {
        let rate = exponential() / 6.0;
        let (one, others) = (exponential(), exponential() + exponential() + exponential());
        let mut now = 40.0 * (1.0 - (-exponential()).exp());
        while now < 122.0 {
            let day = Day::from_number(i32::try_from(first + now as i64).unwrap());
            writeln!(lines, "c{customer},{day}").unwrap();
            if 1.0 - (-exponential()).exp() < one / (one + others) {
                break;
            }
            now += 1.0 + exponential() / rate;
        }
    }
    lines
}

however_answered! {
    fn an_app_with_enough_use_gets_a_risk_for_everyone_who_used_it(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        count_unknown_ages(site, "Journey");
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", &usage(300)));
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id,age\nidle,30\n"));
        engage::jobs::catch_up(&site.state).unwrap();
        let page = visitor.get(&site.app("Journey").path());
        let message = page.text("section[aria-labelledby=churn] p");
        assert!(message.starts_with("Predicted from the days of use of ") && message.ends_with("on 1 Jan 2018."), "{message}");
        let members = |formula: &str| -> u32 {
            let form = visitor.get("/groups/new").form("#group-form").set("formula", formula);
            form.preview().text("#members").parse().unwrap()
        };
        let risks = ["Low", "Medium", "High", "Unknown"].map(|risk| members(&format!("Churn risk == {risk}")));
        assert_eq!((risks.iter().sum::<u32>(), risks[3]), (301, 1), "{risks:?}");
        assert!(risks[0] > 20 && risks[2] > 20, "{risks:?}");
        let copied = visitor.get("/groups/new").click("Likely to leave").form("#group-form");
        assert_eq!(copied.preview().text("#members"), risks[2].to_string());
        let leaving = save_formula(&visitor, "Leaving", "Churn risk == High");
        let row = leaving.attributes("#members-list tbody th a", "href")[0].to_owned();
        let customer = visitor.get(&row);
        let facts = customer.select("dl.facts > div");
        let active = facts.iter().find_map(|fact| fact.strip_prefix("Probability of still being active")).unwrap();
        let percent: u32 = active.trim().trim_end_matches('%').parse().unwrap();
        assert!(percent <= 33, "{percent}");
    }

    fn where_there_is_no_prediction_the_pages_say_why(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        count_unknown_ages(site, "Journey");
        let message = |visitor: &crate::visitor::Visitor| {
            visitor.get(&site.app("Journey").path()).text("section[aria-labelledby=churn] p")
        };
        assert!(message(&visitor).starts_with("Not predicted yet"));
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", &usage(60)));
        engage::jobs::catch_up(&site.state).unwrap();
        assert!(message(&visitor).starts_with("Not predicted: ") && message(&visitor).contains("needs 100"), "{}", message(&visitor));
        let preview = visitor.get("/groups/new").form("#group-form").set("formula", "Churn risk is unknown").preview();
        assert_eq!(preview.text("#members"), "60");
        assert!(preview.text(".notice.warning").starts_with("Not predicted: "));
        let other = visitor.get("/groups/new").form("#group-form").set("formula", "Age is unknown").preview();
        assert!(!other.text("body").contains("Not predicted"));
        site.take("Journey", ImportKind::Usage, &site.file("more.csv", &usage(300)));
        engage::jobs::catch_up(&site.state).unwrap();
        assert!(message(&visitor).starts_with("Predicted from"), "{}", message(&visitor));
    }
}

#[test]
fn the_command_finds_the_parameters_of_the_papers_data() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cdnow/summary.csv");
    if !file.exists() {
        return left_out("the fit of the CDNOW data, whose folder is not here");
    }
    let fitted = Command::new(env!("CARGO_BIN_EXE_engage")).args(["churn", "fit"]).arg(&file).output().unwrap();
    let printed = String::from_utf8(fitted.stdout).unwrap();
    let values: Vec<_> = printed.lines().filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(values, ["2357", "0.243", "4.414", "0.793", "2.426", "-9582.4"], "{printed}");
}

#[test]
fn the_command_names_the_error_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("summary.csv");
    std::fs::write(&file, "frequency,recency,T\n1,9,3\n").unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_engage")).args(["churn", "fit"]).arg(&file).output().unwrap();
    assert!(!refused.status.success());
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(message.starts_with("engage: line 2: recency is greater than T"), "{message}");
}
