//! Who of an app can be written to, in memory: all of it is read once, and then what has changed, so that looking at a draft reads
//! a few rows and not those of a million people. What it says is looked at once more before each message leaves.

use crate::ids::{AppKey, SubscriptionId};
use crate::store::consents::{ConsentPurpose, ConsentState};
use crate::store::push_audience::{self, Browser, Said};
use crate::store::subscriptions::SubscriptionState;
use crate::store::{Database, StoreError};
use chrono::{NaiveDateTime, TimeDelta};
use roaring::RoaringBitmap;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// How many apps are kept: those that somebody writes drafts for. Each takes about 60 bytes a browser.
const KEPT: usize = 8;

/// Positions that are read at once when an app is read for the first time.
const CHUNK: i32 = 65_536;

/// How long a transaction may take: what was written with an earlier time or number may be committed only now, and is read again.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);
const OVERLAP_ROWS: i32 = 1_000;

/// The apps that were asked about last.
#[derive(Debug, Default)]
pub struct Reaches(Mutex<VecDeque<(AppKey, Arc<Mutex<Reach>>)>>);

/// Who of an app can be written to.
#[derive(Debug, Default)]
pub struct Reach {
    /// Positions before this one have been read.
    next: i32,
    last_browser: i32,
    /// Everything that was said until then has been read, but for what may be committed late.
    last_said: i32,
    read_at: Option<NaiveDateTime>,
    /// The imports of what people said that are taken back: once there are others, everything is read anew.
    taken_back: (i64, i64),
    browsers: HashMap<SubscriptionId, Known>,
    /// How many browsers each has who has one.
    counts: HashMap<u32, u32>,
    subscribed: RoaringBitmap,
    /// By the place of the purpose.
    given: [RoaringBitmap; ConsentPurpose::ALL.len()],
    withdrawn: [RoaringBitmap; ConsentPurpose::ALL.len()],
    /// The names of zones and the tags of languages; browsers have their places.
    zones: Vec<String>,
    languages: Vec<String>,
    /// How many rows were read.
    rows_read: u64,
}

/// A live browser.
#[derive(Clone, Copy, Debug)]
struct Known {
    position: u32,
    zone: Option<u16>,
    language: Option<u16>,
    seen_at: NaiveDateTime,
}

/// Who can be written to for a purpose, by position.
#[derive(Clone, Debug, Default)]
pub struct Reached {
    pub subscribed: RoaringBitmap,
    pub given: RoaringBitmap,
    pub withdrawn: RoaringBitmap,
}

impl Reaches {
    /// Who of the app can be written to for this purpose now.
    pub fn of(
        &self,
        (database, now): (&Database, NaiveDateTime),
        app: AppKey,
        purpose: ConsentPurpose,
    ) -> Result<Reached, StoreError> {
        self.with(app, |reach| {
            reach.refresh(database, app, now)?;
            let place = place_of(purpose);
            Ok(Reached {
                subscribed: reach.subscribed.clone(),
                given: reach.given[place].clone(),
                withdrawn: reach.withdrawn[place].clone(),
            })
        })
    }

    /// The zone of each of those who have a browser, by position: that of the one that was seen last and has said its zone. With
    /// `among`, only of those at these positions.
    pub fn zones(
        &self,
        (database, now): (&Database, NaiveDateTime),
        app: AppKey,
        among: Option<&RoaringBitmap>,
    ) -> Result<Vec<(u32, Option<String>)>, StoreError> {
        self.with(app, |reach| {
            reach.refresh(database, app, now)?;
            let mut people: HashMap<u32, Option<(NaiveDateTime, u16)>> = HashMap::new();
            let is_asked = |known: &&Known| among.is_none_or(|among| among.contains(known.position));
            for known in reach.browsers.values().filter(is_asked) {
                let person = people.entry(known.position).or_default();
                *person = (*person).max(known.zone.map(|zone| (known.seen_at, zone)));
            }
            let name = |zone: u16| reach.zones.get(usize::from(zone)).cloned();
            Ok(people.into_iter().map(|(position, zone)| (position, zone.and_then(|(_, zone)| name(zone)))).collect())
        })
    }

    /// Those of these people who have a browser, by the language of the one that was seen last: as it was when somebody asked who can
    /// be written to.
    pub fn languages(
        &self,
        (database, now): (&Database, NaiveDateTime),
        app: AppKey,
        among: &RoaringBitmap,
    ) -> Result<Vec<(String, RoaringBitmap)>, StoreError> {
        self.with(app, |reach| {
            if reach.read_at.is_none() {
                reach.refresh(database, app, now)?;
            }
            let mut found = vec![RoaringBitmap::new(); reach.languages.len()];
            let mut add = |position: u32, language: Option<u16>| {
                if let Some(of_language) = language.and_then(|place| found.get_mut(usize::from(place))) {
                    of_language.insert(position);
                }
            };
            let mut several: HashMap<u32, (NaiveDateTime, Option<u16>)> = HashMap::new();
            for known in reach.browsers.values().filter(|known| among.contains(known.position)) {
                if reach.counts.get(&known.position) == Some(&1) {
                    add(known.position, known.language);
                } else {
                    let person = several.entry(known.position).or_default();
                    *person = (*person).max((known.seen_at, known.language));
                }
            }
            several.into_iter().for_each(|(position, (_, language))| add(position, language));
            Ok(reach.languages.iter().cloned().zip(found).filter(|(_, people)| !people.is_empty()).collect())
        })
    }

