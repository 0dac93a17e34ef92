//! The page on rules: every attribute, comparison and form of a formula, from the catalogue, with examples in each language.

use crate::currency::Currency;
use crate::day::Day;
use crate::locale::Locale;
use crate::segments::catalogue::ATTRIBUTES;
use crate::segments::formula::{condition_formula, formula};
use crate::segments::kinds::UNKNOWN;
use crate::segments::labels::message_part;
use crate::segments::ranks::PERCENT;
use crate::segments::sentence::sentence;
use crate::segments::{
    Alternative, Attribute, BuiltIn, Catalogue, Category, Choices, Condition, Filter, Kind, Operand, Operator, Rule,
    SpanUnit,
};
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{PageResult, html};
use askama::Template;

#[derive(Template)]
#[template(path = "help/rules.html")]
struct RulesPage {
    page: Page,
    /// By category, in the order of the form.
    categories: Vec<(String, Vec<AttributeHelp>)>,
    comparisons: Vec<ComparisonHelp>,
    rules: Vec<RuleHelp>,
}

struct AttributeHelp {
    label: String,
    about: String,
    kind: String,
    /// The label in the other languages, in which formulas are read too, with the tag of each.
    others: Vec<(&'static str, String)>,
}

struct ComparisonHelp {
    label: String,
    about: String,
    /// The tag of a language, and a condition in it.
    examples: Vec<(&'static str, String)>,
}

/// A rule in words, and its formula in each language.
struct RuleHelp {
    sentence: String,
    formulas: Vec<(&'static str, String)>,
}

/// The page on rules.
pub async fn rules(Viewer(visitor): Viewer) -> PageResult {
    let page = visitor.page(Section::Help);
    let locale = page.locale;
    let of_category = |category: Category| {
        let attributes = ATTRIBUTES.iter().filter(|attribute| attribute.category == category);
        let help = attributes.map(|attribute| attribute_help(attribute, locale)).collect::<Vec<_>>();
        (locale.text(category.message()), help)
    };
    let categories = Category::ALL.into_iter().map(of_category).filter(|(_, help)| !help.is_empty()).collect();
    let comparisons = Operator::ALL.iter().map(|operator| comparison_help(*operator, locale)).collect();
    let rules = example_rules();
    let rules = rules.iter().map(|rule| RuleHelp {
        sentence: sentence(rule, &Catalogue::default(), locale),
        formulas: in_each(locale, |one| formula(rule, &Catalogue::default(), one)),
    });
    html(&RulesPage { page, categories, comparisons, rules: rules.collect() })
}

/// The text in each language, that of the page first, with its tag.
fn in_each(own: Locale, text: impl Fn(Locale) -> String) -> Vec<(&'static str, String)> {
    let others = Locale::ALL.into_iter().filter(|other| *other != own);
    [own].into_iter().chain(others).map(|locale| (locale.tag(), text(locale))).collect()
}

fn attribute_help(attribute: &Attribute, locale: Locale) -> AttributeHelp {
    AttributeHelp {
        label: attribute.label(locale),
        about: locale.text(&format!("about-{}", message_part(&attribute.key.to_string()))),
        kind: locale.text(attribute.kind.message()),
        others: in_each(locale, |one| attribute.label(one)).split_off(1),
    }
}

fn comparison_help(operator: Operator, locale: Locale) -> ComparisonHelp {
    let examples = examples(operator);
    let catalogue = Catalogue::default().in_currency(Currency::default());
    let written = in_each(locale, |one| {
        examples.iter().map(|condition| condition_formula(condition, &catalogue, one)).collect::<Vec<_>>().join("\n")
    });
    ComparisonHelp { label: operator.label(locale), about: operator.about(locale), examples: written }
}

/// A condition with this comparison for each kind of attribute that has it.
fn examples(operator: Operator) -> Vec<Condition> {
    let attributes = [
        BuiltIn::Market,
        BuiltIn::Stars,
        BuiltIn::SpendCents,
        BuiltIn::LastUsedOn,
        BuiltIn::FirstPurchaseMade,
        BuiltIn::CampaignId,
        BuiltIn::OsVersion,
    ];
    let having = attributes.into_iter().map(Attribute::built_in).filter(|one| one.operators().contains(&operator));
    let condition = |attribute: &Attribute| Condition {
        attribute: attribute.key.clone(),
        operator,
        operand: operand(operator, attribute),
    };
    having.take(2).map(condition).collect()
}

/// A value of the attribute that fits the comparison.
fn operand(operator: Operator, attribute: &Attribute) -> Operand {
    let code = |code: &str| code.to_owned();
    let day = |text: &str| Day::parse(text).map_or(0, |day| day.number().into());
    match (operator, attribute.kind) {
        (
            Operator::IsKnown
            | Operator::IsUnknown
            | Operator::ThisWeek
            | Operator::ThisMonth
            | Operator::ThisYear
            | Operator::LastMonth,
            _,
        ) => Operand::Nothing,
        (Operator::InLast | Operator::MoreThanAgo | Operator::AnniversaryInNext, _) => Operand::Days(30),
        (Operator::InNext, _) => Operand::Span(2, SpanUnit::Weeks),
        (Operator::BetweenAgo, _) => Operand::DaysAgo(30, 60),
        (Operator::InHighest, _) => Operand::Share(10 * PERCENT),
        (Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith, _) => {
            Operand::Text(code("summer"))
        }
        (Operator::AtLeast | Operator::AtMost, Kind::Choice) => Operand::Version(code("10.0.19045")),
        (Operator::Between, Kind::Choice) => Operand::Versions(code("10.0.19041"), code("10.0.22631")),
        (Operator::Between, Kind::Date) => Operand::Range(day("2026-01-01"), day("2026-03-31")),
        (Operator::Between, Kind::Money) => Operand::Range(1_000, 5_000),
        (Operator::Between, _) => Operand::Range(3, 5),
        (Operator::IsAnyOf | Operator::IsNoneOf, _) => Operand::Choices(vec![code("FR"), code("BE")]),
        (_, Kind::Choice) if attribute.choices == Choices::Markets => Operand::Choices(vec![code("FR")]),
        (_, Kind::Choice) => Operand::Choices(vec![code(UNKNOWN)]),
        (_, Kind::YesNo) => Operand::Flag(true),
        (_, Kind::Date) => Operand::Number(day("2026-01-01")),
        (_, Kind::Money) => Operand::Number(2_500),
        (_, Kind::Number | Kind::Decimal) => Operand::Number(4),
    }
}

/// Rules with alternatives, with several filters, and with an exclusion.
fn example_rules() -> Vec<Rule> {
    let one =
        |key: BuiltIn, operator: Operator, operand: Operand| Condition { attribute: key.into(), operator, operand };
    let include = |conditions: Vec<Condition>| Filter::any(false, conditions);
    let market = |code: &str| one(BuiltIn::Market, Operator::Is, Operand::Choices(vec![code.to_owned()]));
    let spend = || one(BuiltIn::SpendCents, Operator::AtLeast, Operand::Number(1_000));
    let rated = || Filter::any(true, vec![one(BuiltIn::Stars, Operator::IsKnown, Operand::Nothing)]);
    vec![
        Rule { filters: vec![include(vec![market("FR"), market("BE")])] },
        Rule { filters: vec![include(vec![market("FR")]), include(vec![spend()])] },
        Rule { filters: vec![include(vec![market("FR"), market("BE")]), include(vec![spend()]), rated()] },
        Rule {
            filters: vec![Filter {
                exclude: false,
                alternatives: vec![Alternative(vec![market("FR"), spend()]), market("BE").into()],
            }],
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::formula_reader::read_formula;

    #[test]
    fn every_example_is_a_formula_that_can_be_read_in_every_language() {
        let catalogue = Catalogue::default();
        for operator in Operator::ALL {
            let examples = examples(*operator);
            assert!(!examples.is_empty(), "{operator:?}");
            for (locale, condition) in
                Locale::ALL.into_iter().flat_map(|locale| examples.iter().map(move |one| (locale, one)))
            {
                let rule = Rule { filters: vec![Filter::one(condition.clone())] };
                let written = condition_formula(condition, &catalogue, locale);
                assert_eq!(read_formula(&written, &catalogue, locale).as_ref(), Ok(&rule), "{written}");
            }
        }
    }

    #[test]
    fn every_comparison_is_explained_in_both_languages() {
        for (locale, operator) in
            Locale::ALL.into_iter().flat_map(|locale| Operator::ALL.iter().map(move |one| (locale, one)))
        {
            let key = format!("comparison-about-{}", message_part(operator.word()));
            assert!(locale.find(&key, &[]).is_some(), "{key} in {}", locale.tag());
        }
    }
}
