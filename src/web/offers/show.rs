//! The page of an offer: what it is, who could get it now, what became of it, and its codes.

use super::words::{state, what};
use crate::access::Role;
use crate::experiments::EFFECT;
use crate::ids::OfferId;
use crate::locale::Locale;
use crate::offers::effect;
use crate::offers::list::{self, Conflict, Detailed, PAGE_SIZE, UNCONFIRMED_DAYS};
use crate::offers::save::Step;
use crate::shares::WHOLE;
use crate::store::customer_groups::CustomerGroup;
use crate::store::offer_grants::{Grant, GrantState};
use crate::store::offers::{CodeMode, Offer, OfferState, OfferText};
use crate::web::effect::{Amounts, Effect, Stage, effect as web_effect};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// A number with its name.
struct Figure {
    label: String,
    value: String,
    /// Where the people behind it are listed; empty if nowhere.
    path: String,
}

/// Another offer about the same product, in words.
struct ConflictRow {
    path: String,
    name: String,
    text: String,
}

#[derive(Template)]
#[template(path = "offers/show.html")]
pub(super) struct ShowPage {
    page: Page,
    path: String,
    name: String,
    what: String,
    app: (String, String),
    state: (String, &'static str),
    groups: Vec<CustomerGroup>,
    excepted: Vec<CustomerGroup>,
    facts: Vec<(String, String)>,
    texts: Vec<OfferText>,
    prospects: Vec<Figure>,
    as_of: String,
    /// What is wrong with its segments, in sentences.
    small: Vec<String>,
    conflicts: Vec<ConflictRow>,
    sums: Vec<Figure>,
    unconfirmed: String,
    /// What it changed; `None` if it holds nobody out, or nothing was counted yet.
    effect: Option<Effect>,
    effect_help: String,
    waits_for_effect: bool,
    has_pool: bool,
    pool: String,
    may_start: bool,
    may_pause: bool,
    may_end: bool,
    may_archive: bool,
    /// The codes as typed, and how many are to be made.
    codes: String,
    count: String,
    errors: Errors,
}

impl ShowPage {
    pub(super) fn of(visit: Visit, id: OfferId) -> Result<Self, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let detailed = list::find(&visit.state, &visit.actor, id)?;
        let offer = &detailed.offer;
        let prospects = list::prospects(&visit.state, &visit.actor, &visit.publisher, offer)?;
        let number = |number: Option<u64>| {
            number.map_or_else(
                || locale.with1("offer-size-hidden", "minimum", visit.publisher.minimum_size),
                |number| locale.number(number),
            )
        };
        let figure = |key: &str, value: Option<u64>| Figure {
            label: locale.text(key),
            value: number(value),
            path: String::new(),
        };
        let mut could = vec![figure("offer-could-get", prospects.reached)];
        if offer.holdout > 0 {
            could.push(figure("offer-could-held-out", prospects.held_out));
        }
        if prospects.withheld != Some(0) {
            could.push(figure("offer-could-withheld", prospects.withheld));
        }
        if !detailed.excepted.is_empty() {
            could.push(figure("offer-could-excepted", prospects.excepted));
        }
        could.push(figure("offer-could-others", prospects.others));
        let conflict = |conflict: &Conflict| {
            let customers = number(conflict.customers);
            let products = conflict.products.join(", ");
            let words = [("customers", customers.into()), ("products", products.into())];
            ConflictRow {
                path: conflict.offer.path(),
                name: conflict.offer.name.clone(),
                text: locale.with("offer-conflict", &words),
            }
        };
        let small = |name: &String| locale.with1("offer-small-segment", "name", name.as_str());
        let unconfirmed = (detailed.unconfirmed > 0).then(|| {
            let words = [("count", detailed.unconfirmed.into()), ("days", UNCONFIRMED_DAYS.into())];
            locale.with("offer-unconfirmed", &words)
        });
        let holds_out = effect::holds_out(offer) && offer.state != OfferState::Draft;
        let counted = if holds_out { effect::of(&visit.state, offer)? } else { None };
        let names = ["comparison-held-out", "comparison-shown"].map(|key| locale.text(key));
        let still_comes = effect::still_comes(offer, visit.state.clock.now());
        let stage = |is_over: bool| Stage::of(is_over, still_comes);
        let words = (locale, zone, Amounts::Money(detailed.app.currency), visit.sizes());
        let effect = counted.map(|effect| web_effect((&effect.counted, stage(effect.is_over), EFFECT), &names, words));
        let (total, free) = detailed.codes;
        let pool = locale.with("offer-pool", &[("total", total.into()), ("free", free.into())]);
        Ok(Self {
            path: offer.path(),
            name: offer.name.clone(),
            what: what(offer, detailed.app.currency, locale),
            app: (detailed.app.path(), detailed.app.name.clone()),
            state: state(offer.state, locale),
            facts: facts(offer, locale, zone),
            texts: offer.texts(),
            prospects: could,
            as_of: locale.date(prospects.as_of),
            small: {
                let difference = prospects.is_small_difference.then(|| locale.text("use-small-difference"));
                prospects.small.iter().map(small).chain(difference).collect()
            },
            conflicts: prospects.conflicts.iter().map(conflict).collect(),
            sums: sums(&detailed, locale),
            unconfirmed: unconfirmed.unwrap_or_default(),
            waits_for_effect: holds_out && effect.is_none(),
            effect,
            effect_help: locale.with1("offer-effect-help", "days", effect::DAYS),
            has_pool: offer.code_mode == CodeMode::Pool,
            pool,
            may_start: Step::Start.is_for(offer.state),
            may_pause: Step::Pause.is_for(offer.state),
            may_end: Step::End.is_for(offer.state),
            may_archive: Step::Archive.is_for(offer.state),
            codes: String::new(),
            count: String::new(),
            errors: Errors::default(),
            page: visit.page,
            groups: detailed.groups,
            excepted: detailed.excepted,
        })
    }

