//! A file before its import: what was found in it, what each column is used for, and what would become of its lines.

use crate::ids::DraftId;
use crate::imports::draft::{self, Found, Shown};
use crate::imports::preview::{Fault, Preview, Unavailable};
use crate::imports::submit::{self, SubmitError, WAITING_LIMIT};
use crate::locale::Locale;
use crate::reading::chosen::{Chosen, ChosenColumn, Purpose};
use crate::reading::columns::Field;
use crate::reading::encoding;
use crate::reading::fields::DateOrder;
use crate::reading::headers::{Column, Role};
use crate::reading::separator::SEPARATORS;
use crate::reading::survey::Look;
use crate::reading::{ImportKind, Survey};
use crate::segments::Kind;
use crate::store::apps::App;
use crate::store::custom_attributes::CustomAttribute;
use crate::store::import_drafts::ImportDraft;
use crate::store::imports::Import;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::collections::HashMap;
use validator::Validate;

/// What was chosen on the page.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DraftForm {
    action: String,
    #[validate(length(max = 40, message = "field-choose"))]
    encoding: String,
    #[validate(length(max = 10, message = "field-choose"))]
    separator: String,
    #[validate(length(max = 20, message = "draft-header-line-wrong"))]
    header_line: String,
    /// What each column is used for, by the words of [`Purpose`].
    uses: Vec<String>,
    /// What comes first in the dates of each column; empty if that is found.
    orders: Vec<String>,
    /// The indexes of the columns whose empty cells take back what is known.
    clears: Vec<String>,
}

impl PostedForm for DraftForm {
    const FIELDS: &'static [&'static str] = &["encoding", "separator", "header_line", "uses-"];
}

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
}

/// What was found in the file.
struct Table {
    encodings: Vec<(String, String)>,
    encoding: String,
    separators: Vec<(String, String)>,
    separator: String,
    header_line: String,
    columns: Vec<ColumnRow>,
    first_lines: Vec<Vec<String>>,
    lines: String,
}

/// A column, and what it is used for.
struct ColumnRow {
    header: String,
    samples: String,
    uses: Vec<(String, String)>,
    selected: String,
    /// How many of its cells can be read.
    fit: String,
    is_unfit: bool,
    /// What else should be known about it.
    note: Option<String>,
    /// Whether what comes first in its dates can be chosen.
    has_order: bool,
    order: String,
    /// Whether its empty cells could take back what is known, and whether they do.
    may_clear: bool,
    clears: bool,
}

/// What would become of the lines.
struct Outcome {
    fates: Vec<(String, String)>,
    total: String,
    customers_new: String,
    faults: Vec<FaultRow>,
    unavailable: Vec<String>,
    new_attributes: Vec<String>,
    is_clean: bool,
}

struct FaultRow {
    fate: String,
    reason: String,
    first_line: String,
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
        let shown = draft::show(&visit.state, &visit.actor, id)?;
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

impl DraftForm {
    /// What was chosen: `Some(None)` if it is what the file was read with, `None` if a field is wrong.
    fn chosen(&self, shown: &Shown, locale: Locale, errors: &mut Errors) -> Option<Option<Chosen>> {
        let Some(Found { look: Some(look), .. }) = &shown.found else { return Some(None) };
        let survey = &look.survey;
        let mut chosen = shown.chosen.clone();
        let mut is_changed = false;
        if self.encoding != survey.layout.encoding && encoding::named(&self.encoding).is_some() {
            chosen.encoding = Some(self.encoding.clone());
            is_changed = true;
        }
        let separator = separator_of(&self.separator);
        if separator.is_some_and(|separator| separator != survey.layout.separator) {
            chosen.separator = separator;
            is_changed = true;
        }
        match self.header_line.trim().parse::<u64>() {
            Ok(line) if line == survey.header_line => {}
            Ok(line) if (1..=MOST_LINE).contains(&line) => {
                chosen.header_line = Some(line);
                is_changed = true;
            }
            _ if self.header_line.is_empty() => {}
            _ => errors.add("header_line", locale.text("draft-header-line-wrong")),
        }
        if !errors.is_empty() {
            return None;
        }
        let kinds = kinds_of(&shown.attributes);
        let words = survey.columns.iter().map(|column| word(column, &kinds));
        let orders = survey.columns.iter().map(|column| order_word(column.date_order));
        let is_same = |posted: &[String], words: Vec<String>| posted.is_empty() || posted == words.as_slice();
        let clears = |(place, column): (usize, &Column)| column.clears == self.clears.contains(&place.to_string());
        let clears_same = self.uses.is_empty() || survey.columns.iter().enumerate().all(clears);
        let is_same_order = is_same(&self.orders, orders.map(str::to_owned).collect());
        if !clears_same || !is_same_order || !is_same(&self.uses, words.collect()) {
            chosen.columns = self.columns(shown.draft.kind, survey);
            is_changed = true;
        }
        Some(is_changed.then_some(chosen))
    }

