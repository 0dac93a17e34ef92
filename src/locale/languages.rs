//! The languages that files and people name: by tag, as BCP 47, Android, POSIX and ISO 639 write it, or by name.

use super::Locale;
use super::codes::{LANGUAGES, OTHER_LANGUAGE_NAMES};
use super::names::{country_of_alpha_3, folded, market_code};
use icu_experimental::displaynames::DisplayNamesOptions;
use icu_experimental::displaynames::multi::LocaleDisplayNamesFormatter;
use icu_locale::{LocaleCanonicalizer, LocaleExpander};
use icu_locale_core::LanguageIdentifier;
use icu_locale_core::subtags::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Tags by the names of their languages, folded.
static CODES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(codes_by_name);
static CANONICALIZER: LazyLock<LocaleCanonicalizer> = LazyLock::new(LocaleCanonicalizer::new_extended);
static EXPANDER: LazyLock<LocaleExpander> = LazyLock::new(LocaleExpander::new_extended);

/// Codes of ISO 639 that name no language: undetermined, several, none and uncoded. `na`, Nauru, is with them, because
/// it says *not available* in nearly every file.
const NO_LANGUAGES: [&str; 5] = ["und", "mul", "zxx", "mis", "na"];

/// The BCP 47 tag of language, script and region that `text` names: a tag in any form, such as `fr`, `pt_br`, `pt-rBR`,
/// `iw` or `fr_FR.UTF-8`, or a name in English, French or the language itself, such as `French (Canada)`. A script
/// that goes without saying is left out, except for Chinese, where a region gives the script.
pub fn language_code(text: &str) -> Option<String> {
    let text = text.trim();
    named(text).map(str::to_owned).or_else(|| canonical_tag(text)).or_else(|| named_with_region(text))
}

/// The tag and the broader ones: `zh-Hans-CN`, `zh-Hans`, `zh`. A language that is chosen in a rule means all tags that
/// it is broader than.
pub fn with_broader_tags(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(broader, _)| broader))
}

fn named(text: &str) -> Option<&'static str> {
    CODES.get(&folded(text)).copied()
}

fn codes_by_name() -> HashMap<String, &'static str> {
    let in_locales = Locale::ALL.into_iter().flat_map(Locale::languages);
    let mut codes: HashMap<String, &'static str> = in_locales.map(|named| (folded(&named.name), named.code)).collect();
    let others = OTHER_LANGUAGE_NAMES.iter().map(|(name, code)| ((*name).to_owned(), *code));
    let own = LANGUAGES.iter().filter_map(|code| Some((folded(&own_name(code)?), *code)));
    others.chain(own).for_each(|(name, code)| {
        codes.entry(name).or_insert(code);
    });
    codes
}

/// The name of a language in itself (CLDR).
fn own_name(code: &str) -> Option<String> {
    let tag: icu_locale_core::Locale = code.parse().ok()?;
    let names = LocaleDisplayNamesFormatter::try_new((&tag).into(), DisplayNamesOptions::default()).ok()?;
    let name = names.of(&tag).into_owned();
    (name != code).then_some(name)
}

/// A language with its script or region, as in `French (Canada)`, `Chinese (Simplified, China)` or `English - US`.
fn named_with_region(text: &str) -> Option<String> {
    let text = text.strip_suffix(')').unwrap_or(text);
    let (name, rest) = text.split_once('(').or_else(|| text.split_once([',', '-', '\u{2013}']))?;
    let mut tag: LanguageIdentifier = named(name)?.parse().ok()?;
    for part in rest.split([',', ';']) {
        let folded = folded(part);
        match folded.as_str() {
            "simplified" | "simplifie" => tag.script = "Hans".parse().ok(),
            "traditional" | "traditionnel" => tag.script = "Hant".parse().ok(),
            "latin" => tag.script = "Latn".parse().ok(),
            "cyrillic" | "cyrillique" => tag.script = "Cyrl".parse().ok(),
            "latin america" | "amerique latine" | "latinoamerica" => tag.region = "419".parse().ok(),
            _ => tag.region = Some(market_code(part)?.parse().ok()?),
        }
    }
    canonical_tag(&tag.to_string())
}

/// The canonical form of a tag of a language that has a name. Extensions and variants, which say how to write, are left
/// out; a tag for private use is none.
fn canonical_tag(text: &str) -> Option<String> {
    let mut locale: icu_locale_core::Locale = plain_tag(text).parse().ok()?;
    if !locale.extensions.private.is_empty() {
        return None;
    }
    if !is_listed(locale.id.language) {
        CANONICALIZER.canonicalize(&mut locale);
    }
    let LanguageIdentifier { language, mut script, region, .. } = locale.id;
    if !is_listed(language) && !has_name(language) {
        return None;
    }
    let mut tag = LanguageIdentifier { language, region, ..LanguageIdentifier::UNKNOWN };
    let mut likely = tag.clone();
    EXPANDER.maximize(&mut likely);
    if language.as_str() == "zh" {
        script = script.or_else(|| region.and(likely.script));
    } else if script == likely.script {
        script = None;
    }
    tag.script = script;
    Some(tag.to_string())
}

