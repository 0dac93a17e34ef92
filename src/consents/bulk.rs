//! What people said elsewhere, such as in the program that wrote to them before: many at once, each with what becomes of it. What was
//! said later counts, so that a list that is sent again brings nobody back who has had enough since.

use super::{ConsentChannel, ConsentPurpose, ConsentSource, Heard, LONGEST_TEXT, give, withdraw};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::PublisherId;
use crate::reading::fields::MAX_ID_LENGTH;
use crate::state::State;
use crate::store::consents::{self, AHEAD, About, Becomes, ConsentState, Standing};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, erased, suppressions};
use crate::text::is_control;
use chrono::NaiveDateTime;

/// The most that is said at once: it is written in one transaction, for which others wait for a second.
pub const MOST_AT_ONCE: usize = 1_000;

/// What a person said.
#[derive(Clone, Debug)]
pub struct Said {
    pub account: String,
    pub channel: ConsentChannel,
    /// `None` for everything that people are written to about.
    pub purpose: Option<ConsentPurpose>,
    pub state: ConsentState,
    /// When; what is taken back may be taken back now.
    pub at: Option<NaiveDateTime>,
    /// The text that was shown to whoever allowed it.
    pub text: String,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Recorded,
    /// It is known.
    Unchanged,
    /// The person has said something else since.
    Superseded,
    Refused(Refused),
}

/// Why it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Send an account id of 1 to {MAX_ID_LENGTH} characters.")]
    Account,
    #[error("Send the text that was shown, of 1 to {LONGEST_TEXT} characters.")]
    Text,
    #[error("Send when the person said it: a moment that has passed.")]
    Moment,
    #[error("This person was erased.")]
    Erased,
    #[error("The person has changed what is allowed too often.")]
    TooOften,
}

/// Writes down what people said, in its order, and what became of each. `answered` is called in the transaction. A trial writes
/// nothing.
pub fn record(
    state: &State,
    actor: &Actor,
    (said, is_trial): (&[Said], bool),
    answered: impl Fn(&mut DbConnection, &[Fate]) -> QueryResult<()>,
) -> Result<Vec<Fate>, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    let mut found = None;
    // The lock keeps an erasure from passing by.
    let written = state.database.write_holding_now(Lock::Facts(publisher), |connection| {
        let fates: Vec<Fate> =
            said.iter().map(|one| one.record(connection, publisher, now)).collect::<QueryResult<_>>()?;
        let recorded = fates.iter().filter(|fate| **fate == Fate::Recorded).count();
        if is_trial {
            found = Some(fates);
            return Err(diesel::result::Error::RollbackTransaction);
        }
        if recorded > 0 {
            let changes = Changes::none().has(Field::People, recorded);
            audit::record(connection, actor, now, (Action::ConsentsRecorded, Subject::customer(None), changes))?;
        }
        answered(connection, &fates)?;
        found = Some(fates);
        Ok(())
    });
    match (written, found) {
        (Ok(()), Some(fates)) => Ok(fates),
        (Err(_), Some(fates)) if is_trial => Ok(fates),
        (Err(error), _) => Err(error),
        (Ok(()), None) => Ok(Vec::new()),
    }
}

impl Said {
    fn record(&self, connection: &mut DbConnection, publisher: PublisherId, now: NaiveDateTime) -> QueryResult<Fate> {
        if let Some(refused) = self.refused(now) {
            return Ok(Fate::Refused(refused));
        }
        if erased::is_erased(connection, publisher, &self.account)? {
            return Ok(Fate::Refused(Refused::Erased));
        }
        let mut fates = Vec::new();
        for purpose in ConsentPurpose::ALL.iter().filter(|one| self.purpose.is_none_or(|purpose| purpose == **one)) {
            let about = About { publisher, account: &self.account, channel: self.channel, purpose: *purpose };
            fates.push(self.record_about(connection, about, now)?);
        }
        Ok(fates.iter().find(|fate| **fate == Fate::Recorded).or(fates.first()).copied().unwrap_or(Fate::Unchanged))
    }

    fn refused(&self, now: NaiveDateTime) -> Option<Refused> {
        let is_given = self.state == ConsentState::Given;
        let is_within = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
        if !is_within(&self.account, MAX_ID_LENGTH) || self.account.chars().any(is_control) {
            return Some(Refused::Account);
        }
        if is_given && !is_within(&self.text, LONGEST_TEXT) {
            return Some(Refused::Text);
        }
        let is_past = self.at.map_or(!is_given, |at| at <= now + AHEAD);
        (!is_past).then_some(Refused::Moment)
    }

    fn record_about(&self, connection: &mut DbConnection, about: About<'_>, now: NaiveDateTime) -> QueryResult<Fate> {
        let at = self.at.unwrap_or(now).min(now);
        let (who, what) = ((about.publisher, about.account), (about.channel, about.purpose));
        let newest = consents::newest(connection, about)?;
        let is_of_file = newest.as_ref().is_some_and(|last| last.import.is_some());
        let given = newest.filter(|last| last.state == ConsentState::Given);
        let suppressed = suppressions::since(connection, who, what)?;
        let standing = Standing { given: given.map(|last| (last.at, last.evidence)), suppressed };
        let text = self.text.trim();
        let heard = |said_at| Heard { said_at, heard_at: now };
        // What a file says can be taken back with the file. That somebody takes it back is then known from here too.
        let stays = self.state == ConsentState::Withdrawn && is_of_file;
        match standing.after(self.state, (at, at), text) {
            Becomes::Unchanged if stays => {
                withdraw(
                    connection,
                    about,
                    ConsentSource::Program,
                    heard(suppressed.map_or(at, |since| since.max(at))),
                )?;
                return Ok(Fate::Unchanged);
            }
            Becomes::Unchanged => return Ok(Fate::Unchanged),
            Becomes::Superseded => {
                if stays {
                    consents::imported::withdrawn_before(connection, about, (ConsentSource::Program, heard(at)))?;
                }
                return Ok(Fate::Superseded);
            }
            Becomes::Given => {
                let is_given = give(connection, about, (ConsentSource::Program, text), heard(at))?;
                return Ok(if is_given { Fate::Recorded } else { Fate::Refused(Refused::TooOften) });
            }
            Becomes::Withdrawn => withdraw(connection, about, ConsentSource::Program, heard(at))?,
            Becomes::WithdrawnAgain if stays => withdraw(connection, about, ConsentSource::Program, heard(at))?,
            Becomes::WithdrawnAgain => {
                suppressions::move_on(connection, who, what, at)?;
                return Ok(Fate::Unchanged);
            }
        }
        Ok(Fate::Recorded)
    }
}