    /// The same page with what was typed for its codes, and what is wrong with it.
    pub(super) fn again(self, (codes, count): (String, String), errors: Errors) -> Self {
        Self { codes, count, errors, ..self }
    }
}

/// What an offer is limited to.
fn facts(offer: &Offer, locale: Locale, zone: Zone) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: String| facts.push((locale.text(key), value));
    if let Some(start) = offer.starts_at {
        fact("offer-starts", locale.moment(start, zone));
    }
    if let Some(end) = offer.ends_at {
        fact("offer-ends", locale.moment(end, zone));
    }
    fact(
        "offer-stock",
        offer.stock.map_or_else(
            || locale.text("offer-no-limit"),
            |stock| locale.with("offer-taken", &[("taken", offer.taken.into()), ("stock", stock.into())]),
        ),
    );
    fact("offer-per-customer", locale.number(offer.per_customer));
    fact("offer-place", locale.number(offer.place));
    fact("offer-grace", locale.number(offer.grace_hours));
    fact("offer-reservation", locale.number(offer.reservation_minutes));
    if offer.holdout > 0 {
        fact("offer-holdout", locale.percent(offer.holdout.unsigned_abs(), WHOLE));
    }
    fact("offer-code-mode", locale.text(&format!("offer-codes-{}", offer.code_mode.word())));
    if let Some(code) = &offer.shared_code {
        fact("offer-shared-code", code.clone());
    }
    fact("offer-key", format!("{}{}", crate::offers::FLAG, offer.flag_key));
    facts
}

