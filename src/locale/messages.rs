//! The messages of each language, from the Fluent files under `locales/`, which are compiled into the program.
//!
//! A missing message is never an error for a visitor: it is shown in English, or as its key if English lacks it too,
//! and logged once.

use super::pieces::Messages;
use super::{Arg, Locale};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

type Bundle = FluentBundle<FluentResource>;

macro_rules! files_of {
    ($language:literal) => {
        [
            include_str!(concat!("../../locales/", $language, "/common.ftl")),
            include_str!(concat!("../../locales/", $language, "/catalogue.ftl")),
            include_str!(concat!("../../locales/", $language, "/accounts.ftl")),
            include_str!(concat!("../../locales/", $language, "/team.ftl")),
            include_str!(concat!("../../locales/", $language, "/settings.ftl")),
            include_str!(concat!("../../locales/", $language, "/audit.ftl")),
            include_str!(concat!("../../locales/", $language, "/programs.ftl")),
            include_str!(concat!("../../locales/", $language, "/webhooks.ftl")),
            include_str!(concat!("../../locales/", $language, "/flights.ftl")),
            include_str!(concat!("../../locales/", $language, "/flight-drafts.ftl")),
            include_str!(concat!("../../locales/", $language, "/guards.ftl")),
            include_str!(concat!("../../locales/", $language, "/notifications.ftl")),
            include_str!(concat!("../../locales/", $language, "/notification-content.ftl")),
            include_str!(concat!("../../locales/", $language, "/notification-times.ftl")),
            include_str!(concat!("../../locales/", $language, "/notification-again.ftl")),
            include_str!(concat!("../../locales/", $language, "/notification-analysis.ftl")),
            include_str!(concat!("../../locales/", $language, "/apps.ftl")),
            include_str!(concat!("../../locales/", $language, "/customers.ftl")),
            include_str!(concat!("../../locales/", $language, "/drafts.ftl")),
            include_str!(concat!("../../locales/", $language, "/imports.ftl")),
            include_str!(concat!("../../locales/", $language, "/offers.ftl")),
            include_str!(concat!("../../locales/", $language, "/tests.ftl")),
            include_str!(concat!("../../locales/", $language, "/test-calls.ftl")),
            include_str!(concat!("../../locales/", $language, "/effects.ftl")),
            include_str!(concat!("../../locales/", $language, "/groups.ftl")),
            include_str!(concat!("../../locales/", $language, "/groups-list.ftl")),
            include_str!(concat!("../../locales/", $language, "/builder.ftl")),
            include_str!(concat!("../../locales/", $language, "/group-pages.ftl")),
        ]
    };
}

static MESSAGES: LazyLock<[(Bundle, Messages); 2]> = LazyLock::new(|| Locale::ALL.map(load));
static REPORTED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The greatest number up to which `f64`, in which Fluent keeps numbers, represents every integer.
const GREATEST_EXACT: u64 = 1 << 53;

impl Locale {
    /// The message `key`, which has no variables.
    pub fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message `key` with one variable.
    pub fn with1(self, key: &str, name: &'static str, value: impl Into<Arg>) -> String {
        self.with(key, &[(name, value.into())])
    }

    /// The message `key` with its variables.
    pub fn with(self, key: &str, arguments: &[(&'static str, Arg)]) -> String {
        if let Some(text) = self.find(key, arguments) {
            return text;
        }
        report(self, key, "there is no such message");
        Self::En.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// The message `key` if this language has it, for keys built from data.
    pub fn find(self, key: &str, arguments: &[(&'static str, Arg)]) -> Option<String> {
        let (bundle, messages) = &MESSAGES[self.place()];
        if let Some(text) = messages.write(self, key, arguments) {
            return Some(text);
        }
        self.format(bundle, key, arguments)
    }

    /// The message as Fluent formats it.
    fn format(self, bundle: &Bundle, key: &str, arguments: &[(&'static str, Arg)]) -> Option<String> {
        let pattern = bundle.get_message(key)?.value()?;
        let values: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, self.value(value))).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        for error in errors {
            report(self, key, &error.to_string());
        }
        Some(text)
    }

    fn value(self, argument: &Arg) -> FluentValue<'static> {
        match argument {
            Arg::Text(text) => FluentValue::String(text.clone().into()),
            Arg::Number(number) if number.unsigned_abs() <= GREATEST_EXACT => FluentValue::from(*number),
            Arg::Number(number) => FluentValue::String(self.number(*number).into()),
        }
    }
}

fn load(locale: Locale) -> (Bundle, Messages) {
    let tag = locale.tag().parse().unwrap_or_default();
    let mut messages = Messages::default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::En => |value, _| written(Locale::En, value),
        Locale::Fr => |value, _| written(Locale::Fr, value),
    }));
    let files = match locale {
        Locale::En => files_of!("en"),
        Locale::Fr => files_of!("fr"),
    };
    for file in files {
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, errors)| {
            log::error!("messages in {}: {errors:?}", locale.tag());
            resource
        });
        messages.add(&resource);
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("messages in {}: {errors:?}", locale.tag());
        }
    }
    (bundle, messages)
}

/// Formats whole numbers in messages with the language's digit grouping.
fn written(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are let in")]
        FluentValue::Number(number) if number.value.fract() == 0.0 => Some(locale.number(number.value as i64)),
        _ => None,
    }
}

fn report(locale: Locale, key: &str, problem: &str) {
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    if reported.insert(format!("{} {key}", locale.tag())) {
        log::error!("message {key} in {}: {problem}", locale.tag());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_missing_is_shown_as_its_key() {
        assert_eq!(Locale::Fr.text("no-such-message"), "no-such-message");
        assert_eq!(Locale::Fr.find("no-such-message", &[]), None);
    }

    #[test]
    fn a_missing_variable_does_not_stop_a_page() {
        assert_eq!(Locale::En.text("rule-condition"), "Filter {$filter}, condition {$number}");
    }

    #[test]
    fn messages_without_selectors_are_written_as_fluent_formats_them() {
        for locale in Locale::ALL {
            let (bundle, messages) = &MESSAGES[locale.place()];
            let mut compared = 0;
            for (key, variables) in messages.variables() {
                let texts: Vec<_> = variables.iter().map(|name| (*name, Arg::from("<x>"))).collect();
                let numbers: Vec<_> = variables.iter().map(|name| (*name, Arg::from(12_345))).collect();
                for arguments in [texts, numbers] {
                    let written = messages.write(locale, key, &arguments);
                    assert!(written.is_some(), "{key}");
                    assert_eq!(written, locale.format(bundle, key, &arguments), "{key}");
                }
                compared += 1;
            }
            assert!(compared > 400, "{compared} of the messages");
            assert!(
                messages.write(locale, "customers-count", &[("count", 1.into())]).is_none(),
                "it selects the plural"
            );
        }
    }

    #[test]
    fn numbers_in_messages_select_the_plural_and_are_grouped() {
        assert_eq!(Locale::En.with1("customers-count", "count", 1), "1 customer");
        assert_eq!(Locale::En.with1("customers-count", "count", 12_345_usize), "12,345 customers");
        assert_eq!(Locale::Fr.with1("customers-count", "count", 0_u64), "0 client");
        assert_eq!(Locale::Fr.with1("customers-count", "count", 12_345_i64), "12\u{202F}345 clients");
        let huge = Locale::En.with1("customers-count", "count", i64::MAX);
        assert_eq!(huge, "9,223,372,036,854,775,807 customers");
    }

    #[test]
    fn variables_have_no_isolation_marks_around_them() {
        assert!(Locale::En.with1("customers-count", "count", 5).is_ascii());
    }
}
