//! Evaluates flags for a person. What an answer needs is looked up once and kept until anything is committed, so that most
//! answers wait for nothing.

use super::{Flag, GROUP, MOST, Reason, flight, may_ask, offer, test};
use crate::access::{Actor, Role, Sizes};
use crate::day::Day;
use crate::groups::at_once::{self, Ready};
use crate::groups::members::MembersError;
use crate::groups::membership;
use crate::groups::since::{self, Entered};
use crate::ids::{AppId, PublisherId};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::{StoreError, Version};
use crate::tokens::Program;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Why a flag has no value.
#[derive(Debug, thiserror::Error)]
pub enum FlagError {
    #[error("there is no flag with this key")]
    NotFound,
    #[error(transparent)]
    Members(#[from] MembersError),
}

impl From<StoreError> for FlagError {
    fn from(error: StoreError) -> Self {
        if error.is_not_found() { Self::NotFound } else { Self::Members(error.into()) }
    }
}

/// A flag, or why there is none.
pub type Evaluated = Result<Flag, FlagError>;

/// What is known of a group's flag before anybody is asked for.
struct Prepared {
    key: String,
    name: String,
    app: Option<AppId>,
    for_clients: bool,
    /// A customer of a segment whose history does not say since when has come in since it was last counted.
    is_segment: bool,
    as_of: Day,
    /// Whether the group is archived or too small; its flag is then off for everybody.
    is_disabled: bool,
    /// `None` if only the database can say who is in it.
    ready: Option<Arc<Ready>>,
    /// Since when the customers of each app are in it.
    entered: Vec<(AppId, Arc<Entered>)>,
}

/// The actor of a program that asks for flags: whatever else its token may do, small segments are off.
fn viewer(program: &Program) -> Actor {
    Actor { role: Role::Viewer, ..program.actor() }
}

fn kept_as(publisher: PublisherId, key: &str) -> String {
    format!("flag {key} of {publisher}")
}

fn clients_kept_as(program: &Program) -> String {
    format!("flags for clients of {} and app {:?}", program.publisher.id, program.app)
}

/// The flag for the person with this account id, if it can be said without waiting.
pub fn one_at_once(
    state: &State,
    version: &Version,
    program: &Program,
    key: &str,
    (account, context): (&str, &Map<String, Value>),
) -> Option<Evaluated> {
    if flight::is_key(key) {
        return flight::at_once(state, version, program, (key, account), context);
    }
    if offer::is_key(key) {
        return offer::at_once(state, version, program, (key, account));
    }
    if test::is_key(key) {
        return test::at_once(state, version, program, (key, account));
    }
    let kept = state.database.find_kept::<Prepared>(version, &kept_as(program.publisher.id, key))?;
    if !may_ask(program, (kept.app, kept.for_clients)) {
        return Some(Err(FlagError::NotFound));
    }
    kept.for_known(program, account).map(Ok)
}

/// The flag for the person with this account id.
pub fn one(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    key: &str,
    (account, context): (&str, &Map<String, Value>),
) -> Evaluated {
    if flight::is_key(key) {
        return flight::one(state, version, program, (key, account), context);
    }
    if offer::is_key(key) {
        return offer::one(state, version, program, (key, account));
    }
    if test::is_key(key) {
        return test::one(state, version, program, (key, account));
    }
    let flag_key = key.strip_prefix(GROUP).ok_or(FlagError::NotFound)?;
    let of_flag = |connection: &mut _| customer_groups::of_flag(connection, program.publisher.id, flag_key);
    let group = state.database.read_now(of_flag)?;
    if !may_ask(program, (group.app_id, group.for_clients)) {
        return Err(FlagError::NotFound);
    }
    let prepared = prepare(state, version, program, &group)?;
    prepared.of(state, program, &group, account)
}

/// The flags that are for clients, for the person with this account id, if they can be said without waiting.
pub fn all_at_once(
    state: &State,
    version: &Version,
    program: &Program,
    (account, context): (&str, &Map<String, Value>),
) -> Option<Vec<Flag>> {
    let all = state.database.find_kept::<Vec<Arc<Prepared>>>(version, &clients_kept_as(program))?;
    let own = all.iter().filter(|flag| may_ask(program, (flag.app, flag.for_clients)));
    let groups: Option<Vec<Flag>> = own.map(|flag| flag.for_known(program, account)).collect();
    let mut flags = groups?;
    flags.extend(flight::among_all_at_once(state, version, program, account, context)?);
    flags.extend(offer::among_all_at_once(state, version, program, account)?);
    flags.extend(test::among_all_at_once(state, version, program, account)?);
    Some(flags)
}

/// The flags that are for clients, for the person with this account id, by key.
pub fn all(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    (account, context): (&str, &Map<String, Value>),
) -> Result<Vec<Flag>, MembersError> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let for_clients =
        |connection: &mut _| customer_groups::for_clients(connection, (program.publisher.id, program.app), most);
    let groups = state.database.read_now(for_clients)?;
    let (mut flags, mut prepared) = (Vec::new(), Vec::with_capacity(groups.len()));
    for group in &groups {
        let one = prepare(state, version, program, group)?;
        if may_ask(program, (group.app_id, group.for_clients)) {
            match one.of(state, program, group, account) {
                Ok(flag) => flags.push(flag),
                // The group was deleted meanwhile.
                Err(FlagError::NotFound) => {}
                Err(FlagError::Members(error)) => return Err(error),
            }
        }
        prepared.push(one);
    }
    if let Some(version) = version {
        state.database.keep(version.clone(), clients_kept_as(program), &Arc::new(prepared));
    }
    flags.extend(flight::among_all(state, version, program, account, context)?);
    flags.extend(offer::among_all(state, version, program, account)?);
    flags.extend(test::among_all(state, version, program, account)?);
    Ok(flags)
}

