use super::*;
use crate::segments::samples::{self, choices, condition, rule};
use crate::segments::{Filter, SpanUnit};

fn one(attribute: &str, operator: Operator, operand: Operand, locale: Locale) -> String {
    clause(&condition(attribute, operator, operand), &samples::catalogue(), locale)
}

fn sentences(rule: &Rule) -> [String; 2] {
    Locale::ALL.map(|locale| sentence(rule, &samples::catalogue(), locale))
}

fn day(text: &str) -> i64 {
    Day::parse(text).unwrap().number().into()
}

#[test]
fn filters_are_joined_and_exclusions_follow() {
    let age = condition("age_group", Operator::Is, choices(&["18_to_24"]));
    let gender = condition("gender", Operator::Is, choices(&["male"]));
    let market = |code| condition("market", Operator::Is, choices(&[code]));
    let [english, french] = sentences(&rule([(false, vec![age]), (true, vec![market("US")]), (false, vec![gender])]));
    assert_eq!(
        english,
        "Customers whose age group is 18 to 24 and whose gender is male, but not those whose market is United States."
    );
    assert_eq!(
        french,
        "Les clients dont le groupe d'âge est 18 à 24 et dont le sexe est masculin, mais pas ceux dont le marché est États-Unis."
    );
}

#[test]
fn alternatives_cannot_be_taken_for_further_filters() {
    let used = condition("last_used_on", Operator::InLast, Operand::Days(30));
    let market = condition("market", Operator::Is, choices(&["FR"]));
    let stars = condition("stars", Operator::AtLeast, Operand::Number(4));
    let [english, french] = sentences(&rule([(false, vec![market, stars]), (false, vec![used])]));
    assert_eq!(
        english,
        "Customers who used the app in the last 30 days, and either whose market is France or whose rating is at least 4."
    );
    assert_eq!(
        french,
        "Les clients qui ont utilisé l'application au cours des 30 derniers jours, et soit dont le marché est France, \
         soit dont l'évaluation est d'au moins 4."
    );
}

#[test]
fn alternatives_of_several_conditions_are_in_parentheses() {
    let used = condition("last_used_on", Operator::InLast, Operand::Days(30));
    let market = condition("market", Operator::Is, choices(&["FR"]));
    let stars = condition("stars", Operator::AtLeast, Operand::Number(4));
    let either = Filter { exclude: false, alternatives: vec![Alternative(vec![market, stars]), used.into()] };
    let without = Filter { exclude: true, ..either.clone() };
    let only = Filter { exclude: false, alternatives: either.alternatives[..1].to_vec() };
    let [english, french] = sentences(&Rule { filters: vec![either] });
    assert_eq!(
        english,
        "Customers either (whose market is France and whose rating is at least 4) or who used the app in the last 30 days."
    );
    assert_eq!(
        french,
        "Les clients soit (dont le marché est France et dont l'évaluation est d'au moins 4), soit qui ont utilisé \
         l'application au cours des 30 derniers jours."
    );
    let [english, _] = sentences(&Rule { filters: vec![only, without] });
    assert_eq!(
        english,
        "Customers whose market is France and whose rating is at least 4, but not those (whose market is France and \
         whose rating is at least 4) or who used the app in the last 30 days."
    );
}

#[test]
fn a_rule_of_nothing_and_one_of_exclusions_take_everyone_else() {
    assert_eq!(sentences(&Rule::default()), ["All available customers.", "Tous les clients disponibles."]);
    let rated = condition("stars", Operator::IsKnown, Operand::Nothing);
    let bought = condition("first_purchase_made", Operator::Is, Operand::Flag(true));
    assert_eq!(
        sentences(&rule([(true, vec![rated]), (true, vec![bought])])),
        [
            "All available customers, except those who have rated the app or who have made a first purchase.",
            "Tous les clients disponibles, sauf ceux qui ont évalué l'application ou qui ont fait un premier achat.",
        ]
    );
}

#[test]
fn each_kind_and_operator_reads_as_english() {
    let one = |attribute, operator, operand| one(attribute, operator, operand, Locale::En);
    let three = choices(&["pc", "phone", "iot"]);
    assert_eq!(one("device_type", Operator::IsAnyOf, three.clone()), "whose device type is PC, phone or IoT");
    assert_eq!(one("device_type", Operator::IsNoneOf, three), "whose device type is neither PC, phone nor IoT");
    assert_eq!(one("gender", Operator::IsNoneOf, choices(&["male"])), "whose gender is not male");
    assert_eq!(one("campaign_id", Operator::IsNot, choices(&["18"])), "whose campaign ID is not “18”");
    assert_eq!(one("sessions", Operator::IsNot, Operand::Number(1_000)), "whose number of sessions is not 1,000");
    let spend = one("spend_cents", Operator::Between, Operand::Range(1_000, 123_450));
    assert_eq!(spend, "whose spend in this app is between $10.00 and $1,234.50");
    let date = day("2026-11-24");
    let after = one("acquired_on", Operator::OnOrAfter, Operand::Number(date));
    assert_eq!(after, "whose app acquisition date is on or after 24 Nov 2026");
    let viewed = one("page_viewed_on", Operator::InLast, Operand::Days(7));
    assert_eq!(viewed, "whose Store page view date is in the last 7 days");
    assert_eq!(one("custom:loyal", Operator::Is, Operand::Flag(true)), "for whom “Loyal” is yes");
    assert_eq!(one("language", Operator::IsUnknown, Operand::Nothing), "whose language is unknown");
    assert_eq!(one("custom:gone", Operator::IsKnown, Operand::Nothing), "whose “custom:gone” is known");
}

