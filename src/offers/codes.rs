//! The pool of codes of an offer.

use super::draft::LONGEST_CODE;
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::OfferId;
use crate::state::State;
use crate::store::offers::{self, CodeMode};
use crate::store::{StoreError, offer_codes};
use rand::seq::IndexedRandom;
use std::collections::HashSet;

/// The most codes of a pool.
pub const MOST: usize = 1_000_000;

/// The most codes that are made or sent at once: they are written in one transaction of some seconds at most.
pub const MOST_AT_ONCE: usize = 100_000;

/// The characters of codes that are made: none that is easily taken for another.
const ALPHABET: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The length of codes that are made: of 31 characters, 12 have 59 bits, so that nobody finds one by trying.
const LENGTH: usize = 12;

/// Where codes come from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// One in each line.
    Typed(&'a str),
    /// So many are made.
    Made(usize),
}

/// How many codes were new, and how many were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    pub new: usize,
    pub repeated: usize,
}

/// Why no codes were added.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the offer has no pool of codes")]
    NoPool,
    #[error("there are no codes")]
    None,
    #[error("there are more than {MOST_AT_ONCE} at once, or more than {MOST} together")]
    TooMany,
    /// A code of a line is too long or has control characters.
    #[error("line {0} has no code")]
    Line(usize),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds codes to the offer's pool.
pub fn add(state: &State, actor: &Actor, id: OfferId, source: Source<'_>) -> Result<Added, CodesError> {
    actor.require(Role::Editor)?;
    let (codes, repeated) = match source {
        Source::Typed(text) => read(text)?,
        Source::Made(count) if (1..=MOST_AT_ONCE).contains(&count) => {
            let mut made = HashSet::with_capacity(count);
            while made.len() < count {
                made.insert(random());
            }
            (made.into_iter().collect(), 0)
        }
        Source::Made(0) => return Err(CodesError::None),
        Source::Made(_) => return Err(CodesError::TooMany),
    };
    let now = state.clock.now();
    state.database.write_now(|connection| {
        let offer = offers::find(connection, actor.publisher, id)?;
        if offer.code_mode != CodeMode::Pool {
            return Ok(Err(CodesError::NoPool));
        }
        let (total, _) = offer_codes::count(connection, (actor.publisher, id))?;
        if usize::try_from(total).unwrap_or(usize::MAX).saturating_add(codes.len()) > MOST {
            return Ok(Err(CodesError::TooMany));
        }
        let new = offer_codes::add(connection, (actor.publisher, id), &codes)?;
        let changes = Changes::none().has(Field::Codes, new);
        audit::record(connection, actor, now, (Action::Changed, Subject::offer(&offer), changes))?;
        Ok(Ok(Added { new, repeated: repeated + codes.len() - new }))
    })?
}

/// The different codes of a text, and how many were there again.
fn read(text: &str) -> Result<(Vec<String>, usize), CodesError> {
    let (mut seen, mut codes, mut repeated) = (HashSet::new(), Vec::new(), 0);
    for (line, code) in (1..).zip(text.lines().map(str::trim)) {
        if code.is_empty() {
            continue;
        }
        if code.chars().count() > LONGEST_CODE || code.chars().any(char::is_control) {
            return Err(CodesError::Line(line));
        }
        if seen.insert(code) {
            codes.push(code.to_owned());
        } else {
            repeated += 1;
        }
        if codes.len() > MOST_AT_ONCE {
            return Err(CodesError::TooMany);
        }
    }
    if codes.is_empty() { Err(CodesError::None) } else { Ok((codes, repeated)) }
}

fn random() -> String {
    let mut random = rand::rng();
    (0..LENGTH).filter_map(|_| ALPHABET.choose(&mut random)).map(|byte| char::from(*byte)).collect()
}
