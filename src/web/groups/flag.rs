//! The flag of a group: its key, and whether programs on people's devices may ask for it.

use crate::audit::Field;
use crate::flags::groups::{FlagRefusal, change};
use crate::flags::{self, GROUP};
use crate::groups;
use crate::ids::GroupId;
use crate::store::customer_groups::CustomerGroup;
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The key as typed, and a checkbox that is `on` or empty. `seen` is the version that the form was filled in from.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FlagForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    key: String,
    for_clients: String,
    seen: String,
}

impl PostedForm for FlagForm {
    const FIELDS: &'static [&'static str] = &["key", "for_clients"];
}

#[derive(Template)]
#[template(path = "groups/flag.html")]
struct FlagPage {
    page: Page,
    group: CustomerGroup,
    form: FlagForm,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FlagPage {
    /// What the key of the flag starts with.
    fn start(&self) -> &'static str {
        GROUP
    }

    /// The key as programs send it.
    fn key(&self) -> String {
        flags::key_of(&self.group)
    }
}

/// The fields of the flag, as the audit log has them.
fn recorded(group: &CustomerGroup) -> Values {
    vec![(Field::FlagKey, group.flag_key.as_str().into()), (Field::ForClients, group.for_clients.into())]
}

/// The form of the flag.
pub async fn flag_page(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let group = groups::find(&visit.state, &visit.actor, *path)?;
        let for_clients = String::from(if group.for_clients { "on" } else { "" });
        let seen = Seen::of(group.version, &recorded(&group)).to_string();
        let form = FlagForm { key: group.flag_key.clone(), for_clients, seen };
        Answer::page(&FlagPage { page: visit.page, group, form, errors: Errors::default(), conflict: None })
    };
    visitor.answer(Section::Groups, work).await
}

/// Changes the flag, or shows the form again.
pub async fn flag(Editor(visitor): Editor, path: web::Path<GroupId>, posted: Posted<FlagForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (locale, mut conflict) = (visit.locale, None);
        if errors.is_empty() {
            let seen = Seen::read(&form.seen);
            let wanted = (form.key.trim(), !form.for_clients.is_empty());
            match change(&visit.state, &visit.actor, (*path, seen.version), wanted) {
                Ok(group) => return visit.done(group.path(), "flag-saved", &flags::key_of(&group)),
                Err(FlagRefusal::Key) => errors.add("key", locale.text("flag-key-wrong")),
                Err(FlagRefusal::Taken) => errors.add("key", locale.text("flag-key-taken")),
                Err(FlagRefusal::Changed { version, changes }) => {
                    let now = recorded(&groups::find(&visit.state, &visit.actor, *path)?);
                    let typed = [Typed::new(Field::FlagKey, wanted.0), Typed::new(Field::ForClients, wanted.1)];
                    let shown = (visit.publisher.time_zone, locale);
                    conflict = Conflict::merged(&changes, &typed, (&seen, &now), shown);
                    form.seen = Seen::of(version, &now).to_string();
                    if let Some(theirs) = &conflict {
                        theirs.take_over(Field::FlagKey, &mut form.key);
                        theirs.take_over(Field::ForClients, &mut form.for_clients);
                    }
                    errors.add("key", locale.text("group-changed-meanwhile"));
                }
                Err(FlagRefusal::Forbidden(error)) => return Err(error.into()),
                Err(FlagRefusal::Store(error)) => return Err(error.into()),
            }
        }
        let group = groups::find(&visit.state, &visit.actor, *path)?;
        Answer::again(&FlagPage { page: visit.page, group, form, errors, conflict })
    };
    visitor.answer(Section::Groups, work).await
}
