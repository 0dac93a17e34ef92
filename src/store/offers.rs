//! Targeted offers, and the groups that they are for.

use super::DbConnection;
use super::schema::{offer_groups, offers};
use crate::ids::{AppId, AppKey, GroupId, OfferId, PublisherId};
use crate::insert;
use crate::words;
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What is offered; the message `offer-kind-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum OfferKind {
    /// So many percent off.
    Percent,
    /// An amount of the app's currency off.
    Amount,
    FreeProduct,
    /// Words, which ask for nothing.
    Message,
}

/// How far an offer has come; the message `offer-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum OfferState {
    Draft,
    Active,
    /// Shown to nobody, and not claimed, until it is started again.
    Paused,
    Ended,
    Archived,
}

/// Which code a customer gets who claims an offer; the message `offer-codes-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CodeMode {
    None,
    /// The same for all.
    Shared,
    /// One of a pool, which nobody else gets.
    Pool,
}

words!(OfferKind, OfferState, CodeMode);

/// An offer's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = offers)]
pub struct Offer {
    pub id: OfferId,
    pub publisher_id: PublisherId,
    pub app_id: AppId,
    pub name: String,
    /// Programs ask for it as the flag `offer.{flag_key}`.
    pub flag_key: String,
    pub kind: OfferKind,
    /// Percent, or hundredths of the app's currency.
    pub worth: Option<i64>,
    /// A line each.
    pub products: String,
    /// As JSON.
    pub texts: String,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    /// 1 comes before 2.
    pub place: i32,
    pub per_customer: i32,
    /// How often it may be claimed in all.
    pub stock: Option<i64>,
    /// How often it is claimed or reserved now.
    pub taken: i64,
    pub reservation_minutes: i32,
    pub grace_hours: i32,
    pub code_mode: CodeMode,
    pub shared_code: Option<String>,
    /// The share of customers who never see it, in millionths.
    pub holdout: i32,
    pub returns_refunds: bool,
    pub salt: String,
    pub state: OfferState,
    pub version: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    /// The shares of the phases, as JSON.
    pub phases: String,
}

/// What an offer says in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OfferText {
    /// The language as BCP 47 has it.
    pub language: String,
    pub title: String,
    pub body: String,
}

impl Offer {
    pub const fn app(&self) -> AppKey {
        AppKey { publisher: self.publisher_id, id: self.app_id }
    }

    /// What its form changes, as it is.
    pub fn terms(&self) -> Terms {
        Terms {
            name: self.name.clone(),
            name_key: super::apps::name_key(&self.name),
            flag_key: self.flag_key.clone(),
            kind: self.kind,
            worth: self.worth,
            products: self.products.clone(),
            texts: self.texts.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            place: self.place,
            per_customer: self.per_customer,
            stock: self.stock,
            reservation_minutes: self.reservation_minutes,
            grace_hours: self.grace_hours,
            code_mode: self.code_mode,
            shared_code: self.shared_code.clone(),
            holdout: self.holdout,
            returns_refunds: self.returns_refunds,
        }
    }

    pub fn path(&self) -> String {
        format!("/offers/{}", self.id)
    }

    /// An active offer of everything to everyone, for tests.
    #[cfg(test)]
    pub fn sample((id, publisher_id, app_id): (OfferId, PublisherId, AppId), at: NaiveDateTime) -> Self {
        Self {
            id,
            publisher_id,
            app_id,
            name: String::from("Gold"),
            flag_key: String::from("gold"),
            kind: OfferKind::Percent,
            worth: Some(20),
            products: String::from("10x gold coins"),
            texts: String::from("[]"),
            starts_at: None,
            ends_at: None,
            place: 1,
            per_customer: 1,
            stock: None,
            taken: 0,
            reservation_minutes: 15,
            grace_hours: 24,
            code_mode: CodeMode::None,
            shared_code: None,
            holdout: 0,
            returns_refunds: true,
            salt: String::from("salt"),
            state: OfferState::Active,
            version: 1,
            created_at: at,
            updated_at: at,
            phases: String::from("[0]"),
        }
    }

