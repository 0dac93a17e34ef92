//! Calls that say who receives a notification, and who does not and why.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::groups::moment;
use super::super::pages::{paged, rows};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::bodies::letter;
use super::find;
use super::send::page_of;
use crate::audit::Subject;
use crate::audit::export::record_pages;
use crate::groups::members::{Members, page_after};
use crate::ids::NotificationId;
use crate::notifications::approval::{self, Standing};
use crate::notifications::recipients::{self, Omission, Recipients};
use crate::store::notifications::Notification;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many people something is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleOf {
    /// A reason, or the letter of a variant.
    #[schema(example = "no-browser")]
    pub of: String,
    pub people: u64,
}

/// Who receives a notification, and who does not: now, or as it was when it was sent. The members are those who receive it and
/// those of all reasons.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RecipientsBody {
    /// Whether the numbers are hidden from the token, as one of them is small. They are null then.
    pub is_size_hidden: bool,
    /// How many are in one of the groups.
    pub members: Option<u64>,
    /// How many receive it.
    pub receive: Option<u64>,
    /// How many do not, by the reason: `except`, `had`, `unavailable`, `no-browser`, `unsubscribed`, `no-consent`, `late`, `capped`,
    /// `withheld` or `holdout`. Each is listed at `/recipients/{reason}`, and who receives it at `/recipients/receive`.
    pub omitted: Vec<PeopleOf>,
    /// How many get each variant, where there are several.
    pub variants: Vec<PeopleOf>,
    /// How many get it by the publisher's zone, as theirs is not known; null if that number is hidden.
    pub without_zone: Option<u64>,
    /// The names of its segments that have fewer members than the least, and cannot be used.
    pub small_segments: Vec<String>,
    /// Whether so few are left of the groups without those that it is not for that the difference of two numbers tells of them.
    pub is_small_difference: bool,
    /// How many of its groups are archived or deleted.
    pub missing_groups: usize,
    /// Above how many people somebody approves what somebody else sends.
    pub approval_above: i32,
    /// Whether it waits for that.
    pub needs_approval: bool,
    /// When a program asked for it last, and the name of the program's token.
    #[schema(format = DateTime)]
    pub approval_asked_at: Option<String>,
    pub approval_asked_through: Option<String>,
    /// Who has approved it, and when.
    pub approved_by: Option<String>,
    #[schema(format = DateTime)]
    pub approved_at: Option<String>,
    /// The page where a person approves it.
    pub page: String,
    /// Whether only the numbers are kept any more.
    pub is_forgotten: bool,
}

impl RecipientsBody {
    pub fn of(work: &Work, (notification, found): (&Notification, &Recipients)) -> Result<Self, Problem> {
        let approving = approval::standing(&work.state, &work.actor, (notification, found))?;
        let is_waiting = notification.sent_at.is_none();
        let (asked, by) = (approving.asked, approving.by);
        let base = Self {
            is_size_hidden: found.is_hidden(work.sizes()),
            small_segments: found.too_small.clone(),
            is_small_difference: found.is_small_difference(work.sizes()),
            missing_groups: found.missing,
            approval_above: approving.above,
            needs_approval: is_waiting && approving.standing != Standing::Free,
            approval_asked_at: asked.as_ref().map(|asked| moment(asked.at)),
            approval_asked_through: asked.map(|asked| asked.token),
            approved_at: by.as_ref().map(|(_, at)| moment(*at)),
            approved_by: by.map(|(who, _)| who),
            page: page_of(work, notification.id),
            is_forgotten: found.forgotten.is_some(),
            ..Self::default()
        };
        if base.is_size_hidden {
            return Ok(base);
        }
        let omitted = found.omitted_counts().into_iter().filter(|(_, people)| *people > 0);
        let variants = found.variants.iter().enumerate();
        let has_variants = found.variants.len() > 1 && !found.are_variants_hidden(work.sizes());
        Ok(Self {
            members: Some(found.members),
            receive: Some(found.reached_count()),
            omitted: omitted.map(|(reason, people)| PeopleOf { of: reason.word().to_owned(), people }).collect(),
            variants: variants
                .filter(|_| has_variants)
                .map(|(place, people)| PeopleOf { of: letter(place), people: people.len() })
                .collect(),
            without_zone: Some(found.without_zone).filter(|people| *people == 0 || !work.sizes().hides(*people)),
            ..base
        })
    }
}

/// Who receives a notification, and who does not and why: numbers. Before it is sent they are those of now.
#[utoipa::path(get, path = "/api/v1/notifications/{notification}/recipients", tag = "Notifications", operation_id = "count_recipients", params(
    ("notification" = i32, Path, description = "The id of the notification"),
), responses(
    (status = 200, body = RecipientsBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn count(call: Call, path: web::Path<NotificationId>) -> CallResult {
    let counted = call.run(move |work| {
        find(&work, *path)?;
        let (notification, found) = recipients::show(&work.state, &work.actor, &work.publisher, *path)?;
        RecipientsBody::of(&work, (&notification, &found))
    });
    json(&counted.await?)
}

/// Which people.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// What the last page gave as `next`.
    after: Option<u64>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeoplePage {
    pub total: u64,
    /// Their account ids.
    pub people: Vec<String>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// The people who receive a notification (`receive`), or who do not for one reason.
#[utoipa::path(get, path = "/api/v1/notifications/{notification}/recipients/{reason}", tag = "Notifications", operation_id = "list_recipients", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    ("reason" = String, Path, description = "`receive`, or a reason of the numbers"),
    Page,
), responses(
    (status = 200, body = PeoplePage, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, path: web::Path<(NotificationId, String)>, query: Query<Page>) -> CallResult {
    let ((id, reason), Query(Page { after, limit })) = (path.into_inner(), query);
    let limit = rows(limit)?;
    let omission = Omission::from_word(&reason);
    if omission.is_none() && reason != RECEIVE {
        let said = format!("Send {RECEIVE}, or a reason such as no-browser.");
        return Err(Problem::invalid(vec![WrongValue::of("reason", said)]));
    }
    let found = call.run(move |work| {
        find(&work, id)?;
        let (notification, found) = recipients::show(&work.state, &work.actor, &work.publisher, id)?;
        if found.forgotten.is_some() {
            return Err(Problem::new(Kind::NotFound).because("Nobody knows any more who got it; the numbers are kept."));
        }
        let members = Members::Segment(found.customers(omission));
        let page = page_after(&work.state, &members, after, limit)?;
        let subject = Subject::notification(&notification);
        record_pages(&work.state, &work.actor, subject, ("recipients", Some(page.total)))?;
        Ok(PeoplePage {
            total: page.total,
            people: page.rows.into_iter().filter_map(|row| row.account_id).collect(),
            next: page.next.map(|next| next.to_string()),
        })
    });
    let page = found.await?;
    let word = omission.map_or(RECEIVE, Omission::word);
    let path = format!("/api/v1/notifications/{id}/recipients/{word}");
    paged(&page, &path, &[], (page.next.as_deref(), limit))
}

/// Those who receive it.
const RECEIVE: &str = "receive";
