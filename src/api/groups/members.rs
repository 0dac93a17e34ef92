//! The call that says who is in a group: a page in JSON, or everyone in a stream of NDJSON or CSV.

use super::super::call::{Call, CallResult, Query, json_with};
use super::super::pages::{link, rows};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::find;
use crate::day::Day;
use crate::groups::export;
use crate::groups::members::{self as group_members, Customers, Entry, Members};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::spreadsheet::record_in;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::CustomerGroup;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The header that says of which day the members are.
const AS_OF: &str = "engage-as-of";

/// Which members.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MembersWanted {
    /// The day at whose end they were in the segment; now if there is none. Of a day without a count, the last one before it is taken.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<String>,
    /// What the last page gave as `next`. Only of a page.
    after: Option<String>,
    /// Rows of the page, 1 to 1,000. Only of a page.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembersPage {
    /// The day that the members are of.
    #[schema(format = Date)]
    pub as_of: String,
    /// How many members there are, or were on that day.
    pub total: u64,
    pub members: Vec<Member>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// A member: of a segment a customer, of a known user group an entry that a customer may have.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// Null for an entry of a known user group by address.
    pub account_id: Option<String>,
    pub email: Option<String>,
}

impl From<Entry> for Member {
    fn from(Entry { account_id, email }: Entry) -> Self {
        Self { account_id, email }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Page,
    Ndjson,
    Csv,
}

impl Form {
    /// The form that the program likes best, by its `Accept` header.
    fn wanted(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(accept) = request.headers().get(header::ACCEPT) else { return Ok(Self::Page) };
        let accept = accept.to_str().unwrap_or_default();
        let one = |range: &str| {
            let mut parts = range.split(';').map(str::trim);
            let form = match parts.next()?.to_ascii_lowercase().as_str() {
                "application/json" | "application/*" | "*/*" => Self::Page,
                "application/x-ndjson" | "application/ndjson" => Self::Ndjson,
                "text/csv" | "text/*" => Self::Csv,
                _ => return None,
            };
            let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            (quality > 0.0).then_some((quality, form))
        };
        let best = accept.split(',').filter_map(one).reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, form)| form).ok_or_else(|| {
            Problem::new(Kind::NotAcceptable).because("Ask for application/json, application/x-ndjson or text/csv.")
        })
    }

    fn head(self) -> Vec<u8> {
        if self == Self::Csv { record_in(Locale::En, ["account_id", "email"]) } else { Vec::new() }
    }

    fn row(self, member: &Member) -> Vec<u8> {
        if self == Self::Csv {
            let [account_id, email] =
                [&member.account_id, &member.email].map(|value| value.as_deref().unwrap_or_default());
            return record_in(Locale::En, [account_id, email]);
        }
        // A struct of texts always becomes JSON.
        let mut line = serde_json::to_vec(member).unwrap_or_default();
        line.push(b'\n');
        line
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Page => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Who is in a group, now or at the end of a day: a page in JSON, or everyone in NDJSON or CSV, as `Accept` says.
#[utoipa::path(get, path = "/api/v1/groups/{group}/members", tag = "Members", operation_id = "list_members", params(
    ("group" = i32, Path, description = "The id of the group"),
    MembersWanted,
), responses(
    (status = 200, content((MembersPage = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")), headers(
        ("Link" = String, description = "The next page, as RFC 8288 has it"),
        ("Engage-As-Of" = String, description = "The day that the members are of"),
    )),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    call: Call,
    path: web::Path<GroupId>,
    query: Query<MembersWanted>,
    request: HttpRequest,
) -> CallResult {
    let Query(MembersWanted { on, after, limit }) = query;
    let (group, form) = (*path, Form::wanted(&request)?);
    let wrong = |name: &str, said: &str| Problem::invalid(vec![WrongValue::of(name, said)]);
    let day = on.as_deref().map(|on| Day::parse(on).ok_or_else(|| wrong("on", "Send a day such as 2026-11-20.")));
    let day = day.transpose()?;
    if form == Form::Page {
        let limit = rows(limit)?;
        let after = after.map(|after| after.parse::<u64>().map_err(|_| wrong("after", "This is no `next` of a page.")));
        return page(&call, group, (day, on), (after.transpose()?, limit)).await;
    }
    for (name, sent) in [("after", after.is_some()), ("limit", limit.is_some())] {
        if sent {
            return Err(wrong(name, "A stream has everyone: leave it out, or ask for application/json."));
        }
    }
    everyone(&call, group, day, form).await
}

/// The group and its members, and the day that they are of.
fn found(
    work: &super::super::call::Work,
    group: GroupId,
    day: Option<Day>,
) -> Result<(CustomerGroup, Day, Members), Problem> {
    let group = find(work, group)?;
    if day.is_some() && !group.is_segment() {
        let wrong = WrongValue::of("on", "Of a known user group it is not known who was in it before.");
        return Err(Problem::invalid(vec![wrong]));
    }
    let found = group_members::on(&work.state, &work.actor, &work.publisher, &group, day)?;
    let none = || Problem::new(Kind::NotFound).because("The segment was not counted up to that day.");
    let (day, members) = found.ok_or_else(none)?;
    Ok((group, day, members))
}

async fn page(
    call: &Call,
    group: GroupId,
    (day, on): (Option<Day>, Option<String>),
    (after, limit): (Option<u64>, u32),
) -> CallResult {
    let page = call.run(move |work| {
        let (group, as_of, members) = found(&work, group, day)?;
        let page = group_members::page_after(&work.state, &members, after, limit)?;
        if after.is_none() {
            export::record(&work.state, &work.actor, &group, ("members", Some(page.total)))?;
        }
        Ok(MembersPage {
            as_of: as_of.to_string(),
            total: page.total,
            members: page.rows.into_iter().map(Member::from).collect(),
            next: page.next.map(|next| next.to_string()),
        })
    });
    let page = page.await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((AS_OF, page.as_of.as_str()));
    if let Some(next) = &page.next {
        let asked = [("on", on.map(|on| on.to_string()))];
        response.insert_header(link(&format!("/api/v1/groups/{group}/members"), &asked, (next, limit)));
    }
    json_with(response, &page)
}

async fn everyone(call: &Call, group: GroupId, day: Option<Day>, form: Form) -> CallResult {
    let opened = call.run(move |work| {
        let (group, as_of, members) = found(&work, group, day)?;
        let (rows, listed) = match &members {
            Members::Segment(customers) => (customers.len(), Vec::new()),
            Members::Listed { .. } => {
                let page = group_members::page_after(&work.state, &members, None, u32::MAX)?;
                (page.total, page.rows)
            }
        };
        let name = if form == Form::Csv { "members.csv" } else { "members.ndjson" };
        export::record(&work.state, &work.actor, &group, (name, Some(rows)))?;
        Ok((as_of, members, listed))
    });
    let (as_of, members, listed) = opened.await?;
    let start = [form.head(), listed.into_iter().flat_map(|one| form.row(&one.into())).collect()].concat();
    let start = stream::once(async move { Ok::<_, StoreError>(web::Bytes::from(start)) });
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, form.media_type())).insert_header((AS_OF, as_of.to_string()));
    Ok(match members {
        Members::Listed { .. } => response.streaming(Box::pin(start)),
        Members::Segment(customers) => {
            response.streaming(Box::pin(start.chain(Box::pin(of_segment(&call.state, customers, form)))))
        }
    })
}

/// The rows of a segment's members, in batches. An error cuts the answer off, so that nobody takes it for complete.
fn of_segment(
    state: &State,
    customers: Customers,
    form: Form,
) -> impl futures_util::Stream<Item = Result<web::Bytes, StoreError>> + use<> {
    let (customers, state) = (Arc::new(customers), state.clone());
    stream::try_unfold(None, move |after| {
        let (customers, state) = (Arc::clone(&customers), state.clone());
        async move {
            let Some((batch, last)) = group_members::batch(&state, &customers, after).await? else { return Ok(None) };
            let row = |customer: crate::store::customers::Customer| {
                form.row(&Member { account_id: Some(customer.account_id), email: customer.email })
            };
            let bytes: Vec<u8> = batch.into_iter().flat_map(row).collect();
            Ok(Some((web::Bytes::from(bytes), Some(last))))
        }
    })
}
