//! What the fields of forms are called, for the page that gives back what was typed into one.

use crate::locale::Locale;

/// Fields by their names, with the messages of their labels.
const LABELS: [(&str, &str); 22] = [
    ("addresses", "group-addresses"),
    ("choice", "people-choice"),
    ("clears", "draft-clears"),
    ("consent", "group-consent"),
    ("count_unknown_age", "settings-count-unknown-age"),
    ("email", "account-email"),
    ("encoding", "import-encoding"),
    ("formula", "formula-field"),
    ("header_line", "draft-header-line"),
    ("language", "settings-language-label"),
    ("least_age", "settings-least-age"),
    ("minimum_size", "settings-minimum-size"),
    ("platform", "app-platform"),
    ("role", "team-role"),
    ("separator", "import-separator"),
    ("to", "attribute-kind-to"),
    // Of a condition.
    ("attribute", "rule-attribute"),
    ("join", "rule-join"),
    ("operator", "rule-operator"),
    ("value", "rule-value"),
    ("value2", "rule-value"),
    ("values", "rule-values"),
];

/// Fields whose label depends on the form that is sent to a path with this start and this end.
const LABELS_OF_FORMS: [(&str, &str, &str, &str); 10] = [
    ("name", "/apps", "/delete", "app-delete-name"),
    ("name", "/apps/new", "", "app-name"),
    ("name", "/apps", "/edit", "app-name"),
    ("name", "/apps", "", "attribute-name"),
    ("name", "/groups", "", "group-name"),
    ("kind", "/imports", "", "import-kind"),
    ("kind", "/groups", "", "group-type"),
    ("app", "/imports", "", "import-app"),
    ("app", "/groups", "", "group-app"),
    ("time_zone", "/imports", "", "draft-time-zone"),
];

/// The label of a field of the form that is sent to `path`; its name if it is not known.
pub fn label(path: &str, name: &str, locale: Locale) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty()).collect();
    let number = |place: &str| place.parse::<i64>().ok().map(|index| index.saturating_add(1));
    let place = match *parts.as_slice() {
        ["filters", filter, "conditions", condition, ..] => number(filter)
            .zip(number(condition))
            .map(|place| locale.with("rule-condition", &[("filter", place.0.into()), ("number", place.1.into())])),
        ["filters", filter, ..] => number(filter).map(|number| locale.with1("rule-filter", "number", number)),
        ["uses" | "orders" | "marks", column] => {
            number(column).map(|number| locale.with1("draft-column-number", "number", number))
        }
        _ => None,
    };
    let field = match *parts.as_slice() {
        ["filters", _, "conditions", _, field, ..] | ["filters", _, field] => message(path, field),
        ["uses", _] => Some("draft-use"),
        ["orders", _] => Some("draft-order"),
        ["marks", _] => Some("draft-mark"),
        [field] => message(path, field),
        _ => None,
    };
    match (place, field.map(|field| locale.text(field))) {
        (Some(place), Some(field)) => format!("{place} · {field}"),
        (Some(label), None) | (None, Some(label)) => label,
        (None, None) => name.to_owned(),
    }
}

/// The message of the label of a field.
fn message(path: &str, field: &str) -> Option<&'static str> {
    let in_form = LABELS_OF_FORMS
        .iter()
        .find(|(name, start, end, _)| *name == field && path.starts_with(start) && path.ends_with(end));
    let in_settings = || match (field, path) {
        ("currency", "/settings/currency") => Some("settings-currency-label"),
        ("currency", _) => Some("app-currency"),
        ("time_zone", _) => Some("settings-time-zone-label"),
        _ => None,
    };
    let anywhere = || LABELS.iter().find(|(name, _)| *name == field).map(|(_, message)| *message);
    in_form.map(|(.., message)| *message).or_else(in_settings).or_else(anywhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_the_label_of_its_form_or_its_name() {
        let said = |path, name| label(path, name, Locale::En);
        assert_eq!(said("/apps/3/edit", "name"), "Name");
        assert_eq!(said("/groups/new?app=3", "name"), said("/groups/4/rename", "name"));
        assert_eq!(said("/groups/new", "filters[0][conditions][2][attribute]"), "Filter 1, condition 3 · Attribute");
        assert_eq!(said("/groups/new", "filters[1][conditions][0][values][]"), "Filter 2, condition 1 · Values");
        assert_eq!(said("/imports/drafts/3", "uses[4]"), "Column 5 · Used for");
        assert_eq!(said("/groups/new", "filters[x][conditions][0][value]"), "Value");
        assert_eq!(said("/groups/new", "no-such[0]"), "no-such[0]");
        assert_eq!(said("/groups/new", "filters[1][mode]"), "Filter 2");
        assert_ne!(said("/settings/time-zone", "time_zone"), said("/imports/drafts/3", "time_zone"));
    }

    #[test]
    fn every_label_is_there_in_both_languages() {
        let in_forms = LABELS_OF_FORMS.iter().map(|(.., message)| *message);
        for message in LABELS.iter().map(|(_, message)| *message).chain(in_forms) {
            assert!(Locale::ALL.iter().all(|locale| locale.find(message, &[]).is_some()), "{message}");
        }
    }
}
