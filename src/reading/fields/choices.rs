//! Reads choices by code or by label, in English or French, ignoring case, accents and punctuation.

use crate::reading::cell::is_unknown;
use crate::reading::refusal::Reason;
use crate::segments::choices::{AcquisitionType, Channel, DeviceType, Gender};
use crate::text::folded;
use strum::VariantArray;

/// A choice with a closed list of codes.
pub trait Choice: VariantArray + Into<&'static str> + Copy {
    /// Other words for it than its code, folded.
    fn words(self) -> &'static [&'static str];
}

impl Choice for Gender {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Female => {
                &["f", "w", "woman", "girl", "femme", "feminin", "feminine", "fille", "mme", "madame", "mrs", "ms"]
            }
            Self::Male => &["m", "h", "man", "boy", "homme", "masculin", "masculine", "garcon", "mr", "monsieur"],
            Self::Other => &["x", "o", "nonbinary", "nb", "diverse", "autre", "nonbinaire"],
        }
    }
}

impl Choice for AcquisitionType {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Free => &["gratuit", "gratuite", "gratis"],
            Self::Trial => &["freetrial", "essai", "versiondessai", "essaigratuit"],
            Self::Paid => &["purchase", "purchased", "payant", "payante", "paye", "achat"],
            Self::PromotionalCode => &["promocode", "promo", "code", "codepromotionnel", "codepromo"],
            Self::Subscription => &["subscribed", "abonnement", "abonne"],
            Self::Other => &["autre"],
        }
    }
}

impl Choice for DeviceType {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Pc => &["desktop", "laptop", "computer", "windowsdesktop", "mac", "ordinateur", "ordinateurportable"],
            Self::Phone => &["mobile", "smartphone", "mobilephone", "windowsmobile", "iphone", "telephone", "portable"],
            Self::Tablet => &["ipad", "tablette"],
            Self::Console => &["xbox", "gameconsole", "windowsxbox", "consoledejeu", "consoledejeux"],
            Self::Holographic => &["hololens", "windowsholographic", "holographique"],
            Self::Iot => &["internetofthings", "windowsiot", "internetdesobjets", "ido"],
            Self::Other => &["autre"],
        }
    }
}

impl Choice for Channel {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::StoreTraffic => &["store", "organic", "traficdustore", "trafic", "traficstore", "organique"],
            Self::CustomCampaign => &["campaign", "campagne", "campagnepersonnalisee"],
            Self::Other => &["autre"],
        }
    }
}

/// The choice that `text` names; `None` for a word for unknown, an error for any other text.
pub fn parse_choice<C: Choice>(text: &str) -> Result<Option<C>, Reason> {
    let code = |choice: &C| -> &'static str { (*choice).into() };
    let find = |is_named: &dyn Fn(&C) -> bool| C::VARIANTS.iter().copied().find(|choice| is_named(choice));
    if let Some(choice) = find(&|choice| code(choice).eq_ignore_ascii_case(text)) {
        return Ok(Some(choice));
    }
    let name = folded(text);
    if is_unknown(text) {
        return Ok(None);
    }
    let by_code = find(&|choice| folded(code(choice)) == name);
    let found = by_code.or_else(|| find(&|choice| choice.words().contains(&name.as_str())));
    found.map(Some).ok_or(Reason::Choice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn is_found_by_its_code_and_its_labels<C: Choice + PartialEq + std::fmt::Debug>(name: &str) {
        for choice in C::VARIANTS {
            let code: &str = (*choice).into();
            assert_eq!(parse_choice(&code.to_uppercase()), Ok(Some(*choice)));
            for locale in Locale::ALL {
                let label = locale.text(&format!("choice-{name}-{}", code.replace('_', "-")));
                assert_eq!(parse_choice(&label), Ok(Some(*choice)), "{label}");
            }
        }
    }

    #[test]
    fn every_choice_is_found_by_its_code_and_its_labels() {
        is_found_by_its_code_and_its_labels::<Gender>("gender");
        is_found_by_its_code_and_its_labels::<AcquisitionType>("acquisition-type");
        is_found_by_its_code_and_its_labels::<DeviceType>("device-type");
        is_found_by_its_code_and_its_labels::<Channel>("channel");
    }

    #[test]
    fn short_forms_are_recognised_and_unknown_has_no_value() {
        assert_eq!(parse_choice("F"), Ok(Some(Gender::Female)));
        assert_eq!(parse_choice("Féminin"), Ok(Some(Gender::Female)));
        assert_eq!(parse_choice("Windows.Desktop"), Ok(Some(DeviceType::Pc)));
        assert_eq!(parse_choice::<Gender>("Unknown"), Ok(None));
        assert_eq!(parse_choice::<Gender>("N/A"), Ok(None));
        assert_eq!(parse_choice::<Gender>("robot"), Err(Reason::Choice));
    }
}
