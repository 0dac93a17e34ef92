//! Calls about targeted offers: they are made and changed, asked for, reserved and claimed.

use super::call::{Call, CallResult, Json, Query, Work, json};
use super::groups::{Checked, Trial, moment};
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::ids::{AppId, GroupId, OfferId};
use crate::locale::Locale;
use crate::offers::codes::{self, CodesError, MOST, MOST_AT_ONCE, Source};
use crate::offers::draft::{Draft, Field, FieldError, Reason};
use crate::offers::list::{self, Detailed, Sums};
use crate::offers::save::{self, Refusal, Step};
use crate::offers::{self, Claim, Order, RefusedClaim, Shown, Standing};
use crate::reading::fields::MAX_ID_LENGTH;
use crate::store::offers::{CodeMode, Groups, Offer, OfferKind, OfferState, OfferText};
use crate::text::is_control;
use crate::web::offers::text;
use actix_web::http::header;
use actix_web::web;
use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An offer in one language.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The language as BCP 47 has it.
    #[schema(example = "en", min_length = 2, max_length = 35)]
    pub language: String,
    #[schema(example = "20 % off", min_length = 1, max_length = 100)]
    pub title: String,
    #[serde(default)]
    #[schema(max_length = 500)]
    pub body: String,
}

/// What an offer is. What is left out is as it is on the page of a new offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// `percent`, `amount`, `free_product` or `message`.
    #[schema(example = "percent")]
    pub kind: String,
    /// Percent, or hundredths of the app's currency.
    #[schema(example = 20)]
    pub worth: Option<i64>,
    /// The ids of the products that it is about.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["10x gold coins"]))]
    pub products: Vec<String>,
    /// The ids of the groups that it is for.
    #[schema(min_items = 1, max_items = 10)]
    pub groups: Vec<String>,
    /// The ids of groups whose members it is not for.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub except_groups: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub texts: Vec<Text>,
    /// RFC 3339.
    #[schema(format = DateTime)]
    pub starts_at: Option<String>,
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
    /// 1 comes before 2.
    #[schema(minimum = 1, maximum = 1_000)]
    pub rank: Option<i64>,
    #[schema(minimum = 1, maximum = 100)]
    pub per_customer: Option<i64>,
    /// How often it can be claimed in all; no limit if it is left out.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub stock: Option<i64>,
    #[schema(minimum = 1, maximum = 1_440)]
    pub reservation_minutes: Option<i64>,
    #[schema(minimum = 0, maximum = 720)]
    pub grace_hours: Option<i64>,
    /// `none`, `shared` or `pool`.
    pub code_mode: Option<String>,
    #[schema(max_length = 100)]
    pub shared_code: Option<String>,
    /// The share of customers who never see it, in millionths.
    #[schema(minimum = 0, maximum = 500_000)]
    pub holdout: Option<i64>,
    /// Whether it can be claimed again after a full refund.
    pub returns_refunds: Option<bool>,
    /// The key of its flag; made of the name if it is left out.
    pub key: Option<String>,
}

/// An offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferBody {
    pub id: String,
    pub app: String,
    pub name: String,
    /// `draft`, `active`, `paused`, `ended` or `archived`.
    pub state: &'static str,
    pub kind: &'static str,
    pub worth: Option<i64>,
    pub currency: &'static str,
    pub products: Vec<String>,
    pub groups: Vec<String>,
    pub except_groups: Vec<String>,
    pub texts: Vec<Text>,
    #[schema(format = DateTime)]
    pub starts_at: Option<String>,
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
    pub rank: i32,
    pub per_customer: i32,
    pub stock: Option<i64>,
    /// How often it is claimed or reserved now.
    pub taken: i64,
    pub reservation_minutes: i32,
    pub grace_hours: i32,
    pub code_mode: &'static str,
    pub shared_code: Option<String>,
    /// How many codes of the pool nobody has yet.
    pub codes_left: i64,
    pub holdout: i32,
    pub returns_refunds: bool,
    /// The flag by which programs ask for it.
    #[schema(example = "offer.gold-coins")]
    pub flag: String,
    pub sums: SumsBody,
}

