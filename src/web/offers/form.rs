//! The form of an offer.

use super::PATH;
use super::words::add;
use crate::currency::Currency;
use crate::groups::choice;
use crate::ids::{AppId, GroupId, OfferId};
use crate::locale::{Locale, parse_cents, parse_decimal, parse_number, write_cents, write_decimal};
use crate::offers::draft::{Draft, Field};
use crate::offers::list;
use crate::offers::save::{self, MOST, Refusal};
use crate::store::apps::App;
use crate::store::offers::{CodeMode, Groups, OfferKind, OfferText};
use crate::take_over;
use crate::web::audit::{Conflict, Seen, Typed, Values, values};
use crate::web::choice::offered;
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, MOMENT, Posted, PostedForm, read_moment};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;
use validator::Validate;

/// Rows for texts beyond those that are filled in: two languages need no second visit.
const FREE_ROWS: usize = 2;

/// A text in one language, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TextForm {
    language: String,
    title: String,
    body: String,
}

/// The form as it was filled in. `returns_refunds` is `on` or empty, and `seen` says what it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct OfferForm {
    app: String,
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    key: String,
    kind: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    worth: String,
    #[validate(length(max = 5_000, message = "field-too-long"))]
    products: String,
    texts: Vec<TextForm>,
    #[validate(length(max = 40, message = "field-too-long"))]
    starts_at: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    ends_at: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    place: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    per_customer: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    stock: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    reservation_minutes: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    grace_hours: String,
    code_mode: String,
    #[validate(length(max = 300, message = "field-too-long"))]
    shared_code: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    holdout: String,
    returns_refunds: String,
    groups: Vec<String>,
    except_groups: Vec<String>,
    seen: String,
}

