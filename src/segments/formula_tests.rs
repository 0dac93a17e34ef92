use super::*;
use crate::segments::samples::{self, choices, condition, rule};
use std::collections::HashMap;

fn one(attribute: &str, operator: Operator, operand: Operand, locale: Locale) -> String {
    condition_formula(&condition(attribute, operator, operand), &samples::catalogue(), locale)
}

fn day(text: &str) -> i64 {
    Day::parse(text).unwrap().number().into()
}

#[test]
fn the_formula_is_that_of_the_labels_page() {
    let age = condition("age_group", Operator::Is, choices(&["18_to_24"]));
    let rule = rule([(false, vec![age]), (false, vec![condition("gender", Operator::Is, choices(&["male"]))])]);
    let catalogue = Catalogue::default();
    assert_eq!(formula(&rule, &catalogue, Locale::En), "Age group == 18 to 24 && Gender == Male");
    assert_eq!(formula(&rule, &catalogue, Locale::Fr), "Groupe d'âge == 18 à 24 && Sexe == Masculin");
}

#[test]
fn alternatives_and_exclusions_stand_in_parentheses() {
    let market = |code| condition("market", Operator::Is, choices(&[code]));
    let known = condition("stars", Operator::IsKnown, Operand::Nothing);
    let spend = condition("spend_cents", Operator::AtLeast, Operand::Number(1_000));
    let both = || vec![market("FR"), market("BE")];
    let rated = rule([(false, both()), (false, vec![spend]), (true, vec![known])]);
    let written = |rule: &Rule| formula(rule, &Catalogue::default(), Locale::En);
    assert_eq!(written(&rated), "(Market == FR || Market == BE) && Spend in this app >= 10.00 && !(Rating is known)");
    assert_eq!(written(&rule([(false, both())])), "Market == FR || Market == BE");
    assert_eq!(written(&rule([(true, both())])), "!(Market == FR || Market == BE)");
}

#[test]
fn an_empty_rule_takes_everyone() {
    assert_eq!(formula(&Rule::default(), &Catalogue::default(), Locale::En), "Everyone available");
    assert_eq!(formula(&Rule::default(), &Catalogue::default(), Locale::Fr), "Tous les clients disponibles");
}

#[test]
fn each_kind_and_operator_has_its_form_in_english() {
    let one = |attribute, operator, operand| one(attribute, operator, operand, Locale::En);
    let two = choices(&["female", "unknown"]);
    assert_eq!(one("gender", Operator::IsNot, choices(&["male"])), "Gender != Male");
    assert_eq!(one("gender", Operator::IsAnyOf, two.clone()), "Gender in (Female, Unknown)");
    assert_eq!(one("gender", Operator::IsNoneOf, two), "Gender not in (Female, Unknown)");
    assert_eq!(one("age", Operator::Between, Operand::Range(18, 24)), "Age in 18..24");
    assert_eq!(one("sessions", Operator::AtMost, Operand::Number(1_000)), "Sessions <= 1000");
    assert_eq!(
        one("spend_cents", Operator::Between, Operand::Range(1_000, 2_000)),
        "Spend in this app in 10.00..20.00"
    );
    let date = day("2026-11-24");
    assert_eq!(one("last_used_on", Operator::OnOrAfter, Operand::Number(date)), "Last used >= 2026-11-24");
    assert_eq!(one("last_used_on", Operator::InLast, Operand::Days(30)), "Last used in the last 30 days");
    assert_eq!(one("last_used_on", Operator::InLast, Operand::Days(1)), "Last used in the last day");
    assert_eq!(one("last_used_on", Operator::MoreThanAgo, Operand::Days(36_500)), "Last used more than 36500 days ago");
    assert_eq!(one("first_purchase_made", Operator::Is, Operand::Flag(false)), "First purchase made == No");
    assert_eq!(one("stars", Operator::IsUnknown, Operand::Nothing), "Rating is unknown");
}

#[test]
fn each_kind_and_operator_has_its_form_in_french() {
    let one = |attribute, operator, operand| one(attribute, operator, operand, Locale::Fr);
    let two = choices(&["female", "unknown"]);
    assert_eq!(one("gender", Operator::IsNoneOf, two), "Sexe pas dans (Féminin, Inconnu)");
    assert_eq!(one("spend_cents", Operator::Is, Operand::Number(5)), "Dépenses dans cette application == 0.05");
    let in_last = one("last_used_on", Operator::InLast, Operand::Days(30));
    assert_eq!(in_last, "Dernière utilisation dans les 30 derniers jours");
    let long_ago = one("last_used_on", Operator::MoreThanAgo, Operand::Days(1));
    assert_eq!(long_ago, "Dernière utilisation remonte à plus de 1 jour");
    assert_eq!(one("first_purchase_made", Operator::Is, Operand::Flag(true)), "Premier achat effectué == Oui");
    assert_eq!(one("stars", Operator::IsKnown, Operand::Nothing), "Évaluation a une valeur connue");
    assert_eq!(one("language", Operator::Is, choices(&["zh-Hant"])), "Langue == zh-Hant");
}

