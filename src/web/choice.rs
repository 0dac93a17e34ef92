//! The choice of the groups that a use is for: what is offered on its form, and what is wrong with it.

use crate::groups::choice::{MOST, Wrong};
use crate::locale::Locale;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;

/// What is wrong with a choice, and what to do.
pub fn text(wrong: &Wrong, locale: Locale) -> String {
    match wrong {
        Wrong::Missing => locale.text("offer-groups-missing"),
        Wrong::TooMany => locale.with1("offer-too-many-entries", "most", MOST),
        Wrong::NoGroup => locale.text("offer-no-group"),
        Wrong::OtherApp(name) => locale.with1("offer-other-app", "name", name.as_str()),
        Wrong::Both(name) => locale.with1("offer-both", "name", name.as_str()),
    }
}

/// The groups that a form offers, with whether each is chosen: all for a new use, whose app is not certain, and for one that stays in
/// its app those that fit it.
pub fn offered(
    (apps, groups): (&[App], &[CustomerGroup]),
    (is_new, app): (bool, &str),
    chosen: &[String],
) -> Vec<(String, String, bool)> {
    let fits = |group: &&CustomerGroup| is_new || group.app_id.is_none_or(|of| of.to_string() == app);
    let name = |group: &CustomerGroup| {
        let app = group.app_id.and_then(|id| apps.iter().find(|app| app.id == id)).filter(|_| is_new && apps.len() > 1);
        app.map_or_else(|| group.name.clone(), |app| format!("{} ({})", group.name, app.name))
    };
    let choice = |group: &CustomerGroup| (group.id.to_string(), name(group), chosen.contains(&group.id.to_string()));
    groups.iter().filter(fits).map(choice).collect()
}
