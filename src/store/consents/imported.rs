//! What files say of what people allow: what is known of many people at once, and taking back what an import brought.

use super::{About, ConsentChannel, ConsentPurpose, ConsentSource, ConsentState, Heard};
use crate::ids::{ImportId, PublisherId};
use crate::store::schema::consents::{self, dsl};
use crate::store::suppressions::imported as held;
use crate::store::{DbConnection, QueryResult};
use chrono::NaiveDateTime;
use diesel::dsl::{count_star, exists, max};
use diesel::prelude::*;

/// Rows that are taken back in one transaction: few enough that other writers wait for only a fraction of a second.
const SLICE: i64 = 500;

/// What a person said last about one thing.
#[derive(Clone, Debug, Queryable)]
pub struct Last {
    pub account: String,
    pub channel: ConsentChannel,
    pub purpose: ConsentPurpose,
    pub state: ConsentState,
    pub at: NaiveDateTime,
    pub evidence: String,
}

/// What each of these people said last about each thing.
pub fn newest(connection: &mut DbConnection, publisher: PublisherId, accounts: &[&str]) -> QueryResult<Vec<Last>> {
    let of_people = || {
        let own = consents::table.filter(dsl::publisher_id.eq(publisher));
        own.filter(dsl::account_id.eq_any(accounts.iter().map(|account| (*account).to_owned()).collect::<Vec<_>>()))
    };
    let ids: Vec<Option<i32>> =
        of_people().group_by((dsl::account_id, dsl::channel, dsl::purpose)).select(max(dsl::id)).load(connection)?;
    let mut found = Vec::with_capacity(ids.len());
    // Well below what a statement takes.
    for some in ids.into_iter().flatten().collect::<Vec<_>>().chunks(2_000) {
        let rows = consents::table.filter(dsl::publisher_id.eq(publisher)).filter(dsl::id.eq_any(some.to_vec()));
        let columns = (dsl::account_id, dsl::channel, dsl::purpose, dsl::state, dsl::at, dsl::evidence);
        found.extend(rows.select(columns).load::<Last>(connection)?);
    }
    Ok(found)
}

/// Those of these people of whom there are as many rows, or more.
pub fn with_as_many_as(
    connection: &mut DbConnection,
    publisher: PublisherId,
    accounts: &[&str],
    most: i64,
) -> QueryResult<Vec<String>> {
    consents::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::account_id.eq_any(accounts.iter().map(|account| (*account).to_owned()).collect::<Vec<_>>()))
        .group_by(dsl::account_id)
        .having(count_star().ge(most))
        .select(dsl::account_id)
        .load(connection)
}

/// Writes down that the person took it back before she allowed it in the file of an import, which counts as before. Once the import is
/// taken back, this counts. The same again changes nothing.
pub fn withdrawn_before(
    connection: &mut DbConnection,
    about: About<'_>,
    (source, heard): (ConsentSource, Heard),
) -> QueryResult<()> {
    let at = heard.said_at;
    let newest = of_person(about).order(dsl::id.desc());
    let columns =
        ((dsl::id, dsl::state, dsl::at, dsl::source, dsl::evidence, dsl::import_id, dsl::lifted_at), dsl::recorded_at);
    type Row = (i32, ConsentState, NaiveDateTime, ConsentSource, String, Option<ImportId>, Option<NaiveDateTime>);
    let ((id, state, allowed_at, of, evidence, import, lifted_at), recorded_at): (Row, Option<NaiveDateTime>) =
        newest.select(columns).first(connection)?;
    match lifted_at {
        _ if import.is_none() => return Ok(()),
        Some(lifted) if lifted >= at => return Ok(()),
        // She had taken it back before the file already, so that however often she does, no rows are added.
        Some(_) => {
            let later = (dsl::lifted_at.eq(Some(at)), dsl::lifted_import_id.eq(None::<ImportId>));
            let row = of_person(about).filter(dsl::id.eq(id));
            return diesel::update(row).set(later).execute(connection).map(drop);
        }
        None => {}
    }
    super::add(connection, about, (ConsentState::Withdrawn, source, ""), heard)?;
    // The newest row counts: once more what the file says, which lifts what was said before it.
    let again = (
        (dsl::publisher_id.eq(about.publisher), dsl::account_id.eq(about.account)),
        (dsl::channel.eq(about.channel), dsl::purpose.eq(about.purpose)),
        (dsl::state.eq(state), dsl::at.eq(allowed_at), dsl::source.eq(of), dsl::evidence.eq(evidence)),
        (dsl::import_id.eq(import), dsl::lifted_at.eq(Some(at)), dsl::recorded_at.eq(recorded_at)),
    );
    diesel::insert_into(dsl::consents).values(again).execute(connection).map(drop)
}

#[diesel::dsl::auto_type]
fn of_person<'a>(about: About<'a>) -> _ {
    let (publisher, account): (PublisherId, &'a str) = (about.publisher, about.account);
    let (channel, purpose): (ConsentChannel, ConsentPurpose) = (about.channel, about.purpose);
    consents::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::account_id.eq(account))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
}

/// Something that an import brought.
#[derive(Clone, Debug, Queryable)]
struct Brought {
    id: i32,
    account: String,
    channel: ConsentChannel,
    purpose: ConsentPurpose,
    lifted_at: Option<NaiveDateTime>,
    lifted_import: Option<ImportId>,
}

/// Takes some of what the import brought back. No later file stands on it, and what people said elsewhere before and since counts as if
/// nobody had brought this. Returns whether there may be more.
pub fn take_back(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<bool> {
    let brought: Vec<Brought> = consents::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::import_id.eq(import))
        .order(dsl::id)
        .limit(SLICE)
        .select((dsl::id, dsl::account_id, dsl::channel, dsl::purpose, dsl::lifted_at, dsl::lifted_import_id))
        .load(connection)?;
    let digests = held::Digests::of(connection, publisher, brought.is_empty())?;
    for one in &brought {
        one.take_back(connection, (publisher, import), &digests)?;
    }
    Ok(i64::try_from(brought.len()).unwrap_or(SLICE) == SLICE)
}

impl Brought {
    fn take_back(
        &self,
        connection: &mut DbConnection,
        (publisher, import): (PublisherId, ImportId),
        digests: &held::Digests,
    ) -> QueryResult<()> {
        let (what, digest) = ((self.channel, self.purpose), digests.of_account(&self.account));
        let of_person = || {
            consents::table
                .filter(dsl::publisher_id.eq(publisher))
                .filter(dsl::account_id.eq(&self.account))
                .filter(dsl::channel.eq(self.channel))
                .filter(dsl::purpose.eq(self.purpose))
        };
        diesel::delete(of_person().filter(dsl::id.eq(self.id))).execute(connection)?;
        // What a later import lifted of this one, it lifts of what was there before.
        let before = (dsl::lifted_at.eq(self.lifted_at), dsl::lifted_import_id.eq(self.lifted_import));
        diesel::update(of_person().filter(dsl::lifted_import_id.eq(import))).set(before).execute(connection)?;
        held::remove_imported(connection, publisher, what, (&digest, import))?;
        let Some(since) = self.lifted_at else { return Ok(()) };
        let given = of_person().filter(dsl::state.eq(ConsentState::Given)).filter(dsl::at.gt(since));
        let is_given_since = diesel::select(exists(given)).get_result::<bool>(connection)?;
        match is_given_since {
            true => Ok(()),
            false => held::restore(connection, publisher, what, (&digest, since, self.lifted_import)),
        }
    }
}
