//! The buckets of an app's customers under a salt, by position, so that a share of a million people is a set within
//! milliseconds once they were computed.

use crate::ids::AppKey;
use crate::shares::bucket;
use crate::store::{Database, StoreError, customers};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many salts are kept: those of the rollouts that somebody looks at. Each takes 4 bytes a customer.
const KEPT: usize = 8;

/// The bucket of a position that nobody is at. It is in no share.
const NOBODY: u32 = u32::MAX;

/// The buckets that were computed last.
#[derive(Debug, Default)]
pub struct Buckets(Mutex<VecDeque<Kept>>);

#[derive(Clone, Debug)]
struct Kept {
    app: AppKey,
    salt: String,
    of_positions: Arc<Vec<u32>>,
}

impl Buckets {
    /// Those of the customers at `positions` whose bucket under the salt is below `share`.
    pub fn below(
        &self,
        database: &Database,
        (app, salt): (AppKey, &str),
        positions: &RoaringBitmap,
        share: u32,
    ) -> Result<RoaringBitmap, StoreError> {
        let next = positions.max().map_or(0, |last| last as usize + 1);
        let buckets = self.until(database, (app, salt), next)?;
        Ok(positions.iter().filter(|position| buckets.get(*position as usize).is_some_and(|of| *of < share)).collect())
    }

    /// The buckets of the positions before `next`. An account stays at its position, so that only those that came since are read.
    fn until(
        &self,
        database: &Database,
        (app, salt): (AppKey, &str),
        next: usize,
    ) -> Result<Arc<Vec<u32>>, StoreError> {
        let find = |kept: &Kept| kept.app == app && kept.salt == salt;
        let known = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let place = all.iter().position(find);
            let found = place.and_then(|place| all.remove(place));
            found.map(|found| {
                let buckets = Arc::clone(&found.of_positions);
                all.push_front(found);
                buckets
            })
        };
        match known {
            Some(known) if known.len() >= next => Ok(known),
            known => {
                let mut buckets = known.map_or_else(Vec::new, |known| (*known).clone());
                read_on(database, (app, salt), &mut buckets)?;
                let of_positions = Arc::new(buckets);
                let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                all.retain(|kept| !find(kept));
                all.push_front(Kept { app, salt: salt.to_owned(), of_positions: Arc::clone(&of_positions) });
                all.truncate(KEPT);
                Ok(of_positions)
            }
        }
    }
}

/// Adds the buckets of the customers who came since.
fn read_on(database: &Database, (app, salt): (AppKey, &str), buckets: &mut Vec<u32>) -> Result<(), StoreError> {
    loop {
        let next = i32::try_from(buckets.len()).unwrap_or(i32::MAX);
        let page = database.read_now(|connection| customers::accounts_from(connection, app, next))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        let computed: Vec<(usize, u32)> = page
            .par_iter()
            .filter_map(|(position, account)| Some((usize::try_from(*position).ok()?, bucket(salt, account))))
            .collect();
        buckets.resize(usize::try_from(*last).unwrap_or(0) + 1, NOBODY);
        for (position, bucket) in computed {
            buckets[position] = bucket;
        }
    }
}