/// What is known of the group's flag, and keeps it.
fn prepare(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    group: &CustomerGroup,
) -> Result<Arc<Prepared>, MembersError> {
    let (publisher, actor) = (&program.publisher, viewer(program));
    let key = super::key_of(group);
    let kept_as = kept_as(publisher.id, &key);
    if let Some(kept) = version.and_then(|version| state.database.find_kept(version, &kept_as)) {
        return Ok(kept);
    }
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let is_small = group.is_segment() && group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    let mut is_disabled = group.is_archived() || is_small;
    let ready = match version {
        Some(version) if !is_disabled => match at_once::prepare(state, version.clone(), &actor, publisher, group) {
            // It has become small since it was last counted.
            Err(MembersError::Hidden) => {
                is_disabled = true;
                None
            }
            ready => ready?,
        },
        _ => None,
    };
    let apps = ready.iter().flat_map(|ready| ready.apps());
    let entered = apps.map(|(app, data)| Ok((app.id, since::entered(state, group, (app, data))?)));
    let entered = entered.collect::<Result<_, MembersError>>()?;
    let prepared = Arc::new(Prepared {
        key,
        name: group.name.clone(),
        app: group.app_id,
        for_clients: group.for_clients,
        is_segment: group.is_segment(),
        as_of: ready.as_ref().map_or_else(|| state.today(publisher), |ready| ready.as_of),
        is_disabled,
        ready,
        entered,
    });
    if let Some(version) = version.filter(|_| prepared.is_disabled || prepared.ready.is_some()) {
        state.database.keep(version.clone(), kept_as, &prepared);
    }
    Ok(prepared)
}

impl Prepared {
    /// Programs on people's devices learn neither what the publisher calls the group nor since when somebody is in it.
    fn flag(&self, program: &Program, reason: Reason, since: Option<Day>) -> Flag {
        let (key, is_on, is_public) = (self.key.clone(), reason == Reason::TargetingMatch, program.is_public);
        let mut metadata = Map::new();
        if !is_public {
            metadata.insert(String::from("group"), json!(self.name));
            let since = since.filter(|_| is_on).map(|day| (String::from("since"), json!(day.to_string())));
            metadata.extend(since);
        }
        metadata.insert(String::from("as_of"), json!(self.as_of.to_string()));
        Flag { key, value: json!(is_on), variant: reason.variant().to_owned(), reason, metadata }
    }

    /// The flag for a person of whom memory knows.
    fn for_known(&self, program: &Program, account: &str) -> Option<Flag> {
        if self.is_disabled {
            return Some(self.flag(program, Reason::Disabled, None));
        }
        let known = self.ready.as_ref()?.find(account)?;
        if !known.is_member {
            return Some(self.flag(program, Reason::Static, None));
        }
        let entered = self.entered.iter().find(|(app, _)| *app == known.app);
        let since = entered.and_then(|(_, entered)| entered.day_of(known.position));
        Some(self.flag(program, Reason::TargetingMatch, since.or_else(|| self.is_segment.then_some(self.as_of))))
    }

    /// The flag for any person.
    fn of(&self, state: &State, program: &Program, group: &CustomerGroup, account: &str) -> Evaluated {
        if let Some(known) = self.for_known(program, account) {
            return Ok(known);
        }
        let accounts = [account.to_owned()];
        let groups = std::slice::from_ref(group);
        let found = match membership::of(state, &viewer(program), &program.publisher, groups, &accounts) {
            Err(MembersError::Hidden) => return Ok(self.flag(program, Reason::Disabled, None)),
            found => found?.pop(),
        };
        Ok(match found {
            Some(found) if !found.groups.is_empty() => {
                let since = since::of_account(state, &program.publisher, group, account)?;
                self.flag(program, Reason::TargetingMatch, since.or_else(|| self.is_segment.then_some(self.as_of)))
            }
            Some(found) if found.is_customer => self.flag(program, Reason::Static, None),
            _ => self.flag(program, Reason::Unknown, None),
        })
    }
}
