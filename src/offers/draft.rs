//! An offer as a user or a program wants it, and what is wrong with it.

use crate::access::Actor;
use crate::groups::choice::{self, Named, Side, Wrong};
use crate::ids::AppId;
use crate::shares::WHOLE;
use crate::store::customer_groups;
use crate::store::offers::{CodeMode, Groups, Offer, OfferKind, OfferText, Terms};
use crate::store::{DbConnection, QueryResult, apps};
use crate::text::{NameError, clean_name, cut, flag_key_of, is_flag_key};
use chrono::NaiveDateTime;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// The most products that an offer is about, each of at most [`LONGEST_PRODUCT`] characters.
pub const MOST_PRODUCTS: usize = 20;
pub const LONGEST_PRODUCT: usize = 100;

/// The most languages, and the longest title and text in one: what fits a card in an app.
pub const MOST_LANGUAGES: usize = 20;
pub const LONGEST_TITLE: usize = 100;
pub const LONGEST_BODY: usize = 500;

/// The longest code, in characters.
pub const LONGEST_CODE: usize = 100;

/// How often one customer may claim it.
pub const PER_CUSTOMER: RangeInclusive<i64> = 1..=100;

/// How often it may be claimed in all.
pub const STOCK: RangeInclusive<i64> = 1..=1_000_000_000;

/// For how long a slot can be reserved, in minutes: at most a day.
pub const RESERVATION: RangeInclusive<i64> = 1..=1_440;

/// For how long an offer that was shown is kept, in hours: at most 30 days.
pub const GRACE: RangeInclusive<i64> = 0..=720;

/// Its place among the app's offers.
pub const PLACE: RangeInclusive<i64> = 1..=1_000;

/// The share of customers who never see it, in millionths: at most half of them.
pub const HOLDOUT: RangeInclusive<i64> = 0..=WHOLE as i64 / 2;

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// The key of its flag; empty for one that is made of the name.
    pub key: String,
    pub kind: OfferKind,
    /// Percent, or hundredths of the app's currency.
    pub worth: Option<i64>,
    pub products: Vec<String>,
    pub texts: Vec<OfferText>,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    pub place: i64,
    pub per_customer: i64,
    pub stock: Option<i64>,
    pub reservation_minutes: i64,
    pub grace_hours: i64,
    pub code_mode: CodeMode,
    pub shared_code: String,
    pub holdout: i64,
    pub returns_refunds: bool,
    pub groups: Groups,
}

impl Default for Draft {
    /// What a new offer has until somebody says otherwise.
    fn default() -> Self {
        Self {
            name: String::new(),
            key: String::new(),
            kind: OfferKind::Percent,
            worth: None,
            products: Vec::new(),
            texts: Vec::new(),
            starts_at: None,
            ends_at: None,
            place: 1,
            per_customer: 1,
            stock: None,
            reservation_minutes: 15,
            grace_hours: 24,
            code_mode: CodeMode::None,
            shared_code: String::new(),
            holdout: 0,
            returns_refunds: true,
            groups: Groups::default(),
        }
    }
}

impl Draft {
    /// The draft that an offer is.
    pub fn of(offer: &Offer, groups: Groups) -> Self {
        Self {
            name: offer.name.clone(),
            key: offer.flag_key.clone(),
            kind: offer.kind,
            worth: offer.worth,
            products: offer.products().map(str::to_owned).collect(),
            texts: offer.texts(),
            starts_at: offer.starts_at,
            ends_at: offer.ends_at,
            place: offer.place.into(),
            per_customer: offer.per_customer.into(),
            stock: offer.stock,
            reservation_minutes: offer.reservation_minutes.into(),
            grace_hours: offer.grace_hours.into(),
            code_mode: offer.code_mode,
            shared_code: offer.shared_code.clone().unwrap_or_default(),
            holdout: offer.holdout.into(),
            returns_refunds: offer.returns_refunds,
            groups,
        }
    }

    /// What it is worth, if its kind is worth something.
    pub fn worth_of_kind(&self) -> Option<i64> {
        self.worth.filter(|_| matches!(self.kind, OfferKind::Percent | OfferKind::Amount))
    }

    /// The code that all get, if they get the same.
    pub fn code_of_mode(&self) -> Option<&str> {
        Some(self.shared_code.trim()).filter(|_| self.code_mode == CodeMode::Shared)
    }
}

/// A field of an offer, by the word that names it in forms and in JSON.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray, strum::VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    Name,
    Key,
    Worth,
    Products,
    Texts,
    EndsAt,
    Place,
    PerCustomer,
    Stock,
    ReservationMinutes,
    GraceHours,
    SharedCode,
    Holdout,
    Groups,
    ExceptGroups,
}

crate::words!(Field);

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    Key,
    KeyTaken,
    /// A percentage from 1 to 100.
    Percent,
    /// An amount above nothing.
    Amount,
    Missing,
    TooMany(usize),
    /// Longer than so many characters.
    TooLong(usize),
    /// A language that is no language, or is there twice.
    Language(String),
    /// It ends before it starts.
    EndsFirst,
    /// Outside of these numbers.
    Range(i64, i64),
    Groups(Wrong),
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    /// Of the texts: which of them, and which part of it.
    pub part: Option<(usize, TextPart)>,
    pub reason: Reason,
}

impl FieldError {
    pub const fn of(field: Field, reason: Reason) -> Self {
        Self { field, part: None, reason }
    }
}

/// A part of an offer's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPart {
    Language,
    Title,
    Body,
}

impl TextPart {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Title => "title",
            Self::Body => "body",
        }
    }
}