/// What became of an offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct SumsBody {
    pub shown: i64,
    pub held_out: i64,
    pub reserved: i64,
    /// Claimed, and not confirmed.
    pub claimed: i64,
    pub confirmed: i64,
    pub refunded: i64,
    /// What was paid with confirmed claims, in hundredths.
    pub revenue: i64,
}

impl From<Sums> for SumsBody {
    fn from(sums: Sums) -> Self {
        Self {
            shown: sums.shown,
            held_out: sums.held_out,
            reserved: sums.reserved,
            claimed: sums.claimed,
            confirmed: sums.confirmed,
            refunded: sums.reversed,
            revenue: sums.cents,
        }
    }
}

/// Offers by their places.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offers {
    pub offers: Vec<OfferBody>,
}

/// What is done with an offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateBody {
    /// `active`, `paused`, `ended` or `archived`.
    #[schema(example = "active")]
    pub state: String,
}

/// Codes for a pool.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodesBody {
    /// Up to 100,000 codes.
    #[schema(max_items = 100_000, example = json!(["SPRING-1", "SPRING-2"]))]
    pub codes: Option<Vec<String>>,
    /// Or how many are to be made.
    #[schema(minimum = 1, maximum = 100_000)]
    pub count: Option<usize>,
}

/// How many codes were added.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodesAdded {
    pub added: usize,
    pub repeated: usize,
}

/// Who wants an offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReservationBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1001")]
    pub account_id: String,
}

/// Who claims an offer with which order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1001")]
    pub account_id: String,
    /// The order, by which the claim is known: sent again, it is answered as before.
    #[schema(min_length = 1, max_length = 300, example = "order-77")]
    pub order_id: String,
    /// What the customer pays, in hundredths, until the purchases say.
    #[schema(minimum = 0)]
    pub amount: Option<i64>,
}

/// A slot that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reserved {
    pub offer: String,
    pub account_id: String,
    #[schema(format = DateTime)]
    pub reserved_until: String,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimedBody {
    pub offer: String,
    pub account_id: String,
    pub order_id: String,
    /// `claimed`, `confirmed` or `reversed`.
    pub state: &'static str,
    #[schema(format = DateTime)]
    pub claimed_at: String,
    pub code: Option<String>,
    /// Whether it was claimed with this order before.
    pub is_repeated: bool,
}

/// What a customer is offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerOffers {
    pub account_id: String,
    pub is_customer: bool,
    pub offers: Vec<ShownOffer>,
}

/// An offer that is shown to a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShownOffer {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub worth: Option<i64>,
    pub products: Vec<String>,
    pub texts: Vec<Text>,
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
    #[schema(format = DateTime)]
    pub reserved_until: Option<String>,
    /// Identifies that this offer is shown to this customer; always the same.
    pub tracking_id: String,
}

/// The app whose offers are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OfApp {
    /// The id of the app; that of the token if it is left out.
    #[param(value_type = Option<i32>)]
    app: Option<AppId>,
}

fn texts(texts: Vec<OfferText>) -> Vec<Text> {
    texts.into_iter().map(|OfferText { language, title, body }| Text { language, title, body }).collect()
}

fn body_of(detailed: Detailed) -> OfferBody {
    let Detailed { offer, app, groups, excepted, sums, codes: (_, codes_left), .. } = detailed;
    let ids = |groups: Vec<crate::store::customer_groups::CustomerGroup>| {
        groups.iter().map(|group| group.id.to_string()).collect()
    };
    OfferBody {
        id: offer.id.to_string(),
        app: app.id.to_string(),
        state: offer.state.word(),
        kind: offer.kind.word(),
        worth: offer.worth,
        currency: app.currency.word(),
        products: offer.products().map(str::to_owned).collect(),
        groups: ids(groups),
        except_groups: ids(excepted),
        texts: texts(offer.texts()),
        starts_at: offer.starts_at.map(moment),
        ends_at: offer.ends_at.map(moment),
        rank: offer.place,
        per_customer: offer.per_customer,
        stock: offer.stock,
        taken: offer.taken,
        reservation_minutes: offer.reservation_minutes,
        grace_hours: offer.grace_hours,
        code_mode: offer.code_mode.word(),
        codes_left,
        holdout: offer.holdout,
        returns_refunds: offer.returns_refunds,
        flag: format!("{}{}", offers::FLAG, offer.flag_key),
        sums: sums.into(),
        shared_code: offer.shared_code,
        name: offer.name,
    }
}