    /// The shares of customers who never see it, in millionths: one of each phase, of which the last is now.
    pub fn held_out(&self) -> Vec<u32> {
        let phases: Vec<u32> = serde_json::from_str(&self.phases).unwrap_or_default();
        // Offers from before phases were known have had one.
        if phases.is_empty() { vec![self.holdout.unsigned_abs()] } else { phases }
    }

    /// The phase in which who asks for it now does so.
    pub fn phase(&self) -> i32 {
        i32::try_from(self.held_out().len()).unwrap_or(i32::MAX).saturating_sub(1)
    }

    /// The phases once its share held out is another one. Of a draft nobody knows yet, so that it has one phase.
    pub fn phases_with(&self, holdout: i32) -> String {
        let (mut phases, share) = (self.held_out(), holdout.unsigned_abs());
        if self.state == OfferState::Draft {
            phases.clear();
        }
        if phases.last() != Some(&share) {
            phases.push(share);
        }
        serde_json::json!(phases).to_string()
    }

    pub fn products(&self) -> impl Iterator<Item = &str> {
        self.products.lines()
    }

    pub fn texts(&self) -> Vec<OfferText> {
        serde_json::from_str(&self.texts).unwrap_or_default()
    }
}

/// What of an offer its form changes.
#[derive(Clone, Debug, PartialEq, Eq, AsChangeset, Insertable)]
#[diesel(table_name = offers, treat_none_as_null = true)]
pub struct Terms {
    pub name: String,
    pub name_key: String,
    pub flag_key: String,
    pub kind: OfferKind,
    pub worth: Option<i64>,
    /// A line each.
    pub products: String,
    /// As JSON.
    pub texts: String,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    pub place: i32,
    pub per_customer: i32,
    pub stock: Option<i64>,
    pub reservation_minutes: i32,
    pub grace_hours: i32,
    pub code_mode: CodeMode,
    pub shared_code: Option<String>,
    pub holdout: i32,
    pub returns_refunds: bool,
}

/// The groups that an offer is for, and those whose members it is not for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    pub included: Vec<GroupId>,
    pub excluded: Vec<GroupId>,
}

impl Groups {
    /// The same groups in the order of their ids.
    pub fn in_order(&self) -> Self {
        let sorted = |ids: &[GroupId]| {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids
        };
        Self { included: sorted(&self.included), excluded: sorted(&self.excluded) }
    }

    /// Of rows with a group and whether it is excluded.
    pub(super) fn of(rows: Vec<(GroupId, bool)>) -> Self {
        let (excluded, included): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, is_excluded)| *is_excluded);
        let ids = |rows: Vec<(GroupId, bool)>| rows.into_iter().map(|(group, _)| group).collect();
        Self { included: ids(included), excluded: ids(excluded) }
    }

    /// Each group, and whether it is excluded.
    pub(super) fn each(&self) -> impl Iterator<Item = (GroupId, bool)> {
        let included = self.included.iter().map(|group| (*group, false));
        included.chain(self.excluded.iter().map(|group| (*group, true)))
    }
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, id: OfferId) -> _ {
    offers::table.filter(offers::id.eq(id)).filter(offers::publisher_id.eq(publisher))
}

/// Whether the offer belongs to the publisher. Every query of a table that has only the offer's id includes this.
#[diesel::dsl::auto_type]
pub(super) fn is_offer_of(publisher: PublisherId, offer: OfferId) -> _ {
    let own: row = row(publisher, offer);
    exists(own)
}