impl PostedForm for OfferForm {
    const FIELDS: &'static [&'static str] = &[
        "app",
        "name",
        "key",
        "kind",
        "worth",
        "products",
        "groups",
        "except_groups",
        "texts",
        "starts_at",
        "ends_at",
        "place",
        "per_customer",
        "stock",
        "reservation_minutes",
        "grace_hours",
        "code_mode",
        "shared_code",
        "holdout",
        "returns_refunds",
        "text-",
    ];

    fn id_of(name: &str) -> Option<String> {
        if let Some(part) = name.strip_prefix("texts[") {
            let (place, part) = part.strip_suffix(']')?.split_once("][")?;
            return Some(format!("text-{place}-{part}"));
        }
        let plain = name.split('[').next().unwrap_or(name);
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl OfferForm {
    /// The form of an offer as it is stored, and its fields as the audit log has them.
    fn saved(visit: &Visit, id: OfferId) -> Result<(Self, Values), PageError> {
        let offer = list::find(&visit.state, &visit.actor, id)?.offer;
        let draft = Draft::of(&offer, list::groups_of(&visit.state, &visit.actor, id)?);
        let now = recorded(&draft, visit)?;
        let seen = Seen::of(offer.version, &now);
        Ok((Self::of(offer.app_id, &draft, &seen, (visit.locale, visit.publisher.time_zone)), now))
    }

    /// The form of a draft that was `seen` as it is.
    fn of(app: AppId, draft: &Draft, seen: &Seen, (locale, zone): (Locale, Zone)) -> Self {
        let moment = |moment: Option<NaiveDateTime>| {
            moment.map(|moment| zone.shown(moment).format(MOMENT).to_string()).unwrap_or_default()
        };
        let ids = |ids: &[GroupId]| ids.iter().map(GroupId::to_string).collect();
        Self {
            app: app.to_string(),
            name: draft.name.clone(),
            key: draft.key.clone(),
            kind: draft.kind.word().to_owned(),
            worth: match (draft.kind, draft.worth) {
                (OfferKind::Amount, Some(cents)) => write_cents(locale, cents),
                (_, worth) => worth.map(|worth| worth.to_string()).unwrap_or_default(),
            },
            products: draft.products.join("\n"),
            texts: draft
                .texts
                .iter()
                .cloned()
                .map(|OfferText { language, title, body }| TextForm { language, title, body })
                .collect(),
            starts_at: moment(draft.starts_at),
            ends_at: moment(draft.ends_at),
            place: draft.place.to_string(),
            per_customer: draft.per_customer.to_string(),
            stock: draft.stock.map(|stock| stock.to_string()).unwrap_or_default(),
            reservation_minutes: draft.reservation_minutes.to_string(),
            grace_hours: draft.grace_hours.to_string(),
            code_mode: draft.code_mode.word().to_owned(),
            shared_code: draft.shared_code.clone(),
            holdout: write_decimal(locale, draft.holdout * 100),
            returns_refunds: String::from(if draft.returns_refunds { "on" } else { "" }),
            groups: ids(&draft.groups.included),
            except_groups: ids(&draft.groups.excluded),
            seen: seen.to_string(),
        }
    }

    /// What is typed; what cannot be read is an error beside its field.
    fn draft(&self, currency: Currency, (locale, zone): (Locale, Zone), errors: &mut Errors) -> Draft {
        let mut number = |field: Field, typed: &str| {
            let number = parse_number(locale, typed);
            if number.is_none() {
                errors.add(field.word(), locale.text("offer-number-wrong"));
            }
            number.unwrap_or_default()
        };
        let place = number(Field::Place, &self.place);
        let per_customer = number(Field::PerCustomer, &self.per_customer);
        let stock = Some(self.stock.trim()).filter(|typed| !typed.is_empty()).map(|typed| number(Field::Stock, typed));
        let reservation_minutes = number(Field::ReservationMinutes, &self.reservation_minutes);
        let grace_hours = number(Field::GraceHours, &self.grace_hours);
        let holdout = parse_decimal(locale, if self.holdout.trim().is_empty() { "0" } else { &self.holdout });
        if holdout.is_none() {
            errors.add(Field::Holdout.word(), locale.text("offer-number-wrong"));
        }
        let mut moment = |field: &str, typed: &str| {
            read_moment(typed, zone).unwrap_or_else(|_| {
                errors.add(field, locale.text("offer-moment-wrong"));
                None
            })
        };
        let (starts_at, ends_at) = (moment("starts_at", &self.starts_at), moment("ends_at", &self.ends_at));
        let kind = OfferKind::from_word(&self.kind).unwrap_or(OfferKind::Percent);
        let worth = match kind {
            OfferKind::Amount => parse_cents(locale, currency, &self.worth),
            _ => parse_number(locale, self.worth.trim().trim_end_matches('%').trim_end()),
        };
        let ids = |typed: &[String]| typed.iter().filter_map(|id| id.parse().ok()).collect();
        Draft {
            name: self.name.clone(),
            key: self.key.clone(),
            kind,
            worth,
            products: self.products.lines().map(str::to_owned).collect(),
            texts: self.texts(),
            starts_at,
            ends_at,
            place,
            per_customer,
            stock,
            reservation_minutes,
            grace_hours,
            code_mode: CodeMode::from_word(&self.code_mode).unwrap_or(CodeMode::None),
            shared_code: self.shared_code.clone(),
            // A percentage in millionths has a hundred times the millionths of its share.
            holdout: holdout.unwrap_or_default() / 100,
            returns_refunds: !self.returns_refunds.is_empty(),
            groups: Groups { included: ids(&self.groups), excluded: ids(&self.except_groups) },
        }
    }

    /// Takes the fields that others have changed, and nobody here, from the form as it is `now`.
    fn take_over(&mut self, now: Self, theirs: Option<&Conflict>) {
        if let Some(theirs) = theirs {
            take_over!(self, now, theirs;
                Name => name,
                FlagKey => key,
                Kind => kind,
                Worth => worth,
                Products => products,
                Groups => groups,
                ExceptGroups => except_groups,
                StartsAt => starts_at,
                EndsAt => ends_at,
                Place => place,
                PerCustomer => per_customer,
                Stock => stock,
                Holdout => holdout,
                CodeMode => code_mode,
                SharedCode => shared_code,
                Texts => texts,
                GraceHours => grace_hours,
                ReservationMinutes => reservation_minutes,
                ReturnsRefunds => returns_refunds
            );
        }
        self.seen = now.seen;
    }

    /// The places of the rows of texts in which something is typed.
    fn rows(&self) -> Vec<usize> {
        (0..).zip(&self.texts).filter(|(_, row)| **row != TextForm::default()).map(|(place, _)| place).collect()
    }

    fn texts(&self) -> Vec<OfferText> {
        let trimmed = |text: &String| text.trim().to_owned();
        let text = |row: &TextForm| OfferText {
            language: trimmed(&row.language),
            title: trimmed(&row.title),
            body: trimmed(&row.body),
        };
        self.rows().into_iter().filter_map(|place| self.texts.get(place)).map(text).collect()
    }
}

#[derive(Template)]
#[template(path = "offers/form.html")]
struct FormPage {
    page: Page,
    /// The path of the offer being changed; `None` for a new one.
    path: Option<String>,
    form: OfferForm,
    /// Values and texts.
    apps: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    code_modes: Vec<(String, String)>,
    /// Values, texts and whether they are chosen.
    groups: Vec<(String, String, bool)>,
    except_groups: Vec<(String, String, bool)>,
    texts: Vec<TextForm>,
    currency: String,
    zone: &'static str,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FormPage {
    fn of(
        visit: Visit,
        path: Option<String>,
        (form, errors, conflict): (OfferForm, Errors, Option<Conflict>),
    ) -> Result<Self, PageError> {
        let locale = visit.locale;
        let (apps, groups) = list::choices(&visit.state, &visit.actor)?;
        let place = (path.is_none(), form.app.as_str());
        let chosen = |among: &[String]| offered((&apps, &groups), place, among);
        let mut texts = form.texts.clone();
        let free = texts.len() - form.rows().len();
        texts.resize(texts.len() + FREE_ROWS.saturating_sub(free), TextForm::default());
        let currency = app_of(&apps, &form).map_or(visit.publisher.currency, |app| app.currency);
        Ok(Self {
            kinds: OfferKind::ALL
                .iter()
                .map(|kind| {
                    (kind.word().to_owned(), locale.text(&format!("offer-kind-{}", kind.word().replace('_', "-"))))
                })
                .collect(),
            code_modes: CodeMode::ALL
                .iter()
                .map(|mode| (mode.word().to_owned(), locale.text(&format!("offer-codes-{}", mode.word()))))
                .collect(),
            groups: chosen(&form.groups),
            except_groups: chosen(&form.except_groups),
            apps: apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            currency: currency.word().to_owned(),
            zone: visit.publisher.time_zone.name(),
            page: visit.page,
            path,
            form,
            texts,
            errors,
            conflict,
        })
    }

    fn title(&self) -> String {
        self.page.locale.text(if self.path.is_some() { "offer-edit" } else { "offer-new" })
    }

    /// Where *Cancel* leads.
    fn back(&self) -> String {
        self.path.clone().unwrap_or_else(|| String::from(PATH))
    }
}

fn app_of<'a>(apps: &'a [App], form: &OfferForm) -> Option<&'a App> {
    apps.iter().find(|app| app.id.to_string() == form.app)
}

