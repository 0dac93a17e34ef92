//! The form of a draft: what is chosen on its page.

use crate::imports::draft::{Found, Shown};
use crate::locale::Locale;
use crate::reading::chosen::{Chosen, ChosenColumn, Purpose};
use crate::reading::decimals::DecimalMark;
use crate::reading::encoding;
use crate::reading::fields::DateOrder;
use crate::reading::headers::Column;
use crate::reading::separator::SEPARATORS;
use crate::reading::{ImportKind, Survey};
use crate::segments::Kind;
use crate::store::custom_attributes::CustomAttribute;
use crate::web::form::{Errors, PostedForm};
use crate::zone::Zone;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use validator::Validate;

/// What was chosen on the page.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DraftForm {
    pub action: String,
    #[validate(length(max = 40, message = "field-choose"))]
    pub encoding: String,
    #[validate(length(max = 10, message = "field-choose"))]
    pub separator: String,
    #[validate(length(max = 20, message = "draft-header-line-wrong"))]
    pub header_line: String,
    /// The name of the zone of times that do not say theirs.
    #[validate(length(max = 60, message = "time-zone-unknown"))]
    pub time_zone: String,
    /// What each column is used for, by the words of [`Purpose`].
    pub uses: Vec<String>,
    /// What comes first in the dates of each column; empty if that is found.
    pub orders: Vec<String>,
    /// What separates the decimals of each column's numbers; empty if that is found.
    pub marks: Vec<String>,
    /// The indexes of the columns whose empty cells take back what is known.
    pub clears: Vec<String>,
}

impl PostedForm for DraftForm {
    const FIELDS: &'static [&'static str] = &["encoding", "separator", "header_line", "time_zone", "uses-"];
}

impl DraftForm {
    /// What was chosen: `Some(None)` if it is what the file was read with, `None` if a field is wrong.
    pub fn chosen(&self, shown: &Shown, locale: Locale, errors: &mut Errors) -> Option<Option<Chosen>> {
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
        match Zone::parse(&self.time_zone) {
            Some(zone) if zone == survey.zones.times => {}
            Some(zone) => {
                chosen.time_zone = Some(zone);
                is_changed = true;
            }
            None if self.time_zone.is_empty() => {}
            None => errors.add("time_zone", locale.text("time-zone-unknown")),
        }
        if !errors.is_empty() {
            return None;
        }
        let kinds = kinds_of(&shown.attributes);
        self.refuse_twins(shown.draft.kind, locale, errors);
        if !errors.is_empty() {
            return None;
        }
        let words = survey.columns.iter().map(|column| word(column, &kinds));
        let orders = survey.columns.iter().map(|column| order_word(column.date_order));
        let is_same = |posted: &[String], words: Vec<String>| posted.is_empty() || posted == words.as_slice();
        let clears = |(place, column): (usize, &Column)| column.clears == self.clears.contains(&place.to_string());
        let clears_same = self.uses.is_empty() || survey.columns.iter().enumerate().all(clears);
        let is_same_order = is_same(&self.orders, orders.map(str::to_owned).collect());
        let marks = (0..survey.columns.len()).map(|place| mark_word(chosen_mark(&shown.chosen, survey, place)));
        let is_same_mark = is_same(&self.marks, marks.map(str::to_owned).collect());
        if !clears_same || !is_same_order || !is_same_mark || !is_same(&self.uses, words.collect()) {
            chosen.columns = self.columns(shown.draft.kind, survey);
            is_changed = true;
        }
        Some(is_changed.then_some(chosen))
    }

    /// Adds an error beside each column that is to be used for what another one is used for already.
    fn refuse_twins(&self, kind: ImportKind, locale: Locale, errors: &mut Errors) {
        let mut taken = HashSet::new();
        for (place, word) in self.uses.iter().enumerate() {
            if let Some(Purpose::Known(field)) = Purpose::from_word(kind, word)
                && !taken.insert(field)
            {
                let text = locale.with1("draft-use-twice", "field", locale.text(field.message()));
                errors.add(&format!("uses-{place}"), text);
            }
        }
    }

    fn columns(&self, kind: ImportKind, survey: &Survey) -> Vec<ChosenColumn> {
        let columns = survey.columns.iter().enumerate();
        columns
            .map(|(place, column)| ChosenColumn {
                header: column.header.clone(),
                purpose: self.uses.get(place).and_then(|word| Purpose::from_word(kind, word)),
                date_order: self.orders.get(place).and_then(|word| DateOrder::from_word(word)),
                decimal_mark: self.marks.get(place).and_then(|word| DecimalMark::from_word(word)),
                clears: self.clears.contains(&place.to_string()),
            })
            .collect()
    }
}

/// The greatest line that can be chosen as the one with the names of the columns: a report's title page is shorter.
const MOST_LINE: u64 = 1_000;

/// The word of the column's use in the form. The kind of an attribute that the app has already is not chosen.
pub fn word(column: &Column, kinds: &HashMap<String, Kind>) -> String {
    match Purpose::of(column) {
        Purpose::CustomOf(_) if kinds.contains_key(&column.key()) => Purpose::Custom.word(),
        purpose => purpose.word(),
    }
}

/// The kinds of an app's custom attributes by their keys.
pub fn kinds_of(attributes: &[CustomAttribute]) -> HashMap<String, Kind> {
    attributes.iter().map(|attribute| (attribute.key.clone(), attribute.kind)).collect()
}

pub fn order_word(order: Option<DateOrder>) -> &'static str {
    order.map_or("", DateOrder::word)
}

/// What was chosen, or taken over from an earlier file, as the mark of the decimals of the column at this place.
pub fn chosen_mark(chosen: &Chosen, survey: &Survey, place: usize) -> Option<DecimalMark> {
    let header = &survey.columns.get(place)?.header;
    let nth = survey.columns[..place].iter().filter(|column| column.header == *header).count();
    chosen.column(header, nth)?.decimal_mark
}

pub fn mark_word(mark: Option<DecimalMark>) -> &'static str {
    mark.map_or("", DecimalMark::word)
}

/// The words of the separators in the form.
pub const SEPARATOR_WORDS: [(&str, char); SEPARATORS.len()] =
    [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|')];

fn separator_of(word: &str) -> Option<char> {
    SEPARATOR_WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, sign)| sign)
}