#[test]
fn texts_that_could_be_taken_for_the_formula_are_quoted() {
    let campaign = |code| one("campaign_id", Operator::Is, choices(&[code]), Locale::En);
    assert_eq!(campaign("18"), "Campaign ID == 18");
    assert_eq!(campaign("été_2018-a.b"), "Campaign ID == été_2018-a.b");
    assert_eq!(campaign("summer sale"), r#"Campaign ID == "summer sale""#);
    assert_eq!(campaign("1..2"), r#"Campaign ID == "1..2""#);
    assert_eq!(campaign("-5"), r#"Campaign ID == "-5""#);
    assert_eq!(campaign(""), r#"Campaign ID == """#);
    assert_eq!(campaign("a\" || b\\"), r#"Campaign ID == "a\" || b\\""#);
    assert_eq!(campaign("a\nb\u{202E}"), r#"Campaign ID == "a\nb\u{202e}""#);
    assert_eq!(one("gender", Operator::Is, choices(&["Male"]), Locale::En), r#"Gender == "Male""#);
}

#[test]
fn custom_names_that_could_be_taken_for_the_formula_are_quoted() {
    let custom = [
        ("plain", "Household size"),
        ("in", "Shops in town"),
        ("odd", "a && b"),
        ("age", "AGE"),
        ("days", "Days used"),
    ];
    let catalogue = Catalogue::new(custom.map(|(key, name)| Attribute::custom(key, name, Kind::Number)).into());
    let written = |key: &str| {
        let condition = condition(key, Operator::Is, Operand::Number(1));
        condition_formula(&condition, &catalogue, Locale::En)
    };
    assert_eq!(written("custom:plain"), "Household size == 1");
    assert_eq!(written("custom:in"), r#""Shops in town" == 1"#);
    assert_eq!(written("custom:odd"), r#""a && b" == 1"#);
    assert_eq!(written("custom:age"), r#"["custom:age"] == 1"#);
    assert_eq!(written("custom:days"), r#""Days used" == 1"#);
    assert_eq!(written("age"), "Age == 1");
    assert_eq!(written("custom:gone"), r#"["custom:gone"] == 1"#);
}

#[test]
fn the_words_that_begin_a_comparison_are_known() {
    for locale in Locale::ALL {
        for one in samples::conditions(&samples::catalogue()) {
            let written = comparison(&one, samples::catalogue().find(&one.attribute), locale);
            let first = written.split(' ').next().unwrap_or_default();
            let is_symbol = ["==", "!=", ">=", "<="].contains(&first);
            assert!(is_symbol || first_words(locale).contains(&first), "{written}");
        }
    }
}

#[test]
fn different_conditions_have_different_formulas() {
    let catalogue = samples::catalogue();
    for locale in Locale::ALL {
        let mut seen: HashMap<String, Condition> = HashMap::new();
        for one in samples::conditions(&catalogue) {
            let written = condition_formula(&one, &catalogue, locale);
            let earlier = seen.insert(written.clone(), one);
            assert_eq!(earlier, None, "{written}");
        }
    }
}

#[test]
fn parts_versions_and_spans_have_their_forms_in_both_languages() {
    let both = |attribute, operator, operand: Operand| {
        [Locale::En, Locale::Fr].map(|locale| {
            let written = one(attribute, operator, operand.clone(), locale);
            let label = samples::catalogue().find(&attribute.into()).unwrap().label(locale);
            written.strip_prefix(&label).unwrap().trim_start().to_owned()
        })
    };
    let text = |part: &str| Operand::Text(part.to_owned());
    let campaign = |operator, part: &str| both("campaign_id", operator, text(part));
    assert_eq!(campaign(Operator::Contains, "été"), ["contains été", "contient été"]);
    assert_eq!(campaign(Operator::DoesNotContain, "a b"), ["does not contain \"a b\"", "ne contient pas \"a b\""]);
    assert_eq!(campaign(Operator::StartsWith, "été"), ["starts with été", "commence par été"]);
    assert_eq!(campaign(Operator::EndsWith, "été"), ["ends with été", "se termine par été"]);
    let version = |text: &str| text.to_owned();
    let versions = Operand::Versions(version("10.0.9200"), version("Windows 11"));
    assert_eq!(both("os_version", Operator::AtLeast, Operand::Version(version("10.10"))), [">= 10.10", ">= 10.10"]);
    let between = ["in 10.0.9200..\"Windows 11\"", "dans 10.0.9200..\"Windows 11\""];
    assert_eq!(both("os_version", Operator::Between, versions), between);
    let highest = both("sessions", Operator::InHighest, Operand::Share(5_000));
    assert_eq!(highest, ["in the highest 0.5%", "dans les 0.5\u{A0}% les plus élevés"]);
    let used = |operator, operand| both("last_used_on", operator, operand);
    let (weeks, months, years) = (SpanUnit::Weeks, SpanUnit::Months, SpanUnit::Years);
    let in_last = ["in the last 3 weeks", "dans les 3 dernières semaines"];
    assert_eq!(used(Operator::InLast, Operand::Span(3, weeks)), in_last);
    assert_eq!(used(Operator::InLast, Operand::Span(1, months)), ["in the last month", "dans le dernier mois"]);
    let long_ago = ["more than 2 years ago", "remonte à plus de 2 ans"];
    assert_eq!(used(Operator::MoreThanAgo, Operand::Span(2, years)), long_ago);
    let next = ["in the next 30 days", "dans les 30 prochains jours"];
    assert_eq!(both("custom:wedding", Operator::InNext, Operand::Days(30)), next);
    let between = ["between 30 and 60 days ago", "il y a 30 à 60 jours"];
    assert_eq!(used(Operator::BetweenAgo, Operand::DaysAgo(30, 60)), between);
    assert_eq!(used(Operator::ThisWeek, Operand::Nothing), ["is this week", "est cette semaine"]);
    assert_eq!(used(Operator::LastMonth, Operand::Nothing), ["is last month", "est le mois dernier"]);
    let anniversary = ["anniversary in the next 7 days", "anniversaire dans les 7 prochains jours"];
    assert_eq!(both("acquired_on", Operator::AnniversaryInNext, Operand::Days(7)), anniversary);
}
