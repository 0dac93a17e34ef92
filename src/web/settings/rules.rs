//! The publisher's rules: who may be in segments, and the minimum size of a segment that can be used.

use super::SettingsPage;
use super::effect::EffectWords;
use crate::audit::Field;
use crate::locale::Locale;
use crate::settings::effect;
use crate::settings::rules::{self, LEAST_AGES, MINIMUM_SIZES, Refusal};
use crate::store::publishers::{Publisher, Rules};
use crate::web::address::see_other;
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm, number_within};
use crate::web::page::Page;
use crate::web::visitor::{Owner, SignedIn};
use crate::web::work::{PageResult, html, html_again};
use askama::Template;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form as it was filled in.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RulesForm {
    #[validate(custom(function = "is_least_age"))]
    pub least_age: String,
    pub count_unknown_age: String,
    #[validate(custom(function = "is_minimum_size"))]
    pub minimum_size: String,
    /// The version of the rules that the form was filled in from.
    pub seen: String,
    #[serde(rename = "do")]
    action: String,
}

impl PostedForm for RulesForm {
    const FIELDS: &'static [&'static str] = &["least_age", "count_unknown_age", "minimum_size"];
}

/// The effect alone, which is updated while the form is being filled in.
#[derive(Template)]
#[template(path = "settings/effect.html")]
struct EffectPart {
    page: Page,
    effect: Option<EffectWords>,
}

fn is_least_age(typed: &str) -> Result<(), ValidationError> {
    let is_it = Locale::ALL.into_iter().any(|locale| number_within(typed, &LEAST_AGES, locale).is_some());
    if is_it { Ok(()) } else { Err(ValidationError::new("settings-least-age-wrong")) }
}

fn is_minimum_size(typed: &str) -> Result<(), ValidationError> {
    let is_it = Locale::ALL.into_iter().any(|locale| number_within(typed, &MINIMUM_SIZES, locale).is_some());
    if is_it { Ok(()) } else { Err(ValidationError::new("settings-minimum-size-wrong")) }
}

impl RulesForm {
    /// The form with the current rules.
    pub fn of(publisher: &Publisher) -> Self {
        Self {
            least_age: publisher.least_age.to_string(),
            count_unknown_age: String::from(if publisher.count_unknown_age { "on" } else { "" }),
            minimum_size: publisher.minimum_size.to_string(),
            seen: Seen::of(publisher.rules_version, &recorded(publisher)).to_string(),
            action: String::new(),
        }
    }

    /// The typed rules; numbers that cannot be parsed are added to the errors, in the user's language.
    fn rules(&self, errors: &mut Errors, locale: Locale) -> Option<Rules> {
        let least_age = number_within(&self.least_age, &LEAST_AGES, locale);
        let minimum_size = number_within(&self.minimum_size, &MINIMUM_SIZES, locale);
        if least_age.is_none() {
            errors.add("least_age", locale.text("settings-least-age-wrong"));
        }
        if minimum_size.is_none() {
            errors.add("minimum_size", locale.text("settings-minimum-size-wrong"));
        }
        let (least_age, minimum_size) = (least_age?, minimum_size?);
        errors.is_empty().then_some(Rules {
            least_age,
            count_unknown_age: !self.count_unknown_age.is_empty(),
            minimum_size,
        })
    }
}

/// The fields of the rules, as the audit log has them.
fn recorded(publisher: &Publisher) -> Values {
    vec![
        (Field::LeastAge, publisher.least_age.into()),
        (Field::CountUnknownAge, publisher.count_unknown_age.into()),
        (Field::MinimumSize, publisher.minimum_size.into()),
    ]
}

async fn effect_of(visitor: &SignedIn, rules: Rules) -> Result<EffectWords, PageError> {
    let counted = visitor.run(move |visit| {
        let effect = effect::effect(&visit.state, &visit.actor, &visit.publisher, rules, &visit.cancelled)?;
        Ok(EffectWords::new(&effect.ok_or(PageError::Superseded)?, visit.locale))
    });
    counted.await
}

/// Saves the rules, or shows their effect.
pub async fn update(Owner(visitor): Owner, posted: Posted<RulesForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let (rules, mut conflict) = (form.rules(&mut errors, visitor.locale), None);
    if let Some(rules) = rules.filter(|_| form.action == "preview") {
        let effect = Some(effect_of(&visitor, rules).await?);
        return html(&SettingsPage { effect, rules: form, ..SettingsPage::of(&visitor).await? });
    }
    if let Some(rules) = rules {
        let version = Seen::read(&form.seen).version;
        match visitor.run(move |visit| Ok(rules::save(&visit.state, &visit.actor, version, rules))).await? {
            Ok(_) => {
                visitor.tell(visitor.locale.text("settings-rules-saved"));
                return Ok(see_other("/settings"));
            }
            Err(refusal) => conflict = add(&mut errors, &mut form, (refusal, rules), &visitor)?,
        }
    }
    html_again(&SettingsPage { rules: form, errors, conflict, ..SettingsPage::of(&visitor).await? })
}

/// Adds the reasons why the rules were not saved to the fields. After a conflicting change, which is returned, saving again
/// overwrites it.
fn add(
    errors: &mut Errors,
    form: &mut RulesForm,
    (refusal, rules): (Refusal, Rules),
    visitor: &SignedIn,
) -> Result<Option<Conflict>, PageError> {
    let locale = visitor.locale;
    match refusal {
        Refusal::Store(error) => return Err(error.into()),
        Refusal::LeastAge => errors.add("least_age", locale.text("settings-least-age-wrong")),
        Refusal::MinimumSize => errors.add("minimum_size", locale.text("settings-minimum-size-wrong")),
        Refusal::ChangedMeanwhile { now, changes } => {
            let numbers = [("age", now.least_age.into()), ("size", now.minimum_size.into())];
            errors.add("least_age", locale.with("settings-rules-changed-meanwhile", &numbers));
            let theirs = recorded(&now);
            let typed = [
                Typed::new(Field::LeastAge, rules.least_age),
                Typed::new(Field::CountUnknownAge, rules.count_unknown_age),
                Typed::new(Field::MinimumSize, rules.minimum_size),
            ];
            let (seen, shown) = (Seen::read(&form.seen), (visitor.publisher.time_zone, locale));
            let conflict = Conflict::merged(&changes, &typed, (&seen, &theirs), shown);
            form.seen = Seen::of(now.rules_version, &theirs).to_string();
            if let Some(theirs) = &conflict {
                theirs.take_over(Field::LeastAge, &mut form.least_age);
                theirs.take_over(Field::CountUnknownAge, &mut form.count_unknown_age);
                theirs.take_over(Field::MinimumSize, &mut form.minimum_size);
            }
            return Ok(conflict);
        }
    }
    Ok(None)
}

/// The effect of the rules as typed, as a fragment.
pub async fn preview(Owner(visitor): Owner, posted: Posted<RulesForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let effect = match form.rules(&mut errors, visitor.locale) {
        Some(rules) => Some(effect_of(&visitor, rules).await?),
        None => None,
    };
    html(&EffectPart { page: visitor.fragment(), effect })
}