/// The offer, if the program may ask for its app.
fn find(work: &Work, id: OfferId) -> Result<Detailed, Problem> {
    let found = list::find(&work.state, &work.actor, id)?;
    work.must_see(Some(found.offer.app_id))?;
    Ok(found)
}

fn read_moment(field: &str, text: Option<String>) -> Result<Option<NaiveDateTime>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || {
        let detail = "Send a moment as RFC 3339 has it, such as 2026-12-24T18:00:00Z.";
        Problem::invalid(vec![WrongValue::at(format!("/{field}"), detail)])
    };
    DateTime::parse_from_rfc3339(&text).map(|moment| Some(moment.naive_utc())).map_err(|_| wrong())
}

fn ids(field: &str, texts: &[String]) -> Result<Vec<GroupId>, Problem> {
    let mut ids = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let wrong =
            |_| Problem::invalid(vec![WrongValue::at(format!("/{field}/{place}"), "This is no id of a group.")]);
        let id = text.parse().map_err(wrong)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn draft(name: String, terms: Terms) -> Result<Draft, Problem> {
    let usual = Draft::default();
    let wrong = |field: &str, detail: &str| Problem::invalid(vec![WrongValue::at(format!("/{field}"), detail)]);
    let kind = OfferKind::from_word(&terms.kind)
        .ok_or_else(|| wrong("kind", "Send percent, amount, free_product or message."))?;
    let code_mode = match &terms.code_mode {
        None => usual.code_mode,
        Some(word) => CodeMode::from_word(word).ok_or_else(|| wrong("code_mode", "Send none, shared or pool."))?,
    };
    let of_text = |Text { language, title, body }| OfferText { language, title, body };
    Ok(Draft {
        name,
        key: terms.key.unwrap_or_default(),
        kind,
        worth: terms.worth,
        products: terms.products,
        texts: terms.texts.into_iter().map(of_text).collect(),
        starts_at: read_moment("starts_at", terms.starts_at)?,
        ends_at: read_moment("ends_at", terms.ends_at)?,
        place: terms.rank.unwrap_or(usual.place),
        per_customer: terms.per_customer.unwrap_or(usual.per_customer),
        stock: terms.stock,
        reservation_minutes: terms.reservation_minutes.unwrap_or(usual.reservation_minutes),
        grace_hours: terms.grace_hours.unwrap_or(usual.grace_hours),
        code_mode,
        shared_code: terms.shared_code.unwrap_or_default(),
        holdout: terms.holdout.unwrap_or(usual.holdout),
        returns_refunds: terms.returns_refunds.unwrap_or(usual.returns_refunds),
        groups: Groups {
            included: ids("groups", &terms.groups)?,
            excluded: ids("except_groups", &terms.except_groups)?,
        },
    })
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Forbidden(error) => error.into(),
            Refusal::Fields(errors) => of_fields(&errors),
            Refusal::TooMany => Self::new(Kind::Conflict)
                .because(format!("The app has {} offers already. Archive one that is no longer needed.", save::MOST)),
            Refusal::ChangedMeanwhile { .. } => Self::new(Kind::ChangedMeanwhile),
            Refusal::NoCodes => Self::new(Kind::Conflict).because("The pool has no codes. Add some first."),
            Refusal::State(state) => Self::new(Kind::Conflict)
                .because(format!("The offer is {}, from where this cannot be done.", state.word())),
        }
    }
}

/// The problem of an offer's fields.
fn of_fields(errors: &[FieldError]) -> Problem {
    let is_taken = |error: &FieldError| matches!(error.reason, Reason::NameTaken | Reason::KeyTaken);
    let wrong = |error: &FieldError| {
        let field = if error.field == Field::Place { "rank" } else { error.field.word() };
        let pointer = match error.part {
            Some((place, part)) => format!("/{field}/{place}/{}", part.word()),
            None => format!("/{field}"),
        };
        WrongValue::at(pointer, text(error.field, &error.reason, Locale::En))
    };
    let errors_found = errors.iter().map(wrong).collect();
    if errors.iter().all(is_taken) { Problem::conflict(errors_found) } else { Problem::invalid(errors_found) }
}

