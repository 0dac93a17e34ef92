//! The Complete Journey, a grocer's real customers: its facts come out exactly, through import, columns and form.

use crate::apps::add_app;
use crate::segments::{count_unknown_ages, fill};
use crate::site::{however_answered, left_out};
use crate::visitor::signed_in_visitor;
use engage::reading::ImportKind;
use std::path::Path;

/// Attribute, operator and value of a condition.
type Typed = (&'static str, &'static str, &'static str);

const SPEND: Typed = ("spend_cents", "at_least", "1000.00");

/// The conditions of a rule, one a filter, and its members.
const CHECKS: [(&[Typed], &str); 8] = [
    (&[], "2,469"),
    (&[("age_group", "is", "25_to_34")], "142"),
    (&[("age_group", "is_not", "25_to_34")], "2,327"),
    (&[SPEND], "1,378"),
    (&[SPEND, ("age_group", "is", "50_or_over")], "119"),
    (&[("last_used_on", "more_than_ago", "30")], "429"),
    (&[("campaign_id", "is_not", "18")], "2,353"),
    (&[("sessions", "at_least", "100")], "458"),
];

however_answered! {
    fn the_complete_journey_gives_exact_numbers(site: &Site) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/complete-journey");
        if !folder.is_dir() {
            left_out("the numbers of the Complete Journey, whose folder is not beside the project");
            return;
        }
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        for (kind, lines) in [("customers", 2_469), ("purchases", 155_848), ("usage", 126_824)] {
            let file = folder.join(format!("{kind}.csv"));
            let report = site.take("Journey", ImportKind::from_word(kind).unwrap(), &file);
            assert_eq!((report.lines_total, report.lines_new, report.lines_refused), (lines, lines, 0), "{kind}");
        }
        assert_eq!(visitor.get("/groups/new").text("#available"), "801");

        count_unknown_ages(site, "Journey");
        assert_eq!(visitor.get("/groups/new").text("#available"), "2,469");
        for (conditions, members) in CHECKS {
            let mut form = visitor.get("/groups/new").form("#group-form");
            for (filter, (attribute, operator, value)) in (0..).zip(conditions) {
                if filter > 0 {
                    form = form.press("Add another filter").form("#group-form");
                }
                form = fill(form, (filter, 0), attribute, operator, value);
            }
            assert_eq!(form.preview().text("#members"), members, "{conditions:?}");
        }
        let spend = |connection: &mut _| {
            use engage::store::schema::profiles::dsl;
            diesel::RunQueryDsl::load::<i64>(diesel::QueryDsl::select(dsl::profiles, dsl::spend_cents), connection)
        };
        assert_eq!(site.state.database.read_now(spend).unwrap().iter().sum::<i64>(), 459_603_958);
    }
}
