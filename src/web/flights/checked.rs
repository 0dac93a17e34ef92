//! The package flights of a customer who is checked.

use super::words::LadderWords;
use crate::customers::check::{CheckedApp, Standing};
use crate::day::Day;
use crate::flights::people;
use crate::ids::AppId;
use crate::web::error::PageError;
use crate::web::work::Visit;

/// The package flights of an app as a customer meets them.
pub struct FlightsWords {
    pub id: AppId,
    pub app: String,
    pub ladder: LadderWords,
    /// Whether known user groups lack those who were taken out since.
    pub has_lists: bool,
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
                has_lists: checked.has_lists,
            });
        }
        Ok(found)
    }
}