    fn columns(&self, kind: ImportKind, survey: &Survey) -> Vec<ChosenColumn> {
        let columns = survey.columns.iter().enumerate();
        columns
            .map(|(place, column)| ChosenColumn {
                header: column.header.clone(),
                purpose: self.uses.get(place).and_then(|word| Purpose::from_word(kind, word)),
                date_order: self.orders.get(place).and_then(|word| DateOrder::from_word(word)),
                clears: self.clears.contains(&place.to_string()),
            })
            .collect()
    }
}

/// The greatest line that can be chosen as the one with the names of the columns: a report's title page is shorter.
const MOST_LINE: u64 = 1_000;

/// The word of the column's use in the form. The kind of an attribute that the app has already is not chosen.
fn word(column: &Column, kinds: &HashMap<String, Kind>) -> String {
    match Purpose::of(column) {
        Purpose::CustomOf(_) if kinds.contains_key(&column.key()) => Purpose::Custom.word(),
        purpose => purpose.word(),
    }
}

/// The kinds of an app's custom attributes by their keys.
fn kinds_of(attributes: &[CustomAttribute]) -> HashMap<String, Kind> {
    attributes.iter().map(|attribute| (attribute.key.clone(), attribute.kind)).collect()
}

fn order_word(order: Option<DateOrder>) -> &'static str {
    order.map_or("", DateOrder::word)
}

/// The words of the separators in the form.
const SEPARATOR_WORDS: [(&str, char); SEPARATORS.len()] =
    [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|')];

fn separator_of(word: &str) -> Option<char> {
    SEPARATOR_WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, sign)| sign)
}

impl DraftPage {
    fn new(visit: Visit, shown: Shown, Said { errors, notice, form }: Said) -> Self {
        let locale = visit.locale;
        let is_being_read = shown.is_being_read();
        let kinds = kinds_of(&shown.attributes);
        let Found { look, problem, preview } = shown.found.unwrap_or_default();
        let table = look.as_ref().map(|look| Table::new(shown.draft.kind, look, preview.as_ref(), &kinds, locale));
        Self {
            kind: locale.text(shown.draft.kind.message()),
            problem: problem.map(|problem| problem.tell(locale)),
            table: table.map(|table| match form {
                Some(form) => table.filled_in(form),
                None => table,
            }),
            outcome: look.zip(preview).map(|(look, preview)| Outcome::new(&look.survey, preview, locale)),
            draft: shown.draft,
            app: shown.app,
            page: visit.page,
            is_being_read,
            notice,
            errors,
        }
    }
}

impl Table {
    fn new(
        kind: ImportKind,
        look: &Look,
        preview: Option<&Preview>,
        kinds: &HashMap<String, Kind>,
        locale: Locale,
    ) -> Self {
        let survey = &look.survey;
        let label = |encoding: &encoding::Named| (encoding.name.to_owned(), encoding.label.to_owned());
        let separator = SEPARATOR_WORDS.into_iter().find(|(_, sign)| *sign == survey.layout.separator);
        let columns = (0..survey.columns.len()).map(|place| ColumnRow::new(kind, look, place, preview, kinds, locale));
        Self {
            encodings: encoding::NAMED.iter().map(label).collect(),
            encoding: survey.layout.encoding.clone(),
            separators: SEPARATOR_WORDS
                .into_iter()
                .map(|(word, _)| (word.to_owned(), locale.text(&format!("draft-separator-{word}"))))
                .collect(),
            separator: separator.map_or("", |(word, _)| word).to_owned(),
            header_line: survey.header_line.max(1).to_string(),
            columns: columns.collect(),
            first_lines: look.first_lines.clone(),
            lines: locale.with1("draft-lines", "count", i64::try_from(survey.lines).unwrap_or(i64::MAX)),
        }
    }
}

impl Table {
    /// The table with everything as it was posted.
    fn filled_in(mut self, form: DraftForm) -> Self {
        for (place, column) in self.columns.iter_mut().enumerate() {
            if let Some(word) = form.uses.get(place) {
                word.clone_into(&mut column.selected);
            }
            if let Some(word) = form.orders.get(place) {
                word.clone_into(&mut column.order);
            }
            column.clears = form.clears.contains(&place.to_string());
        }
        Self { encoding: form.encoding, separator: form.separator, header_line: form.header_line, ..self }
    }
}

