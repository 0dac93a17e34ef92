//! Freezing a segment: its members of today become a known user group, which no longer follows the data.

use super::{find, names};
use crate::addresses;
use crate::email::EmailAddress;
use crate::groups::recount::recount;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup, GroupKind, NewGroup};
use crate::store::group_addresses::{self, NewAddress};
use crate::store::{StoreError, customers, wait_for};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html, html_again, see_other};
use crate::web::visitor::{Editor, SignedIn};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use std::collections::HashSet;

/// The form that freezes a segment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FreezeForm {
    name: String,
    consent: String,
}

#[derive(Template)]
#[template(path = "groups/freeze.html")]
struct FreezePage {
    page: Page,
    group: CustomerGroup,
    members: String,
    /// Members without an address of their own, and the addresses; none where they are too many to be counted.
    addresses: Option<(String, String)>,
    form: FreezeForm,
    name_errors: Vec<String>,
    consent_errors: Vec<String>,
    /// Why the segment cannot be frozen at all.
    obstacle: Option<String>,
}

/// A segment's members of today, as a known user group can hold them.
struct Frozen {
    members: u64,
    /// Different addresses in the members' order; not all of them where they are more than a group can hold.
    addresses: Vec<NewAddress>,
}

/// Members whose addresses are read at once.
const PAGE: usize = 20_000;

impl FreezePage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let name = self.name_errors.iter().map(|error| ("name", error.clone()));
        name.chain(self.consent_errors.iter().map(|error| ("consent", error.clone()))).collect()
    }
}

/// The form, with what the known user group would hold.
pub async fn freeze_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let frozen = freeze_now(&visitor, &state, &group).await?;
    let date = visitor.locale.date(state.clock.today());
    let name = names::made_of(&group.name, |name| {
        visitor.locale.with("group-frozen-name", &[("name", name.into()), ("date", date.as_str().into())])
    });
    let form = FreezeForm { name, consent: String::new() };
    html(&page(&visitor, group, &frozen, form, Vec::new(), Vec::new()))
}

/// Makes the known user group, or shows the form again.
pub async fn freeze(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    form: web::Form<FreezeForm>,
) -> Result<HttpResponse, PageError> {
    let (form, locale, publisher) = (form.into_inner(), visitor.locale, visitor.publisher.id);
    let group = find(&visitor, &state, path.into_inner()).await?;
    let frozen = freeze_now(&visitor, &state, &group).await?;
    let name = names::check(&state, publisher, &form.name, None, locale).await?;
    let no_consent = form.consent.is_empty().then(|| locale.text("group-consent-missing"));
    let name = match (name, &no_consent, obstacle(&frozen, &visitor)) {
        (Ok(name), None, None) => name,
        (name, ..) => {
            let errors = name.err().into_iter().collect();
            return html_again(&page(&visitor, group, &frozen, form, errors, no_consent.into_iter().collect()));
        }
    };
    let (user, now) = (visitor.user.id, state.clock.now());
    let (addresses, kept_name) = (frozen.addresses.clone(), name.clone());
    let kept = state.database.write_groups(publisher, move |connection| {
        let known = GroupKind::KnownUserGroup;
        let new = NewGroup {
            publisher_id: publisher,
            app_id: None,
            kind: known,
            name: &kept_name,
            rule: None,
            created_by: user,
        };
        let id = customer_groups::create(connection, &new, now)?;
        group_addresses::replace(connection, id, &addresses)?;
        customer_groups::find(connection, publisher, id)
    });
    let made = match kept.await {
        Err(error) if error.is_taken() => {
            let errors = vec![locale.text("group-name-taken")];
            return html_again(&page(&visitor, group, &frozen, form, errors, Vec::new()));
        }
        kept => kept?,
    };
    let path = made.path();
    visitor.tell(locale.with1("group-saved", "name", name));
    recount(&state, visitor.publisher, made).await?;
    Ok(see_other(&path))
}

async fn freeze_now(visitor: &SignedIn, state: &State, group: &CustomerGroup) -> Result<Frozen, PageError> {
    let app = group.app_id.ok_or(PageError::NotFound)?;
    let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
    let view = state.audiences.view(&visitor.publisher, app).await?;
    let database = state.database.clone();
    let read = wait_for(move || {
        let members = view.members(&rule)?;
        let positions: Vec<u32> = members.iter().collect();
        let (mut seen, mut addresses) = (HashSet::new(), Vec::new());
        for page in positions.chunks(PAGE) {
            let emails = database.read_now(|connection| customers::emails_at(connection, app, page))?;
            let read = emails.iter().filter_map(|email| EmailAddress::parse(email).ok());
            let new = read.map(|address| NewAddress { email: address.as_str().to_owned(), email_key: address.key() });
            addresses.extend(new.filter(|address| seen.insert(address.email_key.clone())));
            if addresses.len() > addresses::MOST {
                break;
            }
        }
        Ok::<_, StoreError>(Frozen { members: members.len(), addresses })
    });
    Ok(read.await?)
}

fn obstacle(frozen: &Frozen, visitor: &SignedIn) -> Option<String> {
    match frozen.addresses.len() {
        0 => Some(visitor.locale.text("freeze-nobody")),
        count if count > addresses::MOST => Some(visitor.locale.with1("freeze-too-many", "most", addresses::MOST)),
        _ => None,
    }
}

fn page(
    visitor: &SignedIn,
    group: CustomerGroup,
    frozen: &Frozen,
    form: FreezeForm,
    name_errors: Vec<String>,
    consent_errors: Vec<String>,
) -> FreezePage {
    FreezePage {
        members: visitor.locale.number(frozen.members),
        addresses: (frozen.addresses.len() <= addresses::MOST).then(|| {
            let without = frozen.members - frozen.addresses.len() as u64;
            (visitor.locale.number(without), visitor.locale.number(frozen.addresses.len()))
        }),
        obstacle: obstacle(frozen, visitor),
        page: visitor.page(Section::Groups),
        group,
        form,
        name_errors,
        consent_errors,
    }
}
