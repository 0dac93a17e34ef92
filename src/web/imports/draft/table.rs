//! What was found in the file of a draft: how it is read, its columns, and its first lines.

use super::form::{DraftForm, SEPARATOR_WORDS, chosen_mark, mark_word, order_word, word};
use super::number;
use crate::imports::preview::Preview;
use crate::locale::Locale;
use crate::reading::chosen::{Chosen, Purpose};
use crate::reading::columns::Field;
use crate::reading::encoding;
use crate::reading::headers::{Column, Role};
use crate::reading::look::Look;
use crate::reading::{ImportKind, Survey};
use crate::segments::Kind;
use crate::web::form::Errors;
use crate::zone::Zone;
use std::collections::HashMap;

/// What was found in the file.
pub struct Table {
    pub encodings: Vec<(String, String)>,
    pub encoding: String,
    pub separators: Vec<(String, String)>,
    pub separator: String,
    pub header_line: String,
    pub time_zone: String,
    pub time_zones: Vec<&'static str>,
    /// What the days of times are.
    pub time_zone_help: String,
    pub columns: Vec<ColumnRow>,
    pub first_lines: Vec<Vec<String>>,
    pub lines: String,
}

/// A column, and what it is used for.
pub struct ColumnRow {
    pub header: String,
    pub samples: String,
    pub uses: Vec<(String, String)>,
    pub selected: String,
    /// How many of its cells can be read.
    pub fit: String,
    pub is_unfit: bool,
    /// What else should be known about it.
    pub note: Option<String>,
    /// What is wrong with its use.
    pub errors: Vec<String>,
    /// Whether what comes first in its dates can be chosen.
    pub has_order: bool,
    pub order: String,
    /// Whether what separates the decimals of its numbers can be chosen, what is chosen, and what is found if nothing is.
    pub has_mark: bool,
    pub mark: String,
    pub mark_found: String,
    /// Whether its empty cells could take back what is known, and whether they do.
    pub may_clear: bool,
    pub clears: bool,
}

impl Table {
    pub fn new(
        kind: ImportKind,
        (look, chosen): (&Look, &Chosen),
        preview: Option<&Preview>,
        kinds: &HashMap<String, Kind>,
        locale: Locale,
    ) -> Self {
        let survey = &look.survey;
        let label = |encoding: &encoding::Named| (encoding.name.to_owned(), encoding.label.to_owned());
        let separator = SEPARATOR_WORDS.into_iter().find(|(_, sign)| *sign == survey.layout.separator);
        let row = |place| ColumnRow::new(kind, (look, chosen), place, preview, kinds, locale);
        let columns = (0..survey.columns.len()).map(row);
        Self {
            encodings: encoding::NAMED.iter().map(label).collect(),
            encoding: survey.layout.encoding.clone(),
            separators: SEPARATOR_WORDS
                .into_iter()
                .map(|(word, _)| (word.to_owned(), locale.text(&format!("draft-separator-{word}"))))
                .collect(),
            separator: separator.map_or("", |(word, _)| word).to_owned(),
            header_line: survey.header_line.max(1).to_string(),
            time_zone: survey.zones.times.name().to_owned(),
            time_zones: Zone::names().collect(),
            time_zone_help: locale.with1("draft-time-zone-help", "zone", survey.zones.days.name()),
            columns: columns.collect(),
            first_lines: look.first_lines.clone(),
            lines: locale.with1("draft-lines", "count", i64::try_from(survey.lines).unwrap_or(i64::MAX)),
        }
    }
}

impl Table {
    /// The table with everything as it was posted.
    pub fn filled_in(mut self, form: DraftForm, errors: &Errors) -> Self {
        for (place, column) in self.columns.iter_mut().enumerate() {
            if let Some(word) = form.uses.get(place) {
                word.clone_into(&mut column.selected);
            }
            if let Some(word) = form.orders.get(place) {
                word.clone_into(&mut column.order);
            }
            if let Some(word) = form.marks.get(place) {
                word.clone_into(&mut column.mark);
            }
            column.clears = form.clears.contains(&place.to_string());
            column.errors = errors.of(&format!("uses-{place}"));
        }
        Self {
            encoding: form.encoding,
            separator: form.separator,
            header_line: form.header_line,
            time_zone: form.time_zone,
            ..self
        }
    }
}

impl ColumnRow {
    pub fn new(
        kind: ImportKind,
        (look, chosen): (&Look, &Chosen),
        place: usize,
        preview: Option<&Preview>,
        kinds: &HashMap<String, Kind>,
        locale: Locale,
    ) -> Self {
        let column = &look.survey.columns[place];
        let chosen = chosen_mark(chosen, &look.survey, place);
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
            errors: Vec::new(),
            note: note(kind, &look.survey, column, locale),
            has_order: is_of_dates(column),
            order: order_word(column.date_order).to_owned(),
            has_mark: has_decimals(column),
            mark: mark_word(chosen).to_owned(),
            mark_found: match column.decimal_mark.filter(|_| chosen.is_none()) {
                Some(mark) => locale.with1("draft-mark-found-as", "mark", mark.word()),
                None => locale.text("draft-mark-found"),
            },
            may_clear: kind == ImportKind::Customers
                && !matches!(column.role, Role::Ignored | Role::Known(Field::AccountId)),
            clears: column.clears,
            header: column.header.clone(),
        }
    }
}

fn has_decimals(column: &Column) -> bool {
    match &column.role {
        Role::Known(field) => field.is_amount(),
        Role::Custom(kind) => matches!(kind, Kind::Number | Kind::Decimal),
        Role::Ignored => false,
    }
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
