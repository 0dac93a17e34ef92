//! What is said of a group beside who is in it: on its page and in its form.

use super::form::GroupForm;
use crate::audit::Field;
use crate::groups::about::{self, About, Offered, Shown, description_of, tags_of, tags_text};
use crate::groups::favourites;
use crate::ids::UserId;
use crate::locale::Locale;
use crate::store::audit_entries::AuditEntry;
use crate::store::customer_groups::CustomerGroup;
use crate::web::address::encoded;
use crate::web::audit::{Conflict, Typed, Values, who};
use crate::web::error::PageError;
use crate::web::work::Visit;

/// What the page of a group says of it.
pub struct AboutWords {
    pub description: String,
    /// Each tag with the list of the groups that have it.
    pub tags: Vec<(String, String)>,
    pub owner: String,
    pub edited: String,
    pub is_favourite: bool,
    pub path: String,
}

impl AboutWords {
    pub fn of(visit: &Visit, group: &CustomerGroup) -> Result<Self, PageError> {
        let (locale, now) = (visit.locale, visit.state.clock.now());
        let Shown { description, tags, owner } = about::of(&visit.state, group)?;
        let edit = about::last_edit(&visit.state, group)?;
        Ok(Self {
            description,
            tags: tags.into_iter().map(|tag| (format!("/groups?tag={}", encoded(&tag)), tag)).collect(),
            owner: owner.map_or_else(|| locale.text("owner-nobody"), |owner| owner_text(&owner, locale)),
            edited: edited(edit.as_ref(), locale.ago(group.updated_at, now), locale),
            is_favourite: favourites::has(&visit.state, &visit.actor, group.id)?,
            path: group.path(),
        })
    }
}

fn owner_text(owner: &about::Owner, locale: Locale) -> String {
    if owner.has_left { locale.with1("owner-left", "email", owner.email.as_str()) } else { owner.email.clone() }
}

fn edited(edit: Option<&AuditEntry>, ago: String, locale: Locale) -> String {
    match edit {
        Some(edit) => locale.with("group-edited-by", &[("ago", ago.into()), ("who", who(edit, locale).into())]),
        None => ago,
    }
}

/// What the form of a group offers for it.
#[derive(Default)]
pub struct AboutFields {
    /// Tags in use, and whether the group is to have each.
    pub tags: Vec<(String, String, bool)>,
    pub owners: Vec<(String, String)>,
}

impl AboutFields {
    pub fn of(visit: &Visit, form: &GroupForm) -> Result<Self, PageError> {
        let Offered { tags: mut offered, people } = about::offered(&visit.state, &visit.actor)?;
        let is_same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let is_chosen = |tag: &str| form.tags.iter().any(|chosen| is_same(chosen, tag));
        let missing = form.tags.iter().filter(|tag| !offered.iter().any(|other| is_same(other, tag)));
        let missing: Vec<String> = missing.cloned().collect();
        offered.extend(missing);
        let tags = offered.into_iter().map(|tag| (tag.clone(), tag.clone(), is_chosen(&tag))).collect();
        let chosen = people.iter().filter(|person| !person.has_left || person.id.to_string() == form.owner);
        let of = |person: &about::Owner| (person.id.to_string(), owner_text(person, visit.locale));
        let nobody = (String::new(), visit.locale.text("owner-nobody"));
        Ok(Self { tags, owners: [nobody].into_iter().chain(chosen.map(of)).collect() })
    }
}

/// Fills the form in with what is said of the group.
pub fn fill(form: &mut GroupForm, shown: Shown) {
    form.owner = shown.owner.map(|owner| owner.id.to_string()).unwrap_or_default();
    (form.description, form.tags) = (shown.description, shown.tags);
    form.new_tags.clear();
}

/// What is typed; `None` if the form does not have these fields.
pub fn typed(form: &GroupForm) -> Option<About> {
    (!form.about.is_empty()).then(|| About {
        description: description_of(&form.description),
        tags: tags_of(form.tags.iter().map(String::as_str).chain([form.new_tags.as_str()])),
        // What is no id is nobody's.
        owner: (!form.owner.is_empty()).then(|| form.owner.parse().unwrap_or(UserId::from(0))),
    })
}

/// What is said of a group, as the audit log has it.
pub fn recorded(shown: &Shown) -> Values {
    vec![
        (Field::Description, shown.description.as_str().into()),
        (Field::Tags, shown.tags_text().into()),
        (Field::Owner, shown.owner_email().into()),
    ]
}

/// What is typed, as the audit log would have it.
pub fn typed_values(visit: &Visit, about: &About) -> Result<Vec<Typed>, PageError> {
    let people = about::offered(&visit.state, &visit.actor)?.people;
    let owner = people.into_iter().find(|person| Some(person.id) == about.owner);
    Ok(vec![
        Typed::new(Field::Description, &about.description),
        Typed::new(Field::Tags, tags_text(&about.tags)),
        Typed::new(Field::Owner, owner.map(|owner| owner.email).unwrap_or_default()),
    ])
}

/// Takes over what others said of the group and this form did not touch.
pub fn take_over(form: &mut GroupForm, conflict: &Conflict, now: Shown) {
    let mut theirs = GroupForm::default();
    fill(&mut theirs, now);
    if conflict.taken(Field::Description).is_some() {
        form.description = theirs.description;
    }
    if conflict.taken(Field::Tags).is_some() {
        (form.tags, form.new_tags) = (theirs.tags, String::new());
    }
    if conflict.taken(Field::Owner).is_some() {
        form.owner = theirs.owner;
    }
}
