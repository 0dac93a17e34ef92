//! The customers whom no promotion reaches: the share, and what was counted in each quarter.

use crate::audit::Field;
use crate::experiments::EFFECT;
use crate::holdout::{self, MOST, Refusal, Report};
use crate::locale::{Locale, parse_decimal, write_decimal};
use crate::shares::WHOLE;
use crate::web::audit::{Conflict, Typed};
use crate::web::effect::{Effect, Stage, effect};
use crate::web::error::PageError;
use crate::web::flights::words::share_text;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Owner, SignedIn, Viewer};
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// Where the page is.
const PATH: &str = "/settings/holdout";

/// Millionths of a whole in a percent.
const PERCENT: i64 = (WHOLE / 100) as i64;

/// The form: a percentage.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HoldoutForm {
    #[validate(length(max = 20, code = "field-too-long"))]
    share: String,
    /// The share when the form was shown, in millionths.
    seen: String,
}

impl PostedForm for HoldoutForm {
    const FIELDS: &'static [&'static str] = &["share"];
}

/// A quarter in words.
struct Quarter {
    id: String,
    title: String,
    help: String,
    effect: Option<Effect>,
}

#[derive(Template)]
#[template(path = "settings/holdout.html")]
struct HoldoutPage {
    page: Page,
    is_owner: bool,
    now: String,
    share: String,
    seen: String,
    quarters: Vec<Quarter>,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl HoldoutPage {
    fn of(visit: Visit) -> Result<Self, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let (share, reports) = holdout::reports(&visit.state, &visit.publisher)?;
        let currency = holdout::currency(&visit.state, visit.publisher.id)?;
        let sizes = visit.sizes();
        let names = ["comparison-held-out", "holdout-others"].map(|key| locale.text(key));
        let quarter = |report: Report| {
            let ((year, number), since) = (report.quarter.parts(), locale.date(report.since));
            let title = [
                ("number", number.into()),
                ("year", year.to_string().into()),
                ("share", share_text(report.share, locale).into()),
                ("day", since.clone().into()),
            ];
            let stage = if report.is_over { Stage::Over } else { Stage::Waiting };
            let words = |counted| effect((&counted, stage, EFFECT), &names, (locale, zone, currency.into(), sizes));
            Quarter {
                id: format!("quarter-{year}-{number}"),
                title: locale.with("holdout-quarter", &title),
                help: locale.with1("holdout-help", "day", since),
                effect: report.counted.map(words),
            }
        };
        Ok(Self {
            is_owner: visit.actor.role == crate::access::Role::Owner,
            now: now_text(share, locale),
            share: percent_text(share, locale),
            seen: share.to_string(),
            quarters: reports.into_iter().map(quarter).collect(),
            errors: Errors::default(),
            conflict: None,
            page: visit.page,
        })
    }
}

fn percent_text(share: u32, locale: Locale) -> String {
    write_decimal(locale, i64::from(share) * i64::from(WHOLE) / PERCENT)
}

fn now_text(share: u32, locale: Locale) -> String {
    match share {
        0 => locale.text("holdout-none"),
        share => locale.with1("holdout-now", "share", share_text(share, locale)),
    }
}

/// Which share no promotion reaches now, in words.
pub(super) async fn share(visitor: &SignedIn) -> Result<String, PageError> {
    let work = |visit: Visit| Ok(holdout::reports(&visit.state, &visit.publisher)?.0);
    Ok(now_text(visitor.run(work).await?, visitor.locale))
}

/// The page of the holdout.
pub async fn show(Viewer(visitor): Viewer) -> PageResult {
    visitor.answer(Section::Settings, |visit| Answer::page(&HoldoutPage::of(visit)?)).await
}

/// Saves the share.
pub async fn update(Owner(visitor): Owner, posted: Posted<HoldoutForm>) -> PageResult {
    let work = move |visit: Visit| {
        let Posted { form, mut errors, .. } = posted;
        let locale = visit.locale;
        let typed = if form.share.trim().is_empty() { "0" } else { &form.share };
        // Percent are read in millionths of one.
        let share = parse_decimal(locale, typed).map(|percent| percent * PERCENT / i64::from(WHOLE));
        let Some(share) = share.and_then(|share| u32::try_from(share).ok()).filter(|share| *share <= MOST) else {
            errors.add("share", locale.text("holdout-share-wrong"));
            return Answer::again(&HoldoutPage { share: form.share, errors, ..HoldoutPage::of(visit)? });
        };
        match holdout::save(&visit.state, &visit.actor, (form.seen.parse().ok(), share)) {
            Ok(()) => Ok(Answer::Done { path: String::from(PATH), message: locale.text("holdout-saved") }),
            Err(Refusal::ChangedMeanwhile { now, changes }) => {
                let typed = Typed::kept(Field::Holdout, share.to_string());
                let conflict = Conflict::new(&changes, &[typed], &visit);
                errors.add("share", locale.with1("holdout-changed-meanwhile", "share", share_text(now, locale)));
                Answer::again(&HoldoutPage { share: form.share, conflict, errors, ..HoldoutPage::of(visit)? })
            }
            Err(Refusal::TooLarge) => {
                errors.add("share", locale.text("holdout-share-wrong"));
                Answer::again(&HoldoutPage { share: form.share, errors, ..HoldoutPage::of(visit)? })
            }
            Err(Refusal::Forbidden(error)) => Err(error.into()),
            Err(Refusal::Store(error)) => Err(error.into()),
        }
    };
    visitor.answer(Section::Settings, work).await
}
