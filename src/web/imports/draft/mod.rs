//! A file before its import: what was found in it, what each column is used for, and what would become of its lines.

mod form;
mod outcome;
mod table;

use crate::ids::DraftId;
use crate::imports::draft::{self, Found, Shown};
use crate::imports::submit::{self, SubmitError, WAITING_LIMIT};
use crate::store::apps::App;
use crate::store::import_drafts::ImportDraft;
use crate::store::imports::Import;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::DateTime;
use form::{DraftForm, kinds_of};
use outcome::Outcome;
use table::Table;

#[derive(Template)]
#[template(path = "imports/draft.html")]
struct DraftPage {
    page: Page,
    draft: ImportDraft,
    app: App,
    kind: String,
    is_being_read: bool,
    /// Why the file cannot be imported as it is.
    problem: Option<String>,
    /// What the user should know first, after a choice.
    notice: Option<String>,
    errors: Errors,
    table: Option<Table>,
    outcome: Option<Outcome>,
    /// When what its import would do was found.
    as_of: Option<String>,
    /// The name of the file whose refused lines these are.
    refused_of: Option<String>,
}

/// The page of a draft.
pub async fn show(Editor(visitor): Editor, path: web::Path<DraftId>) -> PageResult {
    let work = move |visit: Visit| answer(visit, *path, Said::default());
    visitor.answer(Section::Imports, work).await
}

/// What is said about a posted form, and the form as it was posted if something in it is wrong.
#[derive(Default)]
struct Said {
    errors: Errors,
    notice: Option<String>,
    form: Option<DraftForm>,
}

fn answer(visit: Visit, id: DraftId, said: Said) -> Result<Answer, PageError> {
    let shown = draft::show(&visit.state, &visit.actor, id)?;
    if let Some(import) = shown.draft.import_id {
        return Ok(Answer::SeeOther(Import::path_of(import)));
    }
    let is_again = !said.errors.is_empty();
    let page = DraftPage::new(visit, shown, said);
    if is_again { Answer::again(&page) } else { Answer::page(&page) }
}

/// Takes over what was chosen, or imports or discards the file.
pub async fn update(Editor(visitor): Editor, path: web::Path<DraftId>, posted: Posted<DraftForm>) -> PageResult {
    let id = path.into_inner();
    let work = move |visit: Visit| {
        let Posted { form, mut errors, .. } = posted;
        let shown = match draft::show(&visit.state, &visit.actor, id) {
            // A second click on *Discard*.
            Err(error) if error.is_not_found() && form.action == "discard" => {
                draft::discard(&visit.state, &visit.actor, id)?;
                let message = visit.locale.text("draft-discarded-before");
                return Ok(Answer::Done { path: String::from("/imports"), message });
            }
            shown => shown?,
        };
        if let Some(import) = shown.draft.import_id {
            return Ok(Answer::SeeOther(Import::path_of(import)));
        }
        if form.action == "discard" {
            draft::discard(&visit.state, &visit.actor, id)?;
            return visit.done(String::from("/imports"), "draft-discarded", &shown.draft.file_name);
        }
        let Some(chosen) = form.chosen(&shown, visit.locale, &mut errors) else {
            return answer(visit, id, Said { errors, form: Some(form), notice: None });
        };
        if let Some(chosen) = &chosen {
            draft::choose(&visit.state, &visit.actor, &shown.draft, chosen)?;
        }
        match (form.action.as_str(), chosen) {
            ("import", None) => import(visit, id),
            ("import", Some(_)) => {
                let notice = Some(visit.locale.text("draft-look-again"));
                answer(visit, id, Said { notice, ..Said::default() })
            }
            _ => Ok(Answer::SeeOther(shown.draft.path())),
        }
    };
    visitor.answer(Section::Imports, work).await
}

/// Imports the file as it was read, or says why that cannot be done now.
fn import(visit: Visit, id: DraftId) -> Result<Answer, PageError> {
    let (locale, mut said) = (visit.locale, Said::default());
    match submit::import(&visit.state, &visit.actor, id) {
        Ok(import) => return Ok(Answer::SeeOther(Import::path_of(import))),
        Err(SubmitError::NotRead) => said.notice = Some(locale.text("draft-not-read")),
        Err(SubmitError::TooManyWaiting) => {
            said.errors.add("import", locale.with1("draft-too-many-waiting", "limit", WAITING_LIMIT));
        }
        Err(SubmitError::Problem(problem)) => said.errors.add("import", problem.tell(locale)),
        Err(error) => return Err(error.into()),
    }
    answer(visit, id, said)
}

impl DraftPage {
    fn new(visit: Visit, shown: Shown, Said { errors, notice, form }: Said) -> Self {
        let locale = visit.locale;
        let is_being_read = shown.is_being_read();
        let (kind, kinds) = (shown.draft.kind, kinds_of(&shown.attributes));
        let Found { look, problem, preview, as_of, origin } = shown.found.unwrap_or_default();
        let table = |look| Table::new(kind, (look, &shown.chosen), preview.as_ref(), &kinds, locale);
        let table = look.as_ref().map(table);
        Self {
            kind: locale.text(kind.message()),
            problem: problem.map(|problem| problem.tell(locale)),
            table: table.map(|table| match form {
                Some(form) => table.filled_in(form, &errors),
                None => table,
            }),
            outcome: look.zip(preview).map(|(look, preview)| Outcome::new(kind, &look.survey, preview, locale)),
            as_of: as_of.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).map(|moment| {
                locale.with1("draft-as-of", "moment", locale.moment(moment.naive_utc(), visit.publisher.time_zone))
            }),
            refused_of: origin.refused_of.map(|name| locale.with1("draft-refused-of", "name", name)),
            draft: shown.draft,
            app: shown.app,
            page: visit.page,
            is_being_read,
            notice,
            errors,
        }
    }
}

/// A count as messages take it.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
