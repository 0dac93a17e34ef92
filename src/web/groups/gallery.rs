//! The segment templates as a gallery on the page of a new group, each with the size that it would have in an app today.

use crate::columns::View;
use crate::groups::templates::sizes;
use crate::locale::Locale;
use crate::store::StoreError;

/// The templates for an app.
pub struct Gallery {
    pub app_name: String,
    /// The path of the import of the first customers; `None` once there are some.
    pub import: Option<String>,
    pub cards: Vec<Card>,
}

/// A template.
pub struct Card {
    pub path: String,
    pub name: String,
    pub description: String,
    /// How many customers it would have.
    pub size: String,
}

impl Gallery {
    pub fn of(view: &View, locale: Locale) -> Result<Self, StoreError> {
        let app = &view.app;
        if app.next_position == 0 {
            let import = Some(format!("/imports/new?app={}", app.id));
            return Ok(Self { app_name: app.name.clone(), import, cards: Vec::new() });
        }
        let cards = sizes(view)?.into_iter().map(|(template, size)| Card {
            path: format!("/groups/new?template={}&app={}", template.key, app.id),
            name: template.name(locale),
            description: template.description(locale),
            size: locale.with1("template-size", "count", size),
        });
        Ok(Self { app_name: app.name.clone(), import: None, cards: cards.collect() })
    }
}
