//! The package flights of a customer who is checked.

use super::words::LadderWords;
use crate::customers::check::{CheckedApp, Standing};
use crate::day::Day;
use crate::flights::ask::Lists;
use crate::flights::people;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::web::error::PageError;
use crate::web::work::Visit;

/// The package flights of an app as a customer meets them.
pub struct FlightsWords {
    pub id: AppId,
    pub app: String,
    pub ladder: LadderWords,
    /// As of a day, what is known of who was in known user groups.
    pub lists: Option<String>,
}

impl FlightsWords {
    /// Those of each app that the customer with this account id is in, now or as of a day.
    pub fn all(visit: &Visit, apps: &[CheckedApp], account: &str, day: Option<Day>) -> Result<Vec<Self>, PageError> {
        let mut found = Vec::new();
        for CheckedApp { app, standing, .. } in apps {
            if matches!(standing, Standing::Elsewhere) {
                continue;
            }
            let checked = people::check(&visit.state, &visit.publisher, (app, account), day)?;
            let Some(checked) = checked else { continue };
            let answer = checked.ladder.answer(&checked.person());
            found.push(Self {
                id: app.id,
                app: app.name.clone(),
                ladder: LadderWords::new(&answer, &checked.all_groups, visit.locale),
                lists: checked.lists.zip(day).map(|(lists, day)| said(lists, day, visit.locale)),
            });
        }
        Ok(found)
    }
}

/// What is known of who was in known user groups on a day.
fn said(lists: Lists, day: Day, locale: Locale) -> String {
    match lists.last_removal.filter(|_| !lists.are_known(day)) {
        Some(last) => locale.with1("flight-check-lists-lack", "day", locale.date(last)),
        None => locale.text("flight-check-lists"),
    }
}