/// The fields of a draft, as the audit log has them.
fn recorded(draft: &Draft, visit: &Visit) -> Result<Values, PageError> {
    let (_, groups) = list::choices(&visit.state, &visit.actor)?;
    Ok(values(save::recorded(draft, &choice::named(&groups, &draft.groups))))
}

/// Adds why an offer was not saved. After a change by others the form takes what was not touched from them.
fn add_refusal(
    errors: &mut Errors,
    refusal: Refusal,
    (form, draft, id): (&mut OfferForm, &Draft, Option<OfferId>),
    visit: &Visit,
) -> Result<Option<Conflict>, PageError> {
    let locale = visit.locale;
    match refusal {
        Refusal::Fields(found) => add(errors, &found, &form.rows(), locale),
        Refusal::TooMany => errors.add("name", locale.with1("offer-too-many", "most", MOST)),
        Refusal::State(_) => errors.add("name", locale.text("offer-is-archived")),
        Refusal::ChangedMeanwhile { changes } => {
            errors.add("name", locale.text("offer-changed-meanwhile"));
            let Some(id) = id else { return Ok(None) };
            let (now, theirs) = OfferForm::saved(visit, id)?;
            let (typed, seen) = (Typed::all(recorded(draft, visit)?), Seen::read(&form.seen));
            let shown = (visit.publisher.time_zone, locale);
            let conflict = Conflict::merged(&changes, &typed, (&seen, &theirs), shown);
            form.take_over(now, conflict.as_ref());
            return Ok(conflict);
        }
        Refusal::Forbidden(error) => return Err(error.into()),
        Refusal::Store(error) => return Err(error.into()),
        Refusal::NoCodes => errors.add("code_mode", locale.text("offer-no-codes")),
    }
    Ok(None)
}