/// Inserts a draft, with the salt of its shares.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    (terms, groups): (&Terms, &Groups),
    (salt, now): (&str, NaiveDateTime),
) -> QueryResult<OfferId> {
    super::owners::require_app(connection, app)?;
    let id = diesel::insert_into(offers::table)
        .values((
            terms.clone(),
            offers::publisher_id.eq(app.publisher),
            offers::app_id.eq(app.id),
            offers::salt.eq(salt),
            offers::state.eq(OfferState::Draft),
            offers::created_at.eq(now),
            offers::updated_at.eq(now),
            offers::phases.eq(format!("[{}]", terms.holdout)),
        ))
        .returning(offers::id)
        .get_result(connection)?;
    set_groups(connection, (app.publisher, id), groups)?;
    Ok(id)
}

/// Changes the offer. Returns false if it is of another version meanwhile.
pub fn update(
    connection: &mut DbConnection,
    before: &Offer,
    (terms, groups): (&Terms, &Groups),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let (key, version) = ((before.publisher_id, before.id), before.version);
    let found = row(key.0, key.1).filter(offers::version.eq(version));
    let change = (
        terms.clone(),
        offers::version.eq(version + 1),
        offers::updated_at.eq(now),
        offers::phases.eq(before.phases_with(terms.holdout)),
    );
    if diesel::update(found).set(change).execute(connection)? == 0 {
        return Ok(false);
    }
    set_groups(connection, key, groups).map(|()| true)
}

fn set_groups(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, OfferId),
    groups: &Groups,
) -> QueryResult<()> {
    let before = offer_groups::table.filter(offer_groups::offer_id.eq(id)).filter(is_offer_of(publisher, id));
    diesel::delete(before).execute(connection)?;
    let rows: Vec<_> = groups
        .each()
        .map(|(group, is_excluded)| {
            (offer_groups::offer_id.eq(id), offer_groups::group_id.eq(group), offer_groups::is_excluded.eq(is_excluded))
        })
        .collect();
    insert!(connection, offer_groups::table, rows);
    Ok(())
}

/// Brings an offer that is in one of these states into another one. Returns false if it is in none of them.
pub fn set_state(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, OfferId),
    (from, to): (&[OfferState], OfferState),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let found = row(publisher, id).filter(offers::state.eq_any(from.to_vec()));
    let change = (offers::state.eq(to), offers::version.eq(offers::version + 1), offers::updated_at.eq(now));
    Ok(diesel::update(found).set(change).execute(connection)? == 1)
}

/// The publisher's offer with this id.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, id: OfferId) -> QueryResult<Offer> {
    row(publisher, id).select(Offer::as_select()).first(connection)
}

/// The publisher's offer whose flag has this key.
pub fn of_flag(connection: &mut DbConnection, publisher: PublisherId, key: &str) -> QueryResult<Option<Offer>> {
    let found = offers::table.filter(offers::publisher_id.eq(publisher)).filter(offers::flag_key.eq(key));
    found.select(Offer::as_select()).first(connection).optional()
}

/// The app's offer of this name.
pub fn named(connection: &mut DbConnection, app: AppKey, name_key: &str) -> QueryResult<Option<Offer>> {
    let of_app = offers::table.filter(offers::publisher_id.eq(app.publisher)).filter(offers::app_id.eq(app.id));
    of_app.filter(offers::name_key.eq(name_key)).select(Offer::as_select()).first(connection).optional()
}

/// The publisher's offers by their places, those of archived ones last.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<Offer>> {
    offers::table
        .filter(offers::publisher_id.eq(publisher))
        .order((offers::app_id, offers::place, offers::id))
        .select(Offer::as_select())
        .load(connection)
}

