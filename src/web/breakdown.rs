//! The members of a group by their values of an attribute, in words and bars.

use crate::access::Addresses;
use crate::groups::breakdown::{Breakdown, Part, PartValue, is_possible};
use crate::locale::Locale;
use crate::segments::{Attribute, Catalogue, Category, Choices, Kind, Value};

/// A breakdown as a chart that is a table.
pub struct BreakdownChart {
    pub label: String,
    pub bars: Vec<Bar>,
    /// How many values no member has; empty if there are none.
    pub empty: String,
}

/// A value with its members, beside the whole app.
pub struct Bar {
    pub label: String,
    pub count: String,
    pub share: String,
    pub app_share: String,
    /// The share of the members with the value, where that in the app is 100; a dash where nobody has it there.
    pub index: String,
    /// The share in the group and in the app, in percent, for the bar and the tick on it.
    pub width: u64,
    pub tick: u64,
}

impl BreakdownChart {
    pub fn new(breakdown: &Breakdown, addresses: Addresses, locale: Locale) -> Self {
        let Breakdown { attribute, parts, empty, members, everyone } = breakdown;
        let bar = |part: &Part| Bar {
            label: label(attribute, &part.value, addresses, locale),
            count: locale.number(part.members),
            share: locale.share(part.members, *members),
            app_share: locale.share(part.everyone, *everyone),
            index: index((part.members, *members), (part.everyone, *everyone))
                .map_or_else(|| String::from("–"), |index| locale.number(index)),
            width: percent(part.members, *members),
            tick: percent(part.everyone, *everyone),
        };
        let empty = if *empty > 0 { locale.with1("breakdown-empty", "count", *empty) } else { String::new() };
        Self { label: attribute.label(locale), bars: parts.iter().map(bar).collect(), empty }
    }
}

fn percent(part: u64, whole: u64) -> u64 {
    (part.saturating_mul(100) / whole.max(1)).min(100)
}

/// 100 times the share of the one in the share of the other, rounded; `None` if the other is nothing.
pub fn index((part, whole): (u64, u64), (other_part, other_whole): (u64, u64)) -> Option<u64> {
    let (above, below) = (u128::from(part) * u128::from(other_whole), u128::from(other_part) * u128::from(whole));
    let index = (above * 200 + below).checked_div(below * 2)?;
    Some(u64::try_from(index).unwrap_or(u64::MAX))
}

/// A value in words. Texts of the app's own may be addresses.
pub fn label(attribute: &Attribute, value: &PartValue, addresses: Addresses, locale: Locale) -> String {
    let number = |number: i64| attribute.value_label(&Value::Number(number), locale);
    let is_date = attribute.kind == Kind::Date;
    match value {
        PartValue::Choice(code) if attribute.choices == Choices::Open => addresses.shown(code),
        PartValue::Choice(code) => attribute.choice_label(code, locale),
        PartValue::Flag(flag) => locale.text(if *flag { "yes" } else { "no" }),
        PartValue::Unknown => locale.text("unknown"),
        PartValue::Rest(count) => locale.with1("breakdown-rest", "count", *count),
        PartValue::Small(count) => locale.with1("breakdown-small", "count", *count),
        PartValue::Band(Some(least), Some(greatest)) if least == greatest => number(*least),
        PartValue::Band(Some(least), Some(greatest)) => {
            locale.with("band-between", &[("low", number(*least).into()), ("high", number(*greatest).into())])
        }
        PartValue::Band(Some(least), None) => {
            locale.with1(if is_date { "band-from-day" } else { "band-from" }, "low", number(*least))
        }
        PartValue::Band(None, Some(greatest)) => {
            locale.with1(if is_date { "band-to-day" } else { "band-to" }, "high", number(*greatest))
        }
        PartValue::Band(None, None) => locale.text("band-any"),
    }
}

/// An attribute to choose.
pub struct AttributeOption {
    pub key: String,
    pub label: String,
    pub is_chosen: bool,
}

/// The attributes to choose from, by category in the order of the form.
pub fn attribute_options(
    catalogue: &Catalogue,
    is_chosen: impl Fn(&Attribute) -> bool,
    locale: Locale,
) -> Vec<(String, Vec<AttributeOption>)> {
    let option = |attribute: &Attribute| AttributeOption {
        key: attribute.key.to_string(),
        label: attribute.label(locale),
        is_chosen: is_chosen(attribute),
    };
    let of = |category: &Category| {
        let possible = catalogue.of_category(*category).filter(|attribute| is_possible(attribute));
        (locale.text(category.message()), possible.map(option).collect::<Vec<_>>())
    };
    Category::ALL.iter().map(of).filter(|(_, options)| !options.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_compares_shares() {
        assert_eq!(index((29, 100), (21, 100)), Some(138));
        assert_eq!(index((5, 10), (50, 100)), Some(100));
        assert_eq!((index((5, 10), (0, 100)), index((0, 0), (0, 0))), (None, None));
    }
}
