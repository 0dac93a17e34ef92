//! The form of a flight.

use super::PATH;
use super::errors::add_of_flight;
use super::words::row_name;
use crate::audit::Field;
use crate::flights::list;
use crate::flights::save::{self, Draft, is_usable_in};
use crate::groups;
use crate::ids::{AppId, FlightId, GroupId};
use crate::store::flights::FlightRow;
use crate::take_over;
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use serde_json::Value;
use validator::Validate;

/// The form as it was filled in; `seen` says what it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FlightForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    groups: Vec<String>,
    /// The id of the flight right below; empty for the top.
    above: String,
    allows_downgrades: String,
    sticky: String,
    seen: String,
    app: String,
}

impl PostedForm for FlightForm {
    const FIELDS: &'static [&'static str] = &["name", "groups", "above", "allows_downgrades", "sticky"];

    fn id_of(name: &str) -> Option<String> {
        let plain = name.split('[').next().unwrap_or(name);
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl FlightForm {
    fn draft(&self) -> Draft {
        Draft {
            name: self.name.clone(),
            key: None,
            groups: self.groups.iter().filter_map(|group| group.parse::<GroupId>().ok()).collect(),
            allows_downgrades: !self.allows_downgrades.is_empty(),
            is_sticky: !self.sticky.is_empty(),
            above: self.above.parse().ok(),
        }
    }

    /// The flight, the form as it is saved, and its fields as the audit log has them.
    fn saved(visit: &Visit, flight: FlightId) -> Result<(FlightRow, Self, Values), PageError> {
        let flight = list::find(&visit.state, &visit.actor, flight)?;
        let flights = list::of_app(&visit.state, &visit.actor, flight.app_id)?;
        let ticked = |is_so: bool| String::from(if is_so { "on" } else { "" });
        let form = Self {
            name: flight.name.clone(),
            groups: flights.groups_of(flight.id).iter().map(GroupId::to_string).collect(),
            above: String::new(),
            allows_downgrades: ticked(flight.allows_downgrades),
            sticky: ticked(flight.sticky_since.is_some()),
            seen: String::new(),
            app: flight.app_id.to_string(),
        };
        let now = save::compared(&form.draft());
        let seen = Seen::of(flight.version, &now).to_string();
        Ok((flight, Self { seen, ..form }, now))
    }

    /// Takes the fields that others have changed, and nobody here, from the form as it is `now`. A place that was not chosen is
    /// where they put it.
    fn take_over(&mut self, now: Self, theirs: Option<&Conflict>) {
        if let Some(theirs) = theirs {
            take_over!(self, now, theirs;
                Name => name,
                Groups => groups,
                AllowsDowngrades => allows_downgrades,
                Sticky => sticky,
            );
        }
        self.seen = now.seen;
    }
}

/// What is typed, each field beside how the log writes it.
fn typed(form: &FlightForm, shown: Values) -> Vec<Typed> {
    let shown = |field: Field| shown.iter().find(|(of, _)| *of == field).map(|(_, value)| value.clone());
    let one = |(field, value): (Field, Value)| Typed::new(field, value).shown_as(shown(field).unwrap_or_default());
    save::compared(&form.draft()).into_iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "flights/form.html")]
