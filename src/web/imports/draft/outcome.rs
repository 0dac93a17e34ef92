//! What would become of the lines of a draft.

use super::number;
use crate::imports::preview::{Fault, Preview, Unavailable};
use crate::locale::Locale;
use crate::reading::{ImportKind, Survey};

/// What would become of the lines.
pub struct Outcome {
    pub fates: Vec<(String, String)>,
    pub total: String,
    pub customers_new: String,
    pub faults: Vec<FaultRow>,
    pub unavailable: Vec<String>,
    pub new_attributes: Vec<String>,
    pub is_clean: bool,
}

pub struct FaultRow {
    pub fate: String,
    pub reason: String,
    pub first_line: String,
}

impl Outcome {
    pub fn new(kind: ImportKind, survey: &Survey, preview: Preview, locale: Locale) -> Self {
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
            customers_new: match kind.brings_customers() {
                true => locale.with1("draft-customers-new", "count", number(preview.customers_new)),
                false => locale.with1("draft-no-customers", "count", number(preview.no_customers)),
            },
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
