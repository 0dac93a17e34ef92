//! Saving a group: what was typed is checked, kept and counted, or shown again with what is wrong with it.

use super::desk::{Desk, FormErrors};
use super::verdicts;
use crate::addresses;
use crate::groups::recount::{recount, recount_with_users};
use crate::ids::AppId;
use crate::segments::{Catalogue, Rule};
use crate::store::customer_groups::groups_for;
use crate::store::customer_groups::{self, GroupKind, NewGroup};
use crate::store::group_addresses::{self, NewAddress};
use crate::store::membership_changes::{self, Cause};
use crate::store::snapshots;
use crate::web::error::PageError;
use crate::web::page::{html_again, see_other};
use actix_web::HttpResponse;

/// Saves a segment. `formula` is what is wrong with a formula that was typed in the place of the rows.
pub async fn save_segment(mut desk: Desk, formula: Vec<String>) -> Result<HttpResponse, PageError> {
    let mut errors = FormErrors { formula, ..FormErrors::default() };
    let name = desk.checked_name().await?.unwrap_or_else(|error| {
        errors.name.push(error);
        String::new()
    });
    errors.name.extend(desk.conflict());
    let (rule, rows) = desk.rule();
    errors.rows = rows;
    errors.rows.extend(desk.circles(&rule));
    if desk.app.is_none() {
        errors.app.push(desk.locale().text("group-app-missing"));
    }
    let (true, Some(app)) = (errors.is_empty(), desk.app.as_ref().map(|app| app.id)) else {
        return html_again(&desk.page(errors, None).await?);
    };
    keep(desk, name, Some((app, rule)), Vec::new()).await
}

/// Saves a known user group; without the addresses that are refused when only the accepted ones are wanted.
pub async fn save_known_user_group(mut desk: Desk, only_accepted: bool) -> Result<HttpResponse, PageError> {
    let mut errors = FormErrors::default();
    let locale = desk.locale();
    let name = desk.checked_name().await?.unwrap_or_else(|error| {
        errors.name.push(error);
        String::new()
    });
    errors.name.extend(desk.conflict());
    let verdicts = verdicts::of(&desk.visitor, &desk.state, &desk.form).await?;
    if verdicts.accepted.is_empty() {
        errors.addresses.push(locale.text("group-addresses-missing"));
    } else if verdicts.accepted.len() > addresses::MOST {
        let count = [("count", verdicts.accepted.len().into()), ("most", addresses::MOST.into())];
        errors.addresses.push(locale.with("group-addresses-too-many", &count));
    } else if verdicts.refused > 0 && !only_accepted {
        errors.addresses.push(locale.with1("group-addresses-refused", "count", verdicts.refused));
    }
    if desk.form.consent.is_empty() {
        errors.consent.push(locale.text("group-consent-missing"));
    }
    if !errors.is_empty() {
        return html_again(&desk.page(errors, Some(verdicts)).await?);
    }
    keep(desk, name, None, verdicts.accepted).await
}

/// Keeps the group and counts it, or shows the form again where the name was taken meanwhile.
async fn keep(
    desk: Desk,
    name: String,
    rule: Option<(AppId, Rule)>,
    accepted: Vec<NewAddress>,
) -> Result<HttpResponse, PageError> {
    let (publisher, user, now) = (desk.visitor.publisher.id, desk.visitor.user.id, desk.state.clock.now());
    let (old, kind) = (desk.group.clone(), desk.form.group_kind());
    if let Some(old) = desk.group.as_ref().filter(|old| old.is_segment()) {
        // What came before the edit is counted first, so that the edit is told what it does and no more.
        if let Err(error) = recount(&desk.state, desk.visitor.publisher.clone(), old.clone()).await {
            log::error!("group {} could not be refreshed before it is changed: {error:#}", old.id);
        }
    }
    let kept = desk.state.database.write_groups(publisher, move |connection| {
        let (app_id, rule) = rule.map_or((None, None), |(app, rule)| (Some(app), Some(rule)));
        // Another tab may have closed a circle since the form was checked.
        if let (Some(old), Some(app), Some(rule)) = (&old, app_id, &rule) {
            let groups = customer_groups::of_publisher(connection, publisher)?;
            let catalogue = Catalogue::default().with_groups(groups_for(app, &groups));
            if !catalogue.circle(&old.id.to_string(), rule).is_empty() {
                return Ok(None);
            }
        }
        let id = match &old {
            Some(old) => {
                customer_groups::update(connection, old, &name, app_id, rule.as_ref(), now)?;
                if old.app_id != app_id {
                    snapshots::delete_of_group(connection, old.id)?;
                    membership_changes::delete_of_group(connection, old.id)?;
                } else if rule.is_some() && rule != old.rule().ok() {
                    customer_groups::set_cause(connection, publisher, &[old.id], Cause::Rule, user)?;
                }
                let users = customer_groups::users_of(connection, publisher, old.id)?;
                customer_groups::set_cause(connection, publisher, &users, Cause::Group, user)?;
                old.id
            }
            None => {
                let group = NewGroup {
                    publisher_id: publisher,
                    app_id,
                    kind,
                    name: &name,
                    rule: rule.as_ref(),
                    created_by: user,
                };
                customer_groups::create(connection, &group, now)?
            }
        };
        if kind == GroupKind::KnownUserGroup {
            group_addresses::replace(connection, id, &accepted)?;
        }
        customer_groups::find(connection, publisher, id).map(Some)
    });
    let group = match kept.await {
        Err(error) if error.is_taken() => {
            let errors = FormErrors { name: vec![desk.locale().text("group-name-taken")], ..FormErrors::default() };
            return html_again(&desk.page(errors, None).await?);
        }
        kept => kept?,
    };
    let Some(group) = group else {
        let errors = FormErrors { name: vec![desk.locale().text("group-circle-meanwhile")], ..FormErrors::default() };
        return html_again(&desk.page(errors, None).await?);
    };
    let path = group.path();
    desk.visitor.tell(desk.locale().with1("group-saved", "name", group.name.as_str()));
    recount_with_users(&desk.state, desk.visitor.publisher, group).await?;
    Ok(see_other(&path))
}