impl From<RefusedClaim> for Problem {
    fn from(refusal: RefusedClaim) -> Self {
        match refusal {
            RefusedClaim::NotFound => Self::new(Kind::NotFound),
            RefusedClaim::Stranger => {
                Self::new(Kind::NotEligible).because("The app has no customer with this account id.")
            }
            RefusedClaim::NotEligible(standing) => Self::new(Kind::NotEligible).because(match standing {
                Standing::Resting => "The offer is a draft or paused.",
                Standing::NotYet(_) => "The offer has not started yet.",
                Standing::HeldOut => "The customer is one of those who never see the offer.",
                _ => "The customer is in none of the offer's groups, or in one that it is not for.",
            }),
            RefusedClaim::AlreadyClaimed => {
                Self::new(Kind::AlreadyClaimed).because("The customer has claimed it as often as one may.")
            }
            RefusedClaim::Exhausted => {
                Self::new(Kind::Exhausted).because("It was claimed as often as it may be in all.")
            }
            RefusedClaim::Ended => Self::new(Kind::Ended).because("The offer has ended."),
            RefusedClaim::OrderUsed => {
                Self::new(Kind::OrderUsed).because("Something else was claimed with this order.")
            }
            RefusedClaim::Members(error) => error.into(),
        }
    }
}

/// The offers that are not archived.
#[utoipa::path(get, path = "/api/v1/offers", tag = "Offers", operation_id = "list_offers", params(OfApp), responses(
    (status = 200, body = Offers),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, query: Query<OfApp>) -> CallResult {
    let found = call.run(move |work| {
        let app = query.0.app.or(work.program.app);
        work.must_see(app)?;
        let listed = list::list(&work.state, &work.actor, false)?;
        let own = listed.into_iter().filter(|listed| app.is_none_or(|app| app == listed.offer.app_id));
        let bodies = own.map(|listed| Ok(body_of(list::find(&work.state, &work.actor, listed.offer.id)?)));
        bodies.collect::<Result<Vec<_>, Problem>>()
    });
    json(&Offers { offers: found.await? })
}

