//! The filters of the audit log, as their form sends them.

use crate::audit::list::{From, Wanted};
use crate::audit::{Action, ActorKind, SubjectKind};
use crate::day::Day;
use crate::locale::Locale;
use crate::web::address::encoded;
use crate::web::form::Errors;
use crate::zone::Zone;
use chrono::{NaiveDateTime, NaiveTime};
use serde::Deserialize;

/// The chosen filters, and the place in the log. Empty texts choose nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// The word of an [`ActorKind`], or the id of a user after [`USER`], or of a token after [`TOKEN`].
    pub who: String,
    pub action: String,
    pub subject: String,
    /// Days of the publisher's zone.
    pub from: String,
    pub to: String,
    before: String,
    after: String,
}

/// What comes before the id of a user in [`Filters::who`].
pub const USER: &str = "user-";

/// What comes before the id of a token in it.
pub const TOKEN: &str = "token-";

/// The first moment of a day in the zone.
fn start(day: Day, zone: Zone) -> Option<NaiveDateTime> {
    zone.moment_of(day.date().and_time(NaiveTime::MIN))
}

impl Filters {
    /// What they choose, and the errors of days that are none.
    pub fn wanted(&self, zone: Zone, locale: Locale) -> (Wanted, Errors) {
        let mut errors = Errors::default();
        let mut read = |field: &str, typed: &str| {
            let day = Day::parse(typed.trim());
            if day.is_none() && !typed.trim().is_empty() {
                errors.add(field, locale.text("condition-date"));
            }
            day
        };
        let (from, to) = (read("from", &self.from), read("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            errors.add("to", locale.text("history-days-swapped"));
        }
        let wanted = Wanted {
            actor_kind: ActorKind::from_word(&self.who),
            user: self.who.strip_prefix(USER).and_then(|id| id.parse().ok()),
            token: self.who.strip_prefix(TOKEN).and_then(|id| id.parse().ok()),
            action: Action::from_word(&self.action),
            subject_kind: SubjectKind::from_word(&self.subject),
            since: from.and_then(|day| start(day, zone)),
            until: to.and_then(|day| start(day.minus(-1), zone)),
        };
        (wanted, errors)
    }

    /// The place in the log.
    pub fn place(&self) -> From {
        match (self.before.parse(), self.after.parse()) {
            (Ok(id), _) => From::Before(id),
            (_, Ok(id)) => From::After(id),
            _ => From::Newest,
        }
    }

    /// Whether any is chosen.
    pub fn are_any(&self) -> bool {
        [&self.who, &self.action, &self.subject, &self.from, &self.to].into_iter().any(|chosen| !chosen.is_empty())
    }

    /// The path of a page with the same filters, at a place in the log.
    pub fn path(&self, page: &str, place: From) -> String {
        let place = match place {
            From::Newest => String::new(),
            From::Before(id) => format!("&before={id}"),
            From::After(id) => format!("&after={id}"),
        };
        let chosen = [
            ("who", &self.who),
            ("action", &self.action),
            ("subject", &self.subject),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let chosen: Vec<String> = chosen.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{page}?{}{place}", chosen.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(from: &str, to: &str) -> Filters {
        Filters { from: from.to_owned(), to: to.to_owned(), ..Filters::default() }
    }

    #[test]
    fn days_are_those_of_the_publishers_zone_and_the_last_is_whole() {
        let zone = Zone::parse("Europe/Paris").unwrap();
        let (wanted, errors) = filters("2018-03-25", "2018-03-25").wanted(zone, Locale::En);
        let shown = |moment: Option<NaiveDateTime>| moment.unwrap().to_string();
        assert!(errors.is_empty());
        assert_eq!([shown(wanted.since), shown(wanted.until)], ["2018-03-24 23:00:00", "2018-03-25 22:00:00"]);
        assert_eq!(filters("someday", "2018-03-25").wanted(zone, Locale::En).1.of("from").len(), 1);
        assert_eq!(filters("2018-03-26", "2018-03-25").wanted(zone, Locale::En).1.of("to").len(), 1);
    }

    #[test]
    fn a_path_keeps_the_filters() {
        let filters =
            Filters { who: String::from("user-5"), action: String::from("changed"), ..filters("2018-01-01", "") };
        assert_eq!(
            filters.path("/audit", From::Before(7)),
            "/audit?who=user%2D5&action=changed&subject=&from=2018%2D01%2D01&to=&before=7"
        );
    }
}
