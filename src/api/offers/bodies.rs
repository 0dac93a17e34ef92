//! What calls about offers say and are told.

use super::super::call::read_moment;
use super::super::effect::EffectBody;
use super::super::problem::{Problem, WrongValue};
use super::moment;
use crate::ids::GroupId;
use crate::offers;
use crate::offers::draft::Draft;
use crate::offers::list::{Detailed, Sums};
use crate::store::offers::{CodeMode, Groups, OfferKind, OfferText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// What an offer changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectOf {
    /// Null if it holds nobody out, or nothing was counted yet.
    pub effect: Option<EffectBody>,
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

pub fn texts(texts: Vec<OfferText>) -> Vec<Text> {
    texts.into_iter().map(|OfferText { language, title, body }| Text { language, title, body }).collect()
}

pub fn body_of(detailed: Detailed) -> OfferBody {
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

pub fn draft(name: String, terms: Terms) -> Result<Draft, Problem> {
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