#[test]
fn each_kind_and_operator_reads_as_french() {
    let one = |attribute, operator, operand| one(attribute, operator, operand, Locale::Fr);
    let three = choices(&["pc", "phone", "iot"]);
    assert_eq!(
        one("device_type", Operator::IsAnyOf, three.clone()),
        "dont le type d'appareil est PC, téléphone ou IoT"
    );
    assert_eq!(
        one("device_type", Operator::IsNoneOf, three),
        "dont le type d'appareil n'est ni PC ni téléphone ni IoT"
    );
    assert_eq!(one("campaign_id", Operator::Is, choices(&["18"])), "dont l'ID de campagne est «\u{A0}18\u{A0}»");
    assert_eq!(one("age", Operator::Is, Operand::Number(25)), "dont l'âge est de 25");
    let spend = one("spend_cents", Operator::AtLeast, Operand::Number(123_450));
    assert_eq!(spend, "dont le montant dépensé dans cette application est d'au moins 1\u{202F}234,50\u{A0}$US");
    let often = one("days_used_30", Operator::AtLeast, Operand::Number(20));
    assert_eq!(often, "qui ont utilisé l'application au moins 20 des 30 derniers jours");
    let (first, last) = (day("2026-11-01"), day("2026-11-24"));
    let between = one("rated_on", Operator::Between, Operand::Range(first, last));
    assert_eq!(between, "dont la date d'évaluation se situe entre le 1 nov. 2026 et le 24 nov. 2026");
    let lapsed = one("last_used_on", Operator::MoreThanAgo, Operand::Days(30));
    assert_eq!(lapsed, "qui ont utilisé l'application pour la dernière fois il y a plus de 30 jours");
    assert_eq!(one("language", Operator::IsKnown, Operand::Nothing), "dont on connaît la langue");
    let size = one("custom:household", Operator::Is, choices(&["3"]));
    assert_eq!(size, "dont l'attribut «\u{A0}Household size\u{A0}» est «\u{A0}3\u{A0}»");
}

#[test]
fn parts_versions_and_spans_read_as_sentences() {
    let both = |attribute, operator, operand: Operand| {
        [Locale::En, Locale::Fr].map(|locale| one(attribute, operator, operand.clone(), locale))
    };
    let part = Operand::Text(String::from("été"));
    assert_eq!(
        both("campaign_id", Operator::DoesNotContain, part),
        ["whose campaign ID does not contain “été”", "dont l'ID de campagne ne contient pas «\u{A0}été\u{A0}»"]
    );
    assert_eq!(
        both("os_version", Operator::AtLeast, Operand::Version(String::from("10.0.19045"))),
        [
            "whose OS version is 10.0.19045 or later",
            "dont la version du système est 10.0.19045 ou une version ultérieure"
        ]
    );
    assert_eq!(
        both("rated_on", Operator::InLast, Operand::Span(2, SpanUnit::Months)),
        ["whose rating date is in the last 2 months", "dont la date d'évaluation se situe dans les 2 derniers mois"]
    );
    assert_eq!(
        both("rated_on", Operator::BetweenAgo, Operand::DaysAgo(30, 60)),
        [
            "whose rating date is between 30 and 60 days ago",
            "dont la date d'évaluation remonte à 30 jours au moins et 60 jours au plus"
        ]
    );
    assert_eq!(
        both("acquired_on", Operator::AnniversaryInNext, Operand::Days(7)),
        [
            "whose app acquisition date has its anniversary in the next 7 days",
            "dont la date d'acquisition de l'application a son anniversaire dans les 7 prochains jours"
        ]
    );
}

#[test]
fn every_condition_has_a_clause_without_gaps() {
    let catalogue = samples::catalogue();
    for (locale, one) in
        Locale::ALL.iter().flat_map(|locale| samples::conditions(&catalogue).into_iter().map(move |one| (*locale, one)))
    {
        let clause = clause(&one, &catalogue, locale);
        assert!(!clause.contains("{$") && !clause.contains("clause-") && !clause.contains("list-"), "{clause}");
    }
}
