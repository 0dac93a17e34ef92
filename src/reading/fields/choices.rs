//! Reads choices by code or by label, in English or French, ignoring case, accents and punctuation.

use crate::segments::kinds::{ACQUISITION_TYPES, CHANNELS, DEVICE_TYPES, GENDERS};
use crate::text::folded;

/// Codes of the catalogue with other words for each, folded.
type Words = &'static [(&'static str, &'static [&'static str])];

const GENDER_WORDS: Words = &[
    ("female", &["f", "w", "woman", "girl", "femme", "feminin", "feminine", "fille", "mme", "madame", "mrs", "ms"]),
    ("male", &["m", "h", "man", "boy", "homme", "masculin", "masculine", "garcon", "mr", "monsieur"]),
    ("other", &["x", "o", "nonbinary", "nb", "diverse", "autre", "nonbinaire"]),
];
const ACQUISITION_TYPE_WORDS: Words = &[
    ("free", &["gratuit", "gratuite", "gratis"]),
    ("trial", &["freetrial", "essai", "versiondessai", "essaigratuit"]),
    ("paid", &["purchase", "purchased", "payant", "payante", "paye", "achat"]),
    ("promotional_code", &["promocode", "promo", "code", "codepromotionnel", "codepromo"]),
    ("subscription", &["subscribed", "abonnement", "abonne"]),
    ("other", &["autre"]),
];
const DEVICE_TYPE_WORDS: Words = &[
    ("pc", &["desktop", "laptop", "computer", "windowsdesktop", "mac", "ordinateur", "ordinateurportable"]),
    ("phone", &["mobile", "smartphone", "mobilephone", "windowsmobile", "iphone", "telephone", "portable"]),
    ("tablet", &["ipad", "tablette"]),
    ("console", &["xbox", "gameconsole", "windowsxbox", "consoledejeu", "consoledejeux"]),
    ("holographic", &["hololens", "windowsholographic", "holographique"]),
    ("iot", &["internetofthings", "windowsiot", "internetdesobjets", "ido"]),
    ("other", &["autre"]),
];
const CHANNEL_WORDS: Words = &[
    ("store_traffic", &["store", "organic", "traficdustore", "trafic", "traficstore", "organique"]),
    ("custom_campaign", &["campaign", "campagne", "campagnepersonnalisee"]),
    ("other", &["autre"]),
];

/// Words for an unknown value, folded.
const UNKNOWN_WORDS: &[&str] = &["unknown", "inconnu", "inconnue", "notspecified", "unspecified", "nonprecise", "na"];

/// A choice with a closed list of codes in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Gender,
    AcquisitionType,
    DeviceType,
    Channel,
}

impl Known {
    const fn codes(self) -> (&'static [&'static str], Words) {
        match self {
            Self::Gender => (GENDERS, GENDER_WORDS),
            Self::AcquisitionType => (ACQUISITION_TYPES, ACQUISITION_TYPE_WORDS),
            Self::DeviceType => (DEVICE_TYPES, DEVICE_TYPE_WORDS),
            Self::Channel => (CHANNELS, CHANNEL_WORDS),
        }
    }
}

/// The code that `text` names; `Some(None)` for a word for unknown, `None` for any other text.
pub fn parse_choice(choice: Known, text: &str) -> Option<Option<&'static str>> {
    let (codes, words) = choice.codes();
    if let Some(code) = codes.iter().find(|code| code.eq_ignore_ascii_case(text)) {
        return Some(Some(code));
    }
    let name = folded(text);
    if is_unknown(&name) {
        return Some(None);
    }
    let by_code = codes.iter().find(|code| folded(code) == name).copied();
    let by_word = || words.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(code, _)| *code);
    by_code.or_else(by_word).map(Some)
}

/// Whether `text` is a word for an unknown value.
pub fn is_unknown(text: &str) -> bool {
    UNKNOWN_WORDS.contains(&folded(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn every_choice_is_found_by_its_code_and_its_labels() {
        let choices = [
            (Known::Gender, "gender"),
            (Known::AcquisitionType, "acquisition-type"),
            (Known::DeviceType, "device-type"),
            (Known::Channel, "channel"),
        ];
        for (choice, name) in choices {
            let (codes, words) = choice.codes();
            assert_eq!(codes.len(), words.len());
            for code in codes {
                assert_eq!(parse_choice(choice, &code.to_uppercase()), Some(Some(*code)));
                for locale in Locale::ALL {
                    let label = locale.text(&format!("choice-{name}-{}", code.replace('_', "-")));
                    assert_eq!(parse_choice(choice, &label), Some(Some(*code)), "{label}");
                }
            }
        }
    }

    #[test]
    fn short_forms_are_recognised_and_unknown_has_no_value() {
        assert_eq!(parse_choice(Known::Gender, "F"), Some(Some("female")));
        assert_eq!(parse_choice(Known::Gender, "Féminin"), Some(Some("female")));
        assert_eq!(parse_choice(Known::DeviceType, "Windows.Desktop"), Some(Some("pc")));
        assert_eq!(parse_choice(Known::Gender, "Unknown"), Some(None));
        assert_eq!(parse_choice(Known::Gender, "N/A"), Some(None));
        assert_eq!(parse_choice(Known::Gender, "robot"), None);
    }
}