/// The group that a new offer is for, if one is chosen already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    group: String,
}

/// The form of a new offer.
pub async fn new(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (apps, groups) = list::choices(&visit.state, &visit.actor)?;
        let mut draft = Draft::default();
        let group = query.group.parse().ok().and_then(|id| groups.iter().find(|group| group.id == id));
        draft.groups.included.extend(group.map(|group| group.id));
        let app = group.and_then(|group| group.app_id).or_else(|| apps.first().map(|app| app.id));
        let Some(app) = app else { return Ok(Answer::SeeOther(String::from(PATH))) };
        let form = OfferForm::of(app, &draft, &Seen::default(), (visit.locale, visit.publisher.time_zone));
        Answer::page(&FormPage::of(visit, None, (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Offers, work).await
}

/// Creates a draft.
pub async fn create(Editor(visitor): Editor, posted: Posted<OfferForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (apps, _) = list::choices(&visit.state, &visit.actor)?;
        match app_of(&apps, &form) {
            None => errors.add("app", visit.locale.text("offer-app-missing")),
            Some(app) => {
                let draft = form.draft(app.currency, (visit.locale, visit.publisher.time_zone), &mut errors);
                if errors.is_empty() {
                    match save::create(&visit.state, &visit.actor, app.id, &draft) {
                        Ok(offer) => return visit.done(offer.path(), "offer-created", &offer.name),
                        Err(refusal) => drop(add_refusal(&mut errors, refusal, (&mut form, &draft, None), &visit)?),
                    }
                }
            }
        }
        Answer::again(&FormPage::of(visit, None, (form, errors, None))?)
    };
    visitor.answer(Section::Offers, work).await
}

/// The form of an existing offer.
pub async fn edit(Editor(visitor): Editor, path: web::Path<OfferId>) -> PageResult {
    let work = move |visit: Visit| {
        let (form, _) = OfferForm::saved(&visit, *path)?;
        let path = Some(format!("{PATH}/{path}"));
        Answer::page(&FormPage::of(visit, path, (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Offers, work).await
}

/// Changes an offer, or shows the form again.
pub async fn update(Editor(visitor): Editor, path: web::Path<OfferId>, posted: Posted<OfferForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let detailed = list::find(&visit.state, &visit.actor, *path)?;
        form.app = detailed.offer.app_id.to_string();
        let draft = form.draft(detailed.app.currency, (visit.locale, visit.publisher.time_zone), &mut errors);
        let mut conflict = None;
        if errors.is_empty() {
            let version = Seen::read(&form.seen).version;
            match save::change(&visit.state, &visit.actor, (*path, version), &draft) {
                Ok(offer) => return visit.done(offer.path(), "saved", &offer.name),
                Err(refusal) => {
                    conflict = add_refusal(&mut errors, refusal, (&mut form, &draft, Some(*path)), &visit)?;
                }
            }
        }
        Answer::again(&FormPage::of(visit, Some(detailed.offer.path()), (form, errors, conflict))?)
    };
    visitor.answer(Section::Offers, work).await
}