/// The draft as it is stored, with the names of its groups; or all that is wrong with it.
pub fn checked(
    connection: &mut DbConnection,
    actor: &Actor,
    app: AppId,
    draft: &Draft,
) -> QueryResult<Result<(Terms, Named), Vec<FieldError>>> {
    apps::find(connection, actor.publisher, app)?;
    let mut errors = Vec::new();
    let mut wrong = |field, reason| errors.push(FieldError::of(field, reason));
    let name = clean_name(&draft.name).map_err(|error| wrong(Field::Name, Reason::Name(error))).unwrap_or_default();
    let key = if draft.key.trim().is_empty() { flag_key_of(&name) } else { draft.key.trim().to_owned() };
    if !is_flag_key(&key) {
        wrong(Field::Key, Reason::Key);
    }
    worth(draft, &mut wrong);
    let products = products(draft, &mut wrong);
    if let (Some(start), Some(end)) = (draft.starts_at, draft.ends_at)
        && end <= start
    {
        wrong(Field::EndsAt, Reason::EndsFirst);
    }
    for (field, range, number) in [
        (Field::Place, PLACE, Some(draft.place)),
        (Field::PerCustomer, PER_CUSTOMER, Some(draft.per_customer)),
        (Field::Stock, STOCK, draft.stock),
        (Field::ReservationMinutes, RESERVATION, Some(draft.reservation_minutes)),
        (Field::GraceHours, GRACE, Some(draft.grace_hours)),
        (Field::Holdout, HOLDOUT, Some(draft.holdout)),
    ] {
        if number.is_some_and(|number| !range.contains(&number)) {
            wrong(field, Reason::Range(*range.start(), *range.end()));
        }
    }
    let code = draft.shared_code.trim();
    match code.chars().count() {
        0 if draft.code_mode == CodeMode::Shared => wrong(Field::SharedCode, Reason::Missing),
        count if count > LONGEST_CODE => wrong(Field::SharedCode, Reason::TooLong(LONGEST_CODE)),
        _ => {}
    }
    let all = customer_groups::of_publisher(connection, actor.publisher)?;
    let named = choice::check(&all, app, &draft.groups, |side, reason| {
        wrong(if side == Side::Included { Field::Groups } else { Field::ExceptGroups }, Reason::Groups(reason));
    });
    errors.extend(texts(draft));
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let terms = Terms {
        name_key: apps::name_key(&name),
        name,
        flag_key: key,
        kind: draft.kind,
        worth: draft.worth_of_kind(),
        products: products.join("\n"),
        texts: serde_json::to_string(&draft.texts).unwrap_or_default(),
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        place: number(draft.place),
        per_customer: number(draft.per_customer),
        stock: draft.stock,
        reservation_minutes: number(draft.reservation_minutes),
        grace_hours: number(draft.grace_hours),
        code_mode: draft.code_mode,
        shared_code: draft.code_of_mode().map(str::to_owned),
        holdout: number(draft.holdout),
        returns_refunds: draft.returns_refunds,
    };
    Ok(Ok((terms, named)))
}

fn worth(draft: &Draft, wrong: &mut impl FnMut(Field, Reason)) {
    match draft.kind {
        OfferKind::Percent if !draft.worth.is_some_and(|worth| (1..=100).contains(&worth)) => {
            wrong(Field::Worth, Reason::Percent);
        }
        OfferKind::Amount if draft.worth.is_none_or(|worth| worth <= 0) => wrong(Field::Worth, Reason::Amount),
        _ => {}
    }
}

fn products(draft: &Draft, wrong: &mut impl FnMut(Field, Reason)) -> Vec<String> {
    let mut seen = HashSet::new();
    let typed = draft.products.iter().map(|product| product.trim().to_owned()).filter(|product| !product.is_empty());
    let products: Vec<String> = typed.filter(|product| seen.insert(product.clone())).collect();
    if products.is_empty() && draft.kind != OfferKind::Message {
        wrong(Field::Products, Reason::Missing);
    }
    if products.len() > MOST_PRODUCTS {
        wrong(Field::Products, Reason::TooMany(MOST_PRODUCTS));
    }
    if products.iter().any(|product| product.chars().count() > LONGEST_PRODUCT) {
        wrong(Field::Products, Reason::TooLong(LONGEST_PRODUCT));
    }
    products
}

fn texts(draft: &Draft) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if draft.texts.is_empty() && draft.kind == OfferKind::Message {
        errors.push(FieldError { part: Some((0, TextPart::Title)), ..FieldError::of(Field::Texts, Reason::Missing) });
    }
    if draft.texts.len() > MOST_LANGUAGES {
        errors.push(FieldError::of(Field::Texts, Reason::TooMany(MOST_LANGUAGES)));
    }
    let mut seen = HashSet::new();
    for (place, text) in draft.texts.iter().enumerate() {
        let mut wrong = |part, reason| {
            errors.push(FieldError { part: Some((place, part)), ..FieldError::of(Field::Texts, reason) });
        };
        let is_language = (2..=35).contains(&text.language.len())
            && text.language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_language || !seen.insert(text.language.to_ascii_lowercase()) {
            wrong(TextPart::Language, Reason::Language(cut(&text.language, 35)));
        }
        if text.title.trim().is_empty() {
            wrong(TextPart::Title, Reason::Missing);
        }
        for (part, written, most) in
            [(TextPart::Title, &text.title, LONGEST_TITLE), (TextPart::Body, &text.body, LONGEST_BODY)]
        {
            if written.chars().count() > most {
                wrong(part, Reason::TooLong(most));
            }
        }
    }
    errors
}