struct FormPage {
    page: Page,
    /// The flight being changed; `None` for a new one.
    flight: Option<FlightRow>,
    form: FlightForm,
    /// Values, texts and whether they are chosen.
    groups: Vec<(String, String, bool)>,
    /// Where it can be placed: the flight right below it.
    places: Vec<(String, String)>,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FormPage {
    fn of(
        visit: Visit,
        (app, flight): (AppId, Option<FlightRow>),
        (form, errors, conflict): (FlightForm, Errors, Option<Conflict>),
    ) -> Result<Self, PageError> {
        let locale = visit.locale;
        let flights = list::of_app(&visit.state, &visit.actor, app)?;
        let active = groups::list::active(&visit.state, &visit.actor)?;
        let choice = |group: crate::store::customer_groups::CustomerGroup| {
            let kind = locale.text(if group.is_segment() { "segment" } else { "known-user-group" });
            let value = group.id.to_string();
            let is_chosen = form.groups.contains(&value);
            (value, format!("{} ({kind})", group.name), is_chosen)
        };
        let is_other = |row: &&FlightRow| flight.as_ref().is_none_or(|flight| flight.id != row.id);
        let top = (String::new(), locale.text(if flight.is_some() { "flight-stays" } else { "flight-on-top" }));
        let place = |row: &FlightRow| (row.id.to_string(), locale.with1("flight-above", "name", row_name(row, locale)));
        Ok(Self {
            groups: active.into_iter().filter(|group| is_usable_in(group, app)).map(choice).collect(),
            places: [top].into_iter().chain(flights.rows.iter().filter(is_other).map(place)).collect(),
            page: visit.page,
            flight,
            form,
            errors,
            conflict,
        })
    }

    fn title(&self) -> String {
        let locale = self.page.locale;
        self.flight.as_ref().map_or_else(
            || locale.text("flight-new"),
            |flight| locale.with1("flight-edit", "name", flight.name.as_str()),
        )
    }

    /// Where *Cancel* leads.
    fn back(&self) -> String {
        self.flight.as_ref().map_or_else(|| format!("{PATH}?app={}", self.form.app), FlightRow::path)
    }
}

/// The app of a new flight.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
}

/// The app of this id, or the publisher's first.
pub(super) fn app_of(visit: &Visit, text: &str) -> Result<AppId, PageError> {
    let apps = list::apps_of(&visit.state, &visit.actor)?;
    let wanted = text.parse::<AppId>().ok();
    let found = apps.iter().find(|app| wanted.is_none_or(|wanted| wanted == app.id));
    found.map(|app| app.id).ok_or(PageError::NotFound)
}

/// The form of a new flight.
pub async fn new(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let app = app_of(&visit, &query.app)?;
        let form = FlightForm { app: app.to_string(), ..FlightForm::default() };
        Answer::page(&FormPage::of(visit, (app, None), (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Flights, work).await
}

/// Creates a flight, or shows the form again.
pub async fn create(Editor(visitor): Editor, posted: Posted<FlightForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let app = app_of(&visit, &form.app)?;
        if errors.is_empty() {
            match save::create(&visit.state, &visit.actor, app, &form.draft()) {
                Ok(flight) => return visit.done(flight.path(), "saved", &flight.name),
                Err(error) => drop(add_of_flight(&mut errors, error, visit.locale)?),
            }
        }
        Answer::again(&FormPage::of(visit, (app, None), (form, errors, None))?)
    };
    visitor.answer(Section::Flights, work).await
}

/// The form of an existing flight.
pub async fn edit(Editor(visitor): Editor, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| {
        let (flight, form, _) = FlightForm::saved(&visit, *path)?;
        Answer::page(&FormPage::of(visit, (flight.app_id, Some(flight)), (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Flights, work).await
}

/// Changes a flight, or shows the form again.
pub async fn update(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<FlightForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let mut conflict = None;
        if errors.is_empty() {
            let seen = Seen::read(&form.seen);
            match save::edit(&visit.state, &visit.actor, (*path, seen.version), &form.draft()) {
                Ok(flight) => return visit.done(flight.path(), "saved", &flight.name),
                Err(error) => {
                    if let Some((changes, typed)) = add_of_flight(&mut errors, error, visit.locale)? {
                        let (_, now, theirs) = FlightForm::saved(&visit, *path)?;
                        let shown = (visit.publisher.time_zone, visit.locale);
                        conflict = Conflict::merged(&changes, &self::typed(&form, typed), (&seen, &theirs), shown);
                        form.take_over(now, conflict.as_ref());
                    }
                }
            }
        }
        Answer::again(&FormPage::of(visit, (flight.app_id, Some(flight)), (form, errors, conflict))?)
    };
    visitor.answer(Section::Flights, work).await
}
