//! Whether a customer is in a group, answered from memory without waiting: what an answer needs is looked up once and then
//! kept until anything is committed to the database.

use super::members::{self, MembersError};
use crate::access::{Actor, Role, Sizes};
use crate::audience::Availability;
use crate::columns::{AccountIndex, Place, View};
use crate::day::Day;
use crate::ids::{AppId, AppKey, GroupId, PublisherId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;
use crate::store::{Version, apps};
use roaring::RoaringBitmap;
use std::sync::Arc;

/// A group that can be asked about.
pub struct Ready {
    /// The app of a segment.
    pub app: Option<AppId>,
    among: Vec<Among>,
    /// The day of the numbers.
    pub as_of: Day,
}

/// The customers of an app, and those of them that are in a group.
struct Among {
    app: AppKey,
    /// The app's data version.
    data: i64,
    accounts: Arc<AccountIndex>,
    members: Arc<RoaringBitmap>,
}

impl Among {
    fn of(view: &View, accounts: Arc<AccountIndex>, members: Arc<RoaringBitmap>) -> Self {
        Self { app: view.app.key(), data: view.app.data_version, accounts, members }
    }
}

/// A customer who was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub app: AppId,
    pub position: u32,
    pub is_member: bool,
}

impl Ready {
    /// Whether the customer with this account id is in the group; `None` if only the database knows, because there is no
    /// such customer in the apps that were looked through.
    pub fn has(&self, account_id: &str) -> Option<bool> {
        self.find(account_id).map(|known| known.is_member)
    }

    /// [`Ready::has`], with the place of the customer.
    pub fn find(&self, account_id: &str) -> Option<Known> {
        self.among.iter().find_map(|Among { app, accounts, members, .. }| match accounts.find(account_id) {
            Place::At(position) => Some(Known { app: app.id, position, is_member: members.contains(position) }),
            Place::Nowhere | Place::Unclear => None,
        })
    }

    /// The apps that are looked through, with their data versions.
    pub fn apps(&self) -> impl Iterator<Item = (AppKey, i64)> {
        self.among.iter().map(|among| (among.app, among.data))
    }
}

fn key(publisher: PublisherId, role: Role, group: GroupId) -> String {
    format!("members of group {group} of {publisher} for a {}", role.word())
}

/// The group as the actor may see it, if it was made ready at this version of the database.
pub fn find(state: &State, version: &Version, actor: &Actor, group: GroupId) -> Option<Arc<Ready>> {
    state.database.find_kept(version, &key(actor.publisher, actor.role, group))
}

/// Makes a group ready that was read after the version; `None` if it cannot be, such as while its app's columns are being
/// brought up to date.
pub fn prepare(
    state: &State,
    version: Version,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
) -> Result<Option<Arc<Ready>>, MembersError> {
    let (among, as_of) = match group.app_id {
        Some(app) => {
            let view = state.audiences.view_now(publisher, app)?;
            let members = members::of_segment(&view, group, Sizes::new(actor.role, publisher.minimum_size))?;
            let Some(accounts) = view.accounts()?.filter(|_| view.is_current) else { return Ok(None) };
            (vec![Among::of(&view, accounts, members.positions)], view.today)
        }
        None => (listed(state, publisher, group)?, state.today(publisher)),
    };
    let ready = Arc::new(Ready { app: group.app_id, among, as_of });
    state.database.keep(version, key(actor.publisher, actor.role, group.id), &ready);
    Ok(Some(ready))
}

/// The customers whom a known user group lists, in each app whose columns are in memory. Of those in other apps only, the
/// database knows.
fn listed(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Result<Vec<Among>, MembersError> {
    let mut apps = state.database.read_now(|connection| apps::of_publisher(connection, publisher.id))?;
    let is_only = apps.len() == 1;
    apps.retain(|app| is_only || state.audiences.has_columns(app.id));
    let rule = Rule::member_of(&group.id.to_string());
    let mut among = Vec::with_capacity(apps.len());
    for app in apps {
        let view = state.audiences.view_now(publisher, app.id)?.among(Availability::EVERYONE);
        if let Some(accounts) = view.accounts()?.filter(|_| view.is_current) {
            among.push(Among::of(&view, accounts, view.members(&rule)?));
        }
    }
    Ok(among)
}