/// An offer.
#[utoipa::path(get, path = "/api/v1/offers/{offer}", tag = "Offers", operation_id = "get_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
), responses(
    (status = 200, body = OfferBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<OfferId>) -> CallResult {
    json(&call.run(move |work| Ok(body_of(find(&work, *path)?))).await?)
}

/// Creates the app's offer with this name, or makes it as it is sent. The same call again changes nothing. A new offer is a
/// draft.
#[utoipa::path(put, path = "/api/v1/apps/{app}/offers/by-name/{name}", tag = "Offers", operation_id = "put_offer_by_name",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("name" = String, Path, description = "The name, in which capitals do not matter"),
        Trial,
    ), request_body = Terms, responses(
        (status = 200, body = OfferBody, description = "With dry_run what would happen, otherwise the offer"),
        (status = 201, body = OfferBody, headers(("Location" = String, description = "The offer"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>, body: Json<Terms>) -> CallResult {
    let ((app, name), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        work.must_see(Some(app))?;
        let draft = draft(name, body.read()?)?;
        let before = save::named(&work.state, &work.actor, app, &draft.name)?;
        let draft = match &before {
            // What the call leaves out of a key stays.
            Some(offer) if draft.key.is_empty() => Draft { key: offer.flag_key.clone(), ..draft },
            _ => draft,
        };
        if is_trial {
            let would = save::check(&work.state, &work.actor, app, before.as_ref(), &draft)?;
            return Ok(Saved::Trial(Checked::would(if before.is_some() { "change" } else { "create" }, would)));
        }
        let (offer, is_new) = match before {
            Some(offer) => (save::change_to(&work.state, &work.actor, &offer, &draft)?, false),
            None => (save::create(&work.state, &work.actor, app, &draft)?, true),
        };
        Ok(Saved::Offer(Box::new(body_of(list::find(&work.state, &work.actor, offer.id)?)), is_new))
    });
    match saved.await? {
        Saved::Trial(checked) => json(&checked),
        Saved::Offer(body, false) => json(&body),
        Saved::Offer(body, true) => {
            let location = format!("/api/v1/offers/{}", body.id);
            let mut response = json(&body)?;
            *response.status_mut() = actix_web::http::StatusCode::CREATED;
            if let Ok(location) = header::HeaderValue::from_str(&location) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

enum Saved {
    Trial(Checked),
    Offer(Box<OfferBody>, bool),
}

/// Starts, pauses, ends or archives an offer.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/state", tag = "Offers", operation_id = "set_offer_state", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = StateBody, responses(
    (status = 200, body = OfferBody, description = "With dry_run what would happen, otherwise the offer"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn set_state(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<StateBody>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let done = call.run(move |work| {
        let detailed = find(&work, *path)?;
        let StateBody { state } = body.read()?;
        let (step, would) = match OfferState::from_word(&state) {
            Some(OfferState::Active) => (Step::Start, "start"),
            Some(OfferState::Paused) => (Step::Pause, "pause"),
            Some(OfferState::Ended) => (Step::End, "end"),
            Some(OfferState::Archived) => (Step::Archive, "archive"),
            Some(OfferState::Draft) | None => {
                let detail = "Send active, paused, ended or archived.";
                return Err(Problem::invalid(vec![WrongValue::at("/state", detail)]));
            }
        };
        if is_trial {
            let is_there = detailed.offer.state.word() == state;
            if !is_there && !step.is_for(detailed.offer.state) {
                return Err(Refusal::State(detailed.offer.state).into());
            }
            return Ok(Saved::Trial(Checked::would(would, !is_there)));
        }
        save::step(&work.state, &work.actor, *path, step)?;
        Ok(Saved::Offer(Box::new(body_of(find(&work, *path)?)), false))
    });
    match done.await? {
        Saved::Trial(checked) => json(&checked),
        Saved::Offer(body, _) => json(&body),
    }
}

/// Adds codes to the pool of an offer.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/codes", tag = "Offers", operation_id = "add_offer_codes", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = CodesBody, responses(
    (status = 200, body = CodesAdded, description = "With dry_run what would happen, otherwise how many were added"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn add_codes(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<CodesBody>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let done = call.run(move |work| {
        let detailed = find(&work, *path)?;
        let sent = body.read()?;
        let typed;
        let source = match (&sent.codes, sent.count) {
            (Some(codes), None) => {
                if let Some(place) =
                    codes.iter().position(|code| code.trim().is_empty() || code.chars().any(is_control))
                {
                    let wrong = WrongValue::at(format!("/codes/{place}"), "This is no code.");
                    return Err(Problem::invalid(vec![wrong]));
                }
                typed = codes.join("\n");
                Source::Typed(&typed)
            }
            (None, Some(count)) => Source::Made(count),
            _ => return Err(Problem::new(Kind::Invalid).because("Send either codes or count.")),
        };
        if is_trial {
            if detailed.offer.code_mode != CodeMode::Pool {
                return Err(of_codes(CodesError::NoPool));
            }
            return Ok(None);
        }
        codes::add(&work.state, &work.actor, *path, source).map(Some).map_err(of_codes)
    });
    match done.await? {
        Some(added) => json(&CodesAdded { added: added.new, repeated: added.repeated }),
        None => json(&Checked::would("change", true)),
    }
}

fn of_codes(error: CodesError) -> Problem {
    let wrong = |detail: String| Problem::invalid(vec![WrongValue::at("/codes", detail)]);
    match error {
        CodesError::Forbidden(error) => error.into(),
        CodesError::Store(error) => error.into(),
        CodesError::NoPool => Problem::new(Kind::Conflict).because("The offer has no pool of codes."),
        CodesError::None => wrong(String::from("Send codes, or how many to make.")),
        CodesError::TooMany => wrong(format!("At most {MOST_AT_ONCE} codes at once, and {MOST} in all.")),
        CodesError::Line(line) => wrong(format!("Code {line} is too long or has control characters.")),
    }
}

/// What a customer is offered by an app now. Asking records that it was shown.
#[utoipa::path(get, path = "/api/v1/customers/{account_id}/offers", tag = "Offers", operation_id = "list_offers_of_customer",
    params(("account_id" = String, Path, description = "The account id of the customer"), OfApp), responses(
        (status = 200, body = CustomerOffers),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn of_customer(call: Call, path: web::Path<String>, query: Query<OfApp>) -> CallResult {
    let (account_id, version) = (path.into_inner(), call.version.clone());
    let app = query.0.app.or(call.program.app).ok_or_else(|| {
        Problem::invalid(vec![WrongValue::of("app", "Send the id of the app, as the token is of all apps.")])
    })?;
    let known = version.as_ref().filter(|_| call.program.may_see(Some(app))).and_then(|version| {
        let app = crate::ids::AppKey { publisher: call.program.publisher.id, id: app };
        offers::ask_at_once(&call.state, version, app, &account_id)
    });
    let asked = match known {
        Some(asked) => asked,
        None => {
            let account_id = account_id.clone();
            call.run(move |work| {
                work.must_see(Some(app))?;
                Ok(offers::ask(&work.state, version.as_ref(), &work.publisher, (app, &account_id))?)
            })
            .await?
        }
    };
    let shown = |Shown { offer, tracking_id, reserved_until }: &Shown| shown(offer, tracking_id, *reserved_until);
    json(&CustomerOffers {
        account_id,
        is_customer: asked.is_customer,
        offers: asked.shown.iter().map(shown).collect(),
    })
}

fn shown(offer: &Offer, tracking_id: &str, reserved_until: Option<NaiveDateTime>) -> ShownOffer {
    ShownOffer {
        id: offer.id.to_string(),
        name: offer.name.clone(),
        kind: offer.kind.word(),
        worth: offer.worth,
        products: offer.products().map(str::to_owned).collect(),
        texts: texts(offer.texts()),
        ends_at: offer.ends_at.map(moment),
        reserved_until: reserved_until.map(moment),
        tracking_id: tracking_id.to_owned(),
    }
}

/// An id that a program sends, if it could be one.
fn checked_id(field: &str, id: String) -> Result<String, Problem> {
    if id.is_empty() || id.chars().count() > MAX_ID_LENGTH || id.chars().any(is_control) {
        let detail = format!("Send 1 to {MAX_ID_LENGTH} characters, none of them a control character.");
        return Err(Problem::invalid(vec![WrongValue::at(format!("/{field}"), detail)]));
    }
    Ok(id)
}

/// Keeps a slot of an offer for a customer who is at the checkout.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/reservations", tag = "Offers", operation_id = "reserve_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = ReservationBody, responses(
    (status = 200, body = Reserved),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reserve(
    call: Call,
    path: web::Path<OfferId>,
    query: Query<Trial>,
    body: Json<ReservationBody>,
) -> CallResult {
    let dry_run = query.0.is_trial()?;
    let done = call.run(move |work| {
        find(&work, *path)?;
        let account_id = checked_id("account_id", body.read()?.account_id)?;
        let claim = Claim { offer: *path, account_id: &account_id, dry_run };
        let until = offers::reserve(&work.state, &work.publisher, claim)?;
        Ok(Reserved { offer: path.to_string(), reserved_until: moment(until), account_id })
    });
    json(&done.await?)
}

/// Claims an offer for a customer. The same order again is answered as before.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/claims", tag = "Offers", operation_id = "claim_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = ClaimBody, responses(
    (status = 200, body = ClaimedBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn claim(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<ClaimBody>) -> CallResult {
    let dry_run = query.0.is_trial()?;
    let done = call.run(move |work| {
        find(&work, *path)?;
        let ClaimBody { account_id, order_id, amount } = body.read()?;
        let account_id = checked_id("account_id", account_id)?;
        let order_id = checked_id("order_id", order_id)?;
        if amount.is_some_and(|amount| amount < 0) {
            return Err(Problem::invalid(vec![WrongValue::at("/amount", "Send 0 or more.")]));
        }
        let claim = Claim { offer: *path, account_id: &account_id, dry_run };
        let claimed = offers::claim(&work.state, &work.publisher, claim, Order { id: &order_id, amount })?;
        Ok(ClaimedBody {
            offer: path.to_string(),
            state: claimed.state.word(),
            claimed_at: moment(claimed.at),
            code: claimed.code,
            is_repeated: claimed.is_repeated,
            account_id,
            order_id,
        })
    });
    json(&done.await?)
}
