//! What a formula may go on with, while it is typed: a part of the builder's page.

use crate::columns::View;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::segments::formula_completion::{Completion, MOST_SUGGESTED, Wanted, completion, fit, written_value};
use crate::segments::kinds::UNKNOWN;
use crate::segments::labels::message_part;
use crate::segments::{Attribute, Choices, Key, Kind, Rule};
use crate::store::StoreError;
use crate::web::page::Page;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::collections::HashMap;

/// The longest text before the cursor of which there are suggestions, in bytes. Scripts send the last condition, which is
/// a few words; one with thousands of values is pasted, not typed.
const LONGEST_TYPED: usize = 4_000;

/// The text before the cursor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedFormula {
    text: String,
}

#[derive(Template)]
#[template(path = "groups/completions.html")]
struct CompletionsFragment {
    page: Page,
    /// How much of the text before the cursor a suggestion takes the place of, in UTF-16 units as browsers count.
    replaced: usize,
    suggestions: Vec<Suggestion>,
}

/// Something that the formula may go on with.
struct Suggestion {
    written: String,
    label: String,
    /// What it is, or how many customers have it; may be empty.
    about: String,
}

/// The suggestions for a formula over the app.
pub async fn completions(
    Editor(visitor): Editor,
    path: web::Path<AppId>,
    query: web::Query<TypedFormula>,
) -> PageResult {
    let work = move |visit: Visit| {
        let view = visit.state.audiences.view_now(&visit.publisher, *path)?;
        let text = query.text.as_str();
        let wanted = if text.len() > LONGEST_TYPED { None } else { completion(text, &view.catalogue, visit.locale) };
        let (mut replaced, mut suggestions) = (0, Vec::new());
        if let Some(Completion { typed, wanted }) = wanted {
            replaced = typed.encode_utf16().count();
            suggestions = match wanted {
                Wanted::Attributes(found) => found.into_iter().map(|one| of_attribute(one, visit.locale)).collect(),
                Wanted::Comparisons(found) => found.into_iter().map(of_comparison).collect(),
                Wanted::Value(attribute) => values(&view, attribute, &typed, visit.locale)?,
            };
        }
        Answer::page(&CompletionsFragment { page: visit.page, replaced, suggestions })
    };
    visitor.answer_on(visitor.fragment(), work).await
}

fn of_attribute((attribute, name): (&Attribute, String), locale: Locale) -> Suggestion {
    let about = match &attribute.key {
        Key::Custom(_) => locale.text(attribute.kind.message()),
        key => locale.text(&format!("about-{}", message_part(&key.to_string()))),
    };
    Suggestion { written: format!("{name} "), label: name, about }
}

/// A comparison up to its first value, which dots stand for.
fn of_comparison(form: String) -> Suggestion {
    let written = match form.split_once('…') {
        Some((before, _)) => before.to_owned(),
        None => format!("{form} "),
    };
    Suggestion { written, label: form, about: String::new() }
}

/// The values of the attribute that fit what is typed: those that most available customers have first.
fn values(view: &View, attribute: &Attribute, typed: &str, locale: Locale) -> Result<Vec<Suggestion>, StoreError> {
    let typed = typed.trim_start_matches('"');
    let written = |code: &str| match attribute.kind {
        Kind::YesNo => locale.text(&format!("choice-{code}")),
        _ => written_value(code, attribute, locale),
    };
    let fits = |code: &str, label: &str| fit(typed, label).or_else(|| fit(typed, code).filter(|fit| *fit == 0));
    let mut counts = HashMap::new();
    let mut all: Vec<(String, String)> = Vec::new();
    if attribute.choices != Choices::None {
        for share in view.shares(&Rule::default(), &attribute.key)? {
            let code = match share.code {
                Some(code) => code,
                None if attribute.offers_unknown() => String::from(UNKNOWN),
                None => continue,
            };
            all.push((code.clone(), attribute.choice_label(&code, locale)));
            counts.insert(code, share.members);
        }
    }
    let listed = attribute.offered(|_| false, locale).into_iter().filter(|choice| !counts.contains_key(&choice.code));
    all.extend(listed.map(|choice| (choice.code, choice.label)));
    let fitting = all.into_iter().filter(|(code, label)| fits(code, label).is_some()).take(MOST_SUGGESTED);
    let suggestion = |(code, label): (String, String)| {
        let count = counts.get(&code).filter(|count| **count > 0);
        let about = count.map(|count| locale.number(*count)).unwrap_or_default();
        Suggestion { written: written(&code), label, about }
    };
    Ok(fitting.map(suggestion).collect())
}