impl ColumnRow {
    fn new(
        kind: ImportKind,
        look: &Look,
        place: usize,
        preview: Option<&Preview>,
        kinds: &HashMap<String, Kind>,
        locale: Locale,
    ) -> Self {
        let column = &look.survey.columns[place];
        let values = &look.columns[place];
        let unfit = preview.and_then(|preview| preview.unfit.get(place)).copied().unwrap_or_default();
        let is_used = column.role != Role::Ignored;
        let fit = match (values.filled, is_used) {
            (0, _) => locale.text("draft-column-empty"),
            (filled, true) if preview.is_some() => locale.with(
                "draft-column-fit",
                &[("fit", number(filled.saturating_sub(unfit)).into()), ("filled", number(filled).into())],
            ),
            (filled, _) => locale.with1("draft-column-filled", "count", number(filled)),
        };
        Self {
            samples: values.samples.join(" · "),
            uses: uses(kind, column, kinds, locale),
            selected: word(column, kinds),
            fit,
            is_unfit: unfit > 0,
            note: note(kind, &look.survey, column, locale),
            has_order: is_of_dates(column),
            order: order_word(column.date_order).to_owned(),
            may_clear: kind == ImportKind::Customers
                && !matches!(column.role, Role::Ignored | Role::Known(Field::AccountId)),
            clears: column.clears,
            header: column.header.clone(),
        }
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn is_of_dates(column: &Column) -> bool {
    match &column.role {
        Role::Known(field) => field.is_date(),
        Role::Custom(kind) => *kind == Kind::Date,
        Role::Ignored => false,
    }
}

/// What a column can be used for, with its words.
fn uses(kind: ImportKind, column: &Column, kinds: &HashMap<String, Kind>, locale: Locale) -> Vec<(String, String)> {
    let known = Field::of_kind(kind).map(|field| (Purpose::Known(field), locale.text(field.message())));
    let mut uses: Vec<(Purpose, String)> = vec![(Purpose::Ignored, locale.text("draft-use-ignore"))];
    uses.extend(known);
    if kind == ImportKind::Customers && !column.header.is_empty() {
        let found = match (&column.role, kinds.get(&column.key())) {
            (_, Some(kind)) => Some(*kind),
            (Role::Custom(kind), None) if !column.is_chosen => Some(*kind),
            _ => None,
        };
        let found = match found {
            Some(kind) => locale.with1("draft-use-custom-found", "kind", locale.text(kind.message())),
            None => locale.text("draft-use-custom"),
        };
        uses.push((Purpose::Custom, found));
        if !kinds.contains_key(&column.key()) {
            let of = |kind: &Kind| {
                let label = locale.with1("draft-use-custom-of", "kind", locale.text(kind.message()));
                (Purpose::CustomOf(*kind), label)
            };
            uses.extend(CUSTOM_KINDS.iter().map(of));
        }
    }
    uses.into_iter().map(|(purpose, label)| (purpose.word(), label)).collect()
}

/// The kinds that a custom attribute can have, in the order in which they are offered.
const CUSTOM_KINDS: [Kind; 5] = [Kind::Choice, Kind::Number, Kind::Decimal, Kind::Date, Kind::YesNo];

/// Says so if another column was taken for the field that this one could be.
fn note(kind: ImportKind, survey: &Survey, column: &Column, locale: Locale) -> Option<String> {
    let field = Field::of_header(kind, &column.header).filter(|field| column.role != Role::Known(*field))?;
    let other = survey.columns.iter().find(|other| other.role == Role::Known(field))?;
    let (name, field) = (other.header.as_str(), locale.text(field.message()));
    Some(locale.with("draft-column-other", &[("other", name.into()), ("field", field.into())]))
}

impl Outcome {
    fn new(survey: &Survey, preview: Preview, locale: Locale) -> Self {
        let blank = survey.blank + survey.sums;
        let counts = [
            ("import-lines-new", preview.new),
            ("import-lines-changed", preview.changed),
            ("import-lines-unchanged", preview.unchanged),
            ("import-lines-repeated", preview.repeated),
            ("import-lines-refused", preview.refused),
            ("draft-lines-blank", blank),
        ];
        let is_shown =
            |(key, count): &(&str, u64)| *count > 0 || !matches!(*key, "draft-lines-blank" | "import-lines-repeated");
        let fates = counts.into_iter().filter(is_shown);
        Self {
            fates: fates.map(|(key, count)| (locale.text(key), locale.number(number(count)))).collect(),
            total: locale.number(number(survey.lines + blank)),
            customers_new: locale.with1("draft-customers-new", "count", number(preview.customers_new)),
            is_clean: preview.faults.is_empty(),
            faults: preview.faults.into_iter().map(|fault| FaultRow::new(fault, locale)).collect(),
            unavailable: preview
                .unavailable
                .into_iter()
                .map(|(reason, count)| locale.with1(unavailable_message(reason), "count", number(count)))
                .collect(),
            new_attributes: preview
                .new_attributes
                .into_iter()
                .map(|attribute| {
                    let kind = locale.text(attribute.kind.message());
                    locale.with("draft-new-attribute", &[("name", attribute.name.into()), ("kind", kind.into())])
                })
                .collect(),
        }
    }
}

const fn unavailable_message(reason: Unavailable) -> &'static str {
    match reason {
        Unavailable::TooYoung => "draft-too-young",
        Unavailable::AgeUnknown => "draft-age-unknown",
        Unavailable::BeforeWindows10 => "draft-before-windows-10",
    }
}

impl FaultRow {
    fn new(fault: Fault, locale: Locale) -> Self {
        let fate = if fault.is_of_lines { "draft-fault-lines" } else { "draft-fault-cells" };
        Self {
            fate: locale.with1(fate, "count", number(fault.count)),
            reason: fault.refusal.tell(locale),
            first_line: locale.number(number(fault.first_line)),
        }
    }
}
