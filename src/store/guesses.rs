//! Guesses at passwords, counted for all replicas together. A slot contains the time at which its used tries will all
//! be available again. The number of slots is fixed, so nobody can fill the table; an unused slot needs no row.

use super::DbConnection;
use super::schema::guesses::dsl;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

/// A try to count: at most `burst` at once, one more after each interval. Times are in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    pub slot: i32,
    pub burst: u32,
    pub interval: i64,
}

/// Counts the try at `now`, in microseconds since 1970. If no try is left, nothing is written and the microseconds
/// until the next one are returned.
pub fn count(connection: &mut DbConnection, tried: Try, now: i64) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        full_at: i64,
    }
    let Try { slot, burst, interval } = tried;
    let most = interval.saturating_mul(burst.into());
    // A time later than twice `most` from now was written before a clock was set back and is ignored; the second `most`
    // allows for replicas whose clocks differ. Both databases bind the parameters in the order of their numbers.
    let counted: Option<Row> = diesel::sql_query(
        "INSERT INTO guesses (slot, full_at) VALUES ($1, $2) ON CONFLICT (slot) DO UPDATE SET
            full_at = CASE WHEN guesses.full_at BETWEEN $3 AND $4 THEN guesses.full_at + $5 ELSE excluded.full_at END
        WHERE guesses.full_at <= $6 OR guesses.full_at > $4
        RETURNING full_at",
    )
    .bind::<Integer, _>(slot)
    .bind::<BigInt, _>(now + interval)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(now + most * 2)
    .bind::<BigInt, _>(interval)
    .bind::<BigInt, _>(now + most - interval)
    .get_result(connection)
    .optional()?;
    if counted.is_some_and(|row| row.full_at > now) {
        return Ok(None);
    }
    let full_at: i64 = dsl::guesses.find(slot).select(dsl::full_at).first(connection)?;
    Ok(Some((full_at + interval - now - most).max(0)))
}

/// Deletes the slots whose tries are all available again.
pub fn delete_full(connection: &mut DbConnection, now: i64) -> QueryResult<usize> {
    diesel::delete(dsl::guesses.filter(dsl::full_at.le(now))).execute(connection)
}