/// The app's offers that are shown to customers, by their places.
pub fn active(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<Offer>> {
    offers::table
        .filter(offers::publisher_id.eq(app.publisher))
        .filter(offers::app_id.eq(app.id))
        .filter(offers::state.eq(OfferState::Active))
        .order((offers::place, offers::id))
        .select(Offer::as_select())
        .load(connection)
}

pub fn count(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    let of_app = offers::table.filter(offers::publisher_id.eq(app.publisher)).filter(offers::app_id.eq(app.id));
    of_app.filter(offers::state.ne(OfferState::Archived)).count().get_result(connection)
}

/// The groups of one of the publisher's offers.
pub fn groups(connection: &mut DbConnection, publisher: PublisherId, id: OfferId) -> QueryResult<Groups> {
    let rows: Vec<(GroupId, bool)> = offer_groups::table
        .filter(offer_groups::offer_id.eq(id))
        .filter(is_offer_of(publisher, id))
        .order(offer_groups::group_id)
        .select((offer_groups::group_id, offer_groups::is_excluded))
        .load(connection)?;
    Ok(Groups::of(rows))
}

/// The publisher's offers that name the group and have not ended, by name.
pub fn using(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Offer>> {
    offers::table
        .inner_join(offer_groups::table)
        .filter(offers::publisher_id.eq(publisher))
        .filter(offers::state.ne_all([OfferState::Ended, OfferState::Archived]))
        .filter(offer_groups::group_id.eq(group))
        .order((offers::name_key, offers::id))
        .select(Offer::as_select())
        .load(connection)
}

/// What was counted of those who were shown the offer and those held out, as it was stored; `None` if nothing was yet.
pub fn effect(connection: &mut DbConnection, publisher: PublisherId, id: OfferId) -> QueryResult<Option<String>> {
    row(publisher, id).select(offers::effect).first(connection)
}

/// Stores what was counted of those who were shown the offer and those held out.
pub fn set_effect(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, OfferId),
    effect: &str,
) -> QueryResult<()> {
    diesel::update(row(publisher, id)).set(offers::effect.eq(Some(effect))).execute(connection).map(drop)
}

/// Takes one of the offer's slots, if there is one left.
pub fn take(connection: &mut DbConnection, publisher: PublisherId, id: OfferId) -> QueryResult<bool> {
    let has_room = offers::stock.is_null().or(offers::taken.nullable().lt(offers::stock).assume_not_null());
    let found = row(publisher, id).filter(has_room);
    Ok(diesel::update(found).set(offers::taken.eq(offers::taken + 1)).execute(connection)? == 1)
}

/// Gives slots of the offer back.
pub fn give_back(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, OfferId),
    slots: i64,
) -> QueryResult<()> {
    let found = row(publisher, id);
    diesel::update(found).set(offers::taken.eq(offers::taken - slots)).execute(connection).map(drop)
}

/// Has the publisher's offers, all archived, name the group no more.
pub(super) fn forget_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let named = offer_groups::table.filter(offer_groups::group_id.eq(group));
    diesel::delete(named.filter(super::owners::is_group_of(publisher, group))).execute(connection).map(drop)
}

/// Grants and codes that are deleted in one transaction.
const SLICE: i64 = 5_000;

/// Deletes some of what is left of the offers of a deleted app, and says whether that was all.
pub(super) fn delete_slice(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    use super::schema::{offer_codes, offer_grants};
    let of_app = || offers::table.filter(offers::publisher_id.eq(app.publisher)).filter(offers::app_id.eq(app.id));
    let ids: Vec<OfferId> = of_app().select(offers::id).load(connection)?;
    for id in ids {
        macro_rules! delete_some {
            ($($table:ident),+) => {$(
                let of_offer =
                    || $table::table.filter($table::offer_id.eq(id)).filter(is_offer_of(app.publisher, id));
                let last = of_offer().order($table::id).select($table::id).offset(SLICE);
                if let Some(last) = last.first::<i32>(connection).optional()? {
                    diesel::delete(of_offer().filter($table::id.le(last))).execute(connection)?;
                    return Ok(false);
                }
                diesel::delete(of_offer()).execute(connection)?;
            )+};
        }
        delete_some!(offer_codes, offer_grants);
        let named = offer_groups::table.filter(offer_groups::offer_id.eq(id));
        diesel::delete(named.filter(is_offer_of(app.publisher, id))).execute(connection)?;
        diesel::delete(row(app.publisher, id)).execute(connection)?;
    }
    Ok(true)
}
