//! What is typed of a draft is checked here, whoever types it.

use super::comparison::{self, check_variants};
use super::content::{Links, MOST_TEXTS, Wording, WordingError, WordingField};
use super::drafts::{Draft, DraftError, EXPIRES_HOURS, FieldError, LONGEST_NAME, MOST_GROUPS, PER_SECOND, StartError};
use super::start;
use crate::access::{Actor, Role};
use crate::ids::{AppId, AppKey, GroupId};
use crate::segments::Catalogue;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::notification_comparisons::Comparison;
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::Wanted;
use crate::text::clean_name;
use chrono::NaiveDateTime;

/// What the draft says, if it can be saved.
pub(super) fn checked(
    state: &State,
    actor: &Actor,
    draft: &Draft,
    (links, was_exempt): (&Links, bool),
) -> Result<(Wanted, Comparison, AppKey), DraftError> {
    let mut errors = Vec::new();
    let name = clean_name(&draft.name).unwrap_or_else(|error| {
        errors.push(FieldError::Name(error));
        String::new()
    });
    if name.chars().count() > LONGEST_NAME {
        errors.push(FieldError::NameTooLong);
    }
    let (apps, groups) = super::choices(state, actor)?;
    if !apps.iter().any(|app| app.id == draft.app) {
        errors.push(FieldError::App);
    }
    check_groups(draft, &groups, &mut errors);
    let catalogue = match errors.contains(&FieldError::App) {
        true => Catalogue::default(),
        false => super::catalogue(state, AppKey { publisher: actor.publisher, id: draft.app })?,
    };
    let wordings = check_wordings(&draft.wordings, (links, &catalogue), &mut errors);
    if !EXPIRES_HOURS.contains(&draft.expires_hours) {
        errors.push(FieldError::Expires);
    }
    if draft.per_second.is_some_and(|per_second| !PER_SECOND.contains(&per_second)) {
        errors.push(FieldError::PerSecond);
    }
    let ids: Vec<AppId> = apps.iter().map(|app| app.id).collect();
    let compared = comparison::checked(&draft.comparison, &draft.wordings, (draft.app, &ids)).unwrap_or_else(|found| {
        errors.extend(found.into_iter().map(FieldError::Comparison));
        Comparison::default()
    });
    errors.extend(
        check_timing(&draft.timing, was_exempt || actor.role == Role::Owner, state.clock.now())
            .err()
            .map(FieldError::Start),
    );
    if !errors.is_empty() {
        return Err(DraftError::Fields(errors));
    }
    let wanted = Wanted {
        name,
        purpose: draft.purpose,
        groups: draft.groups.clone(),
        except: draft.except.clone(),
        devices: draft.devices,
        contents: serde_json::json!(wordings).to_string(),
        urgency: draft.urgency,
        expires_hours: draft.expires_hours,
        per_second: draft.per_second,
        repeats: draft.repeats,
    };
    Ok((wanted, compared, AppKey { publisher: actor.publisher, id: draft.app }))
}

fn check_timing(timing: &Timing, may_exempt: bool, now: NaiveDateTime) -> Result<(), StartError> {
    match (timing.starts, timing.shown) {
        _ if timing.is_exempt && !may_exempt => Err(StartError::Exempt),
        (Starts::Now, _) => Ok(()),
        (_, None) => Err(StartError::Missing),
        (Starts::At, _) if timing.zone.is_none() => Err(StartError::Zone),
        _ if start::is_ahead(timing, now) => Ok(()),
        _ => Err(StartError::NotAhead),
    }
}

fn check_groups(draft: &Draft, groups: &[CustomerGroup], errors: &mut Vec<FieldError>) {
    let fits = |id: &GroupId| {
        let found = groups.iter().find(|group| group.id == *id);
        found.is_some_and(|group| group.app_id.is_none_or(|app| app == draft.app))
    };
    let checks = [
        (draft.groups.is_empty(), FieldError::NoGroup),
        (draft.groups.len() > MOST_GROUPS, FieldError::TooManyGroups),
        (draft.except.len() > MOST_GROUPS, FieldError::TooManyExcept),
        (!draft.groups.iter().all(fits), FieldError::Groups),
        (!draft.except.iter().all(fits), FieldError::Except),
    ];
    errors.extend(checks.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, error)| error));
}

fn check_wordings(
    wordings: &[Wording],
    (links, catalogue): (&Links, &Catalogue),
    errors: &mut Vec<FieldError>,
) -> Vec<Wording> {
    if wordings.is_empty() {
        errors.push(FieldError::NoWording);
    }
    if wordings.len() > MOST_TEXTS {
        errors.push(FieldError::TooManyTexts);
    }
    let mut clean: Vec<Wording> = Vec::new();
    for (place, wording) in wordings.iter().enumerate() {
        match wording.checked(links, catalogue) {
            Ok(wording) => {
                let is_same =
                    |other: &Wording| (other.variant, &other.language) == (wording.variant, &wording.language);
                if clean.iter().any(is_same) {
                    errors.push(FieldError::Wording(place, WordingField::Language, WordingError::LanguageTwice));
                }
                clean.push(wording);
            }
            Err(found) => {
                errors.extend(found.into_iter().map(|(field, error)| FieldError::Wording(place, field, error)));
            }
        }
    }
    let wrong = check_variants(wordings).into_iter();
    errors.extend(wrong.map(|(place, field, error)| FieldError::Wording(place, field, error)));
    clean
}
