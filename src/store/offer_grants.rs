//! Grants: that an offer was shown to a customer, and what became of it.

use super::DbConnection;
use super::offers::is_offer_of;
use super::schema::{customers, offer_grants, offers, purchases};
use crate::ids::{AppId, AppKey, CustomerId, GrantId, OfferId, PublisherId};
use crate::on_either;
use crate::words;
use chrono::NaiveDateTime;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What became of an offer that was shown; the message `grant-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum GrantState {
    /// It was asked for, and not shown: the customer is in the holdout.
    HeldOut,
    Offered,
    /// A slot is kept until [`Grant::reserved_until`].
    Reserved,
    Claimed,
    /// The order of the claim is among the customer's purchases.
    Confirmed,
    /// The order was refunded.
    Reversed,
}

words!(GrantState);

impl GrantState {
    /// Whether the offer was claimed, and the claim counts for the customer's limit.
    pub fn is_claim(self) -> bool {
        matches!(self, Self::Claimed | Self::Confirmed)
    }
}

/// A grant's row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = offer_grants)]
pub struct Grant {
    pub id: GrantId,
    pub offer_id: OfferId,
    pub app_id: AppId,
    /// `None` once the customer was erased or removed.
    pub customer_id: Option<CustomerId>,
    /// 0 is the first time that the customer can claim it.
    pub number: i32,
    pub state: GrantState,
    pub first_offered_at: NaiveDateTime,
    /// When it was last offered, by the hour.
    pub offered_at: NaiveDateTime,
    pub reserved_until: Option<NaiveDateTime>,
    pub claimed_at: Option<NaiveDateTime>,
    pub order_id: Option<String>,
    /// When the order was first seen among the purchases, or its refund.
    pub settled_at: Option<NaiveDateTime>,
    /// What the customer paid, in hundredths.
    pub amount_cents: Option<i64>,
    /// Whether a program of the publisher has said the order, and not whoever asks for herself.
    pub is_vouched: bool,
}

impl Grant {
    /// Whether its order is the customer's beyond doubt: a program of the publisher says so, or the purchases do. Anybody can make
    /// one up who asks for herself.
    pub fn is_sure(&self) -> bool {
        self.is_vouched || matches!(self.state, GrantState::Confirmed | GrantState::Reversed)
    }
}

/// The customer's grant of the offer with this number.
pub fn numbered(
    connection: &mut DbConnection,
    (app, offer, customer): (AppKey, OfferId, CustomerId),
    number: i32,
) -> QueryResult<GrantId> {
    offer_grants::table
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(app.publisher, offer))
        .filter(offer_grants::customer_id.eq(customer))
        .filter(offer_grants::number.eq(number))
        .select(offer_grants::id)
        .first(connection)
}

/// Records that an offer was asked for, by its app's customer, unless that is recorded already.
pub fn create_once(
    connection: &mut DbConnection,
    (app, offer, customer): (AppKey, OfferId, CustomerId),
    (number, state): (i32, GrantState),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let phase = super::offers::find(connection, app.publisher, offer)?.phase();
    if !super::customer_rows::hold(connection, app.publisher, customer)? {
        return Ok(());
    }
    let row = (
        offer_grants::offer_id.eq(offer),
        offer_grants::app_id.eq(app.id),
        offer_grants::customer_id.eq(customer),
        offer_grants::number.eq(number),
        offer_grants::state.eq(state),
        offer_grants::first_offered_at.eq(now),
        offer_grants::offered_at.eq(now),
        offer_grants::phase.eq(phase),
    );
    on_either!(connection, inner => {
        diesel::insert_into(offer_grants::table).values(row).on_conflict_do_nothing().execute(inner).map(drop)
    })
}

/// The customer's grants in the app, in the order in which they can be claimed.
pub fn of_customer(connection: &mut DbConnection, app: AppKey, customer: CustomerId) -> QueryResult<Vec<Grant>> {
    offer_grants::table
        .filter(offer_grants::customer_id.eq(customer))
        .filter(offer_grants::app_id.eq(app.id))
        .filter(super::owners::is_of_publisher(app))
        .order((offer_grants::offer_id, offer_grants::number))
        .select(Grant::as_select())
        .load(connection)
}

/// The grants that were claimed with this order: one of each customer at most.
pub fn of_order(connection: &mut DbConnection, app: AppKey, order: &str) -> QueryResult<Vec<Grant>> {
    offer_grants::table
        .filter(offer_grants::app_id.eq(app.id))
        .filter(super::owners::is_of_publisher(app))
        .filter(offer_grants::order_id.eq(order))
        .select(Grant::as_select())
        .load(connection)
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, offer: OfferId, grant: GrantId) -> _ {
    let own: is_offer_of = is_offer_of(publisher, offer);
    offer_grants::table.filter(offer_grants::id.eq(grant)).filter(offer_grants::offer_id.eq(offer)).filter(own)
}

/// Records that the offer was shown once more.
pub fn set_offered(
    connection: &mut DbConnection,
    publisher: PublisherId,
    grant: &Grant,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let found = row(publisher, grant.offer_id, grant.id);
    diesel::update(found).set(offer_grants::offered_at.eq(now)).execute(connection).map(drop)
}

/// Keeps a slot for the customer until a moment.
pub fn reserve(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    grant: GrantId,
    until: NaiveDateTime,
) -> QueryResult<()> {
    let change = (offer_grants::state.eq(GrantState::Reserved), offer_grants::reserved_until.eq(Some(until)));
    diesel::update(row(publisher, offer, grant)).set(change).execute(connection).map(drop)
}

/// Records the claim.
pub fn claim(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    grant: GrantId,
    (order, amount, is_vouched): (&str, Option<i64>, bool),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let change = (
        offer_grants::state.eq(GrantState::Claimed),
        offer_grants::reserved_until.eq(None::<NaiveDateTime>),
        offer_grants::claimed_at.eq(Some(now)),
        offer_grants::order_id.eq(Some(order)),
        offer_grants::amount_cents.eq(amount),
        offer_grants::is_vouched.eq(is_vouched),
    );
    diesel::update(row(publisher, offer, grant)).set(change).execute(connection).map(drop)
}

/// Ends the reservations of the offer that have run out, and returns how many there were.
pub fn release(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    now: NaiveDateTime,
) -> QueryResult<i64> {
    let over = offer_grants::table
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_grants::state.eq(GrantState::Reserved))
        .filter(offer_grants::reserved_until.le(now));
    let change = (offer_grants::state.eq(GrantState::Offered), offer_grants::reserved_until.eq(None::<NaiveDateTime>));
    let count = diesel::update(over).set(change).execute(connection)?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How many reservations of the offer have run out without having been ended, and when the next one does.
pub fn run_out(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    now: NaiveDateTime,
) -> QueryResult<(i64, Option<NaiveDateTime>)> {
    let reserved = || {
        let of_offer = offer_grants::table.filter(offer_grants::offer_id.eq(offer));
        of_offer.filter(is_offer_of(publisher, offer)).filter(offer_grants::state.eq(GrantState::Reserved))
    };
    let over = reserved().filter(offer_grants::reserved_until.le(now)).count().get_result(connection)?;
    let next = reserved().filter(offer_grants::reserved_until.gt(now));
    let next = next.select(diesel::dsl::min(offer_grants::reserved_until)).first(connection)?;
    Ok((over, next))
}

/// How many grants of an offer are in a state, and what was paid with them, in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub offer: OfferId,
    pub state: GrantState,
    pub grants: i64,
    pub cents: i64,
}

/// The tallies of one of the publisher's offers, or of all.
pub fn tallies(
    connection: &mut DbConnection,
    publisher: PublisherId,
    offer: Option<OfferId>,
) -> QueryResult<Vec<Tally>> {
    use diesel::sql_types::BigInt;
    let own = offers::table.filter(offers::publisher_id.eq(publisher));
    let own: Vec<OfferId> = match offer {
        Some(offer) => own.filter(offers::id.eq(offer)).select(offers::id).load(connection)?,
        None => own.select(offers::id).load(connection)?,
    };
    let mut tallies = Vec::new();
    // One after the other, each by the index of its offer.
    for offer in own {
        let cents = diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(offer_grants.amount_cents), 0) AS BIGINT)");
        let rows: Vec<(GrantState, i64, i64)> = offer_grants::table
            .filter(offer_grants::offer_id.eq(offer))
            .filter(is_offer_of(publisher, offer))
            .group_by(offer_grants::state)
            .select((offer_grants::state, count_star(), cents))
            .load(connection)?;
        tallies.extend(rows.into_iter().map(|(state, grants, cents)| Tally { offer, state, grants, cents }));
    }
    Ok(tallies)
}

/// A page of the offer's grants, the newest first, with the account ids of their customers.
pub fn page(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    (state, offset, limit): (Option<GrantState>, i64, i64),
) -> QueryResult<Vec<(Grant, Option<String>)>> {
    let mut found = offer_grants::table
        .left_join(customers::table)
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .into_boxed();
    if let Some(state) = state {
        found = found.filter(offer_grants::state.eq(state));
    }
    found
        .order(offer_grants::id.desc())
        .offset(offset)
        .limit(limit)
        .select((Grant::as_select(), customers::account_id.nullable()))
        .load(connection)
}

/// The offer's next grants after one, with the account ids of their customers.
pub fn after(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    (state, after, most): (Option<GrantState>, Option<GrantId>, i64),
) -> QueryResult<Vec<(Grant, Option<String>)>> {
    let mut found = offer_grants::table
        .left_join(customers::table)
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .into_boxed();
    if let Some(state) = state {
        found = found.filter(offer_grants::state.eq(state));
    }
    if let Some(after) = after {
        found = found.filter(offer_grants::id.gt(after));
    }
    found
        .order(offer_grants::id)
        .limit(most)
        .select((Grant::as_select(), customers::account_id.nullable()))
        .load(connection)
}

/// What a customer was offered: the app, the name of the offer, the grant, and its code.
pub type Held = (AppId, String, Grant, Option<String>);

/// What the customer was offered in all apps.
pub fn held(connection: &mut DbConnection, publisher: PublisherId, customer: CustomerId) -> QueryResult<Vec<Held>> {
    use super::schema::offer_codes;
    offer_grants::table
        .inner_join(offers::table)
        .left_join(offer_codes::table.on(offer_codes::grant_id.eq(offer_grants::id.nullable())))
        .filter(offer_grants::customer_id.eq(customer))
        .filter(offers::publisher_id.eq(publisher))
        .order(offer_grants::id)
        .select((offers::app_id, offers::name, Grant::as_select(), offer_codes::code.nullable()))
        .load(connection)
}

/// How many claims of the offer from before a moment have no order among the purchases.
pub fn unconfirmed(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    before: NaiveDateTime,
) -> QueryResult<i64> {
    offer_grants::table
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_grants::state.eq(GrantState::Claimed))
        .filter(offer_grants::claimed_at.lt(before))
        .count()
        .get_result(connection)
}

/// An order of a claim as the purchases have it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Settlement {
    pub grant: GrantId,
    pub offer: OfferId,
    pub state: GrantState,
    /// What was paid as far as is stored, in hundredths.
    pub paid: Option<i64>,
    /// What is left of the amount after refunds, and what was refunded; `None` if there is no such purchase.
    pub amount: Option<i64>,
    pub refunded: Option<i64>,
}

/// The claims of the app after a grant, at most so many, with their orders among the customers' purchases.
pub fn to_settle(
    connection: &mut DbConnection,
    app: AppKey,
    (after, most): (GrantId, i64),
) -> QueryResult<Vec<Settlement>> {
    let of_claim = purchases::app_id
        .eq(offer_grants::app_id)
        .and(purchases::order_id.nullable().eq(offer_grants::order_id))
        .and(purchases::customer_id.nullable().eq(offer_grants::customer_id));
    offer_grants::table
        .left_join(purchases::table.on(of_claim.assume_not_null()))
        .filter(offer_grants::app_id.eq(app.id))
        .filter(super::owners::is_of_publisher(app))
        .filter(offer_grants::order_id.is_not_null())
        .filter(offer_grants::id.gt(after))
        .order(offer_grants::id)
        .limit(most)
        .select((
            offer_grants::id,
            offer_grants::offer_id,
            offer_grants::state,
            offer_grants::amount_cents,
            purchases::amount_cents.nullable(),
            purchases::refunded_cents.nullable(),
        ))
        .load(connection)
}

/// Brings a claim that is in one state into another one. Returns false if it is in another state meanwhile.
pub fn settle(
    connection: &mut DbConnection,
    publisher: PublisherId,
    settled: &Settlement,
    (to, amount, now): (GrantState, Option<i64>, NaiveDateTime),
) -> QueryResult<bool> {
    let found = row(publisher, settled.offer, settled.grant).filter(offer_grants::state.eq(settled.state));
    let change =
        (offer_grants::state.eq(to), offer_grants::settled_at.eq(Some(now)), offer_grants::amount_cents.eq(amount));
    Ok(diesel::update(found).set(change).execute(connection)? == 1)
}

/// How many customers have asked for the offer.
pub fn count_askers(connection: &mut DbConnection, (publisher, offer): (PublisherId, OfferId)) -> QueryResult<i64> {
    offer_grants::table
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_grants::number.eq(0))
        .filter(offer_grants::customer_id.is_not_null())
        .count()
        .get_result(connection)
}

/// Who has asked for an offer: the customer, when she asked first and in which phase, and whether she was held out.
pub type Asker = (CustomerId, NaiveDateTime, i32, bool);

/// The customers who have asked for the offer, after one of them, at most so many.
pub fn askers(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    (after, most): (CustomerId, i64),
) -> QueryResult<Vec<Asker>> {
    offer_grants::table
        .filter(offer_grants::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_grants::number.eq(0))
        .filter(offer_grants::customer_id.gt(after))
        .order(offer_grants::customer_id)
        .limit(most)
        .select((
            offer_grants::customer_id.assume_not_null(),
            offer_grants::first_offered_at,
            offer_grants::phase,
            offer_grants::state.eq(GrantState::HeldOut),
        ))
        .load(connection)
}

/// Whether offers of the app were claimed.
pub fn has_claims(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    let claims = offer_grants::table
        .filter(offer_grants::app_id.eq(app.id))
        .filter(super::owners::is_of_publisher(app))
        .filter(offer_grants::order_id.is_not_null());
    diesel::select(exists(claims)).get_result(connection)
}

/// Has the customers' grants name nobody any more. What they add up to stays.
pub fn forget_customers(connection: &mut DbConnection, publisher: PublisherId, ids: &[CustomerId]) -> QueryResult<()> {
    if let DbConnection::Postgresql(inner) = &mut *connection {
        let held = customers::table.filter(customers::id.eq_any(ids.to_vec()));
        let held = held.filter(customers::publisher_id.eq(publisher)).select(customers::id);
        held.for_update().load::<CustomerId>(inner)?;
    }
    let own = offers::table.filter(offers::publisher_id.eq(publisher)).filter(offers::id.eq(offer_grants::offer_id));
    let found = offer_grants::table.filter(offer_grants::customer_id.eq_any(ids.to_vec())).filter(exists(own));
    diesel::update(found)
        .set((offer_grants::customer_id.eq(None::<CustomerId>), offer_grants::order_id.eq(None::<String>)))
        .execute(connection)
        .map(drop)
}