    /// How many rows were read for an app so far: what tests hold to.
    pub fn rows_read(&self, app: AppKey) -> u64 {
        self.with(app, |reach| Ok::<_, StoreError>(reach.rows_read)).unwrap_or_default()
    }

    fn with<T>(&self, app: AppKey, work: impl FnOnce(&mut Reach) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let reach = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let place = all.iter().position(|(other, _)| *other == app);
            let found = place.and_then(|place| all.remove(place)).unwrap_or_else(|| (app, Arc::default()));
            let reach = Arc::clone(&found.1);
            all.push_front(found);
            all.truncate(KEPT);
            reach
        };
        work(&mut reach.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn place_of(purpose: ConsentPurpose) -> usize {
    ConsentPurpose::ALL.iter().position(|other| *other == purpose).unwrap_or_default()
}

impl Reach {
    /// Reads what has changed.
    fn refresh(&mut self, database: &Database, app: AppKey, now: NaiveDateTime) -> Result<(), StoreError> {
        let (end, taken_back) = database.read_now(|connection| {
            let end = push_audience::last_position(connection, app)?;
            Ok((end, push_audience::taken_back(connection, app.publisher)?))
        })?;
        if taken_back != self.taken_back {
            *self = Self { taken_back, rows_read: self.rows_read, ..Self::default() };
        }
        let end = end.map_or(0, |last| last.saturating_add(1));
        // What changed of those who were read before, and then everything of those who came since.
        if let Some(read_at) = self.read_at {
            let since = (self.last_browser.saturating_sub(OVERLAP_ROWS).into(), read_at - OVERLAP);
            let after = self.last_said.saturating_sub(OVERLAP_ROWS);
            let (changed, browsers, said) = database.read_now(|connection| {
                let changed = push_audience::changed(connection, app, since)?;
                let browsers = push_audience::browsers_of(connection, app, &changed)?;
                Ok((changed, browsers, push_audience::said_after(connection, app, after)?))
            })?;
            changed.iter().for_each(|browser| self.last_browser = self.last_browser.max((*browser).into()));
            // One may be of somebody who is no customer by now.
            changed.into_iter().for_each(|browser| self.forget(browser));
            self.take(browsers, &said);
            self.last_said = said.last().map_or(self.last_said, |last| last.id.max(self.last_said));
        } else {
            self.last_said = database.read_now(|connection| push_audience::last_said(connection, app.publisher))?;
        }
        // Somebody of a chunk before may say something while a later one is read: only what is asked for after that counts as read.
        while self.next < end {
            let range = (self.next, self.next.saturating_add(CHUNK).min(end));
            let (browsers, said) = database.read_now(|connection| {
                let browsers = push_audience::browsers_between(connection, app, range)?;
                Ok((browsers, push_audience::said_between(connection, app, range)?))
            })?;
            self.take(browsers, &said);
            self.next = range.1;
        }
        self.read_at = Some(now);
        Ok(())
    }

    fn take(&mut self, browsers: Vec<Browser>, said: &[Said]) {
        self.rows_read += browsers.len() as u64 + said.len() as u64;
        for browser in browsers {
            self.last_browser = self.last_browser.max(browser.id.into());
            self.forget(browser.id);
            if browser.state == SubscriptionState::Live {
                let zone = browser.time_zone.and_then(|name| place_of_name(&mut self.zones, name));
                let language = place_of_name(&mut self.languages, browser.language);
                let position = browser.position.unsigned_abs();
                self.browsers.insert(browser.id, Known { position, zone, language, seen_at: browser.seen_at });
                *self.counts.entry(position).or_default() += 1;
                self.subscribed.insert(position);
            }
        }
        for one in said {
            let (place, position) = (place_of(one.purpose), one.position.unsigned_abs());
            let is_given = one.state == ConsentState::Given;
            let (into, out_of) = if is_given {
                (&mut self.given[place], &mut self.withdrawn[place])
            } else {
                (&mut self.withdrawn[place], &mut self.given[place])
            };
            into.insert(position);
            out_of.remove(position);
        }
    }

    /// Takes out a browser that may be somebody else's by now.
    fn forget(&mut self, browser: SubscriptionId) {
        let Some(known) = self.browsers.remove(&browser) else { return };
        let Some(count) = self.counts.get_mut(&known.position) else { return };
        *count -= 1;
        if *count == 0 {
            self.counts.remove(&known.position);
            self.subscribed.remove(known.position);
        }
    }
}

/// The place of this name, which is added if it is not there; `None` for more than anybody has.
fn place_of_name(names: &mut Vec<String>, name: String) -> Option<u16> {
    let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    });
    u16::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_of_some_people_says_nothing_of_what_was_read_of_others() {
        let mut reach = Reach::default();
        let (purpose, state) = (ConsentPurpose::Promotional, ConsentState::Given);
        reach.take(Vec::new(), &[Said { id: 5_000, position: 70_000, purpose, state }]);
        assert!(reach.given[place_of(purpose)].contains(70_000));
        assert_eq!(reach.last_said, 0, "somebody at a position before may have said something with a number before");
    }
}