fn sums(detailed: &Detailed, locale: Locale) -> Vec<Figure> {
    let sums = detailed.sums;
    let of_state = |key: &str, count: i64, which: Option<GrantState>| Figure {
        label: locale.text(key),
        value: locale.number(count),
        path: match which {
            Some(which) => format!("{}/grants?state={}", detailed.offer.path(), which.word()),
            None => format!("{}/grants", detailed.offer.path()),
        },
    };
    let mut figures = vec![
        of_state("offer-shown", sums.shown, None),
        of_state("offer-reserved", sums.reserved, Some(GrantState::Reserved)),
        of_state("grant-state-claimed", sums.claimed, Some(GrantState::Claimed)),
        of_state("offer-confirmed", sums.confirmed, Some(GrantState::Confirmed)),
        of_state("offer-reversed", sums.reversed, Some(GrantState::Reversed)),
    ];
    if detailed.offer.holdout > 0 || sums.held_out > 0 {
        figures.push(of_state("offer-asked-held-out", sums.held_out, Some(GrantState::HeldOut)));
    }
    let value = locale.money(sums.cents, detailed.app.currency);
    figures.push(Figure { label: locale.text("offer-revenue"), value, path: String::new() });
    figures
}

/// An offer.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<OfferId>) -> PageResult {
    visitor.answer(Section::Offers, move |visit| Answer::page(&ShowPage::of(visit, *path)?)).await
}

/// Which grants.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    pub(super) state: String,
    page: String,
}

/// A grant in words.
struct Row {
    /// The page of the customer, and the account id; `None` once the customer was erased or removed.
    customer: Option<(String, String)>,
    state: String,
    first: String,
    claimed: String,
    order: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "offers/grants.html")]
struct GrantsPage {
    page: Page,
    /// Where the grants are as a file, for those who may have it.
    file: Option<String>,
    path: String,
    name: String,
    /// Values and texts.
    states: Vec<(String, String)>,
    chosen: String,
    rows: Vec<Row>,
    pager: Pager,
}

/// To whom an offer was shown, and what became of it.
pub async fn grants(Viewer(visitor): Viewer, path: web::Path<OfferId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let detailed = list::find(&visit.state, &visit.actor, *path)?;
        let (which, number) = (GrantState::from_word(&query.state), Pager::number(&query.page));
        let found = list::grants(&visit.state, &visit.actor, *path, (which, number))?;
        let total = detailed.sums.of_state(which);
        let addresses = visit.addresses();
        let row = |(grant, account): (Grant, Option<String>)| Row {
            customer: grant
                .customer_id
                .zip(account)
                .map(|(customer, account)| (format!("/customers/{customer}"), addresses.shown(&account))),
            state: locale.text(&format!("grant-state-{}", grant.state.word().replace('_', "-"))),
            first: locale.moment(grant.first_offered_at, zone),
            claimed: grant.claimed_at.map(|at| locale.moment(at, zone)).unwrap_or_default(),
            order: grant.order_id.unwrap_or_default(),
            amount: grant.amount_cents.map(|cents| locale.money(cents, detailed.app.currency)).unwrap_or_default(),
        };
        let all = (String::new(), locale.text("grant-state-all"));
        let states = GrantState::ALL.iter().map(|state| {
            (state.word().to_owned(), locale.text(&format!("grant-state-{}", state.word().replace('_', "-"))))
        });
        let base = format!("{}/grants?state={}&page=", detailed.offer.path(), which.map_or("", GrantState::word));
        let file = format!("{}/grants.csv?state={}", detailed.offer.path(), which.map_or("", GrantState::word));
        Answer::page(&GrantsPage {
            file: (visit.actor.role >= Role::Editor).then_some(file),
            page: visit.page,
            path: detailed.offer.path(),
            name: detailed.offer.name.clone(),
            states: std::iter::once(all).chain(states).collect(),
            chosen: which.map_or_else(String::new, |state| state.word().to_owned()),
            rows: found.into_iter().map(row).collect(),
            pager: Pager::new(number, total, PAGE_SIZE, base, ""),
        })
    };
    visitor.answer(Section::Offers, work).await
}
