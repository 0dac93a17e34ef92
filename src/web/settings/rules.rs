//! The publisher's rules: who may be in segments, and from which size on a segment can be used.

use super::SettingsPage;
use super::effect::Effect;
use crate::locale::{Locale, parse_number};
use crate::settings::rules::{self, LEAST_AGES, MINIMUM_SIZES, Refusal};
use crate::state::State;
use crate::store::publishers::{Publisher, Rules};
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::page::Page;
use crate::web::visitor::Owner;
use crate::web::work::{html, html_again, run};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// The form as it was filled in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    pub least_age: String,
    pub count_unknown_age: String,
    pub minimum_size: String,
    /// The version of the rules that the form was filled in from.
    pub seen: String,
    #[serde(rename = "do")]
    action: String,
}

/// The effect alone, which comes in place while the form is being filled in.
#[derive(Template)]
#[template(path = "settings/effect.html")]
struct EffectPart {
    page: Page,
    effect: Option<Effect>,
}

impl RulesForm {
    /// The form of the rules that hold.
    pub fn of(publisher: &Publisher) -> Self {
        Self {
            least_age: publisher.least_age.to_string(),
            count_unknown_age: String::from(if publisher.count_unknown_age { "on" } else { "" }),
            minimum_size: publisher.minimum_size.to_string(),
            seen: publisher.rules_version.to_string(),
            action: String::new(),
        }
    }

    fn least_age(&self, locale: Locale) -> Option<i32> {
        within(&self.least_age, &LEAST_AGES, locale)
    }

    fn minimum_size(&self, locale: Locale) -> Option<i32> {
        within(&self.minimum_size, &MINIMUM_SIZES, locale)
    }

    /// The rules, where every field holds what it can.
    fn rules(&self, locale: Locale) -> Option<Rules> {
        Some(Rules {
            least_age: self.least_age(locale)?,
            count_unknown_age: !self.count_unknown_age.is_empty(),
            minimum_size: self.minimum_size(locale)?,
        })
    }
}

fn within(text: &str, range: &std::ops::RangeInclusive<i64>, locale: Locale) -> Option<i32> {
    let number = parse_number(locale, text).filter(|number| range.contains(number))?;
    i32::try_from(number).ok()
}

/// Saves the rules, or shows their effect.
pub async fn update(
    Owner(visitor): Owner,
    state: web::Data<State>,
    form: web::Form<RulesForm>,
) -> Result<HttpResponse, PageError> {
    let (locale, mut form) = (visitor.locale, form.into_inner());
    let Some(rules) = form.rules(locale) else {
        let mut shown = SettingsPage::new(&visitor);
        if form.least_age(locale).is_none() {
            shown.least_age_errors.push(locale.text("settings-least-age-wrong"));
        }
        if form.minimum_size(locale).is_none() {
            shown.minimum_size_errors.push(locale.text("settings-minimum-size-wrong"));
        }
        shown.rules = form;
        return html_again(&shown);
    };
    if form.action == "preview" {
        let effect = Effect::of(&visitor, &state, rules).await?;
        return html(&SettingsPage { effect: Some(effect), rules: form, ..SettingsPage::new(&visitor) });
    }
    let (actor, shared) = (visitor.actor(), state.clone());
    let version = form.seen.parse().unwrap_or(0);
    let mut shown = SettingsPage::new(&visitor);
    match run(move |_| Ok(rules::save(&shared, &actor, version, rules))).await? {
        Ok(_) => {
            visitor.tell(locale.text("settings-rules-saved"));
            return Ok(see_other("/settings"));
        }
        Err(Refusal::Store(error)) => return Err(error.into()),
        Err(Refusal::LeastAge) => shown.least_age_errors.push(locale.text("settings-least-age-wrong")),
        Err(Refusal::MinimumSize) => shown.minimum_size_errors.push(locale.text("settings-minimum-size-wrong")),
        Err(Refusal::ChangedMeanwhile(now)) => {
            shown.least_age_errors.push(locale.with(
                "settings-rules-changed-meanwhile",
                &[("age", now.least_age.into()), ("size", now.minimum_size.into())],
            ));
            form.seen = now.rules_version.to_string();
        }
    }
    shown.rules = form;
    html_again(&shown)
}

/// The effect of the rules as they stand in the form.
pub async fn preview(
    Owner(visitor): Owner,
    state: web::Data<State>,
    form: web::Form<RulesForm>,
) -> Result<HttpResponse, PageError> {
    let effect = match form.rules(visitor.locale) {
        Some(rules) => Some(Effect::of(&visitor, &state, rules).await?),
        None => None,
    };
    html(&EffectPart { page: visitor.fragment(), effect })
}