/// The tag as BCP 47 writes it, from the forms of POSIX (`fr_FR.UTF-8`), Android (`pt-rBR`, `b+sr+Latn`), an extended
/// language (`zh-yue`) and ISO 3166 in three letters (`fra-FRA`).
fn plain_tag(text: &str) -> String {
    let text = text.split(['.', '@']).next().unwrap_or_default();
    let text = text.strip_prefix("b+").unwrap_or(text).replace(['_', '+'], "-");
    let mut parts: Vec<&str> = text.split('-').collect();
    for part in parts.iter_mut().skip(1) {
        let bytes = part.as_bytes();
        if bytes.len() == 3 && bytes[0] == b'r' && bytes[1..].iter().all(u8::is_ascii_uppercase) {
            *part = &part[1..];
        } else if let Some(country) = country_of_alpha_3(part) {
            *part = country;
        }
    }
    let is_extended = |part: &&str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if parts.get(1).is_some_and(is_extended) {
        parts.remove(0);
    }
    parts.join("-")
}

fn is_listed(language: Language) -> bool {
    LANGUAGES.contains(&language.as_str())
}

fn has_name(language: Language) -> bool {
    let code = language.as_str();
    !NO_LANGUAGES.contains(&code) && Locale::En.language(code) != code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_mean(tag: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(language_code(text).as_deref(), Some(tag), "{text}");
        }
    }

    #[test]
    fn every_language_is_found_by_its_tag_and_by_its_names() {
        for code in LANGUAGES {
            all_mean(code, &[&code.to_uppercase()]);
            for locale in Locale::ALL {
                all_mean(code, &[&locale.language(code)]);
            }
        }
        all_mean("fr-BE", &["fr_be"]);
        for text in
            ["", "xx", "klingon", "en-x-private", "en us", "und", "mul", "zxx", "na", "12", "fr-", "Atlantean (France)"]
        {
            assert_eq!(language_code(text), None, "{text}");
        }
    }

    #[test]
    fn tags_are_read_in_the_forms_of_bcp_47_android_posix_and_iso_639() {
        all_mean(
            "fr-FR",
            &[
                "fr-FR",
                "fr-fr",
                "fr_FR",
                "FR_fr",
                "fr-rFR",
                "fr_FR.UTF-8",
                "fr_FR@euro",
                "fr-Latn-FR",
                "b+fr+FR",
                "fra-FRA",
            ],
        );
        all_mean("fr", &["fr", "FR", "fra", "fre", "fr-Latn"]);
        all_mean("pt-BR", &["pt-rBR", "pt_BR", "pt-br", "por-BRA"]);
        all_mean("he", &["iw", "he", "heb"]);
        all_mean("he-IL", &["iw_IL", "iw-rIL"]);
        all_mean("id", &["in", "id", "ind"]);
        all_mean("yi", &["ji", "yi"]);
        all_mean("de", &["deu", "ger", "de"]);
        all_mean("fil", &["tl", "fil", "tgl"]);
        all_mean("zh-Hans-CN", &["zh-Hans-CN", "zh_CN", "zh-rCN", "zh-cmn-Hans-CN"]);
        all_mean("zh-Hant-TW", &["zh-TW", "zh_Hant_TW"]);
        all_mean("zh-Hans", &["zh-Hans", "zh_hans"]);
        all_mean("yue", &["zh-yue", "yue"]);
        all_mean("sr-Latn", &["b+sr+Latn", "sr_Latn", "sr-latn"]);
        all_mean("de-DE", &["de-DE-u-co-phonebk", "de-DE-1996"]);
        all_mean("es-419", &["es-419", "b+es+419"]);
        all_mean("oc", &["oc"]);
    }

    #[test]
    fn names_are_read_in_english_french_and_the_language_itself() {
        all_mean("fr", &["French", "français", "Francais", "FRENCH"]);
        all_mean("de", &["German", "allemand", "Deutsch"]);
        all_mean("ja", &["Japanese", "japonais", "日本語"]);
        all_mean("es", &["Spanish", "Español", "Castilian", "castillan"]);
        all_mean("el", &["Greek", "Ελληνικά"]);
        all_mean("ru", &["Russian", "русский"]);
        all_mean("nl-BE", &["Flemish", "flamand"]);
        all_mean(
            "fr-CA",
            &["French (Canada)", "français (Canada)", "Canadian French", "French - Canada", "French, Canada"],
        );
        all_mean("en-US", &["English (United States)", "anglais (États-Unis)", "English (US)", "American English"]);
        all_mean("zh-Hans", &["Chinese (Simplified)", "Simplified Chinese", "chinois simplifié", "简体中文"]);
        all_mean("zh-Hant-HK", &["Chinese (Traditional, Hong Kong)", "Traditional Chinese (Hong Kong)"]);
        all_mean("pt-BR", &["Portuguese (Brazil)", "português (Brasil)", "portugais (Brésil)"]);
        all_mean("es-419", &["Spanish (Latin America)", "espagnol (Amérique latine)"]);
        all_mean("sr-Latn", &["Serbian (Latin)"]);
    }

    #[test]
    fn every_language_is_read_again_from_its_own_name() {
        for code in LANGUAGES {
            let Some(name) = own_name(code) else { continue };
            let read = language_code(&name);
            assert!(read.is_some(), "{code}: {name}");
        }
    }

    #[test]
    fn a_tag_is_followed_by_the_broader_ones() {
        let tags: Vec<&str> = with_broader_tags("zh-Hans-CN").collect();
        assert_eq!(tags, ["zh-Hans-CN", "zh-Hans", "zh"]);
    }
}
